from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs7

from tests.certificate_files import Made, certificate_request, entry, openssl, write
from workbench.certificates import material


@pytest.mark.parametrize("field", ["cert_file", "pfx_file"])
@pytest.mark.parametrize("name", ["a.crt", "a.key", "a.p12", "a"])
def test_the_format_is_told_by_the_content_and_never_by_the_name(
    tmp_path: Path, alice: Made, field: str, name: str
) -> None:
    for data in (alice.pfx(), alice.pem + alice.key_pem()):
        path = write(tmp_path / name, data)
        named = entry(cert_file=path) if field == "cert_file" else entry(pfx_file=path)
        assert material.load(named, None).leaf == alice.certificate


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_a_pkcs7_chain_beside_a_key(tmp_path: Path, alice: Made, middle: Made, encoding: Encoding) -> None:
    bundle = pkcs7.serialize_certificates([middle.certificate, alice.certificate], encoding)
    crt, key = write(tmp_path / "a.p7b", bundle), write(tmp_path / "a.key", alice.key_pem())
    identity = material.load(entry(crt, key), None)
    assert (identity.leaf, identity.chain) == (alice.certificate, (middle.certificate,))


def test_an_openssl_trusted_certificate(tmp_path: Path, alice: Made) -> None:
    plain = write(tmp_path / "plain.crt", alice.pem)
    trusted = openssl("x509", "-in", plain, "-trustout", "-addtrust", "clientAuth")
    assert b"TRUSTED" in trusted
    crt = write(tmp_path / "a.crt", trusted)
    identity = material.load(entry(crt, write(tmp_path / "a.key", alice.key_pem())), None)
    assert identity.leaf == alice.certificate


def test_a_request_or_public_key_beside_an_identity_is_let_be(tmp_path: Path, alice: Made) -> None:
    public = alice.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    request = certificate_request(alice).public_bytes(Encoding.PEM)
    everything = write(tmp_path / "all.pem", request, public, alice.key_pem(), alice.pem)
    assert material.load(entry(everything), None).leaf == alice.certificate
