"""A program in a pseudo terminal: the bytes it writes, when each came, and the screen that they draw.

While a program is measured nothing is drawn here, on a machine that may have one core to spare: the bytes are kept
with their times, and replayed afterwards.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from tests.bench.figures import RowFailed
from tests.bench.places import ROOT
from tests.pty_screen import PtyScreen

COLUMNS: Final = 80
ROWS: Final = 24
_ANSWERS_WITHIN: Final = 30.0  # seconds
_QUIET: Final = 0.4  # seconds without a byte; a cursor that blinks writes every half second
_HARDLY_ANY: Final = 0.02  # seconds of CPU in a quiet spell: more is work that has not ended
_CHUNK: Final = 65536
# What a terminal is asked at a start, and what xterm would say: it does not know the modes that are asked for.
_MODE: Final = re.compile(rb"\x1b\[\?(\d+)\$p")
_ANSWERS: Final = {b"\x1b[c": b"\x1b[?64;1;2;6;9;15;22c", b"\x1b[6n": b"\x1b[1;1R", b"\x1b[5n": b"\x1b[0n"}


class Written(NamedTuple):
    """Bytes that came at once, `at` seconds after the program was started."""

    at: float
    data: bytes


class Terminal:
    """One program from its start until the block ends, when it is killed; it never sees a real terminal."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int] = (COLUMNS, ROWS)
    ) -> None:
        self.written: list[Written] = []
        self._size = size
        self._master, slave = os.openpty()
        termios.tcsetwinsize(slave, size[::-1])
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env=_environment(environment),
            start_new_session=True,
            preexec_fn=partial(fcntl.ioctl, 0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # a session of its own
        self._process.wait()
        os.close(self._master)

    @property
    def size(self) -> int:
        """How many bytes were written so far."""
        return sum(len(each.data) for each in self.written)

    def cpu_seconds(self) -> float:
        """Return the CPU time of the program, of its threads and of its children."""
        return sum(_cpu_seconds(pid) for pid in _family(self._process.pid))

    def wait_until_idle(self) -> None:
        """Read until it neither writes nor computes for a while."""
        deadline = time.monotonic() + _ANSWERS_WITHIN
        while time.monotonic() < deadline:
            before = self.cpu_seconds()
            if not self._read(_QUIET) and self.cpu_seconds() - before < _HARDLY_ANY:
                return
        raise RowFailed(f"no rest within {_ANSWERS_WITHIN:.0f} s; the screen:\n{self.screen()}")

    def ended_by(self, number: signal.Signals) -> float:
        """Send a signal; return after how many seconds the program is gone."""
        began, gone = time.monotonic(), os.pidfd_open(self._process.pid)
        try:
            self._process.send_signal(number)
            while gone not in (ready := select.select([gone, self._master], [], [], _ANSWERS_WITHIN)[0]):
                if not ready:
                    raise RowFailed(f"{number.name} did not end the program; the screen:\n{self.screen()}")
                with suppress(OSError):  # nothing more is to come
                    os.read(self._master, _CHUNK)
            return time.monotonic() - began
        finally:
            os.close(gone)

    def status(self) -> int:
        """Wait for the end and return the exit status."""
        return self._process.wait(_ANSWERS_WITHIN)

    def shown_at(self, text: str) -> float:
        """Return after how many seconds the screen showed `text`."""
        return self.shown_when(lambda screen: text in screen, text)

    def shown_when(self, holds: Callable[[str], bool], wanted: str = "it", since: float = 0.0) -> float:
        """Return after how many seconds something held of the screen for the first time, that many at least."""
        screen = PtyScreen(*self._size)
        for each in self.written:
            screen.feed(each.data)
            if each.at >= since and holds(screen.text()):
                return each.at
        raise RowFailed(f"{wanted!r} was never shown; the screen:\n{screen.text()}")

    def screen(self) -> str:
        """Return what is on the screen now."""
        screen = PtyScreen(*self._size)
        screen.feed(b"".join(each.data for each in self.written))
        return screen.text()

    def _read(self, seconds: float) -> bool:
        """Wait for bytes; tell whether some came."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._master, _CHUNK)
        except OSError:  # Linux says EIO where others say end of file
            data = b""
        if not data:
            raise RowFailed(f"the program ended with status {self._process.wait()}; the screen:\n{self.screen()}")
        self.written.append(Written(time.monotonic() - self._started, data))
        self._answer(data)
        return True

    def _answer(self, data: bytes) -> None:
        for answer in answers(data):
            self._write(answer)

    def _write(self, data: bytes) -> None:
        os.write(self._master, data)


def answers(data: bytes) -> Iterator[bytes]:
    for asked in _MODE.finditer(data):
        yield b"\x1b[?%s;0$y" % asked[1]
    for query, answer in _ANSWERS.items():
        if query in data:
            yield answer


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which every terminal looks the same."""
    dropped = ("COLORTERM", "COLUMNS", "LINES", "NO_COLOR", "SSH_CONNECTION", "SSH_TTY", "TMUX")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "TERM": "xterm-256color", **more}


def _family(pid: int) -> list[int]:
    found = [pid]
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _family(int(child))
    return found


def _cpu_seconds(pid: int) -> float:
    # What clock_getcpuclockid(3) returns on Linux; Python has no name for it.
    with suppress(OSError):
        return time.clock_gettime(~pid << 3 | 2)
    return 0.0
