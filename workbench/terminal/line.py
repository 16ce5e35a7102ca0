"""The way to the terminal: a thread that writes what there is to write as soon as the line takes more.

What a line takes at once may still be seconds away from the person: ssh and the kernel buffer far more than a slow
line carries. So after so many bytes the terminal is asked where its cursor is, which every terminal answers once it
has drawn all that came before, and until then no more than a window's worth follows it. Where there is no answer,
nobody waits for one.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

ASK: Final = b"\x1b[6n"
_ASKED_AFTER: Final = 1024
_WINDOW: Final = 2048
_PATIENCE: Final = 1.0
_LAST_ANSWER: Final = 0.25
_CLOSING: Final = 3.0
_HURRY: Final = 0.1
_AT_ONCE: Final = 4096


class Line:
    """Writes what `take` returns, each time it was told that there is something; never lets its teller wait."""

    def __init__(self, descriptor: int, take: Callable[[], bytes]) -> None:
        self._descriptor = descriptor
        self._take = take
        self._changed = threading.Condition()
        self._waiting = False
        self._ended = False
        self._given_up = False
        self._asks = True
        self._answers = False
        self._asked_at: float | None = None
        self._closing = _CLOSING
        self._since = 0
        self.broken = False
        """Whether the terminal is gone."""
        self._thread = threading.Thread(target=self._run, name="terminal-line", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to take."""
        with self._changed:
            self._waiting = True
            self._changed.notify_all()

    def answered(self) -> None:
        """Say that the terminal answered."""
        with self._changed:
            self._answers, self._asked_at = True, None
            self._changed.notify_all()

    def close(self) -> None:
        """Write the rest, and wait for it as long as one may wait for a terminal that takes nothing."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join(self._closing)
        self.give_up()

    def give_up(self) -> None:
        """Write no more, but for what is on its way: somebody else has the terminal, or will have."""
        self._given_up = True

    def hurry(self) -> None:
        """Wait for nothing longer than somebody who pulled the plug does."""
        self._closing = _HURRY
        self._answers = False

    def settle(self) -> None:
        """Ask no more, and wait for an answer that is on its way, a moment at most.

        Later it would be typed into what comes after us.
        """
        with self._changed:
            self._asks = False
            if self._asked_at is not None and not self.broken:
                patience = _PATIENCE if self._answers else min(_LAST_ANSWER, self._closing)
                left = self._asked_at + patience - time.monotonic()
                self._changed.wait_for(lambda: self._asked_at is None, max(0.0, left))

    def _run(self) -> None:
        while self._wait():
            if not self._send(self._take()):
                return

    def _wait(self) -> bool:
        """Wait until there is something and the line is free for it; False once all is written."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended)
            if not self._waiting:
                return False
            if self._answers and self._asked_at is not None and self._since >= _WINDOW and not self._ended:
                left = self._asked_at + _PATIENCE - time.monotonic()
                free = self._changed.wait_for(lambda: self._asked_at is None or self._ended, max(0.0, left))
                self._answers = free
            self._waiting = False
        return True

    def _send(self, data: bytes) -> bool:
        if not data:
            return True
        with self._changed:
            self._since += len(data)
            stale = self._asked_at is not None and time.monotonic() - self._asked_at > _PATIENCE
            if self._since >= _ASKED_AFTER and (self._asked_at is None or stale) and self._asks and not self._ended:
                data += ASK
                self._asked_at, self._since = time.monotonic(), 0
        try:
            self._write(data)
        except OSError:
            self.broken = True
        return not (self.broken or self._given_up)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            select.select([], [self._descriptor], [])
            if self._given_up:
                return
            with suppress(BlockingIOError):  # somebody else made the terminal so
                left = left[os.write(self._descriptor, left[:_AT_ONCE]) :]
