from __future__ import annotations

import base64
import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desks import opened, until
from tests.terminal import TMUX, needs_tmux
from workbench import visible
from workbench.screens.console import ConsoleScreen
from workbench.terminal import clipboard

STRINGS = re.compile(r"\x1bP(.*?)\x1b\\", re.DOTALL)


@pytest.fixture(autouse=True)
def no_multiplexer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)


def decoded(sequence: str) -> str:
    assert sequence.startswith("\x1b]52;c;") and sequence.endswith("\a")
    return base64.b64decode(sequence[7:-1]).decode()


@pytest.mark.parametrize("environ", [{}, {"STY": "1.pts"}])
@pytest.mark.parametrize("text", ["short", "é" * 5000])
def test_screen_passes_the_sequence_on_in_strings_of_its_own(environ: Mapping[str, str], text: str) -> None:
    sequence = clipboard.sequence(text, environ)
    if environ:
        strings = STRINGS.findall(sequence)
        assert all(len(each) <= 240 for each in strings)
        sequence = "".join(strings)
    assert decoded(sequence) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plain\r\ntext", "Copied: sent to the terminal's clipboard."),
        ("x\x1b[31m", "Copied: sent to the terminal's clipboard. It holds control characters, copied as they are"),
    ],
)
async def test_the_way_that_was_taken_is_said_and_control_characters_too(tmp_path: Path, text: str, said: str) -> None:
    async with opened(tmp_path, ConsoleScreen) as (app, _):
        app.desk.copy(text)
        assert app.said[-1].startswith(said) and ("control" in said) == ("control" in app.said[-1])
        assert app.clipboard == text


async def test_under_screen_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STY", "1.pts")
    async with opened(tmp_path, ConsoleScreen) as (app, _):
        app.desk.copy("x")
        assert app.said == ["Copied: sent through screen to the terminal's clipboard."]


async def test_more_than_a_terminal_takes_goes_into_a_private_file_that_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path, ConsoleScreen) as (app, pilot):
        app.desk.copy("x" * 64_001)
        await until(pilot, lambda: bool(app.said))
    assert app.said[0].startswith("64,001 bytes are too much for a terminal's clipboard: saved to ")
    check_file(Path(app.said[0].rpartition(" to ")[2]), tmp_path / "copies")


def check_file(path: Path, folder: Path) -> None:
    assert path.read_text() == "x" * 64_001 and path.parent == folder
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


async def test_control_characters_in_such_a_file_are_said_too(tmp_path: Path) -> None:
    async with opened(tmp_path, ConsoleScreen) as (app, pilot):
        app.desk.copy("\x1b[31m" * 20_000)
        await until(pilot, lambda: bool(app.said))
    assert ".txt. It holds control characters" in app.said[0]


async def test_an_empty_variable_is_no_tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "")
    async with opened(tmp_path, ConsoleScreen) as (app, _):
        app.desk.copy("x")
        assert app.said == ["Copied: sent to the terminal's clipboard."]


async def test_the_ui_makes_nothing_long_visible_and_others_have_their_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, int]] = []

    def visible_lines(text: str) -> str:
        seen.append((threading.current_thread() is threading.main_thread(), len(text)))
        return visible.visible_lines(text)

    monkeypatch.setattr(clipboard, "visible_lines", visible_lines)
    async with opened(tmp_path, ConsoleScreen) as (app, pilot):
        app.desk.copy("\u00e9" * 1_000_000)
        await until(pilot, lambda: bool(app.said))
    assert sum(length for _, length in seen) == 1_000_000
    assert not any(of_the_ui for of_the_ui, _ in seen) and max(length for _, length in seen) < 20_000


@given(st.text(alphabet="a\r\n\x1b\u202e\u00e9"))
def test_piece_by_piece_a_text_becomes_what_it_becomes_as_a_whole(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clipboard, "_PIECE", 3)
        shown = visible.visible_lines(text)
        assert clipboard.in_visible_form(text) == (shown, shown != text.replace("\r\n", "\n"))


def test_only_the_last_files_are_kept(tmp_path: Path) -> None:
    for _ in range(23):
        clipboard.into_file("x", tmp_path)
    assert len(list(tmp_path.iterdir())) == 20


def tmux(folder: Path, *arguments: str) -> str:
    call = [TMUX or "tmux", "-S", str(folder / "socket"), *arguments]
    return subprocess.run(call, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Path]:
    tmux(tmp_path, "-f", os.devnull, "new-session", "-d", "cat")
    yield tmp_path
    tmux(tmp_path, "kill-server")


@needs_tmux
async def test_in_tmux_it_goes_through_tmux(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", f"{server / 'socket'},1,0")
    async with opened(server / "home", ConsoleScreen) as (app, pilot):
        app.desk.copy("through tmux")
        await until(pilot, lambda: app.said == ["Copied through tmux."])
    assert tmux(server, "show-buffer") == "through tmux"


async def test_where_tmux_fails_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", f"{tmp_path / 'nothing'},1,0")
    async with opened(tmp_path, ConsoleScreen) as (app, pilot):
        app.desk.copy("x")
        await until(pilot, lambda: bool(app.said))
        assert app.said == ["Copied: tmux would not, so it is sent to the terminal's clipboard."]
