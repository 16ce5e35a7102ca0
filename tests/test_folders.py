from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from workbench import folders

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")


def test_a_home_holds_everything(tmp_path: Path) -> None:
    places = folders.locate(tmp_path, {"WORKBENCH_HOME": "/elsewhere"})
    assert places.settings_file == tmp_path / "settings.toml"
    assert places.requests == tmp_path / "requests"
    assert places.environments == tmp_path / "environments"
    assert places.drafts == tmp_path / "drafts"
    assert places.sealing == tmp_path / "sealing"


def test_the_environment_names_a_home(tmp_path: Path) -> None:
    assert folders.locate(None, {"WORKBENCH_HOME": str(tmp_path)}).config == tmp_path


def test_an_empty_word_in_the_environment_names_none() -> None:
    assert folders.locate(None, {"WORKBENCH_HOME": ""}) == folders.locate(None, {})


def test_a_home_is_absolute_so_that_it_outlives_a_change_of_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert folders.locate(Path("here"), {}).data == tmp_path / "here"


def test_a_home_may_begin_with_a_tilde() -> None:
    assert folders.locate(None, {"WORKBENCH_HOME": "~/w"}).state == Path.home() / "w"


def test_without_a_home_the_platform_says_where() -> None:
    places = folders.locate(None, {})
    assert places.settings_file.name == "settings.toml"
    assert "workbench" in str(places.config).lower()
    assert not places.config.is_relative_to(Path.cwd())


@posix
def test_folders_that_are_made_are_for_their_owner_only(tmp_path: Path) -> None:
    made = folders.make(tmp_path / "a" / "b" / "c")
    for folder in (made, made.parent, made.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@posix
def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    folders.make(tmp_path)
    folders.make(tmp_path / "inner")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_file_in_the_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(OSError):
        folders.make(tmp_path / "state" / "drafts")
