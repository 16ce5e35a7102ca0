"""`python -m tests.faulty_app FAULT --home …`: the app with a fault of its own, to see how it ends or goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Final, NoReturn

from workbench import app as app_module
from workbench.__main__ import console_script
from workbench.app import WorkbenchApp
from workbench.engine.send import Sender
from workbench.screens.console import ConsoleScreen
from workbench.terminal.cells import Cells
from workbench.widgets.console import Console

SECRET: Final = "hunter2-in-a-local"
SPINS: Final = b"It spins."


def fail(*_: object, **__: object) -> NoReturn:
    """Raise with a secret in a local and in the message."""
    local = SECRET
    raise ValueError(local)


async def fail_later(*_: object, **__: object) -> NoReturn:
    """Fail, awaited."""
    fail()


def _on_key(app: WorkbenchApp) -> None:
    """Begin all that can go wrong beside the app."""
    app.run_worker(fail_later)
    app.run_worker(fail, thread=True)
    app.desk.background(fail, lambda value: None)
    asyncio.get_running_loop().call_soon(fail)


def _in_cells(app: WorkbenchApp) -> None:
    Cells.take = fail  # type: ignore[method-assign]
    app.refresh()


def _spin(_: WorkbenchApp) -> NoReturn:
    os.write(2, SPINS)
    while True:
        time.sleep(0.01)  # lets other threads run, and the loop never


def _signalled(_: type[WorkbenchApp]) -> None:
    draw = Cells._draw_line

    def stop_and_draw(cells: Cells, line: str) -> None:
        if "Console" in line and Cells._draw_line is stop_and_draw:
            Cells._draw_line = draw  # type: ignore[method-assign]
            os.kill(os.getpid(), signal.SIGTSTP)
        draw(cells, line)

    Cells._draw_line = stop_and_draw  # type: ignore[assignment, method-assign]


def _beside(of: type[WorkbenchApp]) -> None:
    Sender.heed = fail_later  # type: ignore[method-assign]
    of.action_certificates = _on_key  # type: ignore[assignment, method-assign]
    of.action_settings = _in_cells  # type: ignore[assignment, method-assign]


FAULTS: Final[dict[str, Callable[[type[WorkbenchApp]], object]]] = {
    "a key's deed": lambda of: setattr(of, "action_console", fail),
    "a screen's making": lambda of: setattr(ConsoleScreen, "compose", fail),
    "a screen's drawing": lambda of: setattr(Console, "render_line", fail),
    "before the app": lambda of: setattr(app_module, "WorkbenchApp", fail),
    "beside the app": _beside,
    "a loop without end": lambda of: setattr(of, "action_console", _spin),
    "a signal while it draws": _signalled,
}

if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)](WorkbenchApp)
    console_script()
