"""The clipboard, through whatever lies between us and it: tmux, or the terminal's own sequence."""

from __future__ import annotations

import subprocess
from typing import Final

from textual.app import App

LIMIT: Final = 64_000
_SECONDS: Final = 2.0


def into_tmux(text: str) -> bool:
    """Hand a text to tmux, which passes it on to the terminal; blocks for a moment, False where it fails.

    tmux swallows the terminal's own sequence by default, but not its own command.
    """
    command = ["tmux", "load-buffer", "-w", "-"]
    try:
        done = subprocess.run(command, input=text.encode(), timeout=_SECONDS, capture_output=True, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def into_terminal(app: App[None], text: str) -> None:
    """Write the terminal's sequence (OSC 52)."""
    app.copy_to_clipboard(text)
