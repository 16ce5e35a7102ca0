"""The clipboard, through whatever lies between us and it: tmux, the terminal's own sequence, or a file to fetch."""

from __future__ import annotations

import base64
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol, TypeVar

from textual.app import App

from workbench import atomic, folders
from workbench.visible import visible_lines

Value = TypeVar("Value")

LIMIT: Final = 64_000
_SECONDS: Final = 2.0
_KEPT_FILES: Final = 20
_PIECE: Final = 1 << 14  # characters that are made visible at once, in two milliseconds
_BREATH: Final = 0.0005  # seconds: then other threads have their turn
_SCREEN_CHUNK: Final = 240  # what the oldest GNU screen takes in one string


class Runner(Protocol):
    """Whoever runs what blocks beside the UI's thread, as the desk does."""

    def background(self, work: Callable[[], Value], then: Callable[[Value], None]) -> None:
        """Run `work`, then `then` with its value on the UI's thread."""

    def tell(self, text: str) -> None:
        """Say something to the person."""


def put(app: App[None], runner: Runner, text: str, folder: Path) -> None:
    """Copy a text by the way there is, and say which; more than a terminal takes goes into a file of `folder`."""
    app._clipboard = text  # what a field pastes by ^V
    if len(text) > LIMIT or len(text.encode(errors="surrogatepass")) > LIMIT:
        runner.background(lambda: _filed(text, folder), runner.tell)
    elif os.environ.get("TMUX"):
        runner.background(lambda: into_tmux(text), lambda done: _through_tmux(app, runner, text, done=done))
    else:
        runner.tell(f"Copied: {into_terminal(app, text)}.{_remark(text)}")


def into_tmux(text: str) -> bool:
    """Hand a text to tmux, which passes it on to the terminal; blocks for a moment, False where it fails.

    tmux swallows the terminal's own sequence by default, but not its own command.
    """
    command = ["tmux", "load-buffer", "-w", "-"]
    data = _bytes(text)
    try:
        done = subprocess.run(command, input=data, timeout=_SECONDS, capture_output=True, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def into_terminal(app: App[None], text: str) -> str:
    """Write the terminal's sequence, and say so: whether the terminal heeds it nobody can know."""
    if app._driver is not None:
        app._driver.write(sequence(text, os.environ))
    through = " through screen" if "STY" in os.environ else ""
    return f"sent{through} to the terminal's clipboard"


def into_file(text: str, folder: Path) -> Path | None:
    """Write a text to a file of its own, for its owner alone; keep the last few, return None where that fails."""
    path = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    try:
        folders.make(folder)
        atomic.write(path, _bytes(text))
        for old in sorted(folder.glob("*.txt"))[:-_KEPT_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def sequence(text: str, environ: Mapping[str, str]) -> str:
    """Return OSC 52 for a text; GNU screen passes it on where it comes in strings of its own, cut to size."""
    said = f"\x1b]52;c;{base64.b64encode(_bytes(text)).decode()}\a"
    if "STY" not in environ:
        return said
    cuts = range(0, len(said), _SCREEN_CHUNK)
    return "".join(f"\x1bP{said[cut : cut + _SCREEN_CHUNK]}\x1b\\" for cut in cuts)


def _through_tmux(app: App[None], runner: Runner, text: str, *, done: bool) -> None:
    way = "Copied through tmux" if done else f"Copied: tmux would not, so it is {into_terminal(app, text)}"
    runner.tell(f"{way}.{_remark(text)}")


def in_visible_form(text: str) -> tuple[str, bool]:
    """Return a text with its control characters in visible form, and whether it has any.

    What is long takes its time, for a thread beside the UI's: no other has its turn while a piece is made visible.
    """
    shown: list[str] = []
    is_changed = False
    for piece in _pieces(text):
        if shown:
            time.sleep(_BREATH)
        shown.append(visible_lines(piece))
        is_changed = is_changed or shown[-1] != piece.replace("\r\n", "\n")
    return "".join(shown), is_changed


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = start + _PIECE
        end += text[end - 1 : end + 1] == "\r\n"
        yield text[start:end]
        start = end


def _filed(text: str, folder: Path) -> str:
    """Write a text to a file, and say which; for a thread."""
    path = into_file(text, folder)
    many = f"{len(text.encode(errors='surrogatepass')):,} bytes are too much for a terminal's clipboard"
    if path is None:
        return f"{many}, and could not be saved to a file: not copied."
    remark = _remark(text)
    return f"{many}: saved to {path}{f'.{remark}' if remark else ''}"


def _remark(text: str) -> str:
    """Say that control characters were copied as they are: a shell or an editor may obey them."""
    _, is_changed = in_visible_form(text)
    return " It holds control characters, copied as they are: mind where you paste it." if is_changed else ""


def _bytes(text: str) -> bytes:
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="replace")
