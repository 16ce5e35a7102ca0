"""Two pictures of the screen, what is wanted and what the terminal shows, and what leads from one to the other."""

from __future__ import annotations

import re
from typing import Final

from workbench.terminal import strokes
from workbench.terminal.brush import Brush
from workbench.terminal.pens import Pen, Pens
from workbench.terminal.strokes import Row

_MODE: Final = r"\x1b(?:\[[<>=?][\d;]*[hlu]|\][^8]|P)"
_MOST_PARTS: Final = 20_000
_WORTH_SCROLLING: Final = 100


class Canvas:
    """Takes text at places, and tells what to send; a cell that is None is not known, or not wanted to change."""

    def __init__(self, width: int, height: int, pens: Pens) -> None:
        self._pens = pens
        self.lost = False
        """Whether drawing had to be thrown away, so that everything must be drawn once more."""
        self._brush = Brush(pens, width)
        self.resize(width, height)

    def change(self, pens: Pens) -> None:
        """Begin anew with other pens, once all was taken."""
        self._pens = pens
        self._brush.change(pens)
        self.blank()
        self.lost = True

    def resize(self, width: int, height: int) -> None:
        """Begin anew at another size."""
        self.width, self.height = width, height
        self._brush.width = width
        self.blank()

    def blank(self) -> None:
        """Know nothing and want nothing: what is not drawn again stays as the terminal has it."""
        self._wanted: list[Row] = [[None] * self.width for _ in range(self.height)]
        self._wide: set[int] = set()
        self._dirty: set[int] = set()
        self.forget()

    def forget(self) -> None:
        """Know no more what the terminal shows; everything wanted is sent once more."""
        self._shown: list[Row] = [[None] * self.width for _ in range(self.height)]
        self._dirty.update(range(self.height))
        self._brush.x = self._brush.pen = None

    def put(self, x: int, y: int, pen: Pen, text: str) -> int:
        """Want text of one column a character at a place; return the column after it.

        What goes over the edge falls on the last column, one over the other: nothing wraps.
        """
        end = x + len(text)
        if end > self.width:
            kept = self.width - 1 - min(x, self.width - 1)
            x, text, end = self.width - 1 - kept, text[:kept] + text[-1], self.width
        if y in self._wide:
            self._let_go(x, end, y)
        blanks = text.count(" ") == end - x
        self._wanted[y][x:end] = [pen[" "]] * (end - x) if blanks else [pen[character] for character in text]
        self._dirty.add(y)
        return end

    def put_wide(self, x: int, y: int, pen: Pen, text: str) -> int | None:
        """Want text whose characters may take two columns; None where it does not fit."""
        cells: Row = []
        for character in text:
            cells += (pen[character], pen[""])[: pen[character].columns]
        end = x + len(cells)
        if end > self.width:
            return None
        self._let_go(x, end, y)
        self._wide.add(y)
        self._wanted[y][x:end] = cells
        self._dirty.add(y)
        return end

    def begin_unsure(self, x: int, y: int) -> None:
        """Stand at a place from which on nobody knows what the terminal makes of the text: the row's rest is its own.

        So are the last two columns in any case: a wide character that does not fit is put there by some.
        """
        self._paint()
        first = max(0, min(x, self.width - 2))
        self._let_go(first, self.width, y)
        if x < self.width:
            self._brush.move(x, y)
        else:
            self._stand_past_the_edge(y)
        self._unknown(y, first, self.width)

    def unsure(self, pen: Pen, text: str) -> None:
        """Send text as it is, from wherever the cursor is."""
        self._brush.take(pen)
        self._brush.parts.append(text)
        self._brush.x = None
        self._bound()

    def keep(self, sequence: str) -> None:
        """Send a sequence that touches no cell."""
        self._brush.parts.append(sequence)

    def pass_on(self, sequence: str, x: int | None, y: int, pen: Pen) -> None:
        """Send a sequence that may touch every cell, from the place and with the pen that it would find."""
        self._paint()
        if x is not None:
            self._brush.move(min(x, self.width - 1), y)
        self._brush.take(pen)
        self._brush.parts.append(sequence)
        self.blank()
        self._bound()

    def waits(self, x: int | None, y: int) -> bool:
        """Tell whether there may be something to send."""
        return bool(self._dirty or self._brush.parts) or self._strays(x, y)

    def take(self, x: int | None, y: int) -> str:
        """Return what makes the terminal show what is wanted, with its cursor at a place."""
        self._paint()
        if self._strays(x, y):
            self._brush.move(x or 0, y)
        text = "".join(self._brush.parts)
        self._brush.parts.clear()
        return text

    def _stand_past_the_edge(self, y: int) -> None:
        """Have the cursor where it is after the last column is drawn, which is a place of its own."""
        x = self.width - 1
        cell = self._wanted[y][x]
        if cell is not None and not cell.columns:
            x -= 1
            cell = self._wanted[y][x]
        self._brush.move(x, y)
        if cell is not None:
            self._brush.take(cell.pen)
            self._brush.draw(cell.text, cell.columns)

    def _strays(self, x: int | None, y: int) -> bool:
        return x is not None and x < self.width and (x, y) != (self._brush.x, self._brush.y)

    def _let_go(self, x: int, end: int, y: int) -> None:
        """Leave to the terminal what remains of wide characters that are half drawn over."""
        row = self._wanted[y]
        before, after = row[x], row[end] if end < self.width else None
        halves = [x - 1] if before is not None and not before.columns else []
        halves += [end] if after is not None and not after.columns else []
        if halves:
            self._paint()
        for half in halves:
            self._unknown(y, half, half + 1)
        self._bound()

    def _unknown(self, y: int, x: int, end: int) -> None:
        for picture in (self._wanted, self._shown):
            picture[y][x:end] = [None] * (end - x)

    def _paint(self) -> None:
        rows = [y for y in sorted(self._dirty) if self._wanted[y] != self._shown[y]]
        self._dirty.clear()
        if not rows:
            return
        brush = self._brush.copy()
        strokes.draw(brush, self._pens, self._wanted, self._shown, rows)
        length = sum(map(len, brush.parts))
        if length > _WORTH_SCROLLING and (scrolled := self._scrolled(rows)) and sum(map(len, scrolled.parts)) < length:
            brush = scrolled
        waiting = self._brush.parts
        waiting += brush.parts
        brush.parts = waiting
        self._brush = brush
        for y in rows:
            want = self._wanted[y]
            self._shown[y] = _over(want, self._shown[y]) if None in want else want.copy()

    def _scrolled(self, rows: list[int]) -> Brush | None:
        """Draw the same by scrolling first, where that can be done."""
        move = strokes.moved(self._wanted, self._shown, rows)
        if move is None:
            return None
        top, bottom, lines = move
        brush = self._brush.copy()
        brush.scroll(top, bottom, lines)
        shown = strokes.scrolled(self._shown, top, bottom, lines)
        strokes.draw(brush, self._pens, self._wanted, shown, range(top, bottom + 1))
        return brush

    def _bound(self) -> None:
        """Throw away what cannot be merged, where the line has not taken it for very long."""
        parts = self._brush.parts
        if len(parts) > _MOST_PARTS:
            parts[:] = [part for part in parts if re.match(_MODE, part)]
            self.blank()
            self.lost = True


def _over(want: Row, have: Row) -> Row:
    return [old if new is None else new for new, old in zip(want, have, strict=True)]
