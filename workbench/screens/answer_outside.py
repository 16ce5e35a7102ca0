"""A body in the person's pager or editor: a copy of its bytes in a file of its own, gone when they come back."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Literal

from workbench.screens import answer_saving
from workbench.terminal import foreground

if TYPE_CHECKING:
    from textual.app import App

    from workbench.bodies.source import Source
    from workbench.screens.answering import AnsweringScreen
    from workbench.widgets.body_view import BodyView

Program = Literal["pager", "editor"]

_CHUNK: Final = 1 << 20
_MISSING: Final = {
    "pager": "There is no pager: set PAGER to the name of one.",
    "editor": "There is no editor: set VISUAL or EDITOR to the name of one.",
}
_SAID: Final = {
    "pager": "The pager got the bytes of the body as they came, not what is shown here.",
    "editor": "The editor got a copy of the body's bytes: what you changed in it is gone, the answer is as it was.",
}


def open_in(program: Program, stage: AnsweringScreen, body: BodyView) -> None:
    """Write the body to a file beside the UI's thread, then lend the terminal to the program."""
    command = (foreground.pager if program == "pager" else foreground.editor)(os.environ)
    exchange, whole = stage.response.exchange, body.body
    if not command:
        stage.tell(_MISSING[program], "warn")
    elif exchange is not None and whole is not None:
        name = answer_saving.suggested(exchange)
        then = partial(_lend, stage.app, stage, command, program)
        stage.desk.background(partial(_copied, whole, name), then)


def _copied(source: Source, name: str) -> Path | str:
    """Return a file of these bytes for its owner alone, in a folder of its own; words where that fails."""
    folder = Path(tempfile.mkdtemp(prefix="workbench-"))
    path = folder / name
    try:
        with open(path, "xb", opener=_private) as file:
            _copy(source, file)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        return f"The body could not be written to a file: {error.strerror}."
    return path


def _copy(source: Source, file: IO[bytes]) -> None:
    for start in range(0, len(source), _CHUNK):
        file.write(source.read(start, start + _CHUNK))


def _lend(
    app: App[None], stage: AnsweringScreen, command: Sequence[str], program: Program, written: Path | str
) -> None:
    if isinstance(written, str):
        stage.tell(written, "warn")
        return
    try:
        fault = foreground.run(app, command, written)
    finally:
        with suppress(OSError):
            shutil.rmtree(written.parent)
    app.refresh(layout=True)
    if fault:
        stage.tell(f"${program.upper()}: {fault}.", "warn")
    else:
        stage.tell(_SAID[program], "accent")


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
