"""A certificate with its key and the chain above it, and the files it can be written as."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from workbench.nouns import dataclass

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate, its private key, and the intermediates a peer needs with it, nearest first, no root."""

    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def sha256(self) -> str:
        """Lower-case hex over the DER form, as the contract writes it."""
        return fingerprint(self.certificate)

    @property
    def subject(self) -> str:
        """The RFC 4514 form of the subject."""
        return self.certificate.subject.rfc4514_string()

    @property
    def der(self) -> bytes:
        """The certificate alone, in DER."""
        return self.certificate.public_bytes(Encoding.DER)

    def pem(self) -> bytes:
        """Return leaf and chain in PEM, in the order a TLS peer sends them."""
        return pem(self.certificate, *self.chain)

    def key_pem(self, passphrase: str | None = None) -> bytes:
        """Return the key as PKCS#8 in PEM, encrypted when a passphrase is given."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, _encryption(passphrase))

    def pkcs12(self, passphrase: str | None = None, name: str = "") -> bytes:
        """Return key, leaf and chain in one PKCS#12 file."""
        friendly = name.encode() or None
        return pkcs12.serialize_key_and_certificates(
            friendly, self.key, self.certificate, self.chain, _encryption(passphrase)
        )

    def write(self, folder: Path, stem: str, passphrase: str | None = None) -> tuple[Path, Path]:
        """Write `STEM.crt` (leaf and chain) and `STEM.key`, and return both paths."""
        cert, key = folder / f"{stem}.crt", folder / f"{stem}.key"
        write_private(cert, self.pem())
        write_private(key, self.key_pem(passphrase))
        return cert, key


def pem(*certificates: x509.Certificate) -> bytes:
    """Put certificates one after the other in PEM."""
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate in lower-case hex without colons."""
    return certificate.fingerprint(SHA256()).hex()


def write_private(path: Path, data: bytes) -> None:
    """Write a file only its owner may read, into a folder that is itself the lab's own."""
    path.touch(mode=0o600)
    path.write_bytes(data)


def _encryption(passphrase: str | None) -> KeySerializationEncryption:
    return BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
