from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.certificate_files import Made, entry, fault_of, made, write
from workbench.certificates import files, material


@pytest.fixture(scope="module")
def alice() -> Made:
    return made("alice")


def test_home_and_variables_are_expanded(tmp_path: Path, alice: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("PKI", "pki")
    (tmp_path / "pki").mkdir()
    write(tmp_path / "pki" / "a.p12", alice.pfx())
    assert material.load(entry(pfx_file="~/$PKI/a.p12"), None).leaf == alice.certificate
    assert files.expand("$NO_SUCH_VARIABLE/a") == Path("$NO_SUCH_VARIABLE/a")
    assert files.expand("~no-such-user-here/a") == Path("~no-such-user-here/a")


def test_a_path_that_no_file_can_have() -> None:
    assert fault_of(entry(cert_file="a\0b")).code == "file_missing"
    assert fault_of(entry(cert_file="x" * 5000)).code in {"file_missing", "file_unreadable"}


def test_a_folder_a_pipe_and_a_huge_file_are_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.pem"
    with huge.open("wb") as opened:
        opened.truncate(100_000_000)
    fault = fault_of(entry(pfx_file=str(tmp_path)))
    assert (fault.code, fault.field) == ("file_unreadable", "pfx_file")
    assert "folder" in fault.message
    assert "100 MB" in fault_of(entry(cert_file=str(huge))).message
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert "pipe" in fault_of(entry(cert_file=str(tmp_path / "pipe"))).message


def test_noise_of_100_mb_is_refused_by_its_size_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = tmp_path / "noise.pem"
    noise.write_bytes(os.urandom(1_000_000) * 100)

    def opened(*_arguments: object, **_more: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(Path, "open", opened)
    fault = fault_of(entry(cert_file=str(noise)))
    assert (fault.code, "100 MB" in fault.message) == ("file_unreadable", True)


def test_a_file_that_grows_while_it_is_read_is_read_to_the_limit_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LIMIT", 1000)
    path = tmp_path / "a.pem"
    path.write_bytes(bytes(900))
    whole = Path.open

    def grown(self: Path, mode: str) -> object:
        monkeypatch.setattr(Path, "open", whole)
        self.write_bytes(bytes(5000))
        return self.open(mode)

    monkeypatch.setattr(Path, "open", grown)
    assert "not read" in fault_of(entry(cert_file=str(path))).message


@pytest.fixture
def someone_else() -> Iterator[Path]:
    """A folder everybody may enter, seen by an account that may read nothing of root's."""
    if os.name != "posix":
        pytest.skip("modes mean nothing here")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(user)


def test_a_file_one_may_not_read(someone_else: Path) -> None:
    path = someone_else / "a.key"
    effective = os.geteuid()
    if effective == 65534:
        os.seteuid(0)
    write(path, b"secret", mode=0o000)
    if effective == 65534:
        os.seteuid(effective)
    fault = fault_of(entry(cert_file=str(path)))
    assert (fault.code, fault.field) == ("file_unreadable", "cert_file")
    assert "permission" in fault.message
