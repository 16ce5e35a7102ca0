"""^Z and fg in a real shell: the shell has its screen meanwhile, and the app comes back whole, sends and all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.terminal import command, in_tmux, needs_tmux
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
