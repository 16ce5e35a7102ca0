from __future__ import annotations

import base64
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from workbench.certificates.sealing import Sealer, SealingError, is_sealed

SECRET = "correct horse battery"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")


def keys(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.key"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "sealing"


@pytest.fixture
def sealer(folder: Path) -> Sealer:
    return Sealer(folder)


@examples(unchecked=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=40), st.text(max_size=10))
def test_what_was_sealed_comes_back(folder: Path, clear: str, entry_id: str) -> None:
    sealed = Sealer(folder).seal(clear, entry_id)
    assert is_sealed(sealed)
    assert Sealer(folder).unseal(sealed, entry_id) == clear


def test_sealed_text_names_its_version_and_key_and_shows_nothing(sealer: Sealer, folder: Path) -> None:
    sealed = sealer.seal(SECRET, "k3f9a2")
    mark, version, key_id, data = sealed.split(":")
    assert (mark, version) == ("sealed", "v1")
    assert [path.stem for path in keys(folder)] == [key_id]
    assert SECRET.encode() not in base64.urlsafe_b64decode(data)
    assert keys(folder)[0].read_bytes() not in base64.urlsafe_b64decode(data)
    assert sealed.isascii()
    assert sealer.seal(SECRET, "k3f9a2") != sealed


@POSIX
def test_the_key_and_its_folder_are_for_their_owner_only(sealer: Sealer, folder: Path) -> None:
    before = os.umask(0)
    try:
        sealer.seal(SECRET, "a")
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in keys(folder)] == [0o600]


def test_the_same_key_seals_again(sealer: Sealer, folder: Path) -> None:
    for at in range(3):
        sealer.seal(SECRET, str(at))
    assert len(keys(folder)) == 1


def test_the_newest_of_several_keys_seals_and_the_older_still_open(
    sealer: Sealer, folder: Path, tmp_path: Path
) -> None:
    old = sealer.seal(SECRET, "a")
    other = tmp_path / "other"
    Sealer(other).seal("x", "x")
    newer = keys(other)[0]
    (folder / newer.name).write_bytes(newer.read_bytes())
    os.utime(keys(folder)[0], ns=(1, 1))
    os.utime(keys(folder)[1], ns=(1, 1))
    os.utime(folder / newer.name, ns=(2, 2))
    assert sealer.seal(SECRET, "a").split(":")[2] == newer.stem
    assert sealer.unseal(old, "a") == SECRET


def _changed(sealed: str, at: int) -> str:
    data = bytearray(base64.urlsafe_b64decode(sealed.rpartition(":")[2]))
    data[at] ^= 1
    return f"{sealed.rpartition(':')[0]}:{base64.urlsafe_b64encode(bytes(data)).decode()}"


@pytest.mark.parametrize("at", [0, 11, 12, -17, -16, -1])
def test_a_changed_byte_does_not_open(sealer: Sealer, at: int) -> None:
    with pytest.raises(SealingError, match="enter the passphrase again"):
        sealer.unseal(_changed(sealer.seal(SECRET, "a"), at), "a")


def test_a_passphrase_moved_to_another_entry_does_not_open(sealer: Sealer) -> None:
    with pytest.raises(SealingError, match="another entry's: enter the passphrase again"):
        sealer.unseal(sealer.seal(SECRET, "a"), "b")


DAMAGED = [
    "",
    "ask",
    "sealed:",
    "sealed:v1:",
    "sealed:v1::",
    "sealed:v1:0123456789abcdef:",
    "sealed:v1:0123456789abcdef:!!!!",
    "sealed:v1:0123456789abcdef:AAAA",
    "sealed:v1:0123456789abcdef:A",
    "sealed:v1:../../../etc/passwd:AAAA",
    "sealed:v1:0123456789ABCDEF:AAAA",
    "sealed:v2:0123456789abcdef:AAAA",
    "sealed:v1:0123456789abcdef:AAAA\n",
    "sealed:v1:0123456789abcdef:é",
]


@pytest.mark.parametrize("text", DAMAGED)
def test_damaged_text_asks_for_the_passphrase_again(sealer: Sealer, text: str) -> None:
    sealer.seal(SECRET, "a")
    with pytest.raises(SealingError, match="enter the passphrase again"):
        sealer.unseal(text, "a")


