"""What the console lists: entries on one line each, those that are open with what hangs below them; newest below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive

from workbench.models import Exchange, LogEntry, Storyteller
from workbench.widgets import console_filter
from workbench.widgets.console_folds import Folds
from workbench.widgets.console_headline import headline
from workbench.widgets.console_node import FlatLine
from workbench.widgets.console_shelf import Shelf
from workbench.widgets.network_story import untold
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import words


class ConsoleList(RowList):
    """A flat list of any length: only what is open is laid out, only what is in view is drawn."""

    EMPTY: ClassVar[str] = " Nothing here. Every send, and everything else that is done, gets a line."

    query_text = reactive("", init=False)
    """What is listed, in the language of `console_filter`; empty: everything."""

    doing = reactive("", init=False)
    """What is being done with the entries, in words."""

    def __init__(
        self,
        entries: Iterable[LogEntry] = (),
        tell: Storyteller = untold,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._shelf = Shelf(entries)
        self._folds = Folds(tell)
        self._dropped = 0

    @property
    def entries(self) -> tuple[LogEntry, ...]:
        """Everything in the console, oldest first, also what the filter leaves out."""
        return tuple(self._shelf.entries)

    @property
    def listed(self) -> tuple[LogEntry, ...]:
        """What the filter leaves, oldest first."""
        return tuple(self._shelf.listed)

    @property
    def selected(self) -> LogEntry | None:
        """What the cursor is on, or in."""
        return None if (number := self._number()) is None else self._shelf[number]

    @property
    def exchange(self) -> Exchange | None:
        """What was sent, where the cursor is on a send."""
        return self.selected.exchange if self.selected else None

    @property
    def count(self) -> int:
        """How many entries the filter leaves."""
        return len(self._shelf)

    @property
    def asked(self) -> console_filter.Query:
        """What the filter is understood as."""
        return self._shelf.query

    def add(self, entry: LogEntry) -> None:
        """Append an entry; a cursor that stood on the newest send, or on the last line, follows."""
        on_newest, on_last = self.cursor == self._newest(), self.cursor >= self.row_count() - 1
        if self._shelf.add(entry):
            self.rows_changed()
        self._titles()
        if on_newest:
            self._to_newest()
        elif on_last:
            self.action_last()

    def keep(self, count: int, dropped: int) -> None:
        """Keep the last `count` entries; so many older ones, in all, have been dropped."""
        self._dropped = dropped
        over = len(self._shelf.entries) - count
        if over > 0:
            rows, top, cursor = self.row_count(), self.scroll_offset.y, self.cursor
            self._shelf.drop(over)
            self._lay_out()
            gone = rows - self.row_count()
            self.scroll_to(y=max(0, top - gone), animate=False, force=True)
            self.cursor = cursor - gone
        self._titles()

    def clear(self) -> None:
        """Forget every entry."""
        self._shelf = Shelf()
        self._dropped = 0
        self._list_again()

    def mask(self) -> None:
        """Show no secret any more."""
        if self._folds.mask():
            self._lay_out_in_place()
        self._titles()

    def on_mount(self) -> None:
        """Open at the newest send, what came after it in view."""
        self._list_again()

    def on_resize(self) -> None:
        """Lay out for the new width what is open."""
        if self._folds:
            self._lay_out()
        super().on_resize()

    def watch_query_text(self, text: str) -> None:
        """List again, with the cursor on the newest."""
        self._list_again()

    def watch_doing(self) -> None:
        """Say it."""
        self._titles()

    def empty_words(self) -> str:
        """Say what to do where nothing is listed."""
        return " Nothing is left by the filter: Esc ends it." if self._shelf.entries else self.EMPTY

    def row_count(self) -> int:
        """Return the number of lines: one for each entry listed, more for what is open."""
        return len(self._shelf) + self._folds.layout.extra

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return one line: an entry's own, or one of what it holds."""
        place, within = self._folds.layout.locate(row)
        number = self._shelf.number(place)
        if line := self._folds.layout.line(place, within):
            return (line.content,)
        entry = self._shelf[number]
        sign = "v " if number in self._folds else "> " if self._opens(entry) else "  "
        said = headline(entry, width - 2, masked=not self._folds.is_bare(number))
        return (words((sign, "dim"), said),)

    def _number(self) -> int | None:
        return self._shelf.number(self._folds.layout.locate(self.cursor)[0]) if len(self._shelf) else None

    def _line(self) -> FlatLine | None:
        return self._folds.layout.line(*self._folds.layout.locate(self.cursor))

    def _opens(self, entry: LogEntry) -> bool:
        """Tell whether there is more of an entry than its line: what was sent, a notice that is too long for one."""
        return entry.exchange is not None or headline(entry, self._width).cell_length > self._width - 2

    @property
    def _width(self) -> int:
        # The scroll bar may come only with what is opened here: its column is always left to it.
        return max(20, self.content_region.width - self.styles.scrollbar_size_vertical)

    def _newest(self) -> int | None:
        """Return the row of the newest send listed."""
        place = self._shelf.newest_send()
        return None if place is None else self._folds.layout.row_of(place)

    def _to_newest(self) -> None:
        newest = self._newest()
        if newest is None:
            self.action_last()
        else:
            self.cursor = newest
            self.show_rows(newest, self.row_count() - 1)

    def _list_again(self) -> None:
        self._shelf.list_by(console_filter.parse(self.query_text))
        self._lay_out()
        self._titles()
        self._to_newest()

    def _lay_out(self) -> None:
        self._folds.lay_out(self._shelf, self._width)
        self.rows_changed()

    def _lay_out_in_place(self) -> None:
        """Lay out anew, with the cursor staying on what it is on."""
        place, within = self._folds.layout.locate(self.cursor)
        line = self._folds.layout.line(place, within)
        path = line.path if line else ()
        self._lay_out()
        self.cursor = self._folds.layout.row_of(place, path)
        self.show_rows(self.cursor, self._folds.layout.end_of(place, path))

    def _titles(self) -> None:
        shown = "SECRETS SHOWN, u masks" if self._folds.bared is not None else ""
        self.border_title = Content("  ".join(filter(None, ("Console", shown, self.doing))))
        self.border_subtitle = Content("  ".join(self._shelf.counts(self._dropped)))
