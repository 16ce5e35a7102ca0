"""Certificates in a handshake, in words: asked for, shown, sent or not, and proven."""

from __future__ import annotations

from typing import Final

from workbench.tls import key_exchange, schemes, wire
from workbench.tls.moment import Fields, Moment, Told, counted, listed, numbered
from workbench.tls.wire import CertificateRequest, WireError

_NAMED: Final = 2  # issuers that a sentence holds


def request(moment: Moment) -> Told:
    """Tell of a CertificateRequest; an empty list of issuers means any."""
    found = wire.parse_certificate_request(moment.message.data, moment.dialect)
    late = found.late or moment.finished
    asks = "asks now, after the handshake, for" if late else "asks for"
    return Told(f"{moment.who} {asks} a client certificate; it accepts {_issuers(found)}", _asked(found))


def _issuers(found: CertificateRequest) -> str:
    issuers = found.acceptable_issuers
    if not issuers:
        return "any issuer"
    return f"{len(issuers)} issuers" if len(issuers) > _NAMED else f"only issuer {' or '.join(issuers)}"


def _asked(found: CertificateRequest) -> Fields:
    issuers = found.acceptable_issuers
    types = (("Key types", listed(found.certificate_types, "none")),) if found.certificate_types else ()
    return (
        ("Issuers", str(len(issuers)) if issuers else "any: its list is empty"),
        *numbered("Issuer", issuers),
        ("Signatures", listed(found.signature_algorithms, "not said")),
        *types,
    )


def shown(moment: Moment) -> Told:
    """Tell of a Certificate message, ours or the server's, full or empty."""
    ders = wire.parse_certificate(moment.message.data, moment.dialect)
    if not ders:
        return Told(
            "We answer with an empty certificate: nothing was sent" if moment.ours else "No certificate is shown"
        )
    sends = "We send our certificate" if moment.ours else "The server shows its certificate"
    fields = numbered("Certificate", [_described(der) for der in ders])
    return Told(f"{sends}: {counted(len(ders), 'certificate')}, {_names(ders[0])[0]}", fields)


def _described(der: bytes) -> str:
    subject, issuer = _names(der)
    return f"{subject}, issued by {issuer} ({counted(len(der), 'byte')})"


def _names(der: bytes) -> tuple[str, str]:
    try:
        return wire.names_in(der)
    except WireError:
        return "not readable", "not known"


def proof(moment: Moment) -> Told:
    """Tell of a CertificateVerify."""
    algorithm = key_exchange.parse_certificate_verify(moment.message.data, moment.dialect)
    named = schemes.signature_scheme(algorithm) if algorithm is not None else "not said"
    proves = "We prove that we hold its key" if moment.ours else "The server proves that it holds its key"
    return Told(proves, (("Signature", named),))


def status(moment: Moment) -> Told:
    """Tell of a CertificateStatus: an OCSP answer that the server brings along."""
    size = wire.parse_certificate_status(moment.message.data)
    return Told("The server brings word of revocation (OCSP); it is not judged", (("Answer", counted(size, "byte")),))
