"""Which stretch of which line stands in each row: notes above, lines as they are or wrapped, less what is folded."""

from __future__ import annotations

import textwrap
from bisect import bisect_left
from itertools import pairwise
from typing import Final

from rich.cells import cell_len

from workbench.bodies.document import Document
from workbench.bodies.folds import Folds
from workbench.bodies.lines import SEGMENT, Lines
from workbench.visible import visible
from workbench.widgets.body_wrapping import Row, Wrapped, folds

MOST_WRAPPED_FOLDS: Final = 2_000
_CELLS: Final = 4  # bytes a character takes at most


class Rows:
    """Rows of a document in a width; `wrapped` is None where lines are as long as they are."""

    def __init__(self, document: Document, width: int, *, wrap: bool, folded: Folds | None = None) -> None:
        self.document = document
        self.width = width
        self.folds = folded or Folds()
        lines = document.lines
        self.wrapped = Wrapped(lines, width) if wrap and isinstance(lines, Lines) else None
        self._notes = [row for number in range(len(document.notes)) for row in _note(document, number, width)]
        self._hidden = self.folds

    @property
    def notes(self) -> int:
        """How many rows the notes take."""
        return len(self._notes)

    def __len__(self) -> int:
        return len(self._notes) + len(self._under) - self._hidden.hidden

    @property
    def _under(self) -> Wrapped | _Plain:
        return self.wrapped or _Plain(self.document)

    @property
    def is_whole(self) -> bool:
        """Whether all rows are known of the bytes there are."""
        lines = self.document.lines
        if not isinstance(lines, Lines):
            return True
        return lines.complete and (self.wrapped is None or self.wrapped.measured >= lines.indexed)

    def knows(self, line: int, offset: int | None = None) -> bool:
        """Tell whether the row is known of a line's beginning, or of a byte."""
        lines = self.document.lines
        if line < 0 or not isinstance(lines, Lines) or self.is_whole:
            return True
        if offset is None:
            offset = lines.span(line)[0] if line < len(lines) else lines.indexed
        return offset < (lines.indexed if self.wrapped is None else self.wrapped.measured)

    def fold(self, folded: Folds) -> None:
        """Take other stretches of lines to be folded away."""
        self.folds = self._hidden = folded
        if self.wrapped is not None and folded:
            stretches = [self._wrapped_stretch(self.wrapped, opener, last) for opener, last in folded.stretches]
            self._hidden = Folds([first for first, _ in stretches], [last for _, last in stretches])

    def line(self, number: int) -> int:
        """Return the line of a row, negative for a note."""
        if number < len(self._notes):
            return self._notes[number].line
        real = self._hidden.real(number - len(self._notes))
        return real if self.wrapped is None else self.wrapped[real].line

    def row(self, number: int, x: int) -> Row:
        """Return a row, from column `x` on where lines are not wrapped; what it folds away is said at its end."""
        if number < len(self._notes):
            return self._notes[number]
        real = self._hidden.real(number - len(self._notes))
        found = self._plain(real, x) if self.wrapped is None else self.wrapped[real]
        last = self.folds.last(found.line)
        if last is None or (self.wrapped is not None and self._hidden.last(real) is None):
            return found
        told = f" … {last - found.line:,} lines {self._closing(last)}".rstrip()
        return found._replace(text=found.text[: found.last] + told, last=found.last + len(told))

    def is_folded(self, line: int) -> bool:
        """Tell whether something is folded away behind a line."""
        return line >= 0 and self.folds.last(line) is not None

    def row_of(self, line: int, offset: int | None = None) -> int:
        """Return the row in which a line begins, or in which a byte of it stands."""
        if line < 0:
            return next(number for number, note in enumerate(self._notes) if note.line == line)
        real = line if self.wrapped is None else self.wrapped.first_of(line, offset)
        return len(self._notes) + self._hidden.seen(real)

    def place(self, number: int) -> tuple[int, int | None]:
        """Return the line of a row and the byte it begins with, None in a note: both are so in any width."""
        row, lines = self.row(number, 0), self.document.lines
        if row.line < 0 or not isinstance(lines, Lines):
            return row.line, None

        def signs(offset: int) -> int:
            return len(lines.shown(row.offset, lines.aligned(row.offset, offset)))

        places = range(row.offset, row.offset + SEGMENT)
        return row.line, places[bisect_left(places, row.first, key=signs)] if row.first else row.offset

    def cells(self, row: Row) -> int:
        """Return how wide the line of a row is, to scroll over."""
        start, end = self.document.lines.span(row.line) if row.line >= 0 else (0, 0)
        if end - start > SEGMENT:
            return end - start
        return len(row.text) if row.text.isascii() else cell_len(row.text)

    def column(self, line: int, offset: int) -> int:
        """Return the column in which a byte of a line that is not wrapped stands."""
        start, end = self.document.lines.span(line)
        lines = self.document.lines
        if end - start > SEGMENT or not isinstance(lines, Lines):
            return offset - start
        return len(lines.shown(start, offset))

    def _plain(self, line: int, x: int) -> Row:
        lines = self.document.lines
        start, end = lines.span(line)
        if end - start <= SEGMENT or not isinstance(lines, Lines):
            text = lines[line]
            return Row(line, start, text, min(x, len(text)), len(text))
        # A line that long is scrolled by its bytes: where in it a column is could only be told by reading all of it.
        offset = lines.aligned(start, min(start + x, end))
        text = lines.shown(offset, min(end, offset + _CELLS * self.width + _CELLS))
        return Row(line, offset, text, 0, len(text))

    def _closing(self, last: int) -> str:
        text = self.document.lines[last].strip()
        return text if text.startswith(("}", "]", "</")) else ""

    def _wrapped_stretch(self, wrapped: Wrapped, opener: int, last: int) -> tuple[int, int]:
        is_end = last + 1 >= len(self.document.lines)
        return wrapped.first_of(opener + 1) - 1, len(wrapped) - 1 if is_end else wrapped.first_of(last + 1) - 1


class _Plain:
    """Lines as rows."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document.lines)


def _note(document: Document, number: int, width: int) -> list[Row]:
    line = number - len(document.notes)
    pieces = textwrap.wrap(visible(document.notes[number]), width)
    return [Row(line, 0, piece, *ends) for piece in pieces for ends in pairwise((*folds(piece, width), len(piece)))]
