from pathlib import Path

import pytest

from workbench import folders
from workbench.commands import target
from workbench.commands.faults import CommandError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a request file in it."""
    monkeypatch.chdir(tmp_path)
    Path("here.toml").write_text('url = "https://here.test/"\n')
    Path("bare").write_text('url = "https://bare.test/"\n')
    saved = tmp_path / "home" / "requests" / "team"
    saved.mkdir(parents=True)
    (saved / "get.toml").write_text('url = "https://saved.test/"\n')
    return tmp_path


def read(text: str) -> target.Target:
    return target.read(text, folders.locate(Path("home"), {}))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.test/x", "https://a.test/x"),
        ("weird://a", "weird://a"),
        ("here.toml", "https://here.test/"),
        ("bare", "https://bare.test/"),
        ("team/get.toml", "https://saved.test/"),
        ("{{base}}/x", "{{base}}/x"),
    ],
)
def test_a_url_or_a_file_is_taken_as_it_is(text: str, url: str) -> None:
    found = read(text)
    assert (found.request.url, found.note) == (url, None)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("a.test", "https://a.test"),
        ("a.test:8443/x", "https://a.test:8443/x"),
        ("//a.test", "https://a.test"),
        ("team", "https://team"),
        ("home", "https://home"),
    ],
)
def test_anything_else_gets_https_in_front_and_that_is_said(text: str, url: str) -> None:
    found = read(text)
    assert found.request.url == url
    assert found.note


@pytest.mark.parametrize(("text", "kind"), [("gone.toml", "file"), (" ", "usage"), ("wrong.toml", "request_file")])
def test_what_cannot_be_meant_is_told(text: str, kind: str) -> None:
    Path("wrong.toml").write_text("url = 3\n")
    with pytest.raises(CommandError) as told:
        read(text)
    assert (told.value.kind, told.value.status) == (kind, 2)
