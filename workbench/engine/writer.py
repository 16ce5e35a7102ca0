"""Bytes to a file in a thread of its own: a slow disk does not hold up the engine, and is waited for all the same."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

MOST_WAITING: Final = 4 * 1024 * 1024
"""How many bytes may wait to be written before the peer is made to wait."""

_LAST_WORDS: Final = 0.5  # seconds that a stopped body is given to get onto the disk


class NotKept(OSError):
    """A body that could not be written any further; `filename` is where to, `spilled` that the place was our choice."""

    def __init__(self, fault: OSError, path: Path, *, spilled: bool) -> None:
        super().__init__(fault.errno, fault.strerror, str(path))
        self.spilled = spilled

    def __str__(self) -> str:
        return f"{self.filename} takes no more: {(self.strerror or 'no reason is known').lower()}"


class Writer:
    """Opens a file and appends to it; `told` is called in its thread whenever more has been written."""

    def __init__(self, opened: Callable[[], BinaryIO], told: Callable[[], None]) -> None:
        self._opened = opened
        self._told = told
        self._parts: deque[bytes] = deque()
        self._changed = threading.Condition()
        self._waiting = 0
        self._ends = self._is_over = False
        self._heard: Callable[[], None] | None = None
        self.written = 0
        self.fault: OSError | None = None
        threading.Thread(target=self._run, name="workbench-writer", daemon=True).start()

    @property
    def is_behind(self) -> bool:
        """Whether more waits than should."""
        return self._waiting > MOST_WAITING and self.fault is None

    def add(self, data: bytes) -> None:
        """Let bytes be written."""
        with self._changed:
            self._parts.append(data)
            self._waiting += len(data)
            self._changed.notify()

    async def caught_up(self) -> None:
        """Wait until no more waits than may."""
        await self._until(lambda: not self.is_behind)

    async def close(self) -> None:
        """Wait until everything is written, and close the file."""
        with self._changed:
            self._ends = True
            self._changed.notify()
        await self._until(lambda: self._is_over)

    async def abandon(self) -> None:
        """Close the file after a moment, with what has been written by then."""
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LAST_WORDS):
                    await self.close()
        finally:
            with self._changed:
                self._parts.clear()

    async def _until(self, holds: Callable[[], bool]) -> None:
        loop = asyncio.get_running_loop()
        while not holds():
            event = asyncio.Event()
            with self._changed:
                self._heard = partial(_post, loop, event)
                if holds():
                    return
            await event.wait()

    def _run(self) -> None:
        try:
            with self._opened() as file:  # a pipe waits for its reader
                while (part := self._next()) is not None:
                    self._write(file, part)
                    self._tell()
        except OSError as fault:
            self.fault = fault
            self._tell()
            while self._next() is not None:
                continue
        self._told()
        self._told = _nothing  # what it told is not in a circle with it: a body goes as soon as nobody holds it
        self._is_over = True
        self._tell()

    def _next(self) -> bytes | None:
        with self._changed:
            while not self._parts and not self._ends:
                self._changed.wait()
            return self._parts.popleft() if self._parts else None

    def _write(self, file: BinaryIO, part: bytes) -> None:
        view = memoryview(part)
        while view:
            count = file.write(view)
            self.written += count
            view = view[count:]
        with self._changed:
            self._waiting -= len(part)

    def _tell(self) -> None:
        self._told()
        with self._changed:
            heard, self._heard = self._heard, None
        if heard is not None:
            heard()


def _nothing() -> None:
    pass


def _post(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    try:
        loop.call_soon_threadsafe(event.set)
    except RuntimeError:  # closed: nobody waits any more
        return
