"""Pastes through a real pty: with brackets, without as GNU screen has them, in parts, and far too long."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.terminal import Pty, command, in_pty, needs_pty

pytestmark = [pytest.mark.slow, needs_pty]

NOWHERE = "https://127.0.0.1:1/paste"
START, END = b"\x1b[200~", b"\x1b[201~"


def ready(terminal: Pty) -> None:
    """Wait until the app listens; what is typed earlier is for the shell."""
    terminal.until_shown("Type a URL above")
    settle(terminal)


def settle(terminal: Pty) -> None:
    """Read until nothing more comes for half a second."""
    count = -1
    while count != len(terminal.written):
        count = len(terminal.written)
        terminal.pump(0.5)


def pour(terminal: Pty, data: bytes) -> None:
    """Write more than a pty takes at once, and read meanwhile."""
    os.set_blocking(terminal.descriptor, False)
    while data:
        try:
            data = data[os.write(terminal.descriptor, data[:4096]) :]
        except BlockingIOError:
            terminal.pump(0.01)
    os.set_blocking(terminal.descriptor, True)


@pytest.mark.parametrize(
    ("parts", "url", "said"),
    [
        ((START + b"https://127.0.0.1:1/a\r\nb\r\nc" + END,), "https://127.0.0.1:1/abc", "3 lines joined"),
        ((b"https://127.0.0.1:1/a\rb/c/d/e/f\r",), "https://127.0.0.1:1/ab/c/d/e/f", "2 lines joined"),
        ((b"https://127.0.0.1:1/a\nb/c/d/e/f\n",), "https://127.0.0.1:1/ab/c/d/e/f", ""),
        ((NOWHERE.encode() + b"\r",), NOWHERE, "so nothing was sent"),
        ((NOWHERE.encode(), b"\r"), NOWHERE, "so nothing was sent"),
    ],
    ids=["brackets", "none", "none, line feeds", "one line and its end", "the line end by itself"],
)
def test_a_paste_is_taken_whole_and_its_line_ends_send_nothing(
    tmp_path: Path, parts: tuple[bytes, ...], url: str, said: str
) -> None:
    with in_pty(command(tmp_path), (100, 24)) as terminal:
        ready(terminal)
        for part in parts:
            terminal.press(part)
        settle(terminal)
        screen = terminal.screen()
        assert url in screen and said in screen and "refused" not in screen
        terminal.press(b"\r")
        terminal.until(b"refused")


def test_a_short_paste_with_a_line_feed_sends_nothing(tmp_path: Path) -> None:
    with in_pty(command(tmp_path), (100, 24)) as terminal:
        ready(terminal)
        terminal.press(b"a.b\nc")
        settle(terminal)
        assert "a.bc" in terminal.screen() and "Type a URL above" in terminal.screen()


@pytest.mark.parametrize(
    "parts",
    [(b"https://example.test/\r",), (b"north.test/all and\rmore\r",), (b"https://examp", b"le.test/\r")],
    ids=["a URL", "words", "in two parts"],
)
def test_a_paste_where_letters_are_deeds_does_none_of_them(tmp_path: Path, parts: tuple[bytes, ...]) -> None:
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests" / "drop.toml").write_text(f'name = "drop"\nmethod = "DELETE"\nurl = "{NOWHERE}"\n')
    with in_pty(command(tmp_path), (100, 24)) as terminal:
        terminal.until_shown("Enter Load")
        settle(terminal)
        for part in parts:
            terminal.press(part)
        terminal.until_shown("That was a paste")
        settle(terminal)
        screen = terminal.screen()
        assert "refused" not in screen and "Type a URL above" in screen
        terminal.press(b"jjjjjjjjs")  # a key that was held, and one more
        terminal.until(b"refused")


def test_a_megabyte_in_brackets_leaves_the_app_alive_and_the_body_whole(tmp_path: Path) -> None:
    lines = b"a line of text\r" * 70_000
    with in_pty(command(tmp_path)) as terminal:
        ready(terminal)
        terminal.press(b"\x1b")
        settle(terminal)
        terminal.press(b"#")
        terminal.until_shown("choose a type")
        terminal.press(b"\t")
        settle(terminal)
        pour(terminal, START + lines + END)
        terminal.until_shown("too long to edit here")
        asked = time.monotonic()
        terminal.press(b"\x1bOQ")
        terminal.until_shown("Verify")
        assert time.monotonic() - asked < 3.0  # a tenth of it on a machine with nothing else to do
        terminal.press(b"\x11")
        assert terminal.status() == 0
    drafts = [draft.read_text() for draft in (tmp_path / "drafts").rglob("*") if draft.is_file()]
    assert any(draft.count("a line of text") == 70_000 for draft in drafts)
