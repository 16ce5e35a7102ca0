"""The list of certificates in a real terminal of 80x24, by keys alone, typed as fast as they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import command, in_tmux, needs_tmux

pytestmark = [pytest.mark.slow, needs_tmux]


def test_the_list_and_the_ca_files_are_walked_by_keys(lab_home: Path, tmp_path: Path) -> None:
    with in_tmux(command(lab_home), tmp_path) as tmux:
        tmux.until("mTLS: the right")
        tmux.keys("c")
        tmux.until("x expired")
        tmux.keys("o")
        screen = tmux.until("expires first")
        assert screen.index("1 *.demo.test") < screen.index("2 *.demo.test") < screen.index("bob")
        tmux.keys("o", "o", "o")
        tmux.until("═ 4 in all")
        tmux.type("tother.demo.test:1")  # in one packet: the letters after t are of the URL already
        tmux.until(r"Test a URL +other\.demo\.test:1 ")
        tmux.until(r"port 1 is not \d+")
        tmux.keys("Escape")
        tmux.until("Days State")
        tmux.keys("C-o", "End")
        tmux.until("demo-ca.pem ─")
        tmux.keys("Space")
        tmux.until("SHA-256 ")
        tmux.keys("q", "x")
        tmux.until(r"\[ \] .*demo-ca.pem")
        tmux.keys("d")
        tmux.until("Take this CA file out")
        tmux.keys("y")
        tmux.until("no CA files")
        tmux.keys("u")
        tmux.until("0 of 1 CA files on")
        tmux.keys("C-o")
        tmux.until("═ Client certificates")
        tmux.keys("q")
        tmux.until("mTLS: the right")
