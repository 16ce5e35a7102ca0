"""The lab's folder: emptied with care, and laid out as a home that the program starts on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from workbench import settings
from workbench.certificates import material
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.demo import home as lab_home
from workbench.demo import names
from workbench.demo.lab import Lab, LabError
from workbench.workspace import requests


def test_the_settings_load_without_a_remark(lab: Lab) -> None:
    found = settings.load(lab.folders.settings_file)
    assert found.notices == ()
    assert found.http.proxy == "none"
    assert dict(found.resolve) == dict.fromkeys(names.ALL, "127.0.0.1")
    assert [ca.file for ca in found.cas] == [str(lab.ca_file)]
    assert [entry.name for entry in found.certificates] == ["expired", "stranger", "alice", "bob"]


def test_every_entry_of_the_settings_can_be_used(lab: Lab) -> None:
    found = settings.load(lab.folders.settings_file)
    passphrases = Passphrases(Sealer(lab.folders.sealing))
    for entry in found.certificates:
        identity = material.load(entry, passphrases.of(entry))
        assert entry.seen is not None
        assert entry.seen.sha256 == identity.sha256 == lab.identities[entry.name or ""].sha256


def test_bobs_passphrase_is_nowhere_in_clear(lab: Lab) -> None:
    passphrase = lab.identities["bob"].passphrase
    assert passphrase
    for path in lab.home.rglob("*"):
        assert path.is_dir() or passphrase.encode() not in path.read_bytes(), path


def test_there_is_one_request_for_each_endpoint_in_the_order_of_the_tour(lab: Lab) -> None:
    saved = requests.list_requests(lab.folders.requests)
    assert [one.path.stem.split(" ", 1)[1] for one in saved] == list(lab.endpoints)
    for one, url in zip(saved, lab.endpoints.values(), strict=True):
        assert one.request is not None, one.error
        assert one.request.url == url
        assert one.request.name
        assert one.request.description.endswith(".")


def test_everything_in_the_home_is_for_its_owner_only(lab: Lab) -> None:
    for path in (lab.home, *lab.home.rglob("*")):
        assert sys.platform == "win32" or path.stat().st_mode & 0o077 == 0, path


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_the_mark_of_a_named_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    made, _ = lab_home.prepare(tmp_path / "lab")
    assert [path.stat().st_mode & 0o777 for path in made.iterdir()] == [0o600]


@pytest.mark.slow
def test_a_named_folder_stays_and_is_made_afresh(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "lab"
    with Lab(home) as first:
        key = first.ca_file.read_bytes()
    (home / "requests" / "mine.toml").write_text("name = 'x'\n")
    with Lab(home) as second:
        assert second.ca_file.read_bytes() != key
        assert second.home == home.resolve()
    assert not (home / "requests" / "mine.toml").exists()
    assert (home / "settings.toml").is_file()


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(LabError, match="not an earlier lab's folder"):
        Lab(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LabError, match="cannot be made here"):
        Lab(tmp_path / "file")


@pytest.mark.slow
def test_a_link_in_an_earlier_labs_folder_is_removed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("kept")
    with Lab(tmp_path / "lab"):
        pass
    (tmp_path / "lab" / "link").symlink_to(tmp_path / "mine", target_is_directory=True)
    with Lab(tmp_path / "lab"):
        pass
    assert (tmp_path / "mine" / "file").read_text() == "kept"
