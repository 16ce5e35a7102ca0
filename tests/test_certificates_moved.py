import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests import cli
from tests.certificate_files import CLIENT, SECRET, Made, made, write
from tests.certificate_files import entry as entry_of
from workbench.certificates import files, moved, names
from workbench.certificates.faults import MaterialField
from workbench.models import CertificateEntry, Seen


@pytest.fixture(scope="module")
def carol(root: Made) -> Made:
    return made("carol", by=root, extensions=[CLIENT])


@pytest.fixture
def folder(tmp_path: Path, alice: Made, carol: Made) -> Path:
    """A folder with alice's pair and PFX among other files."""
    home = tmp_path / "work" / "pki"
    home.mkdir(parents=True)
    write(home / "alice.crt", alice.pem)
    write(home / "alice.key", alice.key_pem())
    write(home / "alice.p12", alice.pfx(SECRET))
    write(home / "carol.crt", carol.pem)
    write(home / "carol.key", carol.key_pem())
    write(home / "notes.txt", b"not a certificate")
    return home


@pytest.fixture
def entry(folder: Path, alice: Made) -> CertificateEntry:
    return seen(entry_of(cert_file=str(folder / "alice.crt"), key_file=str(folder / "alice.key")), alice)


def seen(entry: CertificateEntry, one: Made) -> CertificateEntry:
    until = one.certificate.not_valid_after_utc
    return replace(entry, seen=Seen(subject="CN=alice", not_after=until, sha256=names.sha256(one.certificate)))


def told(entry: CertificateEntry, passphrase: str | None = None) -> dict[str, tuple[str, bool]]:
    return {one.field: (one.path, one.sure) for one in moved.find(entry, passphrase)}


def test_nothing_is_looked_for_where_the_files_are_there(entry: CertificateEntry) -> None:
    assert told(entry) == {}


def test_a_file_under_another_name_is_known_by_its_certificate_and_the_key_by_fitting_it(
    folder: Path, entry: CertificateEntry
) -> None:
    (folder / "alice.crt").rename(folder / "x.pem")
    (folder / "alice.key").rename(folder / "y.pem")
    assert told(entry) == {"cert_file": (str(folder / "x.pem"), True), "key_file": (str(folder / "y.pem"), True)}


@pytest.mark.parametrize("to", ["old", "old/2026", "../other", "../renamed"])
def test_a_moved_file_is_found_below_and_beside_its_folder(folder: Path, entry: CertificateEntry, to: str) -> None:
    place = folder / to
    if to.endswith("renamed"):
        folder.rename(place)
    else:
        place.mkdir(parents=True)
        for ending in ("crt", "key"):
            (folder / f"alice.{ending}").rename(place / f"alice.{ending}")
    if to == "old/2026":
        assert told(entry) == {}  # deeper than anybody looks
        return
    place = Path(os.path.abspath(place))  # noqa: PTH100  without following links
    assert told(entry) == {"cert_file": (str(place / "alice.crt"), True), "key_file": (str(place / "alice.key"), True)}


def test_without_memory_only_the_name_speaks_for_a_file(folder: Path, entry: CertificateEntry) -> None:
    (folder / "old").mkdir()
    (folder / "alice.crt").rename(folder / "old" / "alice.crt")
    found = told(replace(entry, seen=None))
    assert found == {"cert_file": (str(folder / "old" / "alice.crt"), False)}


def test_another_ones_files_are_never_proposed(folder: Path, entry: CertificateEntry) -> None:
    for name in ("alice.crt", "alice.key"):
        (folder / name).unlink()
    assert told(entry) == {}


def test_a_pfx_is_known_by_its_certificate_or_its_name(folder: Path, alice: Made) -> None:
    entry = seen(entry_of(pfx_file=str(folder / "alice.p12")), alice)
    (folder / "alice.p12").rename(folder / "b.p12")
    assert told(entry) == {}
    assert told(entry, SECRET) == {"pfx_file": (str(folder / "b.p12"), True)}
    (folder / "old").mkdir()
    (folder / "b.p12").rename(folder / "old" / "alice.p12")
    assert told(entry) == {"pfx_file": (str(folder / "old" / "alice.p12"), False)}


def test_no_link_is_followed_and_no_more_than_a_few_hundred_files_are_opened(
    folder: Path, entry: CertificateEntry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "link").symlink_to(elsewhere)
    shutil.move(folder / "alice.crt", elsewhere / "alice.crt")
    for number in range(500):
        write(folder / f"a{number}.txt", b"x")
    opened: list[Path] = []
    really = files.read

    def reading(path: Path, named_by: MaterialField) -> files.File:
        opened.append(path)
        return really(path, named_by)

    monkeypatch.setattr(files, "read", reading)
    assert told(entry) == {}
    assert len(opened) <= 302


def test_the_path_is_spelled_as_it_was(folder: Path, entry: CertificateEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.setenv("USERPROFILE", str(folder.parent))
    (folder / "alice.crt").rename(folder / "b.crt")
    assert told(replace(entry, cert_file="~/pki/alice.crt"))["cert_file"] == (str(Path("~/pki/b.crt")), True)


def test_the_commands_say_where_it_is_and_the_command_they_give_works(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pair = ("--crt", str(folder / "alice.crt"), "--key", str(folder / "alice.key"))
    added = cli.inside("certs", "add", "--host", "a.test", *pair, "--json", home=home).json()
    (folder / "alice.crt").rename(folder / "renamed.crt")
    for action in ("check", "list"):
        ended = cli.inside("certs", action, home=home)
        command = f"workbench certs edit id:{added['id']} --crt {folder / 'renamed.crt'}"
        assert f"found at {folder / 'renamed.crt'}: {command}" in ended.err
        assert cli.inside("certs", action, "--json", home=home).err == ""
    edited = cli.inside(*command.split()[1:], "--json", home=home)
    assert edited.json()["cert_file"] == str(folder / "renamed.crt")
    assert edited.json()["sha256"] == added["sha256"]


def test_what_stood_at_the_root_is_not_looked_for_in_all_the_system(tmp_path: Path, alice: Made) -> None:
    gone = seen(entry_of(cert_file="/no-such-file.pem", key_file="/no-such-file.key"), alice)
    assert told(gone) == {}  # to read what the kernel shows below / could wait for ever


def test_an_empty_file_is_not_even_opened(
    folder: Path, entry: CertificateEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "alice.crt").unlink()
    write(folder / "empty.pem", b"")
    opened: list[str] = []
    read = files.read

    def noted(path: Path, named_by: MaterialField) -> files.File:
        opened.append(path.name)
        return read(path, named_by)

    monkeypatch.setattr(files, "read", noted)
    moved.find(entry, None)
    assert "carol.crt" in opened and "empty.pem" not in opened
