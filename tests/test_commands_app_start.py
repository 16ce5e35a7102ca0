"""Where there is no terminal for the app that is said, where it can be read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.terminal import in_pty, needs_pty

pytestmark = needs_pty


@pytest.mark.parametrize(
    ("elsewhere", "said"), [("2>/dev/null", "stderr is none"), ("</dev/null", "stdin is none"), ("", "TERM=dumb")]
)
def test_what_is_missing_is_said_on_the_terminal_that_is_left(tmp_path: Path, elsewhere: str, said: str) -> None:
    call = f"'{sys.executable}' -m workbench --home '{tmp_path}' {elsewhere}"
    with in_pty(["/bin/sh", "-c", call], TERM="dumb") as terminal:
        assert terminal.status() == 2
    text = " ".join(terminal.written.decode().split())
    assert text.startswith("workbench: The app ") and said in text
    assert text.endswith("Use instead: workbench send URL (see workbench --help).")
