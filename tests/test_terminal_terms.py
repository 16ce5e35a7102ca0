"""The app in real tmux: its screens at three sizes, and its keys under the terminals that people name in TERM."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import Tmux, command, in_tmux, needs_tmux

pytestmark = [needs_tmux, pytest.mark.slow]
SCREENS = (("c", "Client certificates"), ("l", "═ Console"), (",", "─ Settings"), ("?", "═ Keys|═ Help"))
TOGGLES = (("F3", "Client certificates"), ("F2", "─ Settings"), ("F9", "═ Console"), ("F1", "═ Keys|═ Help"))
SIZES = ((80, 24), (60, 16), (200, 50))
TERMS = ("xterm-256color", "vt100")  # test_terminal_keys.py asks under all of them which keys arrive
LAST_OF_24 = r"\A(?:[^\n]*\n){23}[^\n]*\^Q Quit *\n"
"""The footer on the last line of 24: after a change of size, the footer of a smaller screen may still stand above."""
BACK = "(?s)^(?!.*(?:{})).*Response"
"""The composer, and nothing over it: Escape and a letter in one go are another key."""


def _begun(tmux: Tmux) -> None:
    tmux.until("Enter Load")  # the cursor has come to the list: letters are keys from now on


def _whole(screen: str, size: tuple[int, int]) -> bool:
    """Tell whether the last line ends as it should, and no line was broken by one that is too wide."""
    lines = screen.rstrip("\n").split("\n")
    return len(lines) == size[1] and all(len(line) <= size[0] for line in lines) and lines[-1].rstrip().endswith("Quit")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_main_screen_stands_at_every_size(lab_home: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    with in_tmux(command(lab_home), tmp_path, size) as tmux:
        _begun(tmux)
        assert _whole(tmux.screen(), size)
        tmux.keys("s")
        assert _whole(tmux.until(r"SENT alice"), size)
        tmux.keys("3")
        assert _whole(tmux.until(r"Your cert|asked|Server +verified"), size)
        for key, shows in SCREENS:
            tmux.keys(key)
            assert _whole(tmux.until(shows), size), tmux.screen()
            tmux.keys("Escape")
            tmux.until(BACK.format(shows))
        tmux.keys("C-q")
        assert tmux.exit_status() == 0


@pytest.mark.parametrize("term", TERMS)
def test_the_keys_arrive_under_every_terminal(lab_home: Path, tmp_path: Path, term: str) -> None:
    # tmux itself takes no TERM for its panes that is none of its own: the program is told, as ssh would tell it.
    with in_tmux(["env", f"TERM={term}", *command(lab_home)], tmp_path) as tmux:
        _begun(tmux)
        for key in ("s", "C-j", "F5"):
            tmux.keys(key)
            tmux.until(r"SENT alice")
            tmux.keys("C-n")
            tmux.until(r"Type a URL above")
            tmux.keys("C-o", "l", "Enter")
            tmux.until(r"https://api\.demo\.test")
        for key, shows in TOGGLES:
            tmux.keys(key)
            tmux.until(shows)
            tmux.keys(key)
            tmux.until(BACK.format(shows))
        tmux.keys("C-p")
        tmux.until("Everything that can be done here")
        tmux.keys("Escape")
        tmux.until(BACK.format("Everything that"))
        tmux.keys("C-l", "End")
        tmux.type("x/äö")
        tmux.until(r"x/äö ")
        tmux.keys("BTab", "Tab", "Home", "End", "BSpace")
        tmux.until(r"x/ä ")
        tmux.keys("C-q")
        assert tmux.exit_status() == 0


def test_a_storm_of_sizes_leaves_the_screen_whole(lab_home: Path, tmp_path: Path) -> None:
    with in_tmux(command(lab_home), tmp_path) as tmux:
        _begun(tmux)
        tmux.keys("s")
        tmux.until("SENT alice")
        for number in range(40):
            tmux.resize(40 + number * 7 % 160, 8 + number * 5 % 40)
        tmux.resize(80, 24)
        assert _whole(tmux.until(LAST_OF_24), (80, 24))
        tmux.keys("C-q")
        assert tmux.exit_status() == 0
