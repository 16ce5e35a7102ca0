import os
from pathlib import Path

import pytest

from workbench import typed_paths

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has other names")
NEEDS_OWNER = pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is closed to this user")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("~nosuchuser/x.har", "there is no such user", marks=POSIX),
        ("a" * 300, "too long"),
        ("x\0y.har", "no file can have this name"),
    ],
)
def test_what_is_no_file_s_name_is_told_in_words(name: str, why: str, here: Path) -> None:
    for look in (typed_paths.expanded, typed_paths.replaceable):
        with pytest.raises(OSError) as told:
            look(name)
        assert why in str(told.value.strerror)


def test_a_file_need_not_be_there_and_home_is_a_tilde(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here))
    monkeypatch.setenv("USERPROFILE", str(here))
    assert typed_paths.expanded("~/x") == here / "x" == typed_paths.replaceable("x")
    (here / "x").touch()
    assert typed_paths.replaceable("~/x") == here / "x"


def test_what_cannot_be_replaced_is_told_before_it_is_tried(here: Path) -> None:
    with pytest.raises(IsADirectoryError, match="is a folder"):
        typed_paths.replaceable(".")
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        typed_paths.replaceable("nowhere/x")


@POSIX
def test_a_device_is_no_file_to_be_replaced() -> None:
    with pytest.raises(OSError, match="is not an ordinary file"):
        typed_paths.replaceable(os.devnull)


@NEEDS_OWNER
def test_a_folder_that_takes_no_file_is_told_also_behind_a_link(here: Path) -> None:
    (here / "closed").mkdir()
    (here / "closed" / "x").touch()
    (here / "link").symlink_to(here / "closed" / "x")
    (here / "closed").chmod(0o500)
    for name in ("closed/x", "link"):
        with pytest.raises(PermissionError, match="no file may be made in"):
            typed_paths.replaceable(name)
