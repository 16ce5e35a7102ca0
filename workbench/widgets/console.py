"""The console: every send and every deed of the app in a list, and what can be done with each and with all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from workbench.widgets import console_filter
from workbench.widgets.console_list import ConsoleList


class Console(ConsoleList):
    """The list with its keys: they open, unmask and filter, and ask others for the rest."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "fold", "Open", key_display="Enter", id="console.fold"),
        Binding("right", "open_node", "Open", show=False, id="console.open"),
        Binding("left", "close_node", "Close", show=False, id="console.close"),
        Binding("s", "want('share')", "Share", tooltip="Share the entry: text, HAR, record", id="console.share"),
        Binding("f", "only('error')", "Errors", tooltip="Errors only, or everything", id="console.filter"),
        Binding("slash", "want('filter')", "Filter", tooltip="Filter by words and terms", id="console.find"),
        Binding("r", "want('resend')", "Send again", id="console.resend"),
        Binding("u", "mask", "Mask", tooltip="Mask again what is shown", id="console.mask"),
        Binding("u", "bare", "Unmask", tooltip="Show what is masked, or mask it again", id="console.unmask"),
        Binding("y", "want('copy')", "Copy", tooltip="Copy the entry as text", show=False, id="console.copy"),
        Binding("h", "only('host')", "Only this host", show=False, id="console.host"),
        Binding("i", "only('cert')", "Only this certificate", show=False, id="console.certificate"),
        Binding("a", "only('is')", "All, sends only, what the app did only", show=False, id="console.kind"),
        Binding("S", "want('save')", "Save all", tooltip="Save all as HAR or NDJSON", id="console.save"),
        Binding("C", "want('clear')", "Clear", id="console.clear"),
    ]

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

    _offered = ""  # what the keys were last offered for

    def on_blur(self) -> None:
        """Mask again what was shown: nobody looks at it now."""
        self.mask()

    def watch_query_text(self, text: str) -> None:
        """List again, and say so."""
        super().watch_query_text(text)
        self.post_message(self.Filtered())

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
        if action == "mask":
            return self._folds.bared is not None
        if action == "fold":
            return entry is not None and self._opens(entry)
        wanted = str(parameters[0]) if parameters else ""
        if action == "bare" or wanted in ("resend", "share", "host", "cert"):
            return self.exchange is not None
        if action == "only" or wanted in ("filter", "save", "clear"):
            return bool(self._shelf.entries)
        return wanted != "copy" or (entry is not None and (entry.exchange is not None or entry.level != "info"))

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

    def action_mask(self) -> None:
        """Mask again what is shown."""
        self.mask()

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

    def _offer(self) -> None:
        entry = self.selected
        kind = "" if entry is None else "send" if entry.exchange else f"{entry.level} {self._opens(entry)}"
        kind += " bare" if self._folds.bared is not None else ""
        if kind != self._offered:
            self._offered = kind
            self.refresh_bindings()

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
        self._titles()
