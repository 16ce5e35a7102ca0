"""The ways an app ends that nobody asked for: a signal, a terminal that went away, a fault of our own."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final

from workbench import atomic, folders

WATCH_SECONDS: Final = 2.0
_GRACE_SECONDS: Final = 1.5
_LAST_SECONDS: Final = 0.3
_BY_SIGNAL: Final = 128
_KEPT_REPORTS: Final = 20


def signals() -> tuple[signal.Signals, ...]:
    """Return the signals that ask a program on a terminal to go; Windows delivers neither to a loop."""
    names = ("SIGHUP", "SIGTERM")
    return () if sys.platform == "win32" else tuple(signal.Signals[name] for name in names)


def has_job_control() -> bool:
    """Tell whether a shell would hear that we stopped, and could have us go on.

    Without one we are in the group of the session's first program, or what started us is of another session.
    """
    if sys.platform == "win32":
        return False
    try:
        return os.getpgrp() != os.getsid(0) == os.getsid(os.getppid())
    except OSError:
        return False


def listen(
    loop: asyncio.AbstractEventLoop, hang_up: Callable[[signal.Signals], None], give_up: Callable[[], None]
) -> None:
    """Have `hang_up` called with each such signal, in the loop; also for one that the parent had ignored.

    A loop that is too busy to hear of it ends with the process in a moment, after `give_up`.
    """

    def arrived(number: int, _frame: FrameType | None) -> None:
        end_for_certain(_BY_SIGNAL + number, give_up)
        loop.call_soon_threadsafe(hang_up, signal.Signals(number))

    for each in signals():
        signal.signal(each, arrived)


def terminal_is_gone() -> bool:
    """Tell whether the terminal we were started on hung up; without one to lose it is never gone."""
    stdin = sys.__stdin__
    return stdin is not None and not stdin.closed and not os.isatty(stdin.fileno())


def end_for_certain(return_code: int, give_up: Callable[[], None]) -> None:
    """End the process in a moment, after `give_up`, even if something holds up the orderly way."""

    def end() -> None:
        last = threading.Thread(target=give_up, daemon=True)  # a disk or a terminal may hold it up in its turn
        last.start()
        last.join(_LAST_SECONDS)
        os._exit(return_code)

    timer = threading.Timer(_GRACE_SECONDS, end)
    timer.daemon = True
    timer.start()


def left(return_code: int) -> int:
    """Return it; or end here and now, where it is a signal's: nobody waits until Python has tidied up."""
    if return_code > _BY_SIGNAL:
        sys.stderr.flush()
        os._exit(return_code)
    return return_code


def watch_threads(tell: Callable[[BaseException], None]) -> None:
    """Have `tell` called, in the thread, with what ends a thread of ours; the screen is no place for a traceback."""

    def ended(fault: threading.ExceptHookArgs) -> None:
        if fault.exc_value is not None:
            tell(fault.exc_value)

    threading.excepthook = ended
    logging.getLogger("asyncio").addHandler(logging.NullHandler())


def watch_loop(loop: asyncio.AbstractEventLoop, tell: Callable[[BaseException], None]) -> None:
    """Have `tell` called with what ends a callback or a task that nobody waits for."""

    def ended(_loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            tell(error)

    loop.set_exception_handler(ended)


class Faults:
    """The faults of one session: each is reported once, and counted from then on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[int, Path | None]] = {}

    def tell(self, error: BaseException) -> str:
        """Report a fault that is new, and return the line that tells of it."""
        chain = "\n".join(_chain(error))
        times, path = self._known.get(chain, (0, None))
        if not times:
            path = report(error, self._folder)
        self._known[chain] = times + 1, path
        again = f", {times + 1} times" if times else ""
        return f"A fault of our own{again}: {place(error)}. The report: {path or 'could not be written'}"


def stopped(error: BaseException, folder: Path) -> str:
    """Write a report, and return the line that tells of the end and where the report is."""
    path = report(error, folder)
    where = f" The report, without what you typed: {path}" if path else ""
    return f"Workbench stopped by a fault of its own: {place(error)}.{where}"


def report(error: BaseException, folder: Path) -> Path | None:
    """Write what went wrong to a file and return its path, None where that is not possible; keep the last few.

    No locals and no messages: both can hold what a person typed. The types and places tell what is needed.
    """
    now = datetime.now(UTC)
    lines = [f"{now:%Y-%m-%dT%H:%M:%SZ}", f"Python {sys.version}", *_chain(error)]
    path = folder / f"{now:%Y%m%d-%H%M%S-%f}-{os.getpid()}.txt"
    try:
        folders.make(folder)
        atomic.write(path, "\n".join([*lines, ""]).encode())
    except OSError:
        return None
    with suppress(OSError):
        for old in sorted(folder.glob("*.txt"))[:-_KEPT_REPORTS]:
            old.unlink()
    return path


def place(error: BaseException) -> str:
    """Return the type of an error and where it was raised, in one line."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def _chain(error: BaseException) -> list[str]:
    """Describe an error and all that led to it, each once: causes can lead in a circle."""
    lines: list[str] = []
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        lines += ["", f"{type(each).__module__}.{type(each).__qualname__}", *_frames(each.__traceback__)]
        waiting.append(each.__cause__ or (None if each.__suppress_context__ else each.__context__))
        if isinstance(each, BaseExceptionGroup):
            waiting += reversed(each.exceptions)
    return lines


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
