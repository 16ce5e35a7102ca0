"""Rows on the screen: drawn where they are in view, one of them the current one, moved over by keys."""

from __future__ import annotations

from typing import ClassVar, Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from workbench.bodies.document import Document
from workbench.bodies.kinds import Kind
from workbench.bodies.lines import SEGMENT, Lines
from workbench.bodies.source import Source
from workbench.widgets import body_keys, body_paint, scroll_size
from workbench.widgets.body_rows import Rows
from workbench.widgets.body_wrapping import Row

GUTTER: Final = 2
"""How many columns are left of a line: the sign of the current one, and a blank."""
NOTHING: Final = Document(lines=Lines(Source(b"no body")))


class Stand(NamedTuple):
    """A line that is to be the current one, or a byte that is to be on it, and what is to be at the top then."""

    line: int
    offset: int | None = None
    top: tuple[int, int | None] | None = None


class BodyCanvas(ScrollView):
    """A document's rows; whoever gives it one says by `grow` what else of it becomes known, and hears of `moved`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"body--{part}" for part in body_keys.PARTS}

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.document = NOTHING
        self.rows = Rows(NOTHING, 80, wrap=True)
        self.wrap = True
        self.at = 0
        """The current row."""
        self.is_touched = False
        """Whether somebody has moved since the document came."""
        self.at_end = False
        """Whether the last row is to be the current one, however many there will be."""
        self.wanted: Stand | None = None
        """Where one is to be once the rows are known up to there."""
        self.needle = ""
        """A text that stands out wherever it is in view."""
        self.span: tuple[int, int] | None = None
        """Bytes that stand out, once they are in view."""
        self._widest = self._height = 0
        self._styles: dict[str, Style] = {}

    def grow(self) -> None:
        """Find more of the lines and rows of the document."""

    def unfold(self, line: int) -> None:
        """Unfold what hides a line."""

    def moved(self) -> None:
        """Hear that another row is the current one."""

    def put(self, document: Document) -> None:
        """Show another document from its beginning."""
        self.document = document
        self._widest, self.is_touched, self.at = 0, False, 0
        self.at_end, self.wanted = False, None
        self.scroll_to(0, 0, animate=False, immediate=True, force=True)
        self._lay()
        self.at = self.rows.notes
        self._foresee()

    @property
    def cursor_line(self) -> int:
        """The current line, counted from 0."""
        return max(0, self.rows.line(min(self.at, len(self.rows) - 1)))

    def lay(self) -> None:
        """Lay the rows anew, for another width or another way to wrap; what is in view stays there."""
        stand = self.wanted or Stand(*self.rows.place(self.at), self.rows.place(self.scroll_offset.y))
        is_seen = self._is_seen
        self._lay()
        if self.at_end:
            self.go(len(self.rows) - 1)
        else:
            self.stand(stand, is_seen=is_seen)

    def _lay(self) -> None:
        self.rows = Rows(self.document, self._width(), wrap=self.wrap, folded=self.rows.folds)
        self.grow()
        self.rows.fold(self.rows.folds)
        self.fit()
        self.refresh()

    def fit(self) -> None:
        """Take the size of the rows for what there is to scroll over."""
        width = 0 if self.rows.wrapped is not None or self._widest <= self.rows.width else self._widest + GUTTER
        scroll_size.take(self, Size(width, len(self.rows)))

    def _foresee(self) -> None:
        """Take the widths of what comes into view first: a bar that is found missing then is another layout."""
        if self.rows.wrapped is None:
            rows = range(min(len(self.rows), self._room().height))
            self._widest = max((self.rows.cells(self.rows.row(number, 0)) for number in rows), default=0)
            self.fit()

    def go(self, row: int) -> None:
        """Make a row the current one, and see that it is in view."""
        before, self.at = self.at, min(max(0, row), max(0, len(self.rows) - 1))
        if self.at >= self.virtual_size.height:
            self.fit()
        height = max(1, self.scrollable_content_region.height)
        top = self.scroll_offset.y
        if self.at < top:
            self.scroll_to(y=self.at, animate=False, immediate=True, force=True)
        elif self.at >= top + height:
            self.scroll_to(y=self.at - height + 1, animate=False, immediate=True, force=True)
        for changed in {before, self.at}:
            self.refresh(Region(0, changed - self.scroll_offset.y, 1, 1))
        self.moved()

    def stand(self, stand: Stand, *, is_seen: bool = True) -> None:
        """Make a place the current one, in view where `is_seen`; one that is not known yet, as soon as it is."""
        is_known = self.rows.knows(stand.line, stand.offset)
        self.wanted = None if is_known else stand
        row = self._unfolded(stand.line, stand.offset) if is_known else len(self.rows) - 1
        if stand.top is not None:
            self.scroll_to(y=self.rows.row_of(*stand.top), animate=False, immediate=True, force=True)
        if is_seen:
            self.go(row)
        else:
            self.at = row
        if is_known and stand.offset is not None and stand.top is None:
            self._show_column(stand.offset)

    def _unfolded(self, line: int, offset: int | None) -> int:
        """Return the row of a line, or of a byte; nothing hides it then."""
        line = line if offset is None else self.document.lines.at(offset)
        self.unfold(line)
        return self.rows.row_of(line, offset)

    def catch_up(self) -> None:
        """Go on to where one is to be, as far as rows are known by now."""
        if self.at_end:
            self.go(len(self.rows) - 1)
        elif self.wanted is not None and self.rows.knows(self.wanted.line, self.wanted.offset):
            self.stand(self.wanted)

    def _show_column(self, offset: int) -> None:
        """Scroll to the side until a byte is in view; wrapped lines are in view as they are."""
        if self.rows.wrapped is not None:
            return
        width, column = self.rows.width, self.rows.column(self.document.lines.at(offset), offset)
        if not self.scroll_offset.x <= column < self.scroll_offset.x + width - width // 8:
            self._widest = max(self._widest, column + width)
            self.fit()
            self.scroll_to(x=max(0, column - width // 3), animate=False, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the rows for the new width; the current one stays in view."""
        if self._width() != self.rows.width:
            self.lay()
        self.watch_show_horizontal_scrollbar()

    def watch_show_horizontal_scrollbar(self) -> None:
        """Keep the current row in view in another height, also where the bar would come over it."""
        if self.at_end or self._is_seen:
            self.go(self.at)
        self._height = self.scrollable_content_region.height

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some rows; each style is looked up once for all of them."""
        self._styles.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row, `y` counted from the top of the widget."""
        width, style = self.scrollable_content_region.width, self._style("")
        number = self.scroll_offset.y + y
        if number >= len(self.rows):
            return Strip.blank(width, style)
        row = self.rows.row(number, self.scroll_offset.x)
        if self.rows.wrapped is None and (cells := self.rows.cells(row)) > self._widest:
            self._widest = cells
            self.call_later(self.fit)
        sign = ">" if number == self.at else "+" if self.rows.is_folded(row.line) else " "
        gutter = Segment(f"{sign} ", self._style("cursor"))
        return Strip([gutter, *self._segments(row, width)]).adjust_cell_length(width, style).crop(0, width)

    def _segments(self, row: Row, width: int) -> list[Segment]:
        reach = (row.first, min(row.last, row.first + width))
        if row.line < 0:
            return [Segment(row.text[slice(*reach)], self._style("note"))]
        found = body_paint.occurrences(row.text, self.needle, reach)
        here = self._found_here(row)
        return list(body_paint.segments(row.text, reach, self._kind, (*found, *here), self._style))

    def _found_here(self, row: Row) -> tuple[tuple[int, int], ...]:
        span, lines = self.span, self.document.lines
        if span is None or not isinstance(lines, Lines) or not row.offset <= span[0] < row.offset + SEGMENT:
            return ()
        if lines.at(span[0]) != row.line:
            return ()
        first = len(lines.shown(row.offset, span[0]))
        return ((first, first + max(1, len(lines.shown(span[0], min(span[1], span[0] + SEGMENT))))),)

    def action_move(self, rows: int) -> None:
        """Move by rows."""
        self._move(self.at + rows)

    def action_page(self, pages: int) -> None:
        """Move by what is in view: the current row stays where it is on the screen, as far as there is more."""
        step = pages * max(1, self.scrollable_content_region.height - 1)
        self.scroll_to(y=self.scroll_offset.y + step, animate=False, immediate=True, force=True)
        self._move(self.at + step)

    def action_edge(self, end: int) -> None:
        """Go to the first row, or to the last and on with it while more come."""
        self._move(len(self.rows) - 1 if end else 0)
        self.at_end = bool(end)

    def _move(self, row: int) -> None:
        """Go to a row as somebody wishes; who comes to the last one stays at the end."""
        last = len(self.rows) - 1
        self.is_touched, self.wanted, self.at_end = True, None, 0 < last <= row
        self.go(row)

    def action_aside(self, columns: int) -> None:
        """Move to the right or left, -1 all the way to the left."""
        x = 0 if columns == 0 else max(0, self.scroll_offset.x + columns * 8)
        self.scroll_to(x=x, animate=False, immediate=True, force=True)

    def action_far(self) -> None:
        """Go to the end of the current line."""
        row = self.rows.row(self.at, 0)
        x = max(0, self.rows.cells(row) - self.rows.width + 1)
        self.scroll_to(x=x, animate=False, immediate=True, force=True)

    @property
    def _is_seen(self) -> bool:
        """Whether the current row is in view, or was before the size changed."""
        return 0 <= self.at - self.scroll_offset.y < self._height

    @property
    def _kind(self) -> Kind:
        return self.document.kind if self.document.shape != "hex" else "binary"

    def _width(self) -> int:
        # The scroll bar's column is left free always: whether it is there depends on the rows made here.
        return max(20, self._room().width - 1 - GUTTER)

    def _room(self) -> Size:
        """Return the room there is; before the first layout that of what this stands in, which comes nearest."""
        widgets = (node for node in self.ancestors_with_self if isinstance(node, Widget))
        return next((widget.content_size for widget in widgets if widget.content_size), self.app.size)

    def _style(self, part: str) -> Style:
        if part not in self._styles:
            self._styles[part] = self.get_component_rich_style(f"body--{part}") if part else self.rich_style
        return self._styles[part]
