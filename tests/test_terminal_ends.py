"""However the app ends, the draft is kept and the terminal is put right."""

from __future__ import annotations

import os
import signal
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal import Pty, as_job, command, in_pty, in_tmux, needs_pty, needs_tmux
from tests.test_terminal_stalled import stall
from workbench.demo.lab import Lab

pytestmark = [needs_pty, pytest.mark.slow]
LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"
AT_ONCE = 1.4  # 0.3 where nothing else runs; the orderly way is given up after 1.5
MOUSE_OFF = b"\x1b[?1000l"


def _only_request(home: Path, method: str, url: str) -> None:
    for request in (home / "requests").iterdir():
        request.unlink()
    (home / "requests" / "one.toml").write_text(f'name = "the one"\nmethod = "{method}"\nurl = "{url}"\n')


@needs_tmux
def test_a_post_in_flight_is_told_after_kill_9(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    _only_request(lab_home, "POST", lab.url("slow", "/slow?seconds=60"))
    with in_tmux(command(lab_home), tmp_path) as tmux:
        tmux.until("the one")
        tmux.keys("s")
        tmux.until(r"running|waiting|\d s")
        _until_drafts_hold(lab_home, "POST")
        tmux.kill()
    with in_tmux(command(lab_home), tmp_path) as tmux:
        tmux.until(r"restored from \d\d:\d\d; the POST was in flight, result unknown")
        tmux.keys("C-q")
        assert tmux.exit_status() == 0


@needs_tmux
def test_two_copies_keep_two_drafts(lab_home: Path, tmp_path: Path) -> None:
    folders = tmp_path / "a", tmp_path / "b"
    for folder in folders:
        folder.mkdir()
    with in_tmux(command(lab_home), folders[0]) as first, in_tmux(command(lab_home), folders[1]) as second:
        for tmux, url in ((first, "https://first.example.test/"), (second, "https://second.example.test/")):
            tmux.until("mTLS: the right")
            tmux.keys("C-l")
            tmux.type(url)
            tmux.until(url)
        _until_drafts_hold(lab_home, "first.example", "second.example")
        first.kill()
        second.kill()
    found = set()
    with in_tmux(command(lab_home), folders[0]) as first, in_tmux(command(lab_home), folders[1]) as second:
        for tmux in (first, second):
            screen = tmux.until("restored from")
            found.add("first" if "first.example" in screen else "second")
    assert found == {"first", "second"}


def _until_drafts_hold(home: Path, *texts: str) -> None:
    end = time.monotonic() + 10
    while True:
        held = " ".join(draft.read_text() for draft in (home / "drafts").glob("*.json"))
        if all(text in held for text in texts):
            return
        assert time.monotonic() < end, held
        time.sleep(0.05)


def _sends(app: Pty) -> int:
    """Be busy so; return how much was written before the terminal was, or is to be, put right."""
    app.press(b"s")
    app.until(b"waiting for the answer")
    return len(app.written)


def _pages(app: Pty) -> int:
    app.press(b"s")
    app.until_shown("200 OK")
    app.press(b"V")
    app.until(b"IN-THE-PAGER")
    return len(app.written)


def _is_suspended(app: Pty) -> int:
    before = _sends(app)
    app.press(b"\x1a")
    app.until_stopped()
    return before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(
    ("busy", "url"),
    [(_sends, "/slow?seconds=60"), (_pages, "/big?megabytes=1&kind=lines"), (_is_suspended, "/slow?seconds=60")],
)
def test_a_signal_saves_the_draft_puts_the_terminal_right_and_ends(
    lab: Lab, lab_home: Path, number: signal.Signals, busy: Callable[[Pty], int], url: str
) -> None:
    _only_request(lab_home, "GET", lab.url(url[1:].partition("?")[0], url))
    with as_job(command(lab_home), PAGER="sh -c 'echo IN-THE-PAGER; exec sleep 100'") as app:
        modes = termios.tcgetattr(app.descriptor)
        app.until(b"Enter Load")
        before = busy(app)
        started = time.monotonic()
        app.signal(number)
        app.signal(signal.SIGCONT)
        assert app.status() == 128 + number
        assert time.monotonic() - started < AT_ONCE
        assert termios.tcgetattr(app.descriptor) == modes
    assert all(mode in app.written[before:] for mode in (LEAVES_ALTERNATE_SCREEN, MOUSE_OFF, b"\x1b[?25h"))
    _until_drafts_hold(lab_home, url)


def test_a_terminal_that_takes_nothing_is_not_waited_for(lab: Lab, lab_home: Path) -> None:
    _only_request(lab_home, "GET", lab.url("slow", "/slow?seconds=60"))
    with in_pty(command(lab_home)) as app:
        app.until(b"Enter Load")
        _sends(app)
        stall(app)
        started = time.monotonic()
        app.signal(signal.SIGTERM)
        os.waitid(os.P_PID, app.process, os.WEXITED | os.WNOWAIT)
        assert time.monotonic() - started < AT_ONCE
    _until_drafts_hold(lab_home, "seconds=60")


def test_quitting_is_instant_while_a_server_hangs(lab: Lab, lab_home: Path) -> None:
    _only_request(lab_home, "GET", lab.url("slow", "/slow?seconds=60"))
    with in_pty(command(lab_home)) as app:
        app.until(b"the one")
        app.press(b"s")
        app.until(b"stop")
        started = time.monotonic()
        app.press(b"\x11")
        assert app.status() == 0
        assert time.monotonic() - started < 10


def test_a_terminal_without_a_size_is_drawn_once_and_heeds_a_signal(lab_home: Path) -> None:
    with in_pty(command(lab_home), (0, 0)) as app:
        app.until_shown("Enter Load")
        app.rest(1.0)
        written = len(app.written)
        app.rest(1.0)
        assert len(app.written) == written < 20_000
        app.signal(signal.SIGTERM)
        assert app.status() == 128 + signal.SIGTERM
