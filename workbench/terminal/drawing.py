"""How the terminal is drawn: cell by cell, or by Textual's own lines where somebody chose so."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final, Literal

from textual.app import App

if TYPE_CHECKING:
    from textual.driver import Driver

Drawing = Literal["cells", "lines"]
VARIABLE: Final = "WORKBENCH_DRAWING"


def driver_class(drawing: Drawing) -> type[Driver] | None:
    """Return the driver for a choice, which `WORKBENCH_DRAWING` overrides; None is the platform's own."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen not in ("cells", "lines"):
        chosen = drawing
    if chosen == "lines" or sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
        return None
    from workbench.terminal.driver import CellsDriver

    return CellsDriver


def hurry(app: App[None]) -> None:
    """Wait no more for a terminal that takes nothing: the app is to end."""
    if sys.platform != "win32":
        from workbench.terminal.driver import CellsDriver

        if isinstance(app._driver, CellsDriver):
            app._driver.hurry()


def put_right(app: App[None], sequence: str) -> None:
    """Leave the terminal as a shell needs it, from any thread: the app's own does not come to it."""
    if sys.platform != "win32":
        from workbench.terminal.driver import CellsDriver

        if isinstance(app._driver, CellsDriver):
            app._driver.put_right(sequence)


def forget(app: App[None]) -> None:
    """Know nothing of what the terminal shows: something else may have painted it, and all will be drawn again."""
    if sys.platform != "win32":
        from workbench.terminal.driver import CellsDriver

        if isinstance(app._driver, CellsDriver):
            app._driver.forget()
