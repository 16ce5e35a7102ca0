"""The certificates: the list, the selected one in full, and above it whom the connections trust."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer

from workbench.certificates.ordering import ORDERS, Order
from workbench.models import CertificateEntry, Selection
from workbench.screens import certificate_list, panes
from workbench.screens.ca_panel import CaPanel
from workbench.screens.certificate_deeds import CertificateDeeds
from workbench.screens.certificate_details import CertificateDetails
from workbench.screens.certificate_listing import COLUMNS, WORDS, Listing
from workbench.screens.certificate_reading import CertificateReading
from workbench.screens.desk import ChoiceChanged, Desk, SettingsChanged
from workbench.screens.match_line import MatchLine
from workbench.widgets.ca_table import CaTable
from workbench.widgets.certificate_table import CertificateTable
from workbench.widgets.footer import Footer
from workbench.widgets.pane import Pane
from workbench.widgets.row_list import RowList

_PAUSE_SECONDS = 0.1
_MANY: Final = 64
_TITLE: Final = "Client certificates"
_FRAME: Final = 6  # corners, and the blanks round the title and between its parts


class CertificatesScreen(Screen[None]):
    """Reads the files beside the UI's thread; every change is saved at once."""

    AUTO_FOCUS = "#certificates"
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = panes.COLUMNS
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = panes.ROWS
    HELP_TOPIC: ClassVar[str] = "Certificates"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,f3,c", "close", "Back", id="certificates.close"),
        Binding("ctrl+o", "other_pane", "Trust/list", id="certificates.other_pane"),
    ]
    DEFAULT_CSS = """
    CertificatesScreen {
        & #main { height: 1fr; }
        & #list { height: 1fr; min-height: 6; }
        &.-narrow {
            & #main { layout: vertical; }
            & #details { height: 50%; max-height: 10; }
            & #details:focus-within { height: 2fr; max-height: 100%; }
        }
        &.-narrow.-trust {
            & #list { height: 5; min-height: 5; }
            & #details { height: 1fr; max-height: 100%; }
            &.-short #list { display: none; }
        }
        &.-wide {
            & #main { layout: horizontal; }
            & #list { width: 5fr; }
            & #details { width: 3fr; }
        }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading = CertificateReading(desk, self)
        self._tested: Selection | None = None
        self._order: Order = "file"
        self._home: CertificateTable | CaTable | None = None
        self._deeds = CertificateDeeds(self, desk)
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """Put trust above, the list in the middle, and one entry in full below or beside it."""
        panes.fit(self, self.app.size)
        yield CaPanel(self._desk)
        with Container(id="main"):
            with Pane(id="list") as pane:
                pane.border_title = _TITLE
                yield MatchLine(self._desk)
                yield CertificateTable(id="certificates")
            yield CertificateDetails(self._desk, self._reading, id="details")
        yield Footer()

    def on_mount(self) -> None:
        """List what is known at once, and look into the files."""
        self._table.can_undo = self._deeds.can_undo
        self._draw()
        self._reading.read(self._desk.settings.certificates)

    def on_choice_changed(self, event: ChoiceChanged) -> None:
        """Test again: the session is somebody else now."""
        self.query_one(MatchLine).decide()

    def on_settings_changed(self, event: SettingsChanged) -> None:
        """List the entries as they are now."""
        self.query_one(CaPanel).show_settings()
        self.query_one(MatchLine).decide()
        self._table.can_undo = self._deeds.can_undo
        self._draw()
        self._reading.read(event.settings.certificates)

    @on(CertificateTable.Highlighted, "#certificates")
    @on(CaTable.Highlighted, "#cas")
    @on(CaPanel.Read)
    def show_soon(self) -> None:
        """Show what is under the cursor, once it rests."""
        if self._pause:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE_SECONDS, self._show_details)

    @on(CertificateTable.Opened, "#certificates")
    @on(CaTable.Opened, "#cas")
    def to_details(self, event: RowList.Opened) -> None:
        """Go to the details, which take the room they need."""
        self._show_details()
        self._details.sheet.focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show what is under the cursor of the table that has the keys now; the details lead back there."""
        if isinstance(event.widget, CertificateTable | CaTable) and event.widget is not self._home:
            self._home = event.widget
            self.set_class(isinstance(event.widget, CaTable), "-trust")
            self._show_details()

    @on(MatchLine.Decided)
    def show_test(self, event: MatchLine.Decided) -> None:
        """Show the reasons in place of the dates, the cursor on the winner; or the dates again."""
        self._tested = event.selection
        self._draw()
        if event.selection and event.selection.entry:
            self._table.select(event.selection.entry.id)

    @on(MatchLine.Left)
    def to_list(self) -> None:
        """Go back to the list."""
        self._table.focus()

    @on(CertificateTable.Wanted)
    def do(self, event: CertificateTable.Wanted) -> None:
        """Do what a key asked for."""
        match event.deed:
            case "copy":
                self._desk.copy(self._details.sheet.text)
            case "order":
                self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
                self._draw()
            case _:
                self._deeds.do(event.deed, certificate_list.find(self._desk.settings, event.id or ""))

    def action_close(self) -> None:
        """From the details back to the list, then out of a test, then back to where one came from."""
        if self._details.sheet.has_focus:
            (self._home or self._table).focus()
        elif self.query_one(MatchLine).is_open:
            self.query_one(MatchLine).action_close()
        else:
            self.dismiss(None)

    def action_test(self) -> None:
        """Ask for a URL, to see which entry it would get."""
        self.query_one(MatchLine).open()

    def action_other_pane(self) -> None:
        """From the list, or what belongs to it, up to whom the connections trust, and back."""
        trust = self.query_one(CaTable)
        (self._table if trust.has_focus else trust).focus()

    def changed(self, entry: CertificateEntry) -> None:
        """Show an entry that was added, changed or opened, its files looked into again, the cursor on it."""
        if entry in self._desk.settings.certificates:
            self._details.forget(entry)
            self._draw()
            self._reading.read_again(entry)
            self._table.select(entry.id)
            self._show_details()

    def say(self, text: str, *, can_undo: bool) -> None:
        """Say above the list what was done, and offer to undo it."""
        self._table.can_undo = can_undo
        self.query_one("#list").border_title = Content(f"{_TITLE}  {text.rstrip('.')}")

    def hear(self, text: str) -> bool:
        """Say it above the list, where it is short enough for that."""
        fits = len(_TITLE) + len(text) + _FRAME <= self.query_one("#list").size.width
        if fits:
            self.say(text, can_undo=self._table.can_undo)
        return fits

    @property
    def _table(self) -> CertificateTable:
        return self.query_one(CertificateTable)

    @property
    def _stands(self) -> bool:
        """Whether the list is there: where the screen goes, it goes first, and files may still be being read."""
        return self.is_attached and bool(self.query(CertificateTable))

    @property
    def _details(self) -> CertificateDetails:
        return self.query_one(CertificateDetails)

    def in_view(self) -> Sequence[str]:
        """Return the ids of the entries that are to be seen now."""
        return self._table.ids_in_view

    def show_read(self, entries: Sequence[CertificateEntry]) -> None:
        """Show what became known of entries; once all are read, in the order that this makes."""
        if not self._stands:
            return
        if self._order == "expires" and not self._reading.unread:
            self._draw()
            return
        if isinstance(self._table.rows, Listing):
            self._table.rows.judge(entries)
        self._table.refresh()
        self._say_count()
        here = self._table.selected
        if here and here.id in {entry.id for entry in entries}:
            self._show_details()

    def _draw(self) -> None:
        if not self._stands:
            return
        reasons = {one.id: one for one in self._tested.considered} if self._tested else {}
        self._table.order = COLUMNS[self._order]
        self._table.rows = Listing(self._desk.settings, self._order, self._reading.status, reasons)
        self._say_count()
        self._show_details()

    def _say_count(self) -> None:
        parts = [WORDS[self._order]] if self._order != "file" else []
        parts += [self._table.rows.counted] if isinstance(self._table.rows, Listing) else []
        parts += [f"{self._reading.unread} not read yet"] if self._reading.unread > _MANY else []
        self.query_one("#list").border_subtitle = "  ".join(parts)

    def _show_details(self) -> None:
        if not self._stands:
            return
        if isinstance(self._home, CaTable):
            self._details.show_facts(*self.query_one(CaPanel).facts)
            return
        row = self._table.selected
        entry = certificate_list.find(self._desk.settings, row.id) if row else None
        if row and entry:
            self._details.show_entry(entry, row)
        else:
            self._details.show_nothing()
