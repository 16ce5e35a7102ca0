"""What a server accepts of a client certificate, in words, and whether ours fits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from workbench.certificates.material import Identity
from workbench.certificates.names import certificate_key_type, issuer_names
from workbench.models import RawMessage
from workbench.tls import wire
from workbench.tls.handshake import Observed
from workbench.tls.octets import WireError
from workbench.tls.recorder import HANDSHAKE
from workbench.visible import visible

ANY_ISSUER: Final = "any issuer"
_SHOWN: Final = 5  # issuers or algorithms in a sentence; some servers name hundreds
_CERTIFICATE: Final = b"\x0b"  # RFC 8446 §4


def issuers(observed: Observed | None) -> str:
    """Return the issuers that a server says it accepts, "any issuer" for an empty list, "" when it did not ask."""
    if observed is None or observed.request is None:
        return ""
    return _listed(observed.request.acceptable_issuers) or ANY_ISSUER


def algorithms(observed: Observed | None) -> str:
    """Return the signature algorithms that a server accepts, or the kinds of certificates where it names none."""
    if observed is None or observed.request is None:
        return ""
    return _listed(observed.request.signature_algorithms or observed.request.certificate_types)


def key(identity: Identity | None) -> str:
    """Return what our key is, as the subject of a sentence."""
    return f"its key ({certificate_key_type(identity.leaf)})" if identity is not None else "its key"


def foreign_issuer(observed: Observed | None, identity: Identity | None) -> str:
    """Say when none of the issuers of our chain is among those the server accepts; an empty list means any."""
    if identity is None or observed is None or observed.request is None:
        return ""
    accepted = observed.request.acceptable_issuers
    if not accepted or any(issuer in accepted for issuer in issuer_names(identity.leaf, identity.chain)):
        return ""
    if any(issuer in accepted for issuer in _sent_issuers(observed)):
        return ""
    return f"The server accepts {_listed(accepted)}; yours is issued by {visible(identity.issuer)}."


def _listed(words: Sequence[str]) -> str:
    shown = ", ".join(visible(word) for word in words[:_SHOWN])
    return f"{shown} and {len(words) - _SHOWN} more" if len(words) > _SHOWN else shown


def _sent_issuers(observed: Observed) -> tuple[str, ...]:
    """Return the issuers in the chain that went out: OpenSSL adds those that it finds among the CAs we trust."""
    for message in reversed(observed.messages):
        if (message.direction, message.content_type, message.data[:1]) == ("write", HANDSHAKE, _CERTIFICATE):
            return _issuers_in(message)
    return ()


@lru_cache(maxsize=16)
def _issuers_in(message: RawMessage) -> tuple[str, ...]:
    try:
        ders = wire.parse_certificate(message.data, wire.dialect(message.version))
        return tuple(wire.names_in(der)[1] for der in ders)
    except WireError:
        return ()
