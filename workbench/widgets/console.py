"""The console: every send and every deed of the app, one line each, opened in place; newest below."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from workbench.models import Exchange, LogEntry, Storyteller
from workbench.widgets.console_entry import headline, is_error, matches, nodes, text
from workbench.widgets.console_layout import Layout
from workbench.widgets.console_node import FlatLine, Path, flat
from workbench.widgets.network_story import untold
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import words

LIMIT = 10_000
_SLACK = 500  # the oldest are dropped in bunches


class Console(RowList):
    """A flat list of any length: only what is open is laid out, only what is in view is drawn."""

    EMPTY: ClassVar[str] = " Nothing here. Every send, and everything else that is done, gets a line."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "fold", "Open", key_display="Enter", id="console.fold"),
        Binding("right", "open_node", "Open", show=False, id="console.open"),
        Binding("left", "close_node", "Close", show=False, id="console.close"),
        Binding("f", "errors_only", "Errors only", id="console.filter"),
        Binding("slash", "find", "Filter", id="console.find"),
        Binding("r", "resend", "Send again", id="console.resend"),
        Binding("y", "copy", "Copy", id="console.copy"),
        Binding("C", "clear", "Clear", id="console.clear"),
    ]

    errors_only = reactive(False, init=False)
    """Whether only what went wrong is listed."""

    query_text = reactive("", init=False)
    """The words that what is listed has to hold; empty: no such filter."""

    @dataclass
    class ResendWanted(Message):
        """A request of the console is to be sent once more."""

        exchange: Exchange

    @dataclass
    class CopyWanted(Message):
        """A text, secrets masked, is to go to the clipboard."""

        text: str

    class ClearWanted(Message):
        """The log and the console are to be emptied."""

    class FilterWanted(Message):
        """The person wants to type what to filter by."""

    def __init__(
        self,
        entries: Iterable[LogEntry] = (),
        tell: Storyteller = untold,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._tell = tell
        self._entries = list(entries)
        self._opened: dict[int, set[Path]] = {}
        self._errors = sum(map(is_error, self._entries))
        self._listed: list[int] = list(range(len(self._entries)))
        self._layout = Layout({})
        self._kind = ""

    @property
    def entries(self) -> tuple[LogEntry, ...]:
        """Everything in the console, oldest first, also what the filter leaves out."""
        return tuple(self._entries)

    @entries.setter
    def entries(self, entries: Iterable[LogEntry]) -> None:
        self._entries = list(entries)[-LIMIT:]
        self._opened.clear()
        self._list_again()
        self._to_newest()

    @property
    def exchange(self) -> Exchange | None:
        """What was sent, where the cursor is on a send."""
        return self._selected.exchange if self._selected else None

    def add(self, entry: LogEntry) -> None:
        """Append an entry; a cursor that stood on the newest send, or on the last line, follows."""
        on_newest, on_last = self.cursor == self._newest(), self.cursor >= self.row_count() - 1
        self._entries.append(entry)
        self._errors += is_error(entry)
        if len(self._entries) > LIMIT + _SLACK:
            self._drop(len(self._entries) - LIMIT)
        elif self._is_wanted(entry):
            self._listed.append(len(self._entries) - 1)
            self.rows_changed()
        self._titles()
        if on_newest:
            self._to_newest()
        elif on_last:
            self.action_last()

    def on_mount(self) -> None:
        """Open at the newest send, what came after it in view."""
        self._list_again()
        self._to_newest()

    def on_resize(self) -> None:
        """Lay out for the new width what is open."""
        self._lay_out()
        super().on_resize()

    def watch_errors_only(self) -> None:
        """List again, with the cursor on the newest."""
        self._list_again()
        self._to_newest()

    def watch_query_text(self) -> None:
        """List again, with the cursor on the newest."""
        self.watch_errors_only()

    def watch_cursor(self, before: int, after: int) -> None:
        """Offer what can be done with the entry the cursor has come to."""
        super().watch_cursor(before, after)
        self._offer()

    def rows_changed(self) -> None:
        """Offer what can be done with what has come under the cursor."""
        super().rows_changed()
        self._offer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Open what there is more of, send again what was sent, and copy no notice that says something was done."""
        entry = self._selected
        if action == "fold":
            return entry is not None and self._opens(entry)
        if action == "resend":
            return self.exchange is not None
        if action in ("errors_only", "find", "clear"):
            return bool(self._entries)
        return action != "copy" or (entry is not None and (entry.exchange is not None or entry.level != "info"))

    def row_count(self) -> int:
        """Return the number of lines: one for each entry listed, more for what is open."""
        return len(self._listed) + self._layout.extra

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return one line: an entry's own, or one of what it holds."""
        place, within = self._layout.locate(row)
        number = self._listed[place]
        if line := self._layout.line(place, within):
            return (line.content,)
        sign = "v " if number in self._opened else "> " if self._opens(self._entries[number]) else "  "
        return (words((sign, "dim"), headline(self._entries[number], width - 2)),)

    def action_fold(self) -> None:
        """Open or close what the cursor is on."""
        self._fold(None)

    def action_open_node(self) -> None:
        """Open what the cursor is on."""
        self._fold(True)

    def action_close_node(self) -> None:
        """Close what the cursor is on, or go up to what holds it."""
        place, within = self._layout.locate(self.cursor)
        line = self._layout.line(place, within)
        if line is None or line.path in self._opened[self._listed[place]]:
            self._fold(False)
        else:
            self.cursor = self._layout.row_of(place, line.path[:-1])

    def action_errors_only(self) -> None:
        """List everything, or only what went wrong."""
        self.errors_only = not self.errors_only

    def action_resend(self) -> None:
        """Ask to send the entry's request once more."""
        if exchange := self.exchange:
            self.post_message(self.ResendWanted(exchange))

    def action_copy(self) -> None:
        """Ask to copy the entry, all of it."""
        if self._selected:
            self.post_message(self.CopyWanted(text(self._selected, self._tell)))

    def action_clear(self) -> None:
        """Ask to empty the console, where there is something in it."""
        if self._entries:
            self.post_message(self.ClearWanted())

    def action_find(self) -> None:
        """Ask for words to filter by."""
        self.post_message(self.FilterWanted())

    @property
    def _selected(self) -> LogEntry | None:
        return self._entries[self._listed[self._layout.locate(self.cursor)[0]]] if self._listed else None

    def _opens(self, entry: LogEntry) -> bool:
        """Tell whether there is more of an entry than its line: what was sent, a notice that is too long for one."""
        return entry.exchange is not None or headline(entry, self._width).cell_length > self._width - 2

    @property
    def _width(self) -> int:
        # The scroll bar may come only with what is opened here: its column is always left to it.
        return max(20, self.content_region.width - self.styles.scrollbar_size_vertical)

    def _offer(self) -> None:
        entry = self._selected
        kind = "" if entry is None else "send" if entry.exchange else f"{entry.level} {self._opens(entry)}"
        if kind != self._kind:
            self._kind = kind
            self.refresh_bindings()

    def _is_wanted(self, entry: LogEntry) -> bool:
        return (not self.errors_only or is_error(entry)) and (not self.query_text or matches(entry, self.query_text))

    def _newest(self) -> int | None:
        """Return the row of the newest send listed."""
        places = range(len(self._listed) - 1, -1, -1)
        place = next((place for place in places if self._entries[self._listed[place]].exchange), None)
        return None if place is None else self._layout.row_of(place)

    def _to_newest(self) -> None:
        newest = self._newest()
        if newest is None:
            self.action_last()
        else:
            self.cursor = newest
            self.show_rows(newest, self.row_count() - 1)

    def _drop(self, count: int) -> None:
        self._entries = self._entries[count:]
        self._opened = {number - count: paths for number, paths in self._opened.items() if number >= count}
        self._list_again()

    def _list_again(self) -> None:
        numbers = range(len(self._entries))
        self._errors = sum(map(is_error, self._entries))
        self._listed = [n for n in numbers if self._is_wanted(self._entries[n])]
        self._lay_out()
        self._titles()

    def _lay_out(self) -> None:
        opened: dict[int, list[FlatLine]] = {}
        for number in sorted(self._opened):
            place = bisect_right(self._listed, number) - 1
            if place >= 0 and self._listed[place] == number:
                held = nodes(self._entries[number], self._tell)
                opened[place] = list(flat(held, self._opened[number], self._width))
        self._layout = Layout(opened)
        self.rows_changed()

    def _fold(self, wanted: bool | None) -> None:
        if not self._listed:
            return
        place, within = self._layout.locate(self.cursor)
        number = self._listed[place]
        line = self._layout.line(place, within)
        if line is None:
            self._fold_entry(number, wanted)
        elif line.foldable:
            self._fold_node(self._opened[number], line.path, wanted)
        self._lay_out()
        path = line.path if line else ()
        self.cursor = self._layout.row_of(place, path)
        self.show_rows(self.cursor, self._layout.end_of(place, path))

    def _fold_entry(self, number: int, wanted: bool | None) -> None:
        is_open = number in self._opened
        if wanted is is_open or not (is_open or self._opens(self._entries[number])):
            return
        if is_open:
            del self._opened[number]
        else:
            self._opened[number] = set()

    def _fold_node(self, opened: set[Path], path: Path, wanted: bool | None) -> None:
        if wanted is not (path in opened):
            opened.symmetric_difference_update({path})

    def _titles(self) -> None:
        count = len(self._entries)
        errors = f"  {self._errors} error{'' if self._errors == 1 else 's'}" if self._errors else ""
        self.border_title = "Console"
        listed = "errors" if self.errors_only else "all"
        if self.query_text:
            listed = f"{len(self._listed)} of them{', errors only' if self.errors_only else ''}"
        self.border_subtitle = f"{count} entr{'y' if count == 1 else 'ies'}{errors}  showing {listed}"
