"""Replace and undo by keys alone in a real tmux at 80x24, and a rotated file between two sends of the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import cli
from tests.desks import pki
from tests.rotating import Rotating
from tests.terminal import command, in_tmux, needs_tmux
from workbench.certificates import names
from workbench.demo.lab import Lab

pytestmark = [needs_tmux, pytest.mark.slow]


def test_r_replaces_and_u_undoes_after_a_restart(tmp_path: Path) -> None:
    pki(tmp_path / "pki")
    home, files = tmp_path / "home", tmp_path / "pki"
    pair = ("--crt", str(files / "alice.crt"), "--key", str(files / "alice.key"))
    assert cli.inside("certs", "add", "--host", "a.test", "--name", "alice", *pair, home=home).status == 0
    with in_tmux(command(home), tmp_path) as tmux:
        tmux.until("GET")
        tmux.keys("F3")
        tmux.until(r"alice\.crt")
        tmux.keys("r")
        tmux.until("These are the files it has")
        tmux.type("soon.crt")
        tmux.keys("Tab")
        tmux.type("soon.key")
        screen = tmux.until(r"CN=alice\s+CN=soon\s+OTHER")
        for said in ("Replace alice", "SOONER", "another subject", "CRT file", "KEY file"):
            assert said in screen
        tmux.until("this certificate's key")
        tmux.keys("C-s")
        tmux.until(r"soon\.crt")
        tmux.keys("C-q")
        assert tmux.exit_status() == 0
    with in_tmux(command(home), tmp_path) as tmux:
        tmux.until("GET")
        tmux.keys("F3")
        tmux.until(r"soon\.crt")
        tmux.keys("u")
        tmux.until(r"has its old files again")
        tmux.until(r"alice\.crt")
        tmux.keys("C-q")
        assert tmux.exit_status() == 0


def test_a_file_rotated_between_two_sends_is_said_in_the_console(lab: Lab, tmp_path: Path) -> None:
    rotating = Rotating(lab, tmp_path)
    with in_tmux(command(rotating.home), tmp_path) as tmux:
        tmux.until("mTLS: the right certificate")
        tmux.keys("s")
        tmux.until(r"cert SENT alice")
        fresh = rotating.rotate()
        tmux.keys("Down", "s")
        tmux.until(r"\*\S+\s+mTLS over TLS 1.2")
        tmux.until(r"Response.*cert SENT alice")
        tmux.keys("l")
        tmux.until("2 entries")
        tmux.keys("Space")
        tmux.until(r"New file since \d\d:\d\d: was CN=alice, serial")
        tmux.keys("C-q")
        assert tmux.exit_status() == 0
    seen = rotating.alice.seen
    assert seen is not None and seen.sha256 == names.sha256(fresh.certificate)
