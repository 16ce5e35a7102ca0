"""The body of an answer, drawn by line: what is not in view costs nothing."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from workbench.bodies import json_text, layout
from workbench.bodies.layout import Document
from workbench.models import Content
from workbench.widgets import aside

_AT_ONCE: Final = 32_768
_COLOURED: Final = 10_000
_END: Final = 1 << 62
_EMPTY: Final = Document(lines=layout.TextLines(["no body"]))


class BodyView(ScrollView, can_focus=True):
    """A body shown at once as it came, and laid out as soon as that is made; found in with `/`, n and N."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False, id="body.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="body.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="body.page_up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="body.page_down"),
        Binding("home,g", "scroll_home", "Top", show=False, id="body.top"),
        Binding("end,G", "scroll_end", "Bottom", show=False, id="body.bottom"),
        Binding("left", "scroll_left", "Left", show=False, id="body.left"),
        Binding("right", "scroll_right", "Right", show=False, id="body.right"),
        Binding("n", "find_next(1)", "Find next", show=False, id="body.find_next"),
        Binding("N", "find_next(-1)", "Find previous", show=False, id="body.find_previous"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "body--key",
        "body--string",
        "body--number",
        "body--word",
        "body--sign",
        "body--note",
        "body--found",
    }
    DEFAULT_CSS = """
    BodyView {
        scrollbar-size: 1 1;
        & > .body--key { color: $primary; }
        & > .body--string { color: $success; }
        & > .body--number { color: $warning; }
        & > .body--word { color: $accent; }
        & > .body--sign { color: $text-muted; }
        & > .body--note { color: $warning; text-style: bold; }
        & > .body--found { text-style: reverse bold; }
    }
    """

    @dataclass
    class Found(Message):
        """A search came to a line, or to none."""

        needle: str
        line: int | None

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.document = _EMPTY
        self._rows = _Rows(_EMPTY, 80)
        self._needle = ""
        self._found_line = 0
        self._made = 0
        self._last_text = (-1, "")

    def show(self, content: Content | None, content_type: str) -> None:
        """Show a body, None for an answer without one."""
        self._made += 1
        self._needle = ""
        if content is None or content.size == 0:
            self._take(_EMPTY)
            return
        small = content.path is None and len(content.data) <= _AT_ONCE
        if small:
            ready = layout.prepared(content, content_type)
            self._take(ready or layout.at_once(content, content_type))
            return
        self._take(layout.at_once(content, content_type))
        work = partial(layout.prepared, content, content_type)
        aside.run(self, work, partial(self._take_later, self._made))

    def find(self, needle: str, step: int = 1) -> None:
        """Go to the next line that holds a text, in any case, and round the end."""
        self._needle = needle
        if not needle:
            self.refresh()
            return
        lines = self.document.lines
        found = lines.find(needle, (self._found_line + step) % max(1, len(lines)), back=step < 0)
        if found is not None:
            self._found_line = found
            self.scroll_to(y=self._rows.first_of(found), animate=False)
        self.refresh()
        self.post_message(self.Found(needle, found))

    def on_resize(self, event: events.Resize) -> None:
        """Fold the lines for the new width."""
        self._lay()

    def render_line(self, y: int) -> Strip:
        """Draw one row, `y` counted from the top of the widget."""
        width = self.scrollable_content_region.width
        row = self.scroll_offset.y + y
        if row >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        line, start, end = self._rows[row]
        x = 0 if self.document.wraps else self.scroll_offset.x
        segments = list(self._segments(line, start + x, min(end, start + x + width)))
        return Strip(segments).adjust_cell_length(width, self.rich_style).crop(0, width)

    def action_find_next(self, step: int) -> None:
        """Go on looking for the same."""
        if self._needle:
            self.find(self._needle, step)

    def _take_later(self, made: int, document: Document | None) -> None:
        if document is not None and made == self._made:
            self._take(document)

    def _take(self, document: Document) -> None:
        self.document = document
        self._last_text = (-1, "")
        self._found_line = -1
        self._lay()
        self.scroll_home(animate=False)

    def _lay(self) -> None:
        # The scroll bar's column is left free always: whether it is there depends on the rows made here.
        # Before the first layout there is no width yet: the window's comes nearest.
        width = max(20, (self.content_region.width or self.app.size.width) - 1)
        self._rows = _Rows(self.document, width)
        self.virtual_size = Size(self._rows.width, len(self._rows))
        self.refresh()

    def _segments(self, line: int, start: int, end: int) -> Iterator[Segment]:
        if line < 0:
            yield Segment(self.document.notes[line][start:end], self._style("note"))
            return
        text = self._text(line)
        for piece_start, piece_end, style in self._pieces(text, start, min(end, len(text))):
            yield Segment(text[piece_start:piece_end], style)

    def _pieces(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, Style]]:
        """Yield the stretches of one style between two columns, what was looked for standing out."""
        styles = [self.rich_style] * max(0, end - start)
        if self.document.kind == "json" and len(text) <= _COLOURED:
            for kind, first, last in json_text.coloured(text):
                _paint(styles, first - start, last - start, self._style(kind))
        reach = max(0, start - len(self._needle))
        for first in _occurrences(text[reach : end + len(self._needle)], self._needle):
            place = reach + first - start
            _paint(styles, place, place + len(self._needle), self._style("found"))
        position = 0
        while position < len(styles):
            after = position + 1
            while after < len(styles) and styles[after] is styles[position]:
                after += 1
            yield start + position, start + after, styles[position]
            position = after

    def _text(self, line: int) -> str:
        if self._last_text[0] != line:
            self._last_text = (line, self.document.lines[line])
        return self._last_text[1]

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"body--{part}")


