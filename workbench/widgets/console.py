"""The console: every send and every deed of the app, one line each, opened in place; newest below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
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


class Console(RowList):
    """A flat list of any length: only what is open is laid out, only what is in view is drawn."""

    EMPTY: ClassVar[str] = " Nothing here. Every send, and everything else that is done, gets a line."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "fold", "Open", key_display="Enter", id="console.fold"),
        Binding("right", "open_node", "Open", show=False, id="console.open"),
        Binding("left", "close_node", "Close", show=False, id="console.close"),
        Binding("s", "want('share')", "Share", tooltip="Share the entry: text, HAR, record", id="console.share"),
        Binding("f", "only('error')", "Errors", tooltip="Errors only, or everything", id="console.filter"),
        Binding("slash", "want('filter')", "Filter", tooltip="Filter by words and terms", id="console.find"),
        Binding("r", "want('resend')", "Send again", id="console.resend"),
        Binding("u", "bare", "Unmask", tooltip="Show what is masked, or mask it again", id="console.unmask"),
        Binding("y", "want('copy')", "Copy", tooltip="Copy the entry as text", show=False, id="console.copy"),
        Binding("h", "only('host')", "Only this host", show=False, id="console.host"),
        Binding("i", "only('cert')", "Only this certificate", show=False, id="console.certificate"),
        Binding("a", "only('is')", "All, sends only, what the app did only", show=False, id="console.kind"),
        Binding("S", "want('save')", "Save all", tooltip="Save all as HAR or NDJSON", id="console.save"),
        Binding("C", "want('clear')", "Clear", id="console.clear"),
    ]

    query_text = reactive("", init=False)
    """What is listed, in the language of `console_filter`; empty: everything."""

    doing = reactive("", init=False)
    """What is being done with the entries, in words."""

    @dataclass
    class Wanted(Message):
        """Something is to be done: with the entry under the cursor, or with all."""

        deed: str

    class Filtered(Message):
        """What is listed is another choice now."""

    @dataclass
    class TermChanged(Message):
        """A key has changed what is listed: the line that shows it is to say so."""

        text: str

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
        self._offered = ""
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

    def on_mount(self) -> None:
        """Open at the newest send, what came after it in view."""
        self._list_again()

    def on_resize(self) -> None:
        """Lay out for the new width what is open."""
        if self._folds:
            self._lay_out()
        super().on_resize()

    def on_blur(self) -> None:
        """Mask again what was shown: nobody looks at it now."""
        self.mask()

    def watch_query_text(self, text: str) -> None:
        """List again, with the cursor on the newest."""
        self._list_again()
        self.post_message(self.Filtered())

    def watch_doing(self) -> None:
        """Say it."""
        self._titles()

    def watch_cursor(self, before: int, after: int) -> None:
        """Offer what can be done with the entry the cursor has come to; mask those of the entry it has left."""
        super().watch_cursor(before, after)
        if self._folds.bared not in (None, self._number()):
            self.mask()
        self._offer()

    def rows_changed(self) -> None:
        """Offer what can be done with what has come under the cursor."""
        super().rows_changed()
        self._offer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Open what there is more of, send again what was sent, and copy no notice that says something was done."""
        entry = self.selected
        if action == "fold":
            return entry is not None and self._opens(entry)
        wanted = str(parameters[0]) if parameters else ""
        if action == "bare" or wanted in ("resend", "share", "host", "cert"):
            return self.exchange is not None
        if action == "only" or wanted in ("filter", "save", "clear"):
            return bool(self._shelf.entries)
        return wanted != "copy" or (entry is not None and (entry.exchange is not None or entry.level != "info"))

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
        return (words((sign, "dim"), headline(entry, width - 2)),)

    def action_fold(self) -> None:
        """Open or close what the cursor is on."""
        self._fold(None)

    def action_open_node(self) -> None:
        """Open what the cursor is on."""
        self._fold(True)

    def action_close_node(self) -> None:
        """Close what the cursor is on, or go up to what holds it."""
        if not len(self._shelf):
            return
        place, within = self._folds.layout.locate(self.cursor)
        line = self._folds.layout.line(place, within)
        if line is None or self._folds.has_open(self._shelf.number(place), line.path):
            self._fold(False)
        else:
            self.cursor = self._folds.layout.row_of(place, line.path[:-1])

    def action_bare(self) -> None:
        """Show the masked value under the cursor, else all of the entry; or mask again what is shown."""
        number = self._number()
        if number is None or self.exchange is None:
            return
        if self._folds.bared is not None:
            self.mask()
            return
        line = self._line()
        if number not in self._folds:
            self._folds.toggle(number)
        self._folds.bare(number, () if line is None or line.secret is None else line.secret)
        self._lay_out_in_place()
        self._titles()

    def action_only(self, what: str) -> None:
        """Add a term to the filter that the entry under the cursor goes by, or take it out again."""
        line = self.query_text
        if what == "is":
            self._filter_by(console_filter.walked(line))
        elif term := console_filter.ERRORS if what == "error" else console_filter.term_of(self.exchange, what):
            self._filter_by(console_filter.toggled(line, term))

    def _filter_by(self, line: str) -> None:
        self.query_text = line
        self.post_message(self.TermChanged(line))

    def action_want(self, deed: str) -> None:
        """Ask whoever can for it, where there is something to do it with."""
        if self.check_action("want", (deed,)):
            self.post_message(self.Wanted(deed))

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

    def _offer(self) -> None:
        entry = self.selected
        kind = "" if entry is None else "send" if entry.exchange else f"{entry.level} {self._opens(entry)}"
        if kind != self._offered:
            self._offered = kind
            self.refresh_bindings()

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

    def mask(self) -> None:
        """Show no secret any more."""
        if self._folds.mask():
            self._lay_out_in_place()
        self._titles()

    def _fold(self, wanted: bool | None) -> None:
        number, line = self._number(), self._line()
        if number is None:
            return
        if line is None:
            if wanted is not (number in self._folds) and (number in self._folds or self._opens(self._shelf[number])):
                self._folds.toggle(number)
        elif line.foldable and wanted is not self._folds.has_open(number, line.path):
            self._folds.toggle_node(number, line.path)
        self._lay_out_in_place()

    def _titles(self) -> None:
        shown = "SECRETS SHOWN, u masks" if self._folds.bared is not None else ""
        self.border_title = Content("  ".join(filter(None, ("Console", shown, self.doing))))
        self.border_subtitle = Content("  ".join(self._shelf.counts(self._dropped)))
