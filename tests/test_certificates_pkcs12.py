from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from tests.certificate_files import NOW, SECRET, Made, entry, fault_of, loads_into_openssl, made, openssl, write
from workbench.certificates import material


@pytest.mark.parametrize("passphrase", [None, SECRET, "pässwörd ü"])
def test_pkcs12_with_its_chain(tmp_path: Path, alice: Made, middle: Made, root: Made, passphrase: str | None) -> None:
    pfx = write(tmp_path / "a.p12", alice.pfx(passphrase, others=[root, middle]))
    identity = material.load(entry(pfx_file=pfx), passphrase)
    assert identity.leaf == alice.certificate
    assert identity.chain == (middle.certificate, root.certificate)
    assert identity.key_encrypted is bool(passphrase)
    loads_into_openssl(identity, tmp_path)


def test_the_leaf_of_a_pkcs12_is_found_by_its_key_and_not_by_its_place(
    tmp_path: Path, alice: Made, middle: Made
) -> None:
    wrong_way_round = pkcs12.serialize_key_and_certificates(
        None, alice.key, None, [middle.certificate, alice.certificate], NoEncryption()
    )
    identity = material.load(entry(pfx_file=write(tmp_path / "a.p12", wrong_way_round)), None)
    assert identity.leaf == alice.certificate
    assert identity.chain == (middle.certificate,)


@pytest.mark.parametrize(
    "arguments",
    [
        ("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
        ("-legacy",),
        ("-keypbe", "NONE", "-certpbe", "NONE"),
        ("-nomac",),
        ("-macalg", "sha512"),
    ],
    ids=["3DES", "RC2-40", "not encrypted, with a MAC", "no MAC", "SHA-512"],
)
def test_pkcs12_as_openssl_writes_it(tmp_path: Path, alice: Made, arguments: tuple[str, ...]) -> None:
    key, crt, pfx = tmp_path / "a.key", tmp_path / "a.crt", tmp_path / "a.p12"
    write(key, alice.key_pem())
    write(crt, alice.pem)
    where = ("-inkey", str(key), "-in", str(crt), "-out", str(pfx), "-passout", f"pass:{SECRET}")
    openssl("pkcs12", "-export", *where, *arguments)
    assert material.load(entry(pfx_file=str(pfx)), SECRET).leaf == alice.certificate
    assert fault_of(entry(pfx_file=str(pfx)), "wrong").code == "wrong_passphrase"


def test_an_empty_passphrase_opens_what_was_locked_with_one(tmp_path: Path, alice: Made) -> None:
    write(tmp_path / "a.key", alice.key_pem())
    write(tmp_path / "a.crt", alice.pem)
    pfx = tmp_path / "a.p12"
    where = ("-inkey", str(tmp_path / "a.key"), "-in", str(tmp_path / "a.crt"), "-out", str(pfx))
    openssl("pkcs12", "-export", *where, "-passout", "pass:")
    for passphrase in (None, "", "needless"):
        assert material.load(entry(pfx_file=str(pfx)), passphrase).leaf == alice.certificate


def test_a_pkcs12_without_a_key_or_without_a_certificate(tmp_path: Path, alice: Made) -> None:
    no_key = pkcs12.serialize_key_and_certificates(None, None, None, [alice.certificate], NoEncryption())
    no_crt = pkcs12.serialize_key_and_certificates(None, alice.key, None, None, NoEncryption())
    for data, code in ((no_key, "no_key"), (no_crt, "no_certificate")):
        fault = fault_of(entry(pfx_file=write(tmp_path / "a.p12", data)))
        assert (fault.code, fault.field) == (code, "pfx_file")


def test_of_a_certificate_and_its_renewal_in_one_store_the_one_that_lasts_longest_is_taken(
    tmp_path: Path, middle: Made
) -> None:
    old = made("alice", by=middle, period=(NOW, NOW.replace(year=2027)))
    new = made("alice", by=middle, key=old.key, period=(NOW, NOW.replace(year=2028)))
    both = [new.certificate, middle.certificate]
    data = pkcs12.serialize_key_and_certificates(None, old.key, old.certificate, both, NoEncryption())
    assert material.load(entry(pfx_file=write(tmp_path / "a.p12", data)), None).leaf == new.certificate
