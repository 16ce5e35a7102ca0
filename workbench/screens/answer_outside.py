"""A body in the person's pager or editor: a copy in a file of its own, gone when they come back.

An editor gets its bytes, a pager what may be written to a terminal. Where the app is killed meanwhile, a later one
removes the file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from workbench.engine.spill import SpillFolder
from workbench.nouns import dataclass
from workbench.screens import answer_saving
from workbench.terminal import foreground
from workbench.visible import visible_lines

if TYPE_CHECKING:
    from textual.app import App

    from workbench.bodies.encoding import Encoding
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
_TAMED: Final = "The pager got the body with its control characters in visible form: S saves the bytes as they came."
_HARMLESS: Final = bytes(range(0x20, 0x7F)) + b"\t\r\n"


def open_in(program: Program, stage: AnsweringScreen, body: BodyView) -> None:
    """Write the body to a file beside the UI's thread, then lend the terminal to the program."""
    command = (foreground.pager if program == "pager" else foreground.editor)(os.environ)
    exchange, whole = stage.response.exchange, body.body
    if not command:
        stage.tell(_MISSING[program], "warn")
    elif exchange is not None and whole is not None:
        name = answer_saving.suggested(exchange)
        then = partial(_lend, stage.app, stage, command, program)
        # Not every pager is `less`: what is handed to it may be written to the terminal as it is.
        parts = partial(tamed if program == "pager" else _untamed, whole, body.encoding)
        stage.desk.background(partial(_copied, parts, name), then)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """A file that others may look at, and whether something in it had to be made visible."""

    path: Path
    folder: SpillFolder
    is_tamed: bool = False


def tamed(source: Source, encoding: Encoding) -> Iterator[tuple[bytes, bool]]:
    """Yield a body piece by piece as it may be written to a terminal, and whether a piece had to be changed for that.

    A piece without control characters stays as it came, all others become UTF-8.
    """
    start = 0
    while start < len(source):
        data = source.read(start, start + _CHUNK)
        if start + len(data) < len(source):
            cut = encoding.begins(data) or int(data.endswith(b"\r"))  # a line end is not to be parted either
            data = data[: len(data) - cut] or data
        yield _piece(data, encoding, encoding.mark if start == 0 else 0)
        start += len(data)


def _untamed(source: Source, _: Encoding) -> Iterator[tuple[bytes, bool]]:
    return ((source.read(start, start + _CHUNK), False) for start in range(0, len(source), _CHUNK))


def _piece(data: bytes, encoding: Encoding, mark: int) -> tuple[bytes, bool]:
    if encoding.is_plain and not data.translate(None, _HARMLESS) and b"\r" not in data.replace(b"\r\n", b""):
        return data, False
    text = encoding.text(data[mark:])
    shown = visible_lines(text)
    return shown.encode(), shown != text.replace("\r\n", "\n")


def _copied(parts: Callable[[], Iterator[tuple[bytes, bool]]], name: str) -> _Copy | str:
    """Return a file of these parts for its owner alone, in a folder of its own; words where that fails."""
    folder, changed = SpillFolder(), False
    try:
        path, opened = folder.named_file(name)
        with opened as file:
            for data, is_tamed in parts():
                file.write(data)
                changed = changed or is_tamed
    except OSError as error:
        folder.remove()
        return f"The body could not be written to a file: {error.strerror}."
    return _Copy(path=path, folder=folder, is_tamed=changed)


def _lend(
    app: App[None], stage: AnsweringScreen, command: Sequence[str], program: Program, written: _Copy | str
) -> None:
    if isinstance(written, str):
        stage.tell(written, "warn")
        return
    try:
        fault = foreground.run(app, command, written.path)
    finally:
        written.folder.remove()
    app.refresh(layout=True)
    if fault:
        stage.tell(f"${program.upper()}: {fault}.", "warn")
    else:
        stage.tell(_TAMED if written.is_tamed else _SAID[program], "accent")
