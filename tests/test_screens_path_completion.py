import os
from pathlib import Path

import pytest

from workbench.screens import path_completion
from workbench.screens.path_completion import CERTIFICATES, absolute, ways


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.crt", "z.PEM", ".hidden.crt", "a b.crt"):
        (tmp_path / name).touch()
    (tmp_path / "deeper").mkdir()
    return tmp_path


def test_fitting_files_come_first_then_folders_then_the_rest(folder: Path) -> None:
    found = ways(f"{folder}{os.sep}", CERTIFICATES)
    assert [Path(way).name for way in found] == ["a b.crt", "a.crt", "z.PEM", "deeper", "b.txt"]
    assert found[3].endswith(os.sep)


def test_hidden_files_show_once_a_dot_is_typed(folder: Path) -> None:
    assert ways(f"{folder}{os.sep}.", CERTIFICATES) == (f"{folder}{os.sep}.hidden.crt",)


def test_the_path_stays_as_it_is_typed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.setenv("PKI", str(folder))
    assert ways("~/z", CERTIFICATES) == ("~/z.PEM",)
    assert ways("$PKI/z", CERTIFICATES) == ("$PKI/z.PEM",)
    assert ways("~", CERTIFICATES) == (f"~{os.sep}",)


@pytest.mark.parametrize("typed", ["/no/such/folder/x", "\0", "~nobody-of-this-name/x"])
def test_where_nothing_is_nothing_is_proposed(typed: str) -> None:
    assert ways(typed, CERTIFICATES) == ()


def test_a_relative_path_is_made_to_mean_the_same_anywhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert ways("z", path_completion.CERTIFICATES) == ("z.PEM",)
    assert absolute("z.PEM") == str(Path.cwd() / "z.PEM")


@pytest.mark.parametrize("typed", ["", "~/a.crt", "/a.crt"])
def test_a_path_that_does_so_already_stays_as_typed(typed: str) -> None:
    assert absolute(typed) == typed
