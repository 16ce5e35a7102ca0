"""^R draws everything again: what is written after it stands for the whole screen, whoever painted over it before."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pty_screen import PtyScreen
from tests.terminal import Pty, command, in_pty, in_tmux, needs_pty, needs_tmux

pytestmark = [pytest.mark.slow, needs_pty]


INSERTING, ORIGIN, SCROLLING, LINE_DRAWING = b"\x1b[4h", b"\x1b[?6h", b"\x1b[3;9r", b"\x1b(0"


@pytest.mark.parametrize("drawing", ["cells", "lines"])
def test_after_a_redraw_the_screen_is_whole_again(tmp_path: Path, drawing: str) -> None:
    (tmp_path / "settings.toml").write_text(f'[terminal]\ndrawing = "{drawing}"\n')
    with in_pty(command(tmp_path)) as terminal:
        terminal.until_shown("Type a URL above")
        settle(terminal)
        whole, before = terminal.screen(), len(terminal.written)
        terminal.press(b"\x12")
        settle(terminal)
        again = PtyScreen(80, 24)
        again.feed(bytes(terminal.written[before:]))
        assert again.text() == whole


@needs_tmux
def test_a_redraw_takes_back_what_another_program_did_to_the_terminal(tmp_path: Path) -> None:
    with in_tmux(command(tmp_path), tmp_path) as tmux:
        whole = tmux.until("(?s)GET {6}type.*Type a URL above.*Quit")
        tmux.paint(INSERTING + ORIGIN + SCROLLING + LINE_DRAWING + b"\x1b[2J")
        tmux.until("(?s)^(?!.*Quit)")
        tmux.keys("C-r")
        tmux.until(f"^{re.escape(whole)}$")
        tmux.type("/")  # a single cell, before others that stay; what is said of the URL, and the keys, change with it
        panes = whole[whole.index("┌─ Request") : whole.rindex(" ^J Send")]
        tmux.until(rf"(?s)GET {{6}}/ +\[ Send \^J \]\n.*{re.escape(panes)}")


def test_sizes_that_the_terminal_tells_leave_nothing_to_redraw(tmp_path: Path) -> None:
    with in_pty(command(tmp_path)) as terminal:
        terminal.until(b"\x1b[?2048$p", 0)
        terminal.press(b"\x1b[?2048;2$y")
        terminal.until_shown("Type a URL above")
        for width, height, first in ((100, 30, "told"), (60, 16, "known"), (120, 40, "told")):
            (terminal.tell_size if first == "told" else terminal.resize)(width, height)
            settle(terminal)
            (terminal.resize if first == "told" else terminal.tell_size)(width, height)
            settle(terminal)
            whole, before = terminal.screen(), len(terminal.written)
            terminal.press(b"\x12")
            settle(terminal)
            again = PtyScreen(width, height)
            again.feed(bytes(terminal.written[before:]))
            assert again.text() == whole
            assert whole.rstrip().endswith("Quit") and len(whole.split("\n")) == height


def settle(terminal: Pty) -> None:
    """Read until nothing more comes for half a second."""
    count = -1
    while count != len(terminal.written):
        count = len(terminal.written)
        terminal.pump(0.5)
