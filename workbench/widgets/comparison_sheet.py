"""The comparison to walk through: a cursor over its lines, the next difference by a key, one answer at hand."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.reactive import reactive

from workbench.visible import visible
from workbench.widgets import comparison_lines
from workbench.widgets.comparison_lines import LABEL, Line, Sheet
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import cell, words


class ComparisonSheet(RowList):
    """Shows a `Sheet`; `column` is the answer that Enter opens, told as `Opened` like any row."""

    HEADER_LINES: ClassVar[int] = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Answer", tooltip="Open this answer in full", id="compare.open"),
        Binding("n", "jump(1)", "Next", tooltip="Next difference", id="compare.next"),
        Binding("N", "jump(-1)", "Previous difference", show=False, id="compare.previous"),
        Binding("right", "turn(1)", "Column", tooltip="Next answer", key_display="→", id="compare.right"),
        Binding("left", "turn(-1)", "Previous answer", show=False, id="compare.left"),
        Binding("e", "everything", "All", tooltip="Everything, or differences only", id="compare.everything"),
    ]

    column = reactive(0, init=False)

    def __init__(self, sheet: Sheet, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._sheet = sheet
        self._lines: list[Line] = []
        self._everything = False

    @property
    def sheet(self) -> Sheet:
        """What is compared."""
        return self._sheet

    @sheet.setter
    def sheet(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._lay_out()

    @property
    def differences(self) -> int:
        """How many differences can be jumped to."""
        return sum(line.begins for line in self._lines)

    def on_resize(self, event: Resize) -> None:  # type: ignore[override]
        """Lay it out for the new width."""
        self._lay_out()
        super().on_resize()

    def validate_column(self, column: int) -> int:
        """Go round."""
        return column % max(1, len(self._sheet.columns))

    def watch_cursor(self, before: int, after: int) -> None:
        """Take the answer at hand whose own line the cursor comes to."""
        super().watch_cursor(before, after)
        of = self._lines[after].column if after < len(self._lines) else None
        if of is not None:
            self.column = of

    def action_turn(self, columns: int) -> None:
        """Take another answer at hand."""
        self.column += columns

    def action_everything(self) -> None:
        """Show all there is, or differences only."""
        self._everything = not self._everything
        self._lay_out()

    def action_jump(self, direction: int) -> None:
        """Go to the next difference, round the end."""
        places = [place for place, line in enumerate(self._lines) if line.begins]
        ahead = [place for place in places if (place - self.cursor) * direction > 0]
        if places:
            chosen = (min if direction > 0 else max)(ahead or places)
            self.cursor = chosen
            self.show_rows(chosen, min(chosen + 4, len(self._lines) - 1))

    def row_count(self) -> int:
        """Return the number of lines."""
        return len(self._lines)

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return a line as it was laid out."""
        return (self._lines[row].content,)

    def header(self, width: int) -> Content:
        """Return whom each column or digit stands for, the answer at hand marked."""
        each = comparison_lines.side_by_side(width, len(self._sheet.columns))
        room = each or max(8, (width - 2) // max(1, len(self._sheet.columns)) - 2)
        names = [
            cell(f"{'>' if place == self.column else ' '}{place + 1} {visible(one.title)}", room, "strong")
            for place, one in enumerate(self._sheet.columns)
        ]
        return words(" " * (LABEL + 2) + "  " if each else "", Content("  ").join(names))

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if width:
            from dataclasses import replace

            sheet = replace(self._sheet, everything=self._everything)
            self._lines = list(comparison_lines.laid_out(sheet, width))
            self.rows_changed()
