"""The terms a hop is sent under: the request's word over the settings', and what of it is not standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.models.requests import TlsVersion
from workbench.nouns import dataclass

if TYPE_CHECKING:
    from workbench.models.exchanges import ProxyUsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a hop's connection is made; the defaults are what is standard. Without `secure` there is no TLS at all.

    `key_log` is the file that SSLKEYLOGFILE names; `address` is the one connected to instead of the host's own.
    """

    secure: bool = True
    verify: bool = True
    minimum_version: TlsVersion = "TLSv1.2"
    maximum_version: TlsVersion | None = None
    ciphers: str = ""
    security_level: int | None = None
    post_handshake_auth: bool = True
    server_name: str | None = None
    address: str | None = None
    http2: bool = False
    proxy: ProxyUsed | None = None
    proxy_certificate: str | None = None
    key_log: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One thing about a connection that is not standard, in a few words; `loud` when it weakens what TLS promises.

    `mark` is what stands for it in brackets: `KEYS LOGGED`.
    """

    text: str
    loud: bool = False
    mark: str = ""
