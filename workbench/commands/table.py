"""Rows of cells in aligned columns."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.visible import visible


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return each row as a line, in visible form; the last column is as long as it is."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in shown)
    return [line.rstrip() for line in lines]
