"""What the app is started on, once it is sure that there is a terminal for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from workbench.commands import output
from workbench.commands.faults import CommandError
from workbench.folders import Folders
from workbench.nouns import dataclass

if TYPE_CHECKING:
    from workbench.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class AppStart:
    """The folders and settings the app opens, and a line it shows above everything."""

    folders: Folders
    settings: Settings
    banner: str | None = None


_INSTEAD = "Use instead: workbench send URL (see workbench --help)."
StartApp = Callable[[AppStart], int]


def check_terminal() -> None:
    """Raise CommandError where the app could not draw or be typed into."""
    # Textual draws on stderr, so that stdout stays free.
    missing = [name for name in ("stdin", "stderr") if not _is_terminal(name)]
    if missing:
        message = f"The app needs a terminal, and {_are(missing)} none. {_INSTEAD}"
        if "stderr" in missing and _is_terminal("stdout"):
            output.line(f"workbench: {message}")  # who sent stderr away looks here
        raise CommandError("terminal", message)
    if os.environ.get("TERM") == "dumb":
        raise CommandError("terminal", f"The app cannot draw on this terminal (TERM=dumb). {_INSTEAD}")


def _is_terminal(name: str) -> bool:
    stream = getattr(sys, name)
    return stream is not None and bool(stream.isatty())


def _are(names: Sequence[str]) -> str:
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'}"
