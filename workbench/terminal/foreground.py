"""Another program in our place on the terminal for a while: a pager, an editor."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Final

from textual.app import App, SuspendNotSupported

_PAGERS: Final = ("less", "more")
_EDITORS: Final = ("sensible-editor", "vi", "nano")


def pager(variables: Mapping[str, str]) -> Sequence[str]:
    """Return the command of $PAGER, of the first one there is where it is not set; empty for none.

    `less` is kept from passing on escape sequences, whatever $LESS or the command say.
    """
    command = _said(variables.get("PAGER", "")) or _first(_PAGERS)
    return (*command, "-+R", "-+r") if command and PurePath(command[0]).stem == "less" else command


def editor(variables: Mapping[str, str]) -> Sequence[str]:
    """Return the command of $VISUAL or $EDITOR, of the first one there is where none is set; empty for none."""
    return _said(variables.get("VISUAL", "")) or _said(variables.get("EDITOR", "")) or _first(_EDITORS)


def run(app: App[None], command: Sequence[str], path: Path) -> str:
    """Give the terminal to a command on a file until it ends; return what went wrong in words, "" for nothing.

    Everything of ours stands still meanwhile but the threads: a send goes on.
    """
    name = PurePath(command[0]).name
    if shutil.which(command[0]) is None:
        return f"{name} is not there to be run"
    try:
        with app.suspend(), _keys_are_its_own():
            ended = subprocess.run([*command, str(path)], check=False)  # noqa: S603  the person's own pager or editor
    except SuspendNotSupported:
        return "this terminal cannot be lent to another program"
    except OSError as error:
        return f"{name} could not be run: {error.strerror}"
    if ended.returncode < 0:
        return f"{name} was ended by signal {-ended.returncode}"
    return f"{name} ended with status {ended.returncode}" if ended.returncode else ""


@contextmanager
def _keys_are_its_own() -> Iterator[None]:
    """Let the keys that interrupt mean something to the program that has the terminal, and nothing to us."""
    # Handlers and not SIG_IGN, which the other program would inherit.
    numbers = [signal.SIGINT] if sys.platform == "win32" else [signal.SIGINT, signal.SIGQUIT]
    before = {number: signal.signal(number, lambda *_: None) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _said(command: str) -> Sequence[str]:
    try:
        return tuple(shlex.split(command, posix=os.name == "posix"))
    except ValueError:
        return (command,)


def _first(names: Sequence[str]) -> Sequence[str]:
    return next(((name,) for name in names if shutil.which(name)), ())
