"""^R draws everything again: what is written after it stands for the whole screen, whoever painted over it before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty_screen import PtyScreen
from tests.terminal import Pty, command, in_pty, needs_pty

pytestmark = [pytest.mark.slow, needs_pty]


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


def settle(terminal: Pty) -> None:
    """Read until nothing more comes for half a second."""
    count = -1
    while count != len(terminal.written):
        count = len(terminal.written)
        terminal.pump(0.5)
