"""A list that draws a row when it comes into view: ten thousand rows open as fast as ten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from workbench.widgets import scroll_size
from workbench.widgets.tone import words


class RowList(ScrollView, can_focus=True):
    """Rows under a cursor, each of the same number of lines, below an optional header that stays.

    A subclass says how many rows there are and how one looks; it calls `rows_changed` when that changes. With
    no rows, `EMPTY` says what to do.
    """

    ALLOW_SELECT = False
    EMPTY: ClassVar[str] = ""
    ROW_LINES: ClassVar[int] = 1
    HEADER_LINES: ClassVar[int] = 0
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--row", "row-list--cursor", "row-list--header"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="list.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="list.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="list.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="list.page_down"),
        Binding("home,g", "first", "First", show=False, id="list.first"),
        Binding("end,G", "last", "Last", show=False, id="list.last"),
        Binding("enter", "open", "Open", show=False, id="list.open"),
    ]
    DEFAULT_CSS = """
    RowList {
        text-wrap: nowrap;
        text-overflow: ellipsis;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        & > .row-list--header { color: $text-muted; text-style: bold; }
        & > .row-list--cursor { background: $block-cursor-blurred-background; }
        &:focus > .row-list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi > .row-list--cursor { text-style: bold; }
        &:ansi:focus > .row-list--cursor { text-style: reverse; }
    }
    """

    cursor = reactive(0, repaint=False, init=False)
    """The row the keys act on; always within the rows, 0 when there are none."""

    @dataclass
    class Highlighted(Message):
        """The cursor came to a row."""

        rows: RowList
        row: int

        @property
        def control(self) -> RowList:
            """The list concerned."""
            return self.rows

    @dataclass
    class Opened(Message):
        """Enter or a second click asked for what a row stands for."""

        rows: RowList
        row: int

        @property
        def control(self) -> RowList:
            """The list concerned."""
            return self.rows

    def row_count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return the `ROW_LINES` lines of a row, made for `width` cells."""
        raise NotImplementedError

    def header(self, width: int) -> Content:
        """Return the header line, where `HEADER_LINES` is 1."""
        return Content("")

    def empty_words(self) -> str:
        """Return what is said where there are no rows."""
        return self.EMPTY

    def rows_changed(self) -> None:
        """Draw again after the rows have changed; the cursor stays where it was, or goes to the last row."""
        scroll_size.take(self, Size(0, self.row_count() * self.ROW_LINES + self.HEADER_LINES))
        self.cursor = self.cursor
        self.refresh()

    def validate_cursor(self, row: int) -> int:
        """Keep the cursor within the rows."""
        return max(0, min(row, self.row_count() - 1))

    def watch_cursor(self, before: int, after: int) -> None:
        """Redraw the two rows concerned and bring the cursor into view."""
        self._refresh_row(before)
        self._refresh_row(after)
        self._bring_into_view(after)
        self.post_message(self.Highlighted(self, after))

    def render_line(self, y: int) -> Strip:
        """Draw one line of the widget, `y` counted from its top."""
        width = self.scrollable_content_region.width
        if y < self.HEADER_LINES:
            return self._strip(self.header(width), width, "row-list--header")
        row, line = divmod(self.scroll_offset.y + y - self.HEADER_LINES, self.ROW_LINES)
        if row >= self.row_count():
            says = self.empty_words() if row == 0 and line == 0 else ""
            return self._strip(words((says, "dim")), width, "row-list--row")
        content = self.row_lines(row, width)[line]
        if row != self.cursor:
            return self._strip(content, width, "row-list--row")
        # The cursor's own colour may be any: words in a second colour on it could not be read.
        return self._strip(content.without_spans if self.has_focus else content, width, "row-list--cursor")

    def show_rows(self, first: int, last: int) -> None:
        """Scroll so that these rows are in view, the first of them for certain."""
        self._bring_into_view(last)
        self._bring_into_view(first)

    def action_move(self, rows: int) -> None:
        """Move the cursor by a number of rows."""
        self.cursor += rows

    def action_page(self, pages: int) -> None:
        """Move the cursor by whole screens."""
        self.cursor += pages * max(1, self._rows_in_view() - 1)

    def action_first(self) -> None:
        """Go to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Go to the last row."""
        self.cursor = self.row_count() - 1

    def action_open(self) -> None:
        """Ask for what the row under the cursor stands for."""
        if self.row_count():
            self.post_message(self.Opened(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Bring the cursor to the row clicked; a click on the cursor opens it."""
        row = self._row_at(event.get_content_offset_capture(self).y)
        if row is None:
            return
        if row == self.cursor and event.chain > 1:
            self.action_open()
        self.cursor = row

    def on_resize(self) -> None:
        """Keep the cursor in view in a smaller window."""
        self._bring_into_view(self.cursor)

    def _row_at(self, y: int) -> int | None:
        row = (self.scroll_offset.y + y - self.HEADER_LINES) // self.ROW_LINES
        return row if y >= self.HEADER_LINES and row < self.row_count() else None

    def _rows_in_view(self) -> int:
        return max(1, (self.scrollable_content_region.height - self.HEADER_LINES) // self.ROW_LINES)

    def _bring_into_view(self, row: int) -> None:
        # Forced: rows that came a moment ago have no scroll bar yet, and so could not be scrolled to.
        height = self._rows_in_view() * self.ROW_LINES
        top = self.scroll_offset.y
        start = row * self.ROW_LINES
        if start < top:
            self.scroll_to(y=start, animate=False, force=True)
        elif start + self.ROW_LINES > top + height:
            self.scroll_to(y=start + self.ROW_LINES - height, animate=False, force=True)

    def _refresh_row(self, row: int) -> None:
        top = row * self.ROW_LINES + self.HEADER_LINES - self.scroll_offset.y
        self.refresh(Region(0, top, self.size.width, self.ROW_LINES))

    def _strip(self, content: Content, width: int, part: str) -> Strip:
        style = self.get_visual_style(part)
        strips = Visual.to_strips(self, content, width, 1, style)
        strip = strips[0] if strips else Strip.blank(width, style.rich_style)
        return strip.adjust_cell_length(width, style.rich_style)
