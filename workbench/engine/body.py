"""Where an answer's bytes go: memory while they are few, a file when they are many; read by others as they come."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Final

from workbench.engine.spill import Spilled, SpillFolder
from workbench.engine.writer import NotKept, Writer
from workbench.models import Content

__all__ = ["IN_MEMORY", "NotKept", "Sink", "SpillFolder"]

IN_MEMORY: Final = 8 * 1024 * 1024
_HEAD: Final = 1024 * 1024


class Sink:
    """Collects one body, a `Growing` for whoever looks on. Given `save_to`, everything goes there from the first byte.

    Raises NotKept where it cannot, OSError where `save_to` cannot be opened: with the body's next bytes, or at its end.
    """

    def __init__(self, folder: SpillFolder, save_to: Path | None = None) -> None:
        self._folder = folder
        self._head = bytearray()
        self._total = 0
        self._path = save_to
        self._owner: Spilled | None = None
        self._is_spilled = save_to is None
        self._grown = threading.Condition()
        self._whole = False
        self._writer = Writer(lambda: save_to.open("wb", 0), self._tell) if save_to is not None else None

    @property
    def size(self) -> int:
        """Bytes that can be read by now."""
        writer = self._writer
        return max(len(self._head), writer.written) if writer is not None else len(self._head)

    @property
    def complete(self) -> bool:
        """Whether no more will come."""
        return self._whole

    @property
    def is_behind(self) -> bool:
        """Whether the disk is too slow for what comes."""
        return self._writer is not None and self._writer.is_behind

    def add(self, data: bytes) -> None:
        """Append bytes."""
        self._total += len(data)
        if self._writer is None and self._total > IN_MEMORY:
            self._spill()
        if (writer := self._writer) is None:
            self._head += data
            self._tell()
            return
        self._check(writer)
        if len(self._head) < _HEAD:
            self._head += data[: _HEAD - len(self._head)]
        writer.add(data)

    def read(self, start: int, end: int) -> bytes:
        """Return bytes that are there; of a file that is gone, none."""
        with self._grown:
            if end <= len(self._head) or self._path is None:
                return bytes(self._head[start:end])
        with suppress(OSError), self._path.open("rb") as file:
            file.seek(start)
            return file.read(min(end, self.size) - start)
        return b""

    def wait(self, beyond: int, seconds: float) -> bool:
        """Wait until there are more bytes than `beyond`, or no more will come; False when the time is over."""
        deadline = monotonic() + seconds
        with self._grown:
            while self.size <= beyond and not self._whole:
                if not self._grown.wait(max(0.0, deadline - monotonic())) and monotonic() >= deadline:
                    return False
        return True

    async def caught_up(self) -> None:
        """Wait for the disk."""
        if self._writer is not None:
            await self._writer.caught_up()

    async def finish(self) -> None:
        """Take the end of the body: everything is written when this returns."""
        if self._writer is not None:
            await self._writer.close()
            self._check(self._writer)
        self._end()

    async def abandon(self) -> None:
        """Take the end of a body that is not whole."""
        try:
            if self._writer is not None and not self._whole:
                await self._writer.abandon()
        finally:
            self._end()

    def discard(self) -> None:
        """Remove what a file holds of it."""
        if self._path is not None and self._is_spilled:
            self._path.unlink(missing_ok=True)

    def content(self, *, complete: bool = True, raw: Content | None = None) -> Content:
        """Return what was collected; of a file that takes nothing, what is in memory."""
        is_kept = self._writer is None or self._writer.written >= len(self._head)
        path = self._path if is_kept else None
        owner = self._owner if is_kept else None
        if owner is not None:
            self._folder.keep(owner)
        whole = complete and self.size == self._total
        return Content(size=self.size, data=bytes(self._head), path=path, complete=whole, raw=raw, owner=owner)

    def _spill(self) -> None:
        try:
            self._owner, file = self._folder.new_file()
        except OSError as fault:
            raise NotKept(fault, Path(fault.filename or "?"), spilled=True) from fault
        self._path = self._owner.path
        self._writer = Writer(lambda: file, self._shorten)
        self._writer.add(bytes(self._head))

    def _shorten(self) -> None:
        """Let go of what is in the file by now, but for the first MiB."""
        with self._grown:
            if self._writer is not None and self._writer.written >= len(self._head) > _HEAD:
                del self._head[_HEAD:]
        self._tell()

    def _check(self, writer: Writer) -> None:
        if writer.fault is None or self._path is None:
            return
        if writer.fault.filename is not None:  # it was not even opened
            raise writer.fault
        raise NotKept(writer.fault, self._path, spilled=self._is_spilled) from writer.fault

    def _end(self) -> None:
        self._whole = True
        self._tell()

    def _tell(self) -> None:
        with self._grown:
            self._grown.notify_all()
