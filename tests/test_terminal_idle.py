"""Where nothing happens nothing is written: no blinking cursor, no spinner, no clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import Pty, command, in_pty, needs_pty

pytestmark = [pytest.mark.slow, needs_pty]

IDLE_SECONDS = 2.0
WALK = (
    (b"", "Type a URL above"),
    (b"\x1b#\t", "choose a type"),
    (b"\x1bOR", "CA files"),
    (b"\x1bOQ", "Oldest TLS"),
    (b"\x1b[20~", "Console"),
)


def test_no_screen_writes_a_byte_while_nothing_happens(lab_home: Path) -> None:
    with in_pty(command(lab_home)) as terminal:
        for keys, shows in WALK:
            terminal.press(keys) if keys else None
            terminal.until_shown(shows)
            quiet(terminal)
            before = len(terminal.written)
            terminal.pump(IDLE_SECONDS)
            assert len(terminal.written) == before, (shows, bytes(terminal.written[before:]))


def quiet(terminal: Pty) -> None:
    """Read until the app has drawn what it draws."""
    count = -1
    while count != len(terminal.written):
        count = len(terminal.written)
        terminal.pump(0.5)
