"""Who signed a certificate, and whether keys and signatures are strong enough."""

from __future__ import annotations

from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding

from workbench.tls.facts import UNREADABLE, Facts

_WEAK_HASHES: Final = frozenset({"md2", "md4", "md5", "sha1"})
_RSA: Final = "1.2.840.113549.1.1."  # RFC 8017
_RSA_PSS: Final = "1.2.840.113549.1.1.10"
_ECDSA: Final = "1.2.840.10045.4."  # RFC 5758
# 112 bits of security, NIST SP 800-57 part 1; what OpenSSL calls security level 2.
_FEWEST_BITS: Final = 2048
_FEWEST_CURVE_BITS: Final = 224


def may_fit(certificate: x509.Certificate, issuer: Facts) -> bool:
    """Tell whether a signature of this kind can have been made with the issuer's kind of key."""
    kind = algorithm(certificate)
    match issuer.key:
        case None:
            return True
        case rsa.RSAPublicKey():
            return kind.startswith(_RSA)
        case ec.EllipticCurvePublicKey():
            return kind.startswith(_ECDSA)
        case _:
            return not kind.startswith((_RSA, _ECDSA))


def verifies(certificate: x509.Certificate, issuer: Facts) -> bool | None:
    """Tell whether the issuer's key signed this certificate; None when that cannot be told here."""
    try:
        _verify(certificate, issuer)
    except InvalidSignature:
        return False
    except UNREADABLE:
        return None
    return True


def weak_hash(certificate: x509.Certificate) -> str | None:
    """Return the name of the hash under the signature when it is no longer collision-resistant."""
    try:
        used = certificate.signature_hash_algorithm
    except UNREADABLE:
        return None
    return used.name.upper() if used is not None and used.name in _WEAK_HASHES else None


def algorithm(certificate: x509.Certificate) -> str:
    """Return the identifier of the signature's algorithm."""
    return certificate.signature_algorithm_oid.dotted_string


def weak_key(facts: Facts) -> str | None:
    """Describe a key that is too short; None for one that is long enough or of an unknown kind."""
    match facts.key:
        case rsa.RSAPublicKey(key_size=bits) if bits < _FEWEST_BITS:
            return f"an RSA key of {bits} bits; safe keys have {_FEWEST_BITS}"
        case dsa.DSAPublicKey(key_size=bits) if bits < _FEWEST_BITS:
            return f"a DSA key of {bits} bits; safe keys have {_FEWEST_BITS}"
        case ec.EllipticCurvePublicKey(key_size=bits) if bits < _FEWEST_CURVE_BITS:
            return f"an elliptic-curve key of {bits} bits; safe keys have {_FEWEST_CURVE_BITS}"
        case _:
            return None


def _verify(certificate: x509.Certificate, issuer: Facts) -> None:
    # By hand: verify_directly_issued_by knows neither SHA-1 nor MD5, and names that differ in case stop it.
    hashed, signature = certificate.signature_hash_algorithm, certificate.signature
    body = certificate.tbs_certificate_bytes
    match issuer.key, hashed:
        case rsa.RSAPublicKey() as key, hashes.HashAlgorithm() as used:
            key.verify(signature, body, _padding(certificate), used)
        case ec.EllipticCurvePublicKey() as key, hashes.HashAlgorithm() as used:
            key.verify(signature, body, ec.ECDSA(used))
        case dsa.DSAPublicKey() as key, hashes.HashAlgorithm() as used:
            key.verify(signature, body, used)
        case _:
            certificate.verify_directly_issued_by(issuer.certificate)


def _padding(certificate: x509.Certificate) -> AsymmetricPadding:
    if algorithm(certificate) != _RSA_PSS:
        return padding.PKCS1v15()
    parameters = certificate.signature_algorithm_parameters
    if isinstance(parameters, padding.PSS):
        return parameters
    raise ValueError("RSASSA-PSS without its parameters")