@pytest.mark.parametrize("data", ["AAAA", "A" * 16, "A" * 36, "A" * 40])
def test_text_too_short_to_be_sealed_asks_again(sealer: Sealer, data: str) -> None:
    key_id = sealer.seal(SECRET, "a").split(":")[2]
    with pytest.raises(SealingError, match="enter the passphrase again"):
        sealer.unseal(f"sealed:v1:{key_id}:{data}", "a")


def test_a_later_version_is_sealed_text_that_this_one_cannot_open(sealer: Sealer) -> None:
    text = "sealed:v2:0123456789abcdef:AAAA:more"
    assert is_sealed(text)
    with pytest.raises(SealingError, match="newer version"):
        sealer.unseal(text, "a")


@pytest.mark.parametrize("text", ["", "ask", "sealed", "sealed:", "sealed:x", "xsealed:v1:a:b", "SEALED:v1:a:b"])
def test_a_clear_passphrase_is_not_taken_for_a_sealed_one(text: str) -> None:
    assert not is_sealed(text)


def test_a_lost_key_asks_for_the_passphrase_again(sealer: Sealer, folder: Path) -> None:
    sealed = sealer.seal(SECRET, "a")
    keys(folder)[0].unlink()
    with pytest.raises(SealingError, match="not on this machine: enter the passphrase again"):
        sealer.unseal(sealed, "a")
    folder_of_another = folder.parent / "never-made"
    with pytest.raises(SealingError, match="not on this machine"):
        Sealer(folder_of_another).unseal(sealed, "a")
    assert not folder_of_another.exists()


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 32, b"x" * 33, b"x" * 100_000])
def test_a_damaged_key_asks_again_and_is_not_used_for_sealing(sealer: Sealer, folder: Path, content: bytes) -> None:
    sealed = sealer.seal(SECRET, "a")
    keys(folder)[0].write_bytes(content)
    with pytest.raises(SealingError, match="damaged: enter the passphrase again"):
        sealer.unseal(sealed, "a")
    again = sealer.seal(SECRET, "a")
    assert again.split(":")[2] != sealed.split(":")[2]
    assert sealer.unseal(again, "a") == SECRET


def test_a_key_that_is_a_folder_asks_again(sealer: Sealer, folder: Path) -> None:
    sealed = sealer.seal(SECRET, "a")
    key = keys(folder)[0]
    key.unlink()
    key.mkdir()
    with pytest.raises(SealingError, match="enter the passphrase again"):
        sealer.unseal(sealed, "a")


def test_where_no_key_can_be_made_nothing_is_sealed_and_the_reason_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SealingError) as caught:
        Sealer(tmp_path / "file" / "sealing").seal(SECRET, "a")
    assert "enter the passphrase again" in str(caught.value)
    assert str(tmp_path / "file") in str(caught.value)


def test_no_error_shows_the_passphrase_or_the_key(sealer: Sealer, folder: Path) -> None:
    sealed = sealer.seal(SECRET, "a")
    key = keys(folder)[0].read_bytes()
    try:
        sealer.unseal(sealed, "b")
    except SealingError as error:
        shown = "".join(traceback.format_exception(error)) + repr(error) + repr(sealer) + repr(vars(sealer))
    assert SECRET not in shown
    assert key.hex() not in shown
    assert repr(key) not in shown


SEAL_AT_ONCE = """
import sys, time
from pathlib import Path
from workbench.certificates.sealing import Sealer
import cryptography.hazmat.primitives.ciphers.aead
print("ready", flush=True)
sys.stdin.readline()
print(Sealer(Path(sys.argv[1])).seal("pw" + sys.argv[2], sys.argv[2]), flush=True)
"""


@pytest.mark.slow
def test_processes_that_make_the_key_at_once_end_up_with_one(folder: Path) -> None:
    copies = [
        subprocess.Popen(
            [sys.executable, "-c", SEAL_AT_ONCE, str(folder), str(at)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for at in range(4)
    ]
    for copy in copies:
        assert copy.stdout is not None
        assert copy.stdout.readline() == "ready\n"
    for copy in copies:
        assert copy.stdin is not None
        copy.stdin.write("go\n")
        copy.stdin.flush()
    sealed = [copy.communicate(timeout=60)[0].strip() for copy in copies]
    assert len(keys(folder)) == 1
    assert [Sealer(folder).unseal(text, str(at)) for at, text in enumerate(sealed)] == ["pw0", "pw1", "pw2", "pw3"]
