"""What to run: one command, or the app; also as `python -m workbench`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from workbench import commands

if TYPE_CHECKING:
    from types import TracebackType

    from workbench.commands.app_start import AppStart


_INTERRUPTED = 130  # contract §5
_MANY_OBJECTS = 50_000  # made before garbage is looked for: modules are none, and looking would be a fifth of a start


def console_script() -> NoReturn:
    """Run with the process's arguments and exit."""
    gc.set_threshold(_MANY_OBJECTS, 20, 50)
    sys.excepthook = _tell_fault
    try:
        status = main(sys.argv[1:])
    except KeyboardInterrupt:  # before or after what a command itself listens for
        status = _INTERRUPTED
    gc.freeze()  # the process ends with all it has: that Python looks through it first would take as long as a send
    sys.exit(status)


def main(argv: Sequence[str]) -> int:
    """Run one command, or without one the app, and return the exit status (contract §5)."""
    return commands.dispatch(argv, _start_app)


def _start_app(start: AppStart) -> int:
    from workbench import app

    return app.run(start.folders, start.settings, banner=start.banner)


def _tell_fault(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Tell of it as the app does: a traceback tells what was typed, and what a peer wrote."""
    import os

    from workbench import folders
    from workbench.commands import calls, faults
    from workbench.terminal import lifeline
    from workbench.visible import visible

    try:
        places = calls.read(sys.argv[1:]).folders
    except faults.UsageError:
        places = folders.locate(None, os.environ)
    sys.stderr.write(f"{visible(lifeline.stopped(fault, places.reports))}\n")


if __name__ == "__main__":
    console_script()
