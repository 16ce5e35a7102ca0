"""Certificates signed with SHA-1, as they were issued until 2016; no builder of today makes one."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from workbench.demo.issued import PrivateKey
from workbench.tls import der

_WITH_RSA = bytes.fromhex("300d06092a864886f70d0101050500")  # sha1WithRSAEncryption, RFC 8017
_WITH_ECDSA = bytes.fromhex("300906072a8648ce3d0401")  # ecdsa-with-SHA1, RFC 3279
_SEQUENCE, _BIT_STRING = 0x30, 0x03


def signed(certificate: x509.Certificate, issuer: PrivateKey) -> x509.Certificate:
    """Return the same certificate, signed again with SHA-1 by its issuer's RSA or elliptic key."""
    algorithm = _WITH_RSA if isinstance(issuer, rsa.RSAPrivateKey) else _WITH_ECDSA
    version, serial, _used, *others = der.elements(der.only(certificate.tbs_certificate_bytes, _SEQUENCE).content)
    body = _element(
        _SEQUENCE, version.encoded + serial.encoded + algorithm + b"".join(other.encoded for other in others)
    )
    signature = _element(_BIT_STRING, b"\x00" + _signature(body, issuer))
    return x509.load_der_x509_certificate(_element(_SEQUENCE, body + algorithm + signature))


def _signature(body: bytes, issuer: PrivateKey) -> bytes:
    sha1 = hashes.SHA1()  # noqa: S303  weak on purpose: it is what is shown
    match issuer:
        case rsa.RSAPrivateKey():
            return issuer.sign(body, padding.PKCS1v15(), sha1)
        case ec.EllipticCurvePrivateKey():
            return issuer.sign(body, ec.ECDSA(sha1))
        case _:
            raise TypeError("an Ed25519 key knows no SHA-1")


def _element(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