class _Rows:
    """Which stretch of which line stands in each row; the notes above are lines -n … -1, and always folded."""

    def __init__(self, document: Document, width: int) -> None:
        self._document = document
        self._width = width
        self._folded = array("q")
        self._starts = array("Q")
        for number, note in enumerate(document.notes):
            self._fold(number - len(document.notes), note)
        self._note_rows = len(self._folded)
        for number in range(len(document.lines)) if document.wraps else ():
            self._fold(number, document.lines[number])

    @property
    def width(self) -> int:
        """The width to scroll over: nothing beyond the view where lines are folded."""
        return 0 if self._document.wraps else self._document.lines.longest

    def __len__(self) -> int:
        return len(self._folded) if self._document.wraps else self._note_rows + len(self._document.lines)

    def __getitem__(self, row: int) -> tuple[int, int, int]:
        if row >= len(self._folded):
            return row - self._note_rows, 0, _END
        line, start = self._folded[row], self._starts[row]
        goes_on = row + 1 < len(self._folded) and self._folded[row + 1] == line
        return line, start, self._starts[row + 1] if goes_on else _END

    def first_of(self, line: int) -> int:
        """Return the first row of a line."""
        return self._folded.index(line) if self._document.wraps else self._note_rows + line

    def _fold(self, number: int, text: str) -> None:
        for start in _folds(text, self._width):
            self._folded.append(number)
            self._starts.append(start)


def _folds(line: str, width: int) -> Iterator[int]:
    """Yield where the rows of a line start."""
    if line.isascii() or cell_len(line) <= width:
        yield from range(0, max(1, len(line)), width) if line.isascii() else (0,)
        return
    start = 0
    for piece in chop_cells(line, width):
        yield start
        start += len(piece)


def _occurrences(text: str, needle: str) -> Iterator[int]:
    lowered, wanted = text.lower(), needle.lower()
    place = lowered.find(wanted) if wanted else -1
    while place >= 0:
        yield place
        place = lowered.find(wanted, place + len(wanted))


def _paint(styles: list[Style], first: int, last: int, style: Style) -> None:
    for place in range(max(0, first), min(last, len(styles))):
        styles[place] = style
