"""Faults of our own in a real terminal: what ends the app, ends it well; what happens beside it, does not."""

from __future__ import annotations

import signal
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.faulty_app import SECRET, SPINS
from tests.terminal import PATIENCE, Pty, in_pty, needs_pty
from workbench.workspace.drafts import Drafts

pytestmark = [needs_pty, pytest.mark.slow]


def faulty(fault: str, home: Path) -> list[str]:
    return [sys.executable, "-m", "tests.faulty_app", fault, "--home", str(home)]


def reports(home: Path) -> list[str]:
    return [path.read_text() for path in (home / "reports").glob("*.txt")]


@pytest.mark.parametrize("fault", ["a key's deed", "a screen's making", "a screen's drawing", "before the app"])
def test_a_fault_is_reported_without_what_was_typed_and_leaves_the_terminal_as_it_was(
    tmp_path: Path, fault: str
) -> None:
    with in_pty(faulty(fault, tmp_path)) as app:
        before = termios.tcgetattr(app.descriptor)
        if fault != "before the app":
            app.until(b"Type a URL above")
            app.press(b"\x1b[20~")  # F9: the console
        assert app.status() == 1
        assert termios.tcgetattr(app.descriptor) == before
        end = bytes(app.written[-2000:])
    assert b"stopped by a fault of its own: ValueError at faulty_app.py:" in end
    assert SECRET.encode() not in app.written and b"NOTE" not in end and b"Traceback" not in end
    if fault != "before the app":
        assert all(mode in end for mode in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[<u"))
    (report,) = reports(tmp_path)
    assert "ValueError" in report and "in fail" in report and SECRET not in report


def test_a_fault_beside_the_app_is_told_and_the_app_goes_on(lab_home: Path) -> None:
    with in_pty(faulty("beside the app", lab_home)) as app:
        app.until(b"Enter Load")  # the cursor has come to the list: letters are keys from now on
        # s sends; F3 has workers, a thread and a callback fail, F2 the drawing by cells.
        for count, key in ((1, b"s"), (5, b"\x1b[13~"), (6, b"\x1b[12~")):
            app.press(key)
            until_reported(app, lab_home, count)
            app.until_shown("A fault of our own: ValueError at faulty_app.py")
        app.press(b"\x0cstill-here")
        app.until_shown("still-here")
        app.press(b"\x11")
        assert app.status() == 0
        assert SECRET.encode() not in app.written
    assert SECRET not in "".join(reports(lab_home))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_a_loop_without_end_keeps_the_draft_and_puts_the_terminal_right(
    tmp_path: Path, number: signal.Signals
) -> None:
    with in_pty(faulty("a loop without end", tmp_path)) as app:
        before = termios.tcgetattr(app.descriptor)
        app.until(b"Type a URL above")
        app.press(b"last-words.example")
        app.until_shown("last-words.example")
        app.press(b"\x1b[20~")
        app.until(SPINS)
        drawn = len(app.written)
        app.signal(number)
        assert app.status() == 128 + number
        assert termios.tcgetattr(app.descriptor) == before
        end = app.written[drawn:]
    assert all(mode in end for mode in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[<u"))
    draft = Drafts(tmp_path / "drafts").restore()
    assert draft is not None and draft.request.url.endswith("last-words.example")


def until_reported(app: Pty, home: Path, count: int) -> None:
    """Read until there are so many reports."""
    end = time.monotonic() + PATIENCE
    while len(reports(home)) < count:
        assert app.pump(0.05) and time.monotonic() < end, app.screen()
    assert len(reports(home)) == count
