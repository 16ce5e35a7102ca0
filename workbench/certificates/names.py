"""What certificates say about themselves, as the plain strings people and scripts read (contract §6).

Certificates in the field are odd: some load and then raise or warn when a name, a key or an extension is
read. Here nothing raises and nothing warns; what cannot be read is "unreadable", or left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID, ObjectIdentifier

from workbench.certificates.quiet import quiet as quiet
from workbench.models import PeerCertificate

UNREADABLE: Final = "unreadable"
"""Stands for a name or a key that is there and cannot be read."""

ODD: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
"""What cryptography raises when something inside a certificate that did load is read."""

BROKEN: Final = (ValueError, UnsupportedAlgorithm, x509.InvalidVersion)
"""What cryptography raises when something does not load at all."""

_NIST_CURVES: Final = {
    "secp192r1": "P-192",
    "secp224r1": "P-224",
    "secp256r1": "P-256",
    "secp384r1": "P-384",
    "secp521r1": "P-521",
}
_USER_PRINCIPAL_NAME: Final = ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")
_UTF8_STRING: Final = 0x0C
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


def describe(certificate: x509.Certificate) -> PeerCertificate:
    """Return everything that documents and screens show of a certificate."""
    return PeerCertificate(
        subject=subject(certificate),
        issuer=issuer(certificate),
        serial=serial(certificate),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        sha256=sha256(certificate),
        key_type=certificate_key_type(certificate),
        san=san(certificate),
    )


def subject(certificate: x509.Certificate) -> str:
    """Return the subject as an RFC 4514 string, "" when it is empty; not yet made visible."""
    try:
        with quiet():
            return certificate.subject.rfc4514_string()
    except ODD:
        return UNREADABLE


def issuer(certificate: x509.Certificate) -> str:
    """Return the issuer as an RFC 4514 string, "" when it is empty; not yet made visible."""
    try:
        with quiet():
            return certificate.issuer.rfc4514_string()
    except ODD:
        return UNREADABLE


def called(name: x509.Name) -> str:
    """Return what people call the bearer of a name: its common name, else its organization, else all of it."""
    try:
        with quiet():
            for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
                for part in name.get_attributes_for_oid(oid):
                    return part.value if isinstance(part.value, str) else part.value.decode("utf-8", "replace")
            return name.rfc4514_string()
    except ODD:
        return UNREADABLE


@lru_cache(maxsize=64)
def issuer_names(leaf: x509.Certificate, chain: Sequence[x509.Certificate]) -> tuple[str, ...]:
    """Return who issued the leaf and each of its issuers, in that order, each once."""
    return tuple(dict.fromkeys(issuer(certificate) for certificate in (leaf, *chain)))


def serial(certificate: x509.Certificate) -> str:
    """Return the serial number in lower-case hex without leading zeros."""
    with quiet():
        return f"{certificate.serial_number:x}"


def sha256(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the DER form in lower-case hex."""
    return certificate.fingerprint(SHA256()).hex()


def certificate_key_type(certificate: x509.Certificate) -> str:
    """Return the `key_type` of the certified key, or its algorithm's identifier where it is unreadable."""
    key = public_key(certificate)
    return key_type(key) if key is not None else certificate.public_key_algorithm_oid.dotted_string


def public_key(certificate: x509.Certificate) -> PublicKeyTypes | None:
    """Return the certified key, or None where it cannot be read."""
    try:
        with quiet():
            return certificate.public_key()
    except ODD:
        return None


def key_type(key: PublicKeyTypes) -> str:
    """Return algorithm and size as the contract writes them: "RSA-2048", "EC-P-256", "Ed25519"."""
    match key:
        case rsa.RSAPublicKey():
            return f"RSA-{key.key_size}"
        case ec.EllipticCurvePublicKey():
            return f"EC-{_NIST_CURVES.get(key.curve.name, key.curve.name)}"
        case dsa.DSAPublicKey():
            return f"DSA-{key.key_size}"
        case _:
            return _modern_type(key)


def _modern_type(key: PublicKeyTypes) -> str:
    match key:
        case ed25519.Ed25519PublicKey():
            return "Ed25519"
        case ed448.Ed448PublicKey():
            return "Ed448"
        case x25519.X25519PublicKey():
            return "X25519"
        case x448.X448PublicKey():
            return "X448"
        case _:
            return UNREADABLE


def san(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the subject's alternative names as plain values: "a.example", "10.0.0.1", "a@b.example"."""
    names = extension(certificate, x509.SubjectAlternativeName)
    return tuple(_general_name(name) for name in names) if names is not None else ()


def extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    """Return an extension's value, or None where it is absent or the extensions cannot be read."""
    try:
        with quiet():
            return certificate.extensions.get_extension_for_class(kind).value
    except (*ODD, x509.ExtensionNotFound):
        return None


def _general_name(name: x509.GeneralName) -> str:
    match name:
        case x509.DirectoryName():
            with quiet():
                return name.value.rfc4514_string()
        case x509.RegisteredID():
            return name.value.dotted_string
        case x509.OtherName():
            return _other_name(name)
        case _:
            return str(name.value)


def _other_name(name: x509.OtherName) -> str:
    """Return a user principal name (where Active Directory puts people) as text, anything else in hex."""
    value = name.value
    if (
        name.type_id == _USER_PRINCIPAL_NAME
        and len(value) > 1
        and (value[0], value[1]) == (_UTF8_STRING, len(value) - 2)
    ):
        return value[2:].decode("utf-8", errors="replace")
    return f"{name.type_id.dotted_string}=#{value.hex()}"
