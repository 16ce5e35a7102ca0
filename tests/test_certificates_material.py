from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from tests.certificate_files import NOW, SECRET, Made, entry, fault_of, made, write
from workbench.certificates import files, material
from workbench.certificates.faults import MaterialField
from workbench.certificates.material import MaterialError


def test_a_certificate_and_its_key_in_two_files(tmp_path: Path, alice: Made) -> None:
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", alice.key_pem())
    identity = material.load(entry(crt, key), None)
    assert (identity.subject, identity.issuer) == ("CN=alice", "CN=middle")
    assert identity.leaf == alice.certificate
    assert identity.not_before < NOW < identity.not_after
    assert [stamp.path for stamp in identity.stamps] == [Path(crt), Path(key)]


def test_a_needless_passphrase_is_ignored(tmp_path: Path, alice: Made) -> None:
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", alice.key_pem())
    pfx = write(tmp_path / "a.p12", alice.pfx())
    for named in (entry(crt, key), entry(pfx_file=pfx)):
        identity = material.load(named, "needless")
        assert identity.leaf == alice.certificate
        assert not identity.key_encrypted


def test_a_missing_passphrase_and_a_wrong_one_are_told_apart(tmp_path: Path, alice: Made) -> None:
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", alice.key_pem(SECRET))
    pfx = write(tmp_path / "a.p12", alice.pfx(SECRET))
    for named, culprit in ((entry(crt, key), key), (entry(pfx_file=pfx), pfx)):
        for passphrase, code in ((None, "needs_passphrase"), ("", "needs_passphrase"), ("no", "wrong_passphrase")):
            fault = fault_of(named, passphrase)
            assert (fault.code, fault.field, fault.path) == (code, "passphrase", Path(culprit))
            assert culprit in fault.message


def test_an_entry_that_names_no_file() -> None:
    assert fault_of(entry()).code == "no_certificate"


def test_a_missing_file_is_missing_even_if_the_other_would_do(tmp_path: Path, alice: Made) -> None:
    both = write(tmp_path / "both.pem", alice.pem, alice.key_pem())
    for gone in (str(tmp_path / "gone.key"), f"{both}/gone.key"):
        fault = fault_of(entry(both, gone))
        assert (fault.code, fault.field, fault.path) == ("file_missing", "key_file", Path(gone))
        assert "gone.key" in fault.message


class Rotation:
    """A reader during whose first look at the key both files are replaced, as by a renewal."""

    def __init__(self, replace: Callable[[], None]) -> None:
        self._replace = replace
        self.reads: list[str] = []

    def __call__(self, path: Path, field: MaterialField) -> files.File:
        if field == "key_file" and field not in self.reads:
            self._replace()
        self.reads.append(field)
        return files.read(path, field)


def test_a_pair_caught_in_mid_rotation_is_read_again(tmp_path: Path, alice: Made, middle: Made) -> None:
    renewed = made("alice", by=middle)
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", alice.key_pem())

    def replace() -> None:
        write(tmp_path / "new", renewed.pem)
        (tmp_path / "new").replace(crt)
        write(tmp_path / "new", renewed.key_pem())
        (tmp_path / "new").replace(key)

    rotation = Rotation(replace)
    assert material.load(entry(crt, key), None, read=rotation).leaf == renewed.certificate
    assert rotation.reads == ["cert_file", "key_file"] * 2


def test_a_pair_that_does_not_match_and_does_not_change_is_read_once(tmp_path: Path, alice: Made) -> None:
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", made("stray").key_pem())
    rotation = Rotation(lambda: None)
    with pytest.raises(MaterialError, match="another certificate"):
        material.load(entry(crt, key), None, read=rotation)
    assert rotation.reads == ["cert_file", "key_file"]


def test_a_rotated_file_makes_an_identity_outdated(tmp_path: Path, alice: Made) -> None:
    pfx = write(tmp_path / "a.p12", alice.pfx())
    identity = material.load(entry(pfx_file=pfx), None)
    assert material.is_current(identity)
    write(tmp_path / "new", made("alice").pfx())
    (tmp_path / "new").replace(pfx)
    assert not material.is_current(identity)
    Path(pfx).unlink()
    assert not material.is_current(identity)
    assert material.stamp(Path(pfx)) is None


def test_no_key_and_no_passphrase_is_ever_shown(tmp_path: Path, alice: Made) -> None:
    pfx = write(tmp_path / "a.p12", alice.pfx(SECRET))
    identity = material.load(entry(pfx_file=pfx), SECRET)
    examined = material.examine(entry(pfx_file=pfx, passphrase=SECRET), SECRET)
    wrong = fault_of(entry(pfx_file=pfx), SECRET + "!")
    for shown in (repr(identity), repr(examined), repr(wrong), str(wrong)):
        assert SECRET not in shown
        assert "PrivateKey object" not in shown


def test_a_ca_file_may_hold_several_certificates(tmp_path: Path, root: Made, middle: Made) -> None:
    bundle = pkcs7.serialize_certificates([root.certificate, middle.certificate], Encoding.DER)
    for data in (root.pem + middle.pem, bundle):
        found = material.load_certificates(Path(write(tmp_path / "ca", data)))
        assert set(found) == {root.certificate, middle.certificate}
    assert material.load_certificates(Path(write(tmp_path / "ca", root.der))) == (root.certificate,)


def test_a_certificate_of_a_ca_file_that_does_not_parse_is_left_out(tmp_path: Path, root: Made) -> None:
    damaged = root.pem.replace(b"MII", b"MIA", 1)
    found = material.load_certificates(Path(write(tmp_path / "ca.pem", damaged, root.pem)))
    assert found == (root.certificate,)


@pytest.mark.parametrize("content", [b"", b"noise", None])
def test_a_ca_file_without_a_certificate_is_refused(tmp_path: Path, alice: Made, content: bytes | None) -> None:
    path = Path(write(tmp_path / "ca.pem", alice.key_pem() if content is None else content))
    with pytest.raises(MaterialError) as caught:
        material.load_certificates(path)
    assert caught.value.field == "ca_file"


def test_a_certificate_in_der_is_what_openssl_takes_for_trust(root: Made) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=material.der(root.certificate))
    assert context.cert_store_stats()["x509"] == 1
