"""What to draw where two pictures of a screen differ: cell by cell, or after scrolling what only moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from workbench.terminal.brush import Brush
from workbench.terminal.pens import Cell, Pen, Pens

Row = list[Cell | None]
"""A row of cells; None is a cell that nobody knows."""

_BRIDGED: Final = 4
_FEW_ROWS: Final = 4
_WINDOW: Final = 32


def draw(brush: Brush, pens: Pens, wanted: Sequence[Row], shown: Sequence[Row], rows: Sequence[int]) -> None:
    """Draw what differs in these rows; what is wanted to be None may stay as it is."""
    for y in rows:
        _draw_row(brush, pens, y, wanted[y], shown[y])


def moved(wanted: Sequence[Row], shown: Sequence[Row], rows: Sequence[int]) -> tuple[int, int, int] | None:
    """Find what only moved among these rows: the first and the last row, and by how many lines it moved up.

    Only the beginning of what differs is looked at: at its end there often stands a scroll bar, which does not move.
    """
    if len(rows) < _FEW_ROWS:
        return None
    top, bottom = rows[0], rows[-1]
    left = min(_first_difference(wanted[y], shown[y]) for y in rows)
    before: dict[tuple[Cell | None, ...], list[int]] = {}
    for y in range(top, bottom + 1):
        before.setdefault(tuple(shown[y][left : left + _WINDOW]), []).append(y)
    votes = Counter[int]()
    for y in rows:
        stood = before.get(tuple(wanted[y][left : left + _WINDOW]), ())
        if len(stood) == 1:
            votes[stood[0] - y] += 1
    votes.pop(0, None)
    if not votes:
        return None
    lines, count = votes.most_common(1)[0]
    unknown = any(None in wanted[y] for y in range(top, bottom + 1))
    return (top, bottom, lines) if count > 1 and not unknown else None


def scrolled(shown: Sequence[Row], top: int, bottom: int, lines: int) -> list[Row]:
    """Return the picture after those rows were scrolled; terminals differ in what the new ones look like."""
    unknown: Row = [None] * len(shown[0])
    picture = [list(row) for row in shown]
    for y in range(top, bottom + 1):
        source = y + lines
        picture[y] = list(shown[source]) if top <= source <= bottom else list(unknown)
    return picture


def _draw_row(brush: Brush, pens: Pens, y: int, want: Row, have: Row) -> None:
    changed = [x for x, (new, old) in enumerate(zip(want, have, strict=True)) if new is not old and new is not None]
    done = 0
    for at, x in enumerate(changed):
        cell = want[x]
        if x < done or cell is None:
            continue
        if not cell.columns:  # never half of a wide one
            x -= 1
            cell = want[x] or cell
        if brush.x != x or brush.y != y:
            _reach(brush, x, y, want)
        if brush.pen is None or brush.pen[cell.text] is not cell:
            later = (want[changed[index]] for index in range(at + 1, len(changed)))
            brush.take(_pen_for(cell, brush, pens, later))
        brush.parts.append(cell.text)
        brush.x = done = x + cell.columns


def _reach(brush: Brush, x: int, y: int, want: Row) -> None:
    """Go to a cell: through a few that stand there already, where that is shorter than a jump."""
    if brush.x is not None and brush.y == y and 0 < x - brush.x <= _BRIDGED:
        between = want[brush.x : x]
        text = "".join(cell.text for cell in between if cell is not None and brush.draws(cell))
        if len(text) == len(between) and text.isascii():
            brush.draw(text, len(text))
            return
    brush.move(x, y)


def _pen_for(cell: Cell, brush: Brush, pens: Pens, later: Iterator[Cell | None]) -> Pen:
    """Choose the pen for a cell: for a blank, the one that what follows needs, or else the one next to that in hand."""
    if cell.text != " ":
        return cell.pen
    following = next((each for each in later if each is not None and each.text.strip()), None)
    if following is not None and following.pen[" "] is cell:
        return following.pen
    if brush.pen is not None:
        same = pens.on(brush.pen, cell.pen.background)
        if same[" "] is cell:
            return same
    return cell.pen


def _first_difference(want: Row, have: Row) -> int:
    return next((x for x, (new, old) in enumerate(zip(want, have, strict=True)) if new is not old), len(want))
