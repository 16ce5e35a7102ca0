"""A fact sheet in which some facts open: a line each while they are closed, all they hold when they are open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.visual import Visual

from workbench.visible import visible
from workbench.widgets.fact_sheet import Fact, FactSheet, said
from workbench.widgets.tone import words

_INDENT = 4
_FIELD_WIDTH = 14
_NARROW = 16  # cells that a value has at least


class FoldSheet(FactSheet):
    """Up and down go from one fact that opens to the next, and scroll where there is none near."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"fold-sheet--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "Up", show=False, id="sheet.up"),
        Binding("down,j", "step(1)", "Down", show=False, id="sheet.down"),
        Binding("enter,space", "fold", "Open", key_display="Enter", id="sheet.fold"),
        Binding("right", "unfold(True)", "Open", show=False, id="sheet.open"),
        Binding("left", "unfold(False)", "Close", show=False, id="sheet.close"),
    ]
    DEFAULT_CSS = """
    FoldSheet {
        & > .fold-sheet--cursor { background: $block-cursor-blurred-background; }
        &:focus > .fold-sheet--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi > .fold-sheet--cursor { text-style: bold; }
        &:ansi:focus > .fold-sheet--cursor { text-style: reverse; }
    }
    """

    def __init__(self, facts: Iterable[Fact] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(facts, id=id)
        self._opened: set[int] = set()
        self._cursor: int | None = None
        self._folds: dict[int, int] = {}  # the line at which a fact that opens stands, by the fact's number
        self._heights: dict[int, int] = {}

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown; new facts are all closed."""
        return self._facts

    @facts.setter
    def facts(self, facts: Iterable[Fact]) -> None:
        self._opened.clear()
        self._cursor = None
        self._facts = tuple(facts)
        self._wrap()
        self.scroll_home(animate=False)

    @property
    def text(self) -> str:
        """Every fact, those that open with all they hold, as lines of text, safe to show and to copy."""
        return "\n".join(_text(self._facts, ""))

    @property
    def cursor(self) -> int | None:
        """The number of the fact that the keys open, None while none is chosen."""
        return self._cursor

    def render_line(self, y: int) -> Strip:
        """Draw one line; the cursor's has a colour of its own."""
        line = self.scroll_offset.y + y
        if self._cursor is None or self._folds.get(self._cursor) != line:
            return super().render_line(y)
        width = self.scrollable_content_region.width
        style = self.get_visual_style("fold-sheet--cursor")
        # The cursor's own colour may be any: words in a second colour on it could not be read.
        content = self._lines[line].without_spans if self.has_focus else self._lines[line]
        return Visual.to_strips(self, content, width, 1, style)[0].adjust_cell_length(width, style.rich_style)

    def action_step(self, direction: int) -> None:
        """Go to the next fact that opens, if it is in view or follows at once; else scroll by a line."""
        top, height = self.scroll_offset.y, max(1, self.scrollable_content_region.height)
        near = {line: fact for fact, line in self._folds.items() if top - 1 <= line <= top + height}
        line_in_view = self._line_in_view()
        outside = top - 1 if direction > 0 else top + height
        here = outside if line_in_view is None else line_in_view
        ahead = [line for line in near if (line - here) * direction > 0]
        if not ahead:
            self.scroll_relative(y=direction, animate=False)
            return
        self._go_to(near[min(ahead) if direction > 0 else max(ahead)])

    def action_fold(self) -> None:
        """Open or close the fact under the cursor."""
        fact = self._chosen()
        if fact is not None:
            self._turn(fact, wanted=fact not in self._opened)

    def action_unfold(self, wanted: bool) -> None:
        """Open, or close, the fact under the cursor."""
        fact = self._chosen()
        if fact is not None:
            self._turn(fact, wanted=wanted)

    def on_click(self, event: events.Click) -> None:
        """Open or close the fact that is clicked."""
        line = self.scroll_offset.y + event.get_content_offset_capture(self).y
        fact = next((fact for fact, at in self._folds.items() if at == line), None)
        if fact is not None:
            self._cursor = fact
            self._turn(fact, wanted=fact not in self._opened)

    def _turn(self, fact: int, *, wanted: bool) -> None:
        if wanted:
            self._opened.add(fact)
        else:
            self._opened.discard(fact)
        self._wrap()
        self._go_to(fact)

    def _chosen(self) -> int | None:
        """Return the fact under the cursor; where that is out of view, the first one in view."""
        if self._line_in_view() is None:
            top, height = self.scroll_offset.y, self.scrollable_content_region.height
            self._cursor = next((fact for fact, line in self._folds.items() if top <= line < top + height), None)
        return self._cursor

    def _line_in_view(self) -> int | None:
        line = self._folds.get(self._cursor) if self._cursor is not None else None
        top = self.scroll_offset.y
        return line if line is not None and top <= line < top + self.scrollable_content_region.height else None

    def _go_to(self, fact: int) -> None:
        self._cursor = fact
        start, height = self._folds[fact], max(1, self.scrollable_content_region.height)
        end = start + self._heights[fact] - 1
        top = self.scroll_offset.y
        wanted = min(max(top, end - height + 1), start)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False)
        self.refresh()

    def _wrap(self) -> None:
        width = max(_NARROW, self._room() - 1)
        lines: list[Content] = []
        self._folds, self._heights = {}, {}
        for number, fact in enumerate(self._facts):
            start = len(lines)
            if fact.more:
                self._folds[number] = start
                lines += self._foldable(fact, width, is_open=number in self._opened)
                self._heights[number] = len(lines) - start
            else:
                lines += self._wrapped(fact, max(_NARROW, width - self.LABEL_WIDTH))
        self._lines = lines
        self.virtual_size = Size(0, len(lines))
        self.refresh()

    def _foldable(self, fact: Fact, width: int, *, is_open: bool) -> Iterator[Content]:
        sign = "v " if is_open else "> "
        label = visible(fact.label)
        at_start = f"{sign}{label:<{self.LABEL_WIDTH - len(sign)}} "
        head = words((at_start if label else sign.rjust(self.LABEL_WIDTH), "dim"))
        value = words((visible(fact.value), fact.tone), ("  " + visible(fact.aside) if fact.aside else "", "dim"))
        room = max(_NARROW, width - head.cell_length)
        if not is_open:
            yield head + value.truncate(room, ellipsis=True)
            return
        for number, line in enumerate(value.wrap(room)):
            yield (Content(" " * head.cell_length) if number else head) + line
        for inner in fact.more:
            yield from _field(inner, width)


def _field(fact: Fact, width: int) -> Iterator[Content]:
    label = words((" " * _INDENT + visible(fact.label).ljust(_FIELD_WIDTH), "dim"))
    room = max(_NARROW, width - label.cell_length)
    for number, line in enumerate(words((visible(fact.value), fact.tone)).wrap(room) or [Content("")]):
        yield (Content(" " * label.cell_length) if number else label) + line


def _text(facts: Iterable[Fact], indent: str) -> Iterator[str]:
    for fact in facts:
        yield indent + said(fact)
        yield from _text(fact.more, indent + "  ")
