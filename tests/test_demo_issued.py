"""The files that a certificate of the demo can be written as."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from workbench.demo.authority import Authority, Order
from workbench.demo.issued import Issued, fingerprint


@pytest.fixture(scope="module")
def alice() -> Issued:
    return Authority.root("Test Root").intermediate("Test CA").issue(Order(common_name="alice"))


def test_pem_has_the_leaf_first_and_then_the_chain(alice: Issued) -> None:
    assert x509.load_pem_x509_certificates(alice.pem()) == [alice.certificate, *alice.chain]


def test_a_key_with_a_passphrase_needs_it(alice: Issued) -> None:
    data = alice.key_pem("sesame")
    with pytest.raises(TypeError):
        load_pem_private_key(data, None)
    assert load_pem_private_key(data, b"sesame").public_key() == alice.key.public_key()


@pytest.mark.parametrize("passphrase", ["sesame", None])
def test_pkcs12_holds_key_leaf_and_chain(alice: Issued, passphrase: str | None) -> None:
    data = alice.pkcs12(passphrase, "alice")
    key, leaf, chain = pkcs12.load_key_and_certificates(data, passphrase.encode() if passphrase else None)
    assert key is not None
    assert (leaf, tuple(chain)) == (alice.certificate, alice.chain)


def test_files_are_for_their_owner_only(alice: Issued, tmp_path: Path) -> None:
    for path in alice.write(tmp_path, "alice"):
        assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600


def test_the_key_is_not_in_what_is_printed(alice: Issued) -> None:
    assert "key" not in repr(alice)


def test_the_fingerprint_is_lower_case_hex_without_colons(alice: Issued) -> None:
    assert alice.sha256 == fingerprint(alice.certificate)
    assert len(alice.sha256) == 64
    assert set(alice.sha256) <= set("0123456789abcdef")
