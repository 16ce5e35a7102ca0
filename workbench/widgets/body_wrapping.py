"""The rows of lines that are folded to a width, at any size: eight bytes for every 16 KiB, laid again where looked at.

block   whole lines, 16 KiB at most, or a piece of a line that is longer
before  how many rows stand above each block ── bisect ─▶ the block of a row ── laid ─▶ the row
"""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from rich.cells import cell_len, chop_cells

from workbench.bodies.lines import SEGMENT, Lines, safe

_PLAIN: Final = bytes(range(0x20, 0x7F)) + b"\n"
_KEPT: Final = 8
_BREATH: Final = 32  # blocks: then other threads have their turn


class Row(NamedTuple):
    """A stretch of a line: the text it is in begins at byte `offset`, the row goes from `first` to `last` of that."""

    line: int
    offset: int
    text: str
    first: int
    last: int


class Wrapped:
    """Rows of lines in a width; none is known before `measure` was called."""

    def __init__(self, lines: Lines, width: int) -> None:
        self._lines = lines
        self._width = width
        self._starts = array("Q", [lines.encoding.mark])
        self._before = array("Q", [0])
        self._laid: dict[tuple[int, int], list[Row]] = {}
        self._is_open = False

    def __len__(self) -> int:
        return max(1, self._before[-1])

    def __getitem__(self, number: int) -> Row:
        """Return a row."""
        block = min(max(0, bisect_right(self._before, number) - 1), max(0, len(self._before) - 2))
        rows = self._rows(block)
        return rows[min(number - self._before[block], len(rows) - 1)]

    @property
    def measured(self) -> int:
        """Up to which byte the rows are known."""
        return self._starts[-1]

    def measure(self, until: int, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Count the rows of lines up to a byte, as long as it `goes_on`; other threads have turns."""
        blocks = 0
        until = min(until, self._lines.indexed)
        while self._starts[-1] < until and goes_on():
            self._measure_block()
            blocks += 1
            if blocks % _BREATH == 0:
                time.sleep(0.001)

    def _measure_block(self) -> None:
        again = self._is_open  # its last line was not whole then
        start = self._starts[-2] if again else self._starts[-1]
        end = self._block_end(start)
        total = self._before[-2 if again else -1] + self._count(start, end)
        # In this order: who looks meanwhile must not be told of a row that is in no block.
        if again:
            self._starts[-1], self._before[-1] = end, total
        else:
            self._starts.append(end)
            self._before.append(total)
        newline = self._lines.encoding.newline
        is_whole = self._lines.source.read(end - len(newline), end) == newline
        self._is_open = end >= self._lines.indexed and end - start < SEGMENT and not is_whole

    def first_of(self, line: int, offset: int | None = None) -> int:
        """Return the row of a line's beginning, or of a byte on it; the last one known where that is further on."""
        place = self._lines.span(line)[0] if offset is None else offset
        if place >= self.measured:
            return len(self) - 1
        block = max(0, bisect_right(self._starts, place) - 1)
        rows = self._rows(block)
        first, after = bisect_left(rows, line, key=_line), bisect_right(rows, line, key=_line)
        if offset is not None and first < after:
            signs = len(self._lines.shown(rows[first].offset, offset))
            first = min(bisect_right(rows, signs, first, after, key=_last), after - 1)
        return self._before[block] + min(first, len(rows) - 1)

    def _block_end(self, start: int) -> int:
        lines = self._lines
        data = lines.source.read(start, min(start + SEGMENT, lines.indexed))
        if start + len(data) >= lines.indexed:
            return lines.indexed
        ends = lines.line_ends(data)
        return start + ends[-1] if ends else lines.aligned(start, start + len(data))

    def _count(self, start: int, end: int) -> int:
        data = self._lines.source.read(start, end)
        if self._lines.encoding.is_plain and data.isascii():
            data = data.replace(b"\r\n", b"\n") if b"\r" in data else data
            if not data.translate(None, _PLAIN):
                lengths = map(len, data.removesuffix(b"\n").split(b"\n"))
                return sum(-(-length // self._width) or 1 for length in lengths)
        return len(list(self._lay(start, end)))

    def _rows(self, block: int) -> list[Row]:
        start = self._starts[block]
        end = self._starts[block + 1] if block + 1 < len(self._starts) else self._block_end(start)
        known = self._laid.get((start, end))  # by its end too: the last block may grow
        if known is None:
            known = list(self._lay(start, end)) or [Row(0, 0, "", 0, 0)]
            for oldest in list(self._laid)[: 1 - _KEPT]:
                self._laid.pop(oldest, None)
            self._laid[start, end] = known
        return known

    def _lay(self, start: int, end: int) -> Iterator[Row]:
        lines = self._lines
        data = lines.source.read(start, end)
        unit, position, number = lines.encoding.unit, 0, lines.at(start)
        ends = lines.line_ends(data)
        for stop in ends if ends and ends[-1] == len(data) else [*ends, len(data)]:
            has_end = stop in ends[-1:] or stop < len(data)
            text = lines.encoding.text(data[position : stop - unit if has_end else stop])
            shown = safe(text.removesuffix("\r") if has_end else text)
            for first, last in pairwise((*folds(shown, self._width), len(shown))):
                yield Row(number, start + position, shown, first, last)
            position = stop
            number += 1


def folds(line: str, width: int) -> Iterator[int]:
    """Yield where the rows of a line start."""
    if line.isascii() or cell_len(line) <= width:
        yield from range(0, max(1, len(line)), width) if line.isascii() else (0,)
        return
    start = 0
    for piece in chop_cells(line, width):
        yield start
        start += len(piece)


_line: Final[Callable[[Row], int]] = attrgetter("line")
_last: Final[Callable[[Row], int]] = attrgetter("last")
