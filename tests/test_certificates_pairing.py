from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

from tests.certificate_files import NOW, SECRET, Made, entry, fault_of, loads_into_openssl, made, openssl, write
from workbench.certificates import material, pairing


@pytest.fixture(scope="module")
def rsa_alice(middle: Made) -> Made:
    return made("alice", by=middle, key=rsa.generate_private_key(65537, 2048))


def test_a_key_inside_the_certificate_file_before_or_after_it(tmp_path: Path, alice: Made) -> None:
    for parts in ((alice.key_pem(), alice.pem), (alice.pem, alice.key_pem())):
        both = write(tmp_path / "both.pem", *parts)
        assert material.load(entry(both), None).leaf == alice.certificate
        assert len(material.load(entry(both, both), None).stamps) == 1


def test_a_chain_in_any_order_is_put_right(tmp_path: Path, alice: Made, middle: Made, root: Made) -> None:
    for order in ((alice, middle, root), (root, middle, alice), (middle, alice, root)):
        crt = write(tmp_path / "chain.crt", *(one.pem for one in order))
        identity = material.load(entry(crt, write(tmp_path / "a.key", alice.key_pem())), None)
        assert identity.leaf == alice.certificate
        assert identity.chain == (middle.certificate, root.certificate)
        assert identity.unlinked == ()


def test_the_leaf_is_the_certificate_of_the_key(tmp_path: Path, alice: Made, middle: Made) -> None:
    bob = made("bob", by=middle)
    crt = write(tmp_path / "many.crt", bob.pem, alice.pem, middle.pem)
    key = write(tmp_path / "a.key", alice.key_pem())
    identity = material.load(entry(crt, key), None)
    assert identity.subject == "CN=alice"
    assert identity.chain == (middle.certificate,)
    assert identity.unlinked == (bob.certificate,)


def test_of_several_keys_the_one_that_fits_is_taken(tmp_path: Path, alice: Made) -> None:
    stray = made("stray")
    keys = write(tmp_path / "keys.pem", stray.key_pem(), stray.key_pem("other word"), alice.key_pem())
    assert material.load(entry(write(tmp_path / "a.crt", alice.pem), keys), None).leaf == alice.certificate


def test_of_a_renewed_certificate_the_one_that_lasts_longest_is_taken(tmp_path: Path, middle: Made) -> None:
    old = made("alice", by=middle, period=(NOW, NOW.replace(year=2027)))
    new = made("alice", by=middle, key=old.key, period=(NOW, NOW.replace(year=2028)))
    crt = write(tmp_path / "a.crt", old.pem, new.pem)
    identity = material.load(entry(crt, write(tmp_path / "a.key", old.key_pem())), None)
    assert identity.leaf == new.certificate


def test_files_put_into_each_others_fields_are_told_apart(tmp_path: Path, alice: Made) -> None:
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", alice.key_pem())
    assert material.load(entry(cert_file=key, key_file=crt), None).leaf == alice.certificate


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
        ed25519.Ed25519PrivateKey.generate(),
        ed448.Ed448PrivateKey.generate(),
    ],
    ids=["P-384", "P-521", "Ed25519", "Ed448"],
)
def test_openssl_takes_every_kind_of_key(
    tmp_path: Path, middle: Made, key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
) -> None:
    owner = made("alice", by=middle, key=key)
    crt = write(tmp_path / "a.crt", owner.pem, middle.pem)
    identity = material.load(entry(crt, write(tmp_path / "a.key", owner.key_pem())), None)
    loads_into_openssl(identity, tmp_path)


def test_the_chain_goes_to_openssl_behind_the_leaf(tmp_path: Path, alice: Made, middle: Made, root: Made) -> None:
    crt = write(tmp_path / "a.crt", root.pem, middle.pem, alice.pem)
    identity = material.load(entry(crt, write(tmp_path / "a.key", alice.key_pem())), None)
    written = x509.load_pem_x509_certificates(identity.pem(None))
    assert written == [alice.certificate, middle.certificate, root.certificate]


def test_the_key_of_another_certificate(tmp_path: Path, alice: Made, rsa_alice: Made) -> None:
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", rsa_alice.key_pem())
    fault = fault_of(entry(crt, key))
    assert (fault.code, fault.field) == ("key_mismatch", "key_file")
    assert all(words in fault.message for words in (crt, key, "CN=alice", "EC-P-256", "RSA-2048"))


