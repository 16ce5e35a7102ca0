"""Which keys arrive in a real tmux, whatever it says it is; asked of the app's own test of the keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal import command, in_tmux, needs_tmux
from workbench.screens.key_test import WANTED

pytestmark = [pytest.mark.slow, needs_tmux]

LETTERS = "cfjlnoprstz"
PRESSED = (
    *(f"F{number}" for number in (1, 2, 3, 4, 5, 8, 9, 12)),
    *(f"C-{letter}" for letter in LETTERS),
    *("C-Space", "BTab", "Tab", "Enter", "BSpace", "DC", "PgUp", "PgDn", "Home", "End", "C-q", "Escape"),
)
ELSEWHERE = {"^Enter", "^,", "Alt+^C"}
"""Keys that only other protocols tell."""


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "screen-256color", "linux", "vt100"])
def test_every_key_of_the_key_map_arrives(tmp_path: Path, term: str) -> None:
    with in_tmux(("env", f"TERM={term}", *command(tmp_path)), tmp_path, (80, 24)) as terminal:
        terminal.until("Type a URL above")
        terminal.keys("C-o")
        terminal.until("p All")
        terminal.keys("p")
        terminal.until("type to find")
        terminal.type("test my")
        terminal.until("Test my keys")
        terminal.keys("Enter")
        terminal.until("press any key")
        for key in PRESSED:
            terminal.keys(key)
        came = states(terminal.until(r"escape  "))
        terminal.keys("Home")  # goes to the first of them as well
        came |= states(terminal.until(r"home  [^\n]*\n[^\n]*escape  "))
        terminal.keys("PgDn", "PgDn", "PgDn")
        came |= states(terminal.until(r"(?:pagedown  [^\n]*\n[^\n]*){3}home  "))
        assert {key for key, state in came.items() if state == "not"} == ELSEWHERE
        assert len(came) == len(WANTED)
        terminal.keys("q", "q")
        terminal.until("Response")


def states(screen: str) -> dict[str, str]:
    """Read which keys came: "yes" or "not" by their names."""
    lines = [line for line in screen.splitlines() if re.search(r"\[[x ]\] (yes|not)", line)]
    return {line[14:24].strip(): "yes" if "[x]" in line else "not" for line in lines}
