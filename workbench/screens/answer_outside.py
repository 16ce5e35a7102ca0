"""A body in the person's pager or editor: a copy in a file of its own, gone when they come back.

An editor gets its bytes, a pager what may be written to a terminal. Where the app is killed meanwhile, a later one
removes the file.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from workbench.engine.spill import SpillFolder
from workbench.nouns import dataclass
from workbench.screens import answer_saving
from workbench.terminal import clipboard, foreground

if TYPE_CHECKING:
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
    "pager": "The pager got the text of the body in UTF-8, with LF as its line ends, not what is shown here.",
    "editor": "The editor got a copy of the body's bytes: what you changed in it is gone, the answer is as it was.",
}
_TAMED: Final = "The pager got the body with its control characters in visible form: S saves the bytes as they came."
_AT_ONCE: Final = 1.0  # seconds
_BACK_AT_ONCE: Final = "The editor was back at once and its copy is gone: one with a window has to wait (code --wait)."
_HARMLESS: Final = bytes(range(0x20, 0x7F)) + b"\t\n"


def open_in(program: Program, stage: AnsweringScreen, body: BodyView) -> None:
    """Write the body to a file beside the UI's thread, then lend the terminal to the program."""
    command = (foreground.pager if program == "pager" else foreground.editor)(os.environ)
    exchange, whole = stage.response.exchange, body.body
    if not command:
        stage.tell(_MISSING[program], "warn")
    elif exchange is not None and whole is not None:
        name = answer_saving.suggested(exchange)
        then = partial(_lend, stage, command, program, body.caveat)
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

    All becomes UTF-8 with LF as its line ends.
    """
    start = 0
    while start < len(source):
        data = source.read(start, start + _CHUNK)
        if start + len(data) < len(source):
            whole = data[: len(data) - encoding.begins(data)]
            if whole.endswith(encoding.carriage_return):  # a line end is not to be parted either
                whole = whole[: -encoding.unit]
            data = whole or data
        yield _piece(data, encoding, encoding.mark if start == 0 else 0)
        start += len(data)


def _untamed(source: Source, _: Encoding) -> Iterator[tuple[bytes, bool]]:
    return ((source.read(start, start + _CHUNK), False) for start in range(0, len(source), _CHUNK))


def _piece(data: bytes, encoding: Encoding, mark: int) -> tuple[bytes, bool]:
    if encoding.is_plain and not data.translate(None, _HARMLESS):
        return data, False
    shown, is_changed = clipboard.in_visible_form(encoding.text(data[mark:]))
    return shown.encode(), is_changed


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


def _lend(stage: AnsweringScreen, command: Sequence[str], program: Program, caveat: str, written: _Copy | str) -> None:
    if isinstance(written, str):
        stage.tell(written, "warn")
        return
    began = time.monotonic()
    try:
        fault = foreground.run(stage.app, command, written.path)
    finally:
        written.folder.remove()
    stage.app.refresh(layout=True)
    if fault:
        stage.tell(f"${program.upper()}: {fault}.", "warn")
    elif program == "editor" and time.monotonic() - began < _AT_ONCE:
        stage.tell(_BACK_AT_ONCE, "warn")
    else:
        said = _TAMED if written.is_tamed else _SAID[program]
        stage.tell(f"{caveat} {said}".lstrip(), "warn" if caveat else "accent")
