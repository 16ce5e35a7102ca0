"""What bytes look like on a terminal, cell by cell: a pyte screen that also keeps what pyte itself leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyte

_LINK = re.compile(r"\x1b\]8;[^;]*;([^\x07\x1b]*)(?:\x07|\x1b\\)")
# Sequences that pyte would draw as text, or take for others.
_NOT_DRAWN = re.compile(
    r"\x1b\[[<=>?][0-9;]*(?:\$p|[cqu])|\x1b\[[0-9;]* q|\x1bP.*?\x1b\\|\x1b\](?!8;)[^\x07\x1b]*(?:\x07|\x1b\\)"
)
_KEPT_BESIDE = {2: "dim", 8: "concealed", 21: "underlined twice", 51: "framed", 53: "overlined"}
_ENDED = {22: {2}, 24: {21}, 28: {8}, 54: {51}, 55: {53}}
_COLOUR_LENGTHS = {5: 2, 2: 4}

Look = tuple[object, ...]


class Screen(pyte.Screen):
    """Keeps links and the attributes pyte does not know in the name of the foreground.

    Text is drawn a character at a time: after one without a width that combines with nothing, pyte would leave out
    the rest of what came with it, and no terminal does that.
    """

    link = ""
    beside: frozenset[int] = frozenset()

    def draw(self, data: str) -> None:
        plain = self.cursor.attrs
        more = "".join(_KEPT_BESIDE[code] for code in sorted(self.beside)) + self.link
        self.cursor.attrs = plain._replace(fg=f"{plain.fg}|{more}")
        for piece in (data,) if data.isascii() else data:
            super().draw(piece)
        self.cursor.attrs = plain

    def select_graphic_rendition(self, *codes: int, **kept: Any) -> None:
        beside = set(self.beside)
        left = list(codes or (0,))
        while left:
            code = left.pop(0)
            if code in (38, 48) and left:
                del left[: _COLOUR_LENGTHS.get(left[0], 0)]
            beside = set() if code == 0 else beside - _ENDED.get(code, set()) | ({code} & _KEPT_BESIDE.keys())
        self.beside = frozenset(beside)
        super().select_graphic_rendition(*codes, **kept)


class CellScreen:
    """One terminal, at a size; `feed` takes what is written to it, with the line ends of a tty."""

    def __init__(self, width: int, height: int) -> None:
        self.screen = Screen(width, height)
        self._stream = pyte.Stream(self.screen)

    def feed(self, text: str) -> None:
        """Draw; no sequence may be cut."""
        text = text.replace("\n", "\r\n")
        at = 0
        for link in _LINK.finditer(text):
            self._stream.feed(_NOT_DRAWN.sub("", text[at : link.start()]))
            self.screen.link = link[1]
            at = link.end()
        self._stream.feed(_NOT_DRAWN.sub("", text[at:]))

    def resize(self, width: int, height: int) -> None:
        """Change the size, as a person does."""
        self.screen.resize(height, width)

    @property
    def cursor(self) -> tuple[int, int]:
        """Where the cursor is; after the last column is on it."""
        return min(self.screen.cursor.x, self.screen.columns - 1), self.screen.cursor.y

    def differences(self, other: CellScreen) -> Iterator[tuple[int, int, Look, Look]]:
        """Yield the column, the row and both looks of every cell that is not seen alike."""
        for y, rows in enumerate(zip(self.looks(), other.looks(), strict=True)):
            for x, (ours, theirs) in enumerate(zip(*rows, strict=True)):
                if ours != theirs:
                    yield x, y, ours, theirs

    def looks(self) -> list[list[Look]]:
        """Return every cell as it is seen: of a plain blank, that is its background alone."""
        screen = self.screen
        return [[_look(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def _look(cell: Any) -> Look:
    if cell.data != " " or cell.underscore or cell.strikethrough or cell.reverse:
        return tuple(cell)
    return " ", cell.bg, cell.fg.partition("|")[2].removeprefix("dim")
