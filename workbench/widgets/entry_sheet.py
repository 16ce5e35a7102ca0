"""A fact sheet with a cursor on what can be copied: names with values, secrets masked until a key shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from itertools import accumulate
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.visual import Visual

from workbench.models import Exchange
from workbench.nouns import dataclass
from workbench.widgets.fact_lines import FactLines
from workbench.widgets.fact_sheet import Fact, FactSheet, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Facts that belong together: under the name and value they tell of, as these came; or a heading without."""

    facts: tuple[Fact, ...]
    name: str = ""
    value: str | None = field(default=None, repr=False)
    shown: str = ""
    """The value as it may be shown: masked where it has to be."""

    @property
    def is_heading(self) -> bool:
        """Whether there is nothing in it to copy."""
        return self.value is None


class EntrySheet(FactSheet):
    """A subclass says what the entries of an exchange are; the cursor walks over those with a value."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"entry-sheet--cursor"}
    FOOTER: ClassVar[tuple[str, ...]] = ("answer('find')",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "Up", show=False, id="sheet.up"),
        Binding("down,j", "step(1)", "Down", show=False, id="sheet.down"),
        Binding("home,g", "edge(0)", "Top", show=False, id="sheet.top"),
        Binding("end,G", "edge(-1)", "Bottom", show=False, id="sheet.bottom"),
        Binding("M", "unmask", "Secrets", tooltip="Show the secrets here, or mask them", id="entries.unmask"),
    ]
    DEFAULT_CSS = """
    EntrySheet {
        & > .entry-sheet--cursor { background: $block-cursor-blurred-background; }
        &:focus > .entry-sheet--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi > .entry-sheet--cursor { text-style: bold; }
        &:ansi:focus > .entry-sheet--cursor { text-style: reverse; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.masked = True
        """Whether secrets are out of sight."""
        self.narrowed = ""
        """The words that every entry shown has in it."""
        self.exchange: Exchange | None = None
        self._entries: tuple[Entry, ...] = ()
        self._cursor = 0
        self._places: Sequence[int] = ()
        self._span: Callable[[int], tuple[int, int]] = lambda _: (0, 0)

    def entries(self, exchange: Exchange, *, masked: bool) -> Iterable[Entry]:
        """Return what an exchange has to show here."""
        raise NotImplementedError

    def show(self, exchange: Exchange | None) -> None:
        """Show another exchange, its secrets masked."""
        self.exchange, self.masked, self._cursor = exchange, True, 0
        self._fill()
        self.scroll_home(animate=False)

    def narrow(self, text: str) -> None:
        """Show only what has every one of these words in its name or value; all for none."""
        self.narrowed, self._cursor = text, 0
        self._fill()
        self.scroll_home(animate=False)

    @property
    def chosen(self) -> Entry | None:
        """What the cursor is on."""
        places = self._places
        return self._entries[places[min(self._cursor, len(places) - 1)]] if places else None

    @property
    def text(self) -> str:
        """All that is shown, as lines of text; safe to show and to copy."""
        return "\n".join(_lined(entry) for entry in self._entries)

    def action_unmask(self) -> None:
        """Show the secrets, or mask them again."""
        self.masked = not self.masked
        self._fill()

    def action_step(self, direction: int) -> None:
        """Go to the next entry; one that is higher than the view is scrolled through first."""
        places = self._places
        if not places:
            self.scroll_relative(y=direction, animate=False)
            return
        start, end = self._span(places[self._cursor])
        top, height = self.scroll_offset.y, max(1, self.scrollable_content_region.height)
        if (direction > 0 and end > top + height) or (direction < 0 and start < top):
            self.scroll_relative(y=direction, animate=False)
        elif 0 <= self._cursor + direction < len(places):
            self._go(self._cursor + direction)
        else:
            self.scroll_to(y=0 if direction < 0 else self.max_scroll_y, animate=False)

    def action_edge(self, place: int) -> None:
        """Go to the first entry, or to the last for -1."""
        count = len(self._places)
        if count:
            self._go(place % count)
        self.scroll_to(y=0 if place == 0 else self.max_scroll_y, animate=False)

    def on_click(self, event: events.Click) -> None:
        """Bring the cursor to what is clicked."""
        line = self.scroll_offset.y + event.get_content_offset_capture(self).y
        for number, place in enumerate(self._places):
            if self._span(place)[0] <= line < self._span(place)[1]:
                self._go(number)

    def render_line(self, y: int) -> Strip:
        """Draw one line; those of the cursor's entry have a colour of their own."""
        line = self.scroll_offset.y + y
        places = self._places
        start, end = self._span(places[self._cursor]) if places else (0, 0)
        if not start <= line < end:
            return super().render_line(y)
        width = self.scrollable_content_region.width
        style = self.get_visual_style("entry-sheet--cursor")
        # The cursor's own colour may be any: words in a second colour on it could not be read.
        content = self._lines[line].without_spans if self.has_focus else self._lines[line]
        return Visual.to_strips(self, content, width, 1, style)[0].adjust_cell_length(width, style.rich_style)

    def _fill(self) -> None:
        shown = tuple(self.entries(self.exchange, masked=self.masked)) if self.exchange else ()
        self._entries = (*self._told(shown), *_narrowed(shown, self.narrowed))
        self._facts = tuple(fact for entry in self._entries for fact in entry.facts)
        self._places = [number for number, entry in enumerate(self._entries) if not entry.is_heading]
        self._cursor = max(0, min(self._cursor, len(self._places) - 1))
        self._wrap()

    def _told(self, shown: Sequence[Entry]) -> Iterator[Entry]:
        """Say that not all is shown, and how much of it is."""
        if self.narrowed.strip():
            count = sum(not entry.is_heading for entry in shown)
            words = f'{len(_narrowed(shown, self.narrowed))} of {count} have "{self.narrowed}" in them'
            yield Entry(facts=(Fact(label="Only", value=words, tone="accent"),))

    def _go(self, cursor: int) -> None:
        before, self._cursor = self._cursor, cursor
        self._redraw(before)
        self._redraw(cursor)
        start, end = self._span(self._places[cursor])
        height = max(1, self.scrollable_content_region.height)
        top = min(max(self.scroll_offset.y, end - height), start)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)

    def _redraw(self, cursor: int) -> None:
        start, end = self._span(self._places[cursor])
        self.refresh(Region(0, start - self.scroll_offset.y, self.size.width, end - start))

    def _wrap(self) -> None:
        width = max(10, self._room() - self.LABEL_WIDTH - 1)
        lines = FactLines(self._facts, width, wrapped=self._wrapped, headed=self._headed)
        firsts = list(accumulate((len(entry.facts) for entry in self._entries), initial=0))
        self._lines, self._span = lines, lambda entry: lines.span(firsts[entry], firsts[entry + 1])
        self.virtual_size = Size(0, len(lines))
        self.refresh()


def _narrowed(entries: Sequence[Entry], text: str) -> tuple[Entry, ...]:
    wanted = text.casefold().split()
    if not wanted:
        return tuple(entries)
    return tuple(entry for entry in entries if not entry.is_heading and _holds(entry, wanted))


def _holds(entry: Entry, wanted: Sequence[str]) -> bool:
    text = _lined(entry).casefold()
    return all(word in text for word in wanted)


def _lined(entry: Entry) -> str:
    return "\n".join(said(fact) for fact in entry.facts)
