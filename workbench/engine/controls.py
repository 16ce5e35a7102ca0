"""What is said of TLS and HTTP for a send: the request's word where it has one, else the settings'.

It holds on every hop, as curl's options do: whoever allows an old version or switches verification off for a request
means the way it takes. What names one server alone (server name, address) stays behind at another origin.
"""

from __future__ import annotations

from typing import Final

from workbench.documents import tls_options
from workbench.engine.outgoing import NotPrepared
from workbench.models import Request, RequestTls, TlsVersion
from workbench.nouns import dataclass
from workbench.settings import Settings, TlsSettings

_LEVELS: Final = range(tls_options.HIGHEST_SECURITY_LEVEL + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """How TLS is spoken; see `models.RequestTls` for the values."""

    verify: bool
    minimum_version: TlsVersion
    maximum_version: TlsVersion | None
    ciphers: str
    security_level: int | None
    post_handshake_auth: bool


def of_request(request: Request, settings: Settings) -> Controls:
    """Lay what a request says over the settings. Raise NotPrepared where the two cannot both hold."""
    return _merged(request.tls, settings.tls)


def of_settings(settings: Settings) -> Controls:
    """Return what the settings alone say: for TLS with a proxy, which no request is about. Raise NotPrepared."""
    return _merged(RequestTls(), settings.tls)


def http2(request: Request, settings: Settings) -> bool:
    """Tell whether HTTP/2 is offered."""
    return settings.http.http2 if request.options.http2 is None else request.options.http2


def _merged(said: RequestTls, known: TlsSettings) -> Controls:
    lowest, highest = _versions(said, known)
    return Controls(
        verify=known.verify if said.verify is None else said.verify,
        minimum_version=lowest,
        maximum_version=highest,
        ciphers=_ciphers(known.ciphers if said.ciphers is None else said.ciphers),
        security_level=_level(known.security_level if said.security_level is None else said.security_level),
        post_handshake_auth=(
            known.post_handshake_auth if said.post_handshake_auth is None else said.post_handshake_auth
        ),
    )


def _versions(said: RequestTls, known: TlsSettings) -> tuple[TlsVersion, TlsVersion | None]:
    lowest, highest = said.minimum_version or known.minimum_version, said.maximum_version or known.maximum_version
    if tls_options.are_crossed(lowest, highest):
        by_lowest, by_highest = _by(said.minimum_version), _by(said.maximum_version)
        message = (
            f"No TLS version is left: the lowest is {lowest} (tls.minimum_version of the {by_lowest}), "
            f"the highest {highest} (tls.maximum_version of the {by_highest})."
        )
        raise NotPrepared("invalid_request", message, "Nothing was sent. Say both in the request, or change one.")
    return lowest, highest


def _by(said: TlsVersion | None) -> str:
    return "request" if said is not None else "settings"


def _ciphers(text: str) -> str:
    fault = tls_options.ciphers_fault(text)
    if fault is not None:
        raise NotPrepared("invalid_request", f"tls.ciphers cannot be used: {fault}.", "Nothing was sent.")
    return text


def _level(level: int | None) -> int | None:
    if level is not None and level not in _LEVELS:
        message = f"tls.security_level is {level}; there are the levels 0 to {tls_options.HIGHEST_SECURITY_LEVEL}."
        raise NotPrepared("invalid_request", message, "Nothing was sent.")
    return level
