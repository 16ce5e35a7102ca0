"""Which line of the console belongs to which entry: one line each, and more for those that are open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from workbench.widgets.console_node import FlatLine, Path


class Layout:
    """What hangs below the entries that are open, by their place in the list; asked often and made anew at a change."""

    def __init__(self, opened: Mapping[int, Sequence[FlatLine]]) -> None:
        self._lines = opened
        self._places = sorted(opened)
        self._starts: list[int] = []
        extra = 0
        for place in self._places:
            self._starts.append(place + extra)
            extra += len(opened[place])
        self.extra = extra
        """How many lines there are besides one for each entry."""

    def locate(self, row: int) -> tuple[int, int]:
        """Return the place of the entry a line belongs to and which line of it, 0 being the entry's own."""
        before = bisect_right(self._starts, row) - 1
        if before < 0:
            return row, 0
        place, start = self._places[before], self._starts[before]
        within = row - start
        height = len(self._lines[place])
        return (place, within) if within <= height else (place + within - height, 0)

    def row_of(self, place: int, path: Path = ()) -> int:
        """Return the line of an entry, or of the node of it that a path leads to."""
        lines = self._lines.get(place, ())
        within = next((number for number, line in enumerate(lines, 1) if path and line.path == path), 0)
        return place + sum(len(self._lines[other]) for other in self._places if other < place) + within

    def end_of(self, place: int, path: Path) -> int:
        """Return the last line of what hangs below an entry, or below the node of it that a path leads to."""
        lines = self._lines.get(place, ())
        below = (number for number, line in enumerate(lines, 1) if line.path[: len(path)] == path)
        return self.row_of(place) + max(below, default=0)

    def line(self, place: int, within: int) -> FlatLine | None:
        """Return a line below an entry; the entry's own is none."""
        return self._lines[place][within - 1] if within else None
