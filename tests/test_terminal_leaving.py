"""What a terminal answers late, as over a long line, is never typed into what comes after the app."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.terminal import command, in_pty, needs_pty
from workbench.terminal.line import ASK

BASH = shutil.which("bash")
pytestmark = [needs_pty, pytest.mark.slow, pytest.mark.skipif(BASH is None, reason="bash is not installed")]
SECONDS = 0.15
PROMPT = "shell-prompt>"


@pytest.mark.parametrize("leave", [b"\x11", b"\x1a"], ids=["^Q", "^Z"])
def test_the_shell_gets_no_answer_that_the_app_asked_for(lab_home: Path, leave: bytes) -> None:
    with in_pty([BASH or "", "--norc", "--noprofile", "-i"], PS1=PROMPT) as shell:
        shell.answers_after = SECONDS
        shell.until(PROMPT.encode())
        shell.press(f"{' '.join(command(lab_home))}\n".encode())
        shell.until_shown("Enter Load")
        for key in (b"?", b"q", b"c"):  # each draws enough to be asked about
            shell.until_answered()
            shell.press(key)
            shell.until_shown({b"?": "Keys|Help", b"q": "Enter Load", b"c": "Client certificates"}[key])
        before = len(shell.written)
        shell.press(leave)
        shell.until(PROMPT.encode(), before)
        shell.until_answered()
        shell.press(b"echo shell-$((6 * 7))\n")
        shell.until(b"shell-42", before)
        assert PROMPT.encode() + b"echo" in shell.written[before:], "something else was typed before it"
        left = shell.written.find(b"\x1b[?1049l", before)
        assert left > 0 and ASK not in shell.written[left:]
