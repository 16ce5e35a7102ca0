"""A file that the person names: asked on one line with a name to take, never put over another one unasked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import typed_paths
from workbench.nouns import dataclass
from workbench.screens import path_completion
from workbench.screens.confirm import Confirmed, ConfirmScreen, Question
from workbench.screens.desk import Desk
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.path_line import PathLine

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import AwaitMount


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """What is asked, the name that is offered, what the file will hold, and what hears that it is there or why not."""

    question: str
    suggested: str
    parts: Callable[[], Iterable[bytes]] = field(repr=False)
    begun: Callable[[], None]
    written: Callable[[Path], None]
    failed: Callable[[str], None]


def ask(screen: Screen[Any], desk: Desk, wanted: NewFile) -> AwaitMount:
    """Ask for the name, then write the file beside the UI's thread, 0600."""
    answer = free_name(wanted.suggested)
    complete = path_completion.completer(desk, ())
    return screen.mount(PathLine(wanted.question, partial(_named, screen, desk, wanted), complete, answer=answer))


def suggested(stem: str, at: datetime, suffix: str) -> str:
    """Return a name for a file that tells what it is about and when that was."""
    plain = "".join(sign if sign.isalnum() or sign in "-._" else "-" for sign in stem).strip("-.")
    return f"{plain[:60] or 'workbench'}-{at.astimezone():%Y%m%d-%H%M%S}.{suffix}"


def free_name(name: str) -> str:
    """Return a name that no file has here, this one or the next with a number."""
    path, number = Path(name), 1
    while os.path.lexists(path):
        number += 1
        path = Path(name).with_stem(f"{Path(name).stem}-{number}")
    return str(path)


def _named(screen: Screen[Any], desk: Desk, wanted: NewFile, answer: str) -> None:
    try:
        path = typed_paths.replaceable(os.path.expandvars(answer))
    except OSError as fault:
        wanted.failed(f"{answer}: {fault.strerror or fault}.")
        return
    if not os.path.lexists(path):
        _write(desk, wanted, path)
        return

    def replace(yes: Confirmed | None) -> None:
        if yes:
            _write(desk, wanted, path)
        else:
            wanted.failed("The file that is there was kept.")

    # From the screen, which is there when the answer comes; the line that was asked by is gone by then.
    screen.call_next(lambda: screen.app.push_screen(ConfirmScreen(_question(path)), replace))


def _question(path: Path) -> Question:
    facts = (Fact(label="File", value=str(path)), Fact(label="Goes", value="what is in it now"))
    return Question(title="Put it over the file that is there?", facts=facts, yes="Replace it")


def _write(desk: Desk, wanted: NewFile, path: Path) -> None:
    wanted.begun()

    def take(fault: str) -> None:
        if fault:
            wanted.failed(fault)
        else:
            wanted.written(path)

    desk.background(partial(_fault, path, wanted.parts), take, lambda: wanted.failed("That was a fault of our own."))


def _fault(path: Path, parts: Callable[[], Iterable[bytes]]) -> str:
    """Write; return why that failed, "" where it did not."""
    from workbench import atomic

    try:
        atomic.write_parts(path, parts())
    except OSError as fault:
        return f"{path}: {fault.strerror or fault}."
    except ValueError as fault:
        return f"{path}: {fault}."
    return ""
