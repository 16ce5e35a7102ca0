"""^Z and fg in a real shell: the shell has its screen meanwhile, and the app comes back whole, sends and all."""

from __future__ import annotations

import shutil
import signal
import termios
from pathlib import Path

import pytest

from tests.terminal import as_job, command, in_pty, in_tmux, needs_tmux
from tests.test_terminal_faults import faulty
from workbench.demo.lab import Lab

BASH = shutil.which("bash")
pytestmark = [
    needs_tmux,
    pytest.mark.slow,
    pytest.mark.skipif(BASH is None, reason="bash is not installed"),
]
PROMPT = "shell-prompt>"


def _shell() -> list[str]:
    return ["env", f"PS1={PROMPT}", BASH or "", "--norc", "--noprofile", "-i"]


def test_suspended_and_fetched_back_it_is_whole(lab_home: Path, tmp_path: Path) -> None:
    with in_tmux(_shell(), tmp_path) as tmux:
        tmux.until(PROMPT)
        tmux.type(" ".join(command(lab_home)))
        tmux.keys("Enter")
        tmux.until("Enter Load")
        tmux.keys("C-z")
        tmux.until(r"Stopped")
        tmux.type("clear; echo between")
        tmux.keys("Enter")
        tmux.until(r"(?m)^between")
        tmux.type("fg")
        tmux.keys("Enter")
        assert "between" not in tmux.until(r"(?s)Workbench  env.*Enter Load")
        tmux.keys("s")
        tmux.until("SENT alice")
        tmux.keys("C-q")
        tmux.until(rf"{PROMPT}\s*$")


def test_what_a_shell_started_that_started_the_app_is_stopped_with_it(lab_home: Path, tmp_path: Path) -> None:
    with in_tmux(_shell(), tmp_path) as tmux:
        tmux.until(PROMPT)
        tmux.type(f"sh -c '{' '.join(command(lab_home))}; echo ended'")
        tmux.keys("Enter")
        tmux.until("Enter Load")
        tmux.keys("C-z")
        tmux.until(r"Stopped")
        tmux.type("clear; fg")
        tmux.keys("Enter")
        tmux.until("Enter Load")
        tmux.keys("C-q")
        tmux.until(rf"ended\s+{PROMPT}\s*$")


def test_started_in_the_background_it_begins_when_it_is_fetched(lab_home: Path, tmp_path: Path) -> None:
    with in_tmux(_shell(), tmp_path) as tmux:
        tmux.until(PROMPT)
        tmux.type(f"{' '.join(command(lab_home))} &")
        tmux.keys("Enter")
        tmux.until(PROMPT)
        tmux.type("wait; jobs; fg")  # wait comes back when it has stopped
        tmux.keys("Enter")
        tmux.until("Enter Load")
        tmux.keys("C-q")
        tmux.until(rf"{PROMPT}\s*$")


def test_where_no_shell_could_fetch_it_back_it_does_not_stop(lab_home: Path) -> None:
    with in_pty(command(lab_home)) as app:
        app.until_shown("Enter Load")
        app.press(b"\x1a")
        app.until_shown("There is no shell here to come back from")
        app.signal(signal.SIGTSTP)
        app.press(b"\x0cstill-here")
        app.until_shown("still-here")
        app.press(b"\x11")
        assert app.status() == 0


def test_told_to_stop_while_it_draws_it_leaves_the_terminal_first(tmp_path: Path) -> None:
    with as_job(faulty("a signal while it draws", tmp_path)) as app:
        before = termios.tcgetattr(app.descriptor)
        app.until(b"Type a URL above")
        drawn = len(app.written)
        app.press(b"\x1b[20~")  # F9: the console
        app.until_stopped()
        assert b"\x1b[?1049l" in app.written[drawn:]
        assert termios.tcgetattr(app.descriptor) == before
        app.signal(signal.SIGCONT)
        app.until(b"\x1b[?1049h", drawn)
        app.until_shown("Console")
        app.press(b"\x11")
        assert app.status() == 0


def test_a_send_goes_on_while_nobody_looks(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    url = lab.url("slow", "/slow?seconds=2")
    for request in (lab_home / "requests").iterdir():
        request.unlink()
    (lab_home / "requests" / "one.toml").write_text(f'name = "the one"\nmethod = "GET"\nurl = "{url}"\n')
    with in_tmux(_shell(), tmp_path) as tmux:
        tmux.until(PROMPT)
        tmux.type(" ".join(command(lab_home)))
        tmux.keys("Enter")
        tmux.until("Enter Load")
        tmux.keys("s")
        tmux.until("stops")
        tmux.keys("C-z")
        tmux.until(r"Stopped")
        tmux.type("fg")
        tmux.keys("Enter")
        tmux.until("200 OK|ERR|disconnected|failed")
        tmux.keys("C-q")
        tmux.until(rf"{PROMPT}\s*$")
