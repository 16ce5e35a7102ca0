from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa, x25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.certificate_files import NOW, Made, certificate_request, entry, fault_of, made, write
from workbench.certificates.faults import MaterialField
from workbench.models import CertificateEntry


@pytest.fixture(scope="module")
def alice() -> Made:
    return made("alice")


def _revocations(owner: Made) -> x509.CertificateRevocationList:
    builder = x509.CertificateRevocationListBuilder().issuer_name(owner.certificate.subject)
    return builder.last_update(NOW).next_update(NOW.replace(year=2027)).sign(owner.key, SHA256())


FOREIGN: dict[str, tuple[Callable[[Made], bytes], str]] = {
    "JKS": (lambda _: b"\xfe\xed\xfe\xed\x00\x00\x00\x02" + bytes(100), "keytool -importkeystore"),
    "JCEKS": (lambda _: b"\xce\xce\xce\xce\x00\x00\x00\x02" + bytes(100), "keytool -importkeystore"),
    "OpenSSH key": (
        lambda owner: owner.key_pem(form=PrivateFormat.OpenSSH),
        "ssh-keygen -p -m PKCS8",
    ),
    "OpenSSH public key": (
        lambda owner: owner.key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
        "public key",
    ),
    "PuTTY key": (lambda _: b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", "puttygen"),
    "PVK": (lambda _: b"\x1e\xf1\xb5\xb0" + bytes(100), "openssl rsa -inform PVK"),
    "public key in PEM": (
        lambda owner: owner.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "public key only",
    ),
    "public key in DER, as in PKCS#1": (
        lambda _: rsa.generate_private_key(65537, 2048).public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1),
        "public key only",
    ),
    "parameters": (
        lambda _: b"-----BEGIN DH PARAMETERS-----\nMAYCAQcCAQI=\n-----END DH PARAMETERS-----\n",
        "parameters from which keys are made",
    ),
    "Ed25519 key of OpenSSH": (
        lambda _: ed25519.Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()
        ),
        "Older versions of ssh-keygen leave it as it is",
    ),
    "encrypted PVK": (lambda _: b"\x1e\xf1\xb5\xb0" + b"\1\0\0\0" * 4, "-provider legacy"),
    "public key in DER": (
        lambda owner: owner.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "public key only",
    ),
    "CSR": (lambda owner: certificate_request(owner).public_bytes(Encoding.PEM), "certificate request"),
    "CSR in DER": (lambda owner: certificate_request(owner).public_bytes(Encoding.DER), "certificate request"),
    "CRL": (lambda owner: _revocations(owner).public_bytes(Encoding.PEM), "revoked"),
    "CRL in DER": (lambda owner: _revocations(owner).public_bytes(Encoding.DER), "revoked"),
    "OpenPGP key": (
        lambda _: b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOY\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----\n",
        "OpenPGP",
    ),
    "another PEM block": (
        lambda _: b"-----BEGIN SOMETHING-----\nAAAA\n-----END SOMETHING-----\n",
        "SOMETHING",
    ),
    "base64 without lines around it": (
        lambda owner: b"".join(owner.pem.splitlines()[1:-1]),
        "openssl base64 -d",
    ),
    "empty": (lambda _: b"", "is empty"),
    "blank": (lambda _: b" \r\n\t\n", "is empty"),
    "noise": (lambda _: bytes(range(256)) * 20, "neither a certificate nor a key"),
    "words": (lambda _: b"0 certificates here", "neither a certificate nor a key"),
    "cut off PEM": (lambda owner: owner.pem[:-30], "cut off"),
    "cut off DER": (lambda owner: owner.der[:-30], "cut off"),
    "cut off PKCS#12": (lambda owner: owner.pfx()[:-30], "cut off"),
    "damaged PEM": (lambda owner: owner.pem.replace(b"MII", b"M!I", 1), "not base64"),
    "damaged certificate": (lambda owner: owner.pem.replace(b"MII", b"MIA", 1), "damaged"),
    "damaged key": (
        lambda owner: owner.key_pem().replace(b"PRIVATE KEY-----\nM", b"PRIVATE KEY-----\nL", 1),
        "openssl pkey -in",
    ),
    "PKCS#7 without certificates": (
        lambda _: bytes.fromhex("300b06092a864886f70d010702"),
        "without certificates",
    ),
    "X25519 key": (
        lambda _: x25519.X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "X25519",
    ),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_cannot_serve_is_named_with_what_to_do(tmp_path: Path, alice: Made, kind: str) -> None:
    make, words = FOREIGN[kind]
    path = write(tmp_path / "some file.bin", make(alice))
    fields: tuple[tuple[CertificateEntry, MaterialField], ...] = (
        (entry(cert_file=path), "cert_file"),
        (entry(pfx_file=path), "pfx_file"),
        (entry(write(tmp_path / "a.crt", alice.pem), path), "key_file"),
    )
    for named, field in fields:
        fault = fault_of(named)
        assert (fault.code, fault.field, fault.path) == ("unsupported", field, Path(path))
        assert words in fault.message
        assert path in fault.message
