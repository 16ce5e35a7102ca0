"""Everything Workbench does without its app; one file per command, each loaded when it is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.commands.app_start import AppStart

COMMANDS = ("send", "which", "doctor", "certs", "ca", "demo")


def dispatch(argv: Sequence[str], start_app: Callable[[AppStart], int]) -> int:
    """Run what the arguments ask for and return the exit status; `start_app` is called where that is the app."""
    if tuple(argv) in (("--help",), ("-h",)):
        # A person waits for this one: nothing else is loaded.
        from workbench.commands import overview

        return overview.run()
    from workbench.commands import running

    return running.run(argv, start_app)
