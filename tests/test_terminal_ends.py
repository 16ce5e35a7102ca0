"""However the app ends, the draft is kept and the terminal is put right."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.terminal import command, in_pty, in_tmux, needs_pty, needs_tmux
from workbench.demo.lab import Lab

pytestmark = [needs_pty, pytest.mark.slow]
LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_puts_the_terminal_right(lab: Lab, lab_home: Path, number: signal.Signals) -> None:
    _only_request(lab_home, "GET", lab.url("slow", "/slow?seconds=60"))
    with in_pty(command(lab_home)) as app:
        app.until(b"the one")
        app.press(b"s")
        app.until(b"stop")
        started = time.monotonic()
        app.signal(number)
        assert app.status() == 128 + number
        assert time.monotonic() - started < 10
        assert LEAVES_ALTERNATE_SCREEN in app.written
        assert MOUSE_OFF in app.written


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
