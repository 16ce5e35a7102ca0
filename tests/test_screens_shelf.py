from pathlib import Path

import pytest

from workbench.models import Request
from workbench.screens import shelf
from workbench.workspace import requests


def test_a_row_says_name_method_and_what_it_shows(tmp_path: Path) -> None:
    requests.save(tmp_path / "sub" / "a.toml", Request(url="https://a.test", method="PUT"))
    requests.save(tmp_path / "b.toml", Request(name="Bee", url="https://b.test", description="It buzzes."))
    (tmp_path / "c.toml").write_text("method = 3\n")
    rows = [shelf.row(saved, tmp_path) for saved in shelf.read(tmp_path)]
    found = {row.label: (row.method, row.description) for row in rows}
    assert found == {"Bee": ("GET", "It buzzes."), "sub/a": ("PUT", ""), "c": ("", "")}
    (broken,) = [row for row in rows if row.error]
    assert broken.label == "c" and "method" in broken.error


def test_no_folder_is_an_empty_shelf(tmp_path: Path) -> None:
    assert shelf.read(tmp_path / "missing") == ()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("My call", "My-call.toml"),
        ("../../etc/passwd", "etc-passwd.toml"),
        ("a/b\\c", "a-b-c.toml"),
        ("ünïcode", "ünïcode.toml"),
        ("...", "request.toml"),
        ("x" * 200, "x" * 60 + ".toml"),
    ],
)
def test_a_name_makes_a_file_inside_the_folder(tmp_path: Path, name: str, file: str) -> None:
    assert shelf.new_path(name, tmp_path) == tmp_path / file


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "a.toml").touch()
    (tmp_path / "a-2.toml").touch()
    assert shelf.new_path("a", tmp_path) == tmp_path / "a-3.toml"
