"""Another program in our place on the terminal for a while: a pager, an editor."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from types import FrameType
from typing import Final, Self

from textual.app import App, SuspendNotSupported

from workbench.terminal import lifeline

_GRACE_SECONDS: Final = 0.1
_LOOK_SECONDS: Final = 0.03
_PAGERS: Final = ("less", "more")
_READ_FIRST: Final = ("LESSOPEN", "LESSCLOSE")
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

    Everything of ours stands still meanwhile but the threads: a send goes on. What $LESSOPEN says is not heeded: by
    the ending of a name that a server chose it would have other programs read the file first.
    """
    variables = {name: value for name, value in os.environ.items() if name not in _READ_FIRST}
    name = PurePath(command[0]).name
    if shutil.which(command[0]) is None:
        return f"{name} is not there to be run"
    try:
        with app.suspend(), _keys_are_its_own():
            status = _wait_for([*command, str(path)], variables)
    except SuspendNotSupported:
        return "this terminal cannot be lent to another program"
    except OSError as error:
        return f"{name} could not be run: {error.strerror}"
    if status < 0:
        return f"{name} was ended by signal {-status}"
    return f"{name} ended with status {status}" if status else ""


def _wait_for(command: Sequence[str], variables: Mapping[str, str]) -> int:
    with _Relay() as relay, subprocess.Popen(command, env=variables) as process:  # noqa: S603  the person's own
        relay.pass_on_to(process)
        while (status := process.poll()) is None:
            time.sleep(_LOOK_SECONDS)  # not in wait(): a signal just before it would not be heard until it is over
        return status


class _Relay:
    """Hands on what asks us to go: the loop stands still meanwhile, and hears of it when the other program is gone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._asked: signal.Signals | None = None
        self._before: dict[signal.Signals, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._hear) for number in lifeline.signals()}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._asked is not None:
            signal.raise_signal(self._asked)  # for whoever would have heard it

    def pass_on_to(self, process: subprocess.Popen[bytes]) -> None:
        """Hand on to this program, also what was heard before it was there."""
        self._process = process
        if self._asked is not None:
            self._tell(process, self._asked)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self._asked = signal.Signals(number)
        if self._process is not None:
            self._tell(self._process, self._asked)

    def _tell(self, process: subprocess.Popen[bytes], number: signal.Signals) -> None:
        process.send_signal(number)
        killer = threading.Timer(_GRACE_SECONDS, process.kill)
        killer.daemon = True
        killer.start()


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
