"""The demo walked by keys in a real tmux, once with F-keys and once without any."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal import Tmux, command, in_tmux, needs_tmux

pytestmark = [needs_tmux, pytest.mark.slow]

TOUR = [
    ("mTLS: the right certificate", r"\[TLS ok\]\s+\[cert SENT alice\]"),
    ("mTLS over TLS 1.2", r"\[cert SENT alice\]"),
    ("Asked for, not required", r"\[cert SENT alice\]"),
    ("TLS that asks for nothing", r"\[cert not asked\]"),
    ("Plain http", r"\[no TLS\]"),
    ("Another host, another identity", r"\[cert SENT bob\]"),
    ("Redirect to another host", r"\[cert SENT bob\]"),
    ("Redirect to plain http", r"\[no TLS\]"),
    ("Refused: another CA", r"\[cert REFUSED"),
    ("Refused politely, as nginx does", r"\[cert ASKED, NONE SENT\]"),
    ("Refused without a word", r"REFUSED"),
    ("Server certificate: expired", r"\[server cert EXPIRED\]"),
]


def _walk(tmux: Tmux, load: str | None, send: str) -> None:
    """Go down the list; where `load` is a key of its own, it takes the focus to the URL and ^O brings it back."""
    for index, (title, mark) in enumerate(TOUR):
        if index:
            tmux.keys("Down")
        if load is not None:
            tmux.keys(load)
            tmux.until(rf"\*\S+\s+{re.escape(title[:20])}")
        tmux.keys(send)
        tmux.until(rf"\*\S+\s+{re.escape(title[:20])}")
        tmux.until(rf"Response.*{mark}")


def test_the_tour_without_f_keys(lab_home: Path, tmp_path: Path) -> None:
    with in_tmux(command(lab_home), tmp_path) as tmux:
        tmux.until("mTLS: the right certificate")
        _walk(tmux, None, "s")
        tmux.keys("c")
        tmux.until("Client certificates")
        tmux.keys("q")
        tmux.until("Response")
        tmux.keys("l")
        tmux.until("Console")
        tmux.keys("q")
        tmux.keys(",")
        tmux.until("Settings")
        tmux.keys("q")
        tmux.keys("?")
        tmux.until("Help")
        tmux.keys("q")
        tmux.until("Response")
        tmux.keys("C-q")
        assert tmux.exit_status() == 0


def test_the_tour_with_f_keys(lab_home: Path, tmp_path: Path) -> None:
    with in_tmux(command(lab_home), tmp_path) as tmux:
        tmux.until("mTLS: the right certificate")
        _walk(tmux, "Enter", "F5")
        tmux.keys("F3")
        tmux.until("Client certificates")
        tmux.keys("F3")
        tmux.until("Response")
        tmux.keys("F9")
        tmux.until("Console")
        tmux.keys("F9")
        tmux.keys("F2")
        tmux.until("Settings")
        tmux.keys("F2")
        tmux.keys("F1")
        tmux.until("Help")
        tmux.keys("F1")
        tmux.until("Response")
        tmux.keys("C-q")
        assert tmux.exit_status() == 0
