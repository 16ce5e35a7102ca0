"""Certificates of every kind, made at run time, and the files people are handed them in.

ca = made("ca", ca=True);  alice = made("alice", by=ca)
alice.pem, alice.key_pem(), alice.key_pem("secret"), alice.pfx("secret", others=[ca])
write(tmp_path / "alice.crt", alice.pem, ca.pem)
openssl("pkcs12", "-export", ...)    the binary, for forms that only it still writes; skips where it is absent
"""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from workbench.certificates import material
from workbench.certificates.material import Identity, MaterialError
from workbench.models import CertificateEntry

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECRET = "correct horse"
CLIENT = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
SERVER = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])


@dataclass(frozen=True)
class Made:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def key_pem(self, passphrase: str | None = None, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
        return self.key.private_bytes(Encoding.PEM, form, _encryption(passphrase))

    def key_der(self, passphrase: str | None = None, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
        return self.key.private_bytes(Encoding.DER, form, _encryption(passphrase))

    def pfx(self, passphrase: str | None = None, others: Sequence[Made] = ()) -> bytes:
        return pkcs12.serialize_key_and_certificates(
            b"friendly",
            self.key,
            self.certificate,
            [other.certificate for other in others],
            _encryption(passphrase),
        )


def made(
    common_name: str,
    *,
    by: Made | None = None,
    key: PrivateKey | None = None,
    ca: bool = False,
    extensions: Sequence[x509.ExtensionType] = (),
    period: tuple[datetime, datetime] = (NOW - timedelta(days=10), NOW + timedelta(days=300)),
) -> Made:
    """Make a certificate, self-signed unless `by` an issuer; a P-256 key unless another is given."""
    own = key if key is not None else ec.generate_private_key(ec.SECP256R1())
    signer = by.key if by is not None else own
    subject = _name(common_name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by is not None else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(period[0])
        .not_valid_after(period[1])
    )
    for extension in (x509.BasicConstraints(ca=ca, path_length=None), *extensions):
        builder = builder.add_extension(extension, critical=False)
    modern = isinstance(signer, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    return Made(certificate=builder.sign(signer, None if modern else SHA256()), key=own)


def certificate_request(owner: Made) -> x509.CertificateSigningRequest:
    """Make a request for a certificate, as one sends to a CA."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(owner.certificate.subject)
    return builder.sign(owner.key, SHA256())


def write(path: Path, *parts: bytes, mode: int = 0o600) -> str:
    """Write a file and return its path as a person would type it."""
    path.write_bytes(b"".join(parts))
    path.chmod(mode)
    return str(path)


def entry(
    cert_file: str | None = None,
    key_file: str | None = None,
    pfx_file: str | None = None,
    passphrase: str | None = None,
) -> CertificateEntry:
    """Make an entry for api.example.test."""
    return CertificateEntry(
        id="k3f9a2",
        host="api.example.test",
        cert_file=cert_file,
        key_file=key_file,
        pfx_file=pfx_file,
        passphrase=passphrase,
    )


def fault_of(subject: CertificateEntry, passphrase: str | None = None) -> MaterialError:
    """Return why an entry cannot be loaded."""
    with pytest.raises(MaterialError) as caught:
        material.load(subject, passphrase)
    return caught.value


def loads_into_openssl(identity: Identity, folder: Path) -> None:
    """Let OpenSSL itself read what the identity gives, plain and encrypted; it must never come to a prompt."""
    for word in (None, b"once"):
        path = folder / "identity.pem"
        path.write_bytes(identity.pem(word))
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(path, password=word or b"never asked")


def openssl(*arguments: str) -> bytes:
    """Run the openssl binary; skip the test where there is none, or where it no longer knows the form."""
    binary = shutil.which("openssl")
    if binary is None:
        pytest.skip("the openssl binary is not here, and only it writes this form")
    finished = subprocess.run([binary, *arguments], capture_output=True, check=False)
    if finished.returncode:
        pytest.skip(f"this openssl does not write this form: {finished.stderr.decode(errors='replace')}")
    return finished.stdout


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _encryption(passphrase: str | None) -> KeySerializationEncryption:
    return BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
