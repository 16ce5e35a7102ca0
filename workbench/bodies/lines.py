"""The lines of a body, found by number without holding them: eight bytes of memory for every 16 KiB.

breaks[i]  how many lines end before chunk i ── bisect ─▶ the chunk of a line ── looked through ─▶ its bytes
"""

from __future__ import annotations

import re
import threading
import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Final

from workbench.bodies.encoding import Encoding
from workbench.bodies.source import Readable
from workbench.visible import visible

SEGMENT: Final = 16_384
"""How many bytes of a line are decoded at once; what is longer is drawn piece by piece."""
TAB: Final = 4
_CHUNK: Final = 16_384  # a multiple of every charset's unit: no line end stands across two of them
_KEPT: Final = 16
_BREATH: Final = 128  # chunks, two milliseconds: then other threads have their turn


class Lines:
    """Lines of a source in one charset; none is known before `index` was called."""

    def __init__(self, source: Readable, encoding: Encoding | None = None) -> None:
        self.source = source
        self.encoding = encoding or Encoding()
        self.indexed = 0
        """How many bytes are known by their lines."""
        self._breaks = array("Q", [0])
        self._total = 0
        self._found: dict[tuple[int, int], array[int]] = {}
        self._newline = re.compile(re.escape(self.encoding.newline))
        self._lock = threading.Lock()

    def __len__(self) -> int:
        ended = self._total > 0 and self._ends_with_break()
        return self._total + (0 if ended else 1)

    def __getitem__(self, number: int) -> str:
        """Return the beginning of a line, safe to show."""
        start, end = self.span(number)
        return self.shown(start, min(end, start + SEGMENT))

    @property
    def complete(self) -> bool:
        """Whether all bytes there are now are known by their lines."""
        return self.indexed >= len(self.source)

    def index(self, until: int | None = None, goes_on: Callable[[], bool] | None = None) -> None:
        """Find the lines of the bytes up to `until`, all by default, as long as `goes_on`; other threads have turns.

        Several threads may do so at once: each chunk is one's or the other's.
        """
        end = len(self.source) if until is None else min(until, len(self.source))
        while self.indexed < end:
            with self._lock:
                before = self.indexed
                self._index_chunk()
            if self.indexed == before or (goes_on is not None and not goes_on()):
                return
            if len(self._breaks) % _BREATH == 0:
                time.sleep(0.001)

    def span(self, number: int) -> tuple[int, int]:
        """Return where the bytes of a line start and end, without its line end."""
        start = self._start(number)
        if number >= self._total:
            return start, max(start, self.indexed)
        unit = self.encoding.unit
        end = self._start(number + 1) - unit
        is_return = end - unit >= start and self.source.read(end - unit, end) == self.encoding.carriage_return
        return start, end - unit if is_return else end

    def at(self, offset: int) -> int:
        """Return the line that a byte stands on."""
        chunk = min(offset // _CHUNK, len(self._breaks) - 1)
        return self._breaks[chunk] + bisect_right(self._chunk(chunk), offset)

    def raw(self, number: int, limit: int) -> bytes:
        """Return at most so many bytes of a line."""
        start, end = self.span(number)
        return self.source.read(start, min(end, start + limit))

    def shown(self, start: int, end: int) -> str:
        """Return bytes of one line as text that is safe to show."""
        return safe(self.encoding.text(self.source.read(start, end)))

    def aligned(self, start: int, offset: int) -> int:
        """Return the last place up to `offset` where a character starts, in a line that starts at `start`."""
        unit = self.encoding.unit
        before = self.source.read(max(start, offset - 1024 * unit), offset)
        return offset - self.encoding.begins(before)

    def line_ends(self, chunk: bytes) -> list[int]:
        """Return where line ends end in bytes that start at a whole character."""
        if self.encoding.unit > 1:
            return self._wide(chunk)
        return [found.end() for found in self._newline.finditer(chunk)]

    def _index_chunk(self) -> None:
        at = len(self._breaks) - 1
        chunk = self.source.read(at * _CHUNK, (at + 1) * _CHUNK)
        total = self._breaks[at] + self._count(chunk)
        if len(chunk) == _CHUNK:
            self._breaks.append(total)
        # In this order: who looks meanwhile must not be told of a line that is not within what is indexed.
        self.indexed = at * _CHUNK + len(chunk)
        self._total = total

    def _ends_with_break(self) -> bool:
        found = self._chunk(len(self._breaks) - 1) or self._chunk(max(0, len(self._breaks) - 2))
        return bool(found) and found[-1] == self.indexed

    def _start(self, number: int) -> int:
        if number <= 0:
            return min(self.encoding.mark, self.indexed)
        if number > self._total:
            return self.indexed
        chunk = bisect_left(self._breaks, number) - 1
        return self._chunk(chunk)[number - self._breaks[chunk] - 1]

    def _chunk(self, number: int) -> array[int]:
        """Return where lines start after the line ends of a chunk."""
        base = number * _CHUNK
        end = min(base + _CHUNK, self.indexed)  # the last one may have grown since
        known = self._found.get((base, end))
        if known is None:
            known = array("Q", [base + place for place in self.line_ends(self.source.read(base, end))])
            for oldest in list(self._found)[: 1 - _KEPT]:  # a copy: other threads look for lines too
                self._found.pop(oldest, None)
            self._found[base, end] = known
        return known

    def _count(self, chunk: bytes) -> int:
        return chunk.count(self.encoding.newline) if self.encoding.unit == 1 else len(self._wide(chunk))

    def _wide(self, chunk: bytes) -> list[int]:
        # Overlapping matches: half of one character and half of the next may look like a line end.
        newline, ends, place = self.encoding.newline, [], chunk.find(self.encoding.newline)
        while place >= 0:
            if place % len(newline) == 0:
                ends.append(place + len(newline))
            place = chunk.find(newline, place + 1)
        return ends


def safe(text: str) -> str:
    """Return text of one line with its tabs expanded and its controls in visible form."""
    return visible(text.expandtabs(TAB) if "\t" in text else text)
