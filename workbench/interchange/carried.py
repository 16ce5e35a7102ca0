"""What a command line has to carry so that another program does the same: a request, its identity, its way."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from workbench.models import Origin, Request, TlsVersion
from workbench.nouns import dataclass

Encoding = Literal["PEM", "DER", "P12"]


class NotCopied(Exception):
    """A request that no command line can carry; the text is a sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedIdentity:
    """A client certificate by its files: paths that hold anywhere, and how each file is written.

    `has_chain` says that intermediates stand in the certificate's file, `asks` that a passphrase has to be asked for
    by the command line itself, as the program does not.
    """

    certificate: str
    encoding: Encoding
    key: str | None = None
    key_encoding: Encoding = "PEM"
    has_chain: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A request with all that holds for it; `{{name}}` stands in it where a value is not known or is a secret.

    `url` has its parameters in it. `address` is connected to instead of the host, `server_name` goes into SNI.
    """

    request: Request
    url: str = field(repr=False)
    origin: Origin | None = None
    identity: CarriedIdentity | None = None
    ca_files: tuple[str, ...] = ()
    system_ca: bool = True
    verify: bool = True
    minimum_version: TlsVersion = "TLSv1.2"
    maximum_version: TlsVersion | None = None
    ciphers: str = ""
    security_level: int | None = None
    http2: bool = False
    follow_redirects: bool = True
    address: str | None = None
    server_name: str | None = None
    proxy: str | None = field(default=None, repr=False)
    proxy_is_said: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_secure(self) -> bool:
        """Whether TLS is spoken at all."""
        return not self.url.lower().startswith(("http:", "ws:"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A command line for sh, bash and zsh, what a person should know of it, and the secrets it asks the shell for."""

    text: str = field(repr=False)
    notes: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
