"""A body as it comes from the connection: decoded within bounds, and kept as it came where its coding goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable
from pathlib import Path
from typing import Final

from workbench.engine import decoding
from workbench.engine.body import NotKept, Sink, SpillFolder
from workbench.engine.decoding import Identity, Undecodable
from workbench.marks import size
from workbench.models import Content, Response

MEGABYTE: Final = 1_000_000
SUSPICIOUS: Final = 100
"""How many times what came a body may unpack to, once it is over the limit: text seldom shrinks to a twentieth."""

_BREATH: Final = 4 * 1024 * 1024  # bytes after which everything else in the engine has its turn
_STEP: Final = 16 * 1024  # for how many bytes a step counts that makes fewer: it takes its time all the same
_DIGITS: Final = 19
_COPIED: Final = 1024 * 1024


class Intake:
    """Takes one body in; `notes` and `wire_bytes` are right at any moment, also where it is stopped."""

    def __init__(self, head: Response, folder: SpillFolder, save_to: Path | None, limit: int) -> None:
        """Make ready for the body of `head`; `limit` is in megabytes, 0 for none. Raise OSError."""
        self._decoder, remark = decoding.decoder_for(head.headers)
        self._coding = ", ".join(decoding.names(head.headers))
        self._limit = limit * MEGABYTE
        self._is_plain = isinstance(self._decoder, Identity)
        self._came: Sink | None = None if self._is_plain else Sink(folder)
        self._fault: Undecodable | None = None
        self._is_read = False
        self._since = 0
        self._decoded = 0
        self.head = head
        self.sink = Sink(folder, save_to)
        self.notes = [remark] if remark else []
        self.wire_bytes = 0

    async def take(self, parts: AsyncIterable[bytes], count: Callable[[int], None]) -> None:
        """Read the body to its end, `count` hearing of every part. Raise Undecodable, NotKept and what reading raises.

        Behind a fault of the coding the rest is read all the same: it is shown as it came.
        """
        try:
            async for part in parts:
                self.wire_bytes += len(part)
                count(len(part))
                await self._add(part)
                await self._breathe(max(len(part), _STEP))
            await self._finish()
        finally:
            await self._end()
        if self._fault is not None:
            raise self._fault

    def content(self, *, whole: bool) -> Content:
        """Return what was taken in; to be called once, at the end. `whole` says that nothing was wrong."""
        self.notes.extend(self._decoder.remarks())
        if self._fault is not None and not self._is_read:  # what broke it off behind that is told instead
            self.notes.append(str(self._fault))
        if not (self._is_plain or whole):
            raw = self._came.content(complete=self._is_read) if self._came is not None else None
            return self.sink.content(complete=False, raw=raw)
        if self._came is not None:
            self._came.discard()
        return self.sink.content(complete=self._is_read)

    async def _add(self, part: bytes) -> None:
        if self._is_plain:
            self.sink.add(part)
        elif self._fault is None:
            await self._keep(part)
            await self._decode(part)
        elif self._came is not None:
            self._came.add(part)

    async def _keep(self, part: bytes) -> None:
        """Keep what came beside what it unpacks to; where there is no room for both, the body goes on without."""
        if (came := self._came) is None:
            return
        try:
            came.add(part)
        except NotKept as fault:
            self._came = None
            self.notes.append(f"What came is not kept beside what it unpacks to: {fault}.")
            await came.abandon()
            came.discard()

    async def _decode(self, part: bytes) -> None:
        try:
            for piece in self._decoder.feed(part):
                if piece:
                    self.sink.add(piece)
                self._decoded += len(piece)
                self._check(max(self._decoded, self._decoder.made))
                await self._breathe(max(len(piece), _STEP))
        except _Bomb:
            raise
        except Undecodable as fault:
            await self._turn_to_what_came(fault)

    async def _turn_to_what_came(self, fault: Undecodable) -> None:
        if self._came is None:
            raise fault
        self._fault = fault
        if not self._decoded:
            await self._show_as_it_came(self._came)

    async def _show_as_it_came(self, came: Sink) -> None:
        await came.finish()
        for start in range(0, came.size, _COPIED):
            self.sink.add(came.read(start, start + _COPIED))
            await self._breathe(_COPIED)
        came.discard()
        self._came, self._is_plain = None, True

    async def _finish(self) -> None:
        if self._fault is None:
            try:
                self._decoder.finish()
            except Undecodable as fault:
                await self._turn_to_what_came(fault)
        if self._fault is not None and self._came is not None:
            await self._came.finish()
        await self.sink.finish()
        self._is_read = True

    async def _end(self) -> None:
        """Give the disk a moment for what still waits to be written."""
        try:
            await self.sink.abandon()
        finally:
            if self._came is not None:
                await self._came.abandon()

    def _check(self, made: int) -> None:
        if self._limit and made > self._limit and made > SUSPICIOUS * self.wire_bytes:
            raise _Bomb(
                f"The {self._coding} body unpacks to more than {size(self._limit)}: of {size(self.wire_bytes)} that"
                f" came, {size(made)} were made, {made // self.wire_bytes} times as much, and it was"
                " stopped there.",
                f"The limit is http.decoded_limit in the settings: {self._limit // MEGABYTE} (MB), 0 for none."
                " What was unpacked until then is kept.",
            )

    async def _breathe(self, count: int) -> None:
        """Let a cancel and other sends have their turn, and the disk catch up."""
        self._since += count
        if self._since >= _BREATH:
            self._since = 0
            await asyncio.sleep(0)
        for sink in (self.sink, self._came):
            if sink is not None and sink.is_behind:
                await sink.caught_up()


class _Bomb(Undecodable):
    """A body that unpacks to more than is allowed."""


def expected(head: Response) -> int | None:
    """Return how many bytes of a body its head announces; None where it does not tell."""
    named = {name.lower(): value for name, value in head.headers}
    said = named.get("content-length", "")
    digits = said.lstrip("0") or said[:1]
    is_length = digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS
    return int(digits) if is_length and "transfer-encoding" not in named else None
