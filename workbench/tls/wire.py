"""Handshake messages as they stand on the wire, read into facts.

Each parser takes one whole message with its header of four octets, as the message callback delivers it, and
raises WireError for whatever does not fit, nothing else. Time and memory are linear in the message. Text from a
peer is as it came, not yet made visible.
"""

from __future__ import annotations

from typing import Final, Literal

from workbench.nouns import dataclass
from workbench.tls import der, distinguished, layout
from workbench.tls.octets import Octets, WireError
from workbench.tls.schemes import certificate_type, signature_scheme

__all__ = [
    "CertificateRequest",
    "Version",
    "WireError",
    "dialect",
    "names_in",
    "parse_alert",
    "parse_certificate",
    "parse_certificate_request",
    "parse_certificate_status",
]

Version = Literal["tls11", "tls12", "tls13"]
"""How a message is laid out: "tls11" stands for TLS 1.0 too."""

_CERTIFICATE: Final = 11  # RFC 8446 §4
_CERTIFICATE_REQUEST: Final = 13
_CERTIFICATE_STATUS: Final = 22

_SIGNATURE_ALGORITHMS: Final = 13  # RFC 8446 §4.2
_CERTIFICATE_AUTHORITIES: Final = 47


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRequest:
    """What a server says of the client certificate it wants; an empty list of issuers means any.

    `acceptable_issuers` are RFC 4514 strings, a name that cannot be read is "#" and its octets in hex.
    `certificate_types` is TLS 1.2's and older; `late` marks TLS 1.3's request after the handshake.
    """

    acceptable_issuers: tuple[str, ...] = ()
    signature_algorithms: tuple[str, ...] = ()
    certificate_types: tuple[str, ...] = ()
    late: bool = False


def dialect(version: int) -> Version:
    """Return the layout of messages in a protocol version given by its number on the wire."""
    return "tls13" if version >= 0x0304 else "tls12" if version == 0x0303 else "tls11"


def parse_certificate_request(data: bytes, version: Version) -> CertificateRequest:
    """Read a CertificateRequest (RFC 8446 §4.3.2, RFC 5246 §7.4.4)."""
    body = layout.body(data, _CERTIFICATE_REQUEST)
    if version == "tls13":
        return _modern_request(body)
    types = tuple(certificate_type(number) for number in body.vector(1).rest())
    schemes = _schemes(body) if version == "tls12" else ()
    issuers = _issuers(body)
    body.finish("a CertificateRequest")
    return CertificateRequest(acceptable_issuers=issuers, signature_algorithms=schemes, certificate_types=types)


def parse_certificate(data: bytes, version: Version) -> tuple[bytes, ...]:
    """Read a Certificate message into DER certificates, leaf first; an empty tuple is an empty message."""
    body = layout.body(data, _CERTIFICATE)
    if version == "tls13":
        body.vector(1)  # the context, which repeats the request's
    certificates = body.vector(3)
    body.finish("a Certificate")
    found = []
    while certificates.left:
        found.append(certificates.vector(3).rest())
        if version == "tls13":
            certificates.vector(2)
    if not all(found):
        raise WireError("an empty certificate in a Certificate")
    return tuple(found)


def parse_certificate_status(data: bytes) -> int:
    """Read a CertificateStatus (RFC 6066 §8) and return how many octets its OCSP answer has."""
    body = layout.body(data, _CERTIFICATE_STATUS)
    body.number(1)
    answer = body.vector(3)
    body.finish("a CertificateStatus")
    return answer.left


def names_in(der_certificate: bytes) -> tuple[str, str]:
    """Return subject and issuer of a certificate in RFC 4514 form, without reading more of it; raise WireError."""
    signed = next(der.elements(der.only(der_certificate, der.SEQUENCE).content), None)
    if signed is None:
        raise WireError("a certificate that is empty")
    subject, issuer = der.names_of(signed.encoded)
    return distinguished.text(distinguished.parse(subject)), distinguished.text(distinguished.parse(issuer))


def parse_alert(data: bytes) -> tuple[int, int]:
    """Read an alert into level and description; it has no header."""
    octets = Octets(data)
    level, description = octets.number(1), octets.number(1)
    octets.finish("an alert")
    return level, description


def _modern_request(body: Octets) -> CertificateRequest:
    context = body.vector(1)  # not empty in post-handshake authentication, RFC 8446 §4.3.2
    found = layout.extensions(body)
    schemes = found.get(_SIGNATURE_ALGORITHMS)
    authorities = found.get(_CERTIFICATE_AUTHORITIES)
    return CertificateRequest(
        acceptable_issuers=() if authorities is None else _issuers(authorities),
        signature_algorithms=() if schemes is None else _schemes(schemes),
        late=context.left > 0,
    )


def _schemes(octets: Octets) -> tuple[str, ...]:
    return tuple(signature_scheme(number) for number in layout.numbers(octets.vector(2)))


def _issuers(octets: Octets) -> tuple[str, ...]:
    names = octets.vector(2)
    found = []
    while names.left:
        found.append(_issuer(names.vector(2).rest()))
    return tuple(found)


def _issuer(encoded: bytes) -> str:
    try:
        return distinguished.text(distinguished.parse(encoded))
    except WireError:
        return "#" + encoded.hex()
