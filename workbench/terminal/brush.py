"""The hand that draws: where the terminal's cursor is, which pen it has, and the bytes that were needed so far."""

from __future__ import annotations

from typing import Final, Self

from workbench.terminal.pens import Cell, Pen, Pens

_BACKSPACES: Final = 3
_LINE_FEEDS: Final = 3


class Brush:
    """Moves, changes pens and writes with as few bytes as it can; only sequences that a VT100 knows move it.

    `x` is None where nobody knows where the cursor is. At `width` it stands after the last column, where terminals
    differ in what a step back means.
    """

    __slots__ = ("_linked", "_pens", "parts", "pen", "width", "x", "y")

    def __init__(self, pens: Pens, width: int) -> None:
        self._pens = pens
        self.width = width
        self.x: int | None = None
        self.y = 0
        self.pen: Pen | None = None
        self._linked = False
        self.parts: list[str] = []

    def change(self, pens: Pens) -> None:
        """Take other pens; a link that was begun with those before is still to be ended."""
        self._pens = pens

    def copy(self) -> Self:
        """Return another one at the same place, with the same pen, and nothing drawn."""
        other = type(self)(self._pens, self.width)
        other.x, other.y, other.pen, other._linked = self.x, self.y, self.pen, self._linked
        return other

    def move(self, x: int, y: int) -> None:
        """Go to a cell."""
        if self.x != x or self.y != y:
            self.parts.append(self._way(x, y))
            self.x, self.y = x, y

    def take(self, pen: Pen) -> None:
        """Draw with this pen from here on."""
        if pen is not self.pen:
            self.parts.append(self._from_nothing(pen) if self.pen is None else self._pens.change(self.pen, pen))
            self.pen = pen
            self._linked = bool(pen.link)

    def draws(self, cell: Cell) -> bool:
        """Tell whether the cell can be drawn with the pen in hand."""
        return self.pen is not None and self.pen[cell.text] is cell

    def draw(self, text: str, columns: int) -> None:
        """Write what takes so many columns."""
        self.parts.append(text)
        if self.x is not None:
            self.x += columns

    def scroll(self, top: int, bottom: int, lines: int) -> None:
        """Move the rows from `top` to `bottom` up by so many lines, or down where that is negative."""
        way = f"\x1b[{bottom + 1}H" + "\n" * lines if lines > 0 else f"\x1b[{top + 1}H" + "\x1bM" * -lines
        self.parts.append(f"\x1b[{top + 1};{bottom + 1}r{way}\x1b[r")
        self.x = None

    def _from_nothing(self, pen: Pen) -> str:
        colours = f"\x1b[0;{pen.codes}m" if pen.codes else "\x1b[m"
        # Terminals without links may show the sequence, so none is ended that was not begun here.
        return f"{colours}\x1b]8;{pen.link or ';'}\x1b\\" if pen.link or self._linked else colours

    def _way(self, x: int, y: int) -> str:
        ways = [_home(x, y)]
        if self.x is not None:
            ways += self._across(x) if y == self.y else self._along(x, y)
        return min(ways, key=len)

    def _across(self, x: int) -> list[str]:
        if self.x is None or self.x >= self.width:
            return ["\r" + _forward(x)]
        steps = x - self.x
        if steps > 0:
            return [_forward(steps)]
        return ["\b" * -steps if -steps <= _BACKSPACES else _step(-steps, "D"), "\r" + _forward(x)]

    def _along(self, x: int, y: int) -> list[str]:
        steps = y - self.y
        ways = []
        if 0 < steps <= _LINE_FEEDS:
            ways.append("\r" + "\n" * steps + _forward(x))
        if x == self.x and x < self.width:
            ways.append(_step(abs(steps), "B" if steps > 0 else "A"))
        return ways


def _home(x: int, y: int) -> str:
    if x:
        return f"\x1b[{y + 1};{x + 1}H"
    return f"\x1b[{y + 1}H" if y else "\x1b[H"


def _forward(steps: int) -> str:
    return _step(steps, "C") if steps else ""


def _step(steps: int, final: str) -> str:
    return f"\x1b[{steps}{final}" if steps > 1 else f"\x1b[{final}"