def test_of_several_identities_in_one_file_the_first_is_taken_and_said(tmp_path: Path, alice: Made) -> None:
    bob = made("\x1b[31mbob")
    parts = {"alice": (alice.key_pem(), alice.pem), "bob": (bob.key_pem(), bob.pem)}
    for first, second, subject in (("alice", "bob", "CN=alice"), ("bob", "alice", "CN=\x1b[31mbob")):
        identity = material.load(entry(write(tmp_path / "two.pem", *parts[first], *parts[second])), None)
        assert identity.subject == subject
        said = pairing.choice(identity) or ""
        assert "several keys with their certificates" in said and "bob" in said and "CN=alice" in said
        assert "\x1b" not in said
    alone = write(tmp_path / "one.pem", alice.key_pem(), alice.pem, made("stray").key_pem(), bob.pem)
    assert pairing.choice(material.load(entry(alone), None)) is None


def test_of_a_key_that_stands_there_twice_nothing_is_said(tmp_path: Path, alice: Made) -> None:
    both = write(tmp_path / "both.pem", alice.pem, alice.key_pem())
    identity = material.load(entry(both, write(tmp_path / "a.key", alice.key_pem())), None)
    assert pairing.choice(identity) is None


def test_several_keys_of_which_none_fits_are_counted(tmp_path: Path, alice: Made) -> None:
    keys = write(tmp_path / "keys.pem", made("stray").key_pem(), made("other").key_pem())
    fault = fault_of(entry(write(tmp_path / "a.crt", alice.pem), keys))
    assert (fault.code, fault.field) == ("key_mismatch", "key_file")
    assert f"{keys} holds 2 private keys, and none is that of CN=alice" in fault.message


def test_a_locked_key_might_be_the_one_that_fits(tmp_path: Path, alice: Made) -> None:
    keys = write(tmp_path / "keys.pem", made("stray").key_pem(), alice.key_pem(SECRET))
    crt = write(tmp_path / "a.crt", alice.pem)
    assert fault_of(entry(crt, keys)).code == "needs_passphrase"
    assert material.load(entry(crt, keys), SECRET).leaf == alice.certificate


def test_a_certificate_without_a_key(tmp_path: Path, alice: Made, middle: Made) -> None:
    crt = write(tmp_path / "a.crt", alice.pem)
    fault = fault_of(entry(crt))
    assert (fault.code, fault.field) == ("no_key", "key_file")
    fault = fault_of(entry(crt, write(tmp_path / "b.crt", middle.pem)))
    assert (fault.code, fault.field) == ("no_key", "key_file")
    assert "b.crt" in fault.message
    fault = fault_of(entry(pfx_file=crt))
    assert (fault.code, fault.field) == ("no_key", "pfx_file")
    assert "name it as a certificate, together with its key's file" in fault.message


def test_a_key_without_a_certificate(tmp_path: Path, alice: Made) -> None:
    key = write(tmp_path / "a.key", alice.key_pem())
    for named in (entry(key), entry(key, key)):
        fault = fault_of(named)
        assert (fault.code, fault.field) == ("no_certificate", "cert_file")


def test_a_key_limited_to_pss_is_refused_before_openssl_does(tmp_path: Path) -> None:
    key = str(tmp_path / "a.key")
    openssl("genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key)
    crt = openssl("req", "-x509", "-new", "-key", key, "-subj", "/CN=alice", "-days", "9")
    fault = fault_of(entry(write(tmp_path / "a.crt", crt), key))
    assert (fault.code, "PSS" in fault.message) == ("unsupported", True)


def test_messages_hold_no_escape_sequence_of_a_name(tmp_path: Path) -> None:
    hostile = made("\x1b]0;owned\x07")
    crt = write(tmp_path / "\x1b[31m.crt", hostile.pem)
    fault = fault_of(entry(crt, write(tmp_path / "a.key", made("stray").key_pem())))
    assert fault.code == "key_mismatch"
    assert not any(ord(character) < 32 for character in fault.message)
    assert "^[" in fault.message
