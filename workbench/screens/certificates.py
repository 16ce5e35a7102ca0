"""The certificates: the list, the selected one in full, and above it whom the connections trust."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer

from workbench import marks
from workbench.models import CertificateEntry, PeerCertificate, Selection
from workbench.screens import certificate_list, certificate_reading, certificate_rows
from workbench.screens.ca_panel import CaPanel
from workbench.screens.certificate_deeds import CertificateDeeds
from workbench.screens.certificate_reading import CertificateReading
from workbench.screens.desk import Desk, SettingsChanged
from workbench.screens.match_line import MatchLine
from workbench.widgets.ca_table import CaTable
from workbench.widgets.certificate_table import CertificateTable
from workbench.widgets.fact_sheet import Fact, FactSheet
from workbench.widgets.footer import Footer
from workbench.widgets.pane import Pane
from workbench.widgets.row_list import RowList

_PAUSE_SECONDS = 0.1
_TITLE: Final = "Client certificates"


class CertificatesScreen(Screen[None]):
    """Reads the files beside the UI's thread; every change is saved at once."""

    AUTO_FOCUS = "#certificates"
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
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
            & #details { height: 10; }
            & #details:focus-within { height: 2fr; }
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
        self._reading = CertificateReading(desk, self._show_read)
        self._chains: dict[CertificateEntry, tuple[PeerCertificate, ...]] = {}
        self._tested: Selection | None = None
        self._deeds = CertificateDeeds(self, desk)
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """Put trust above, the list in the middle, and one entry in full below or beside it."""
        yield CaPanel(self._desk)
        with Container(id="main"):
            with Pane(id="list") as pane:
                pane.border_title = _TITLE
                yield MatchLine(self._desk)
                yield CertificateTable(id="certificates")
            with Pane(id="details"):
                yield FactSheet(id="facts")
        yield Footer()

    def on_mount(self) -> None:
        """List what is known at once, and look into the files."""
        self._draw()
        self._reading.read(self._desk.settings.certificates)

    def on_settings_changed(self, event: SettingsChanged) -> None:
        """List the entries as they are now."""
        self.query_one(CaPanel).show_settings()
        self.query_one(MatchLine).decide()
        self._draw()
        self._reading.read(event.settings.certificates)

    @on(CertificateTable.Highlighted, "#certificates")
    def show_soon(self) -> None:
        """Show the selected entry once the cursor rests."""
        if self._pause:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE_SECONDS, self._show_details)

    @on(CertificateTable.Opened, "#certificates")
    def to_details(self, event: RowList.Opened) -> None:
        """Go to the details, which take the room they need."""
        self.query_one(FactSheet).focus()

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
            case "test":
                self.query_one(MatchLine).open()
            case "copy":
                self._desk.copy(self.query_one(FactSheet).text)
            case _:
                self._deeds.do(event.deed, certificate_list.find(self._desk.settings, event.id or ""))

    def action_close(self) -> None:
        """From the details back to the list, then out of a test, then back to where one came from."""
        if self.query_one(FactSheet).has_focus:
            self._table.focus()
        elif self.query_one(MatchLine).is_open:
            self.query_one(MatchLine).action_close()
        else:
            self.dismiss(None)

    def action_other_pane(self) -> None:
        """From the list, or what belongs to it, up to whom the connections trust, and back."""
        trust = self.query_one(CaTable)
        (self._table if trust.has_focus else trust).focus()

    def changed(self, entry: CertificateEntry) -> None:
        """Show an entry that was added, changed or opened, its files looked into again, the cursor on it."""
        if entry in self._desk.settings.certificates:
            self._chains.pop(entry, None)
            self._draw()
            self._reading.read_again(entry)
            self._table.select(entry.id)
            self._show_details()

    def say(self, text: str, *, can_undo: bool) -> None:
        """Say above the list what was done, and offer to undo it."""
        self._table.can_undo = can_undo
        self.query_one("#list").border_title = Content(f"{_TITLE}  {text}")

    @property
    def _table(self) -> CertificateTable:
        return self.query_one(CertificateTable)

    def _show_read(self, entries: Sequence[CertificateEntry]) -> None:
        if not self.is_attached:
            return
        listed = {row.id for row in self._table.rows if not row.reason}
        now = datetime.now(UTC)
        shown = [entry for entry in entries if entry.id in listed]
        self._table.update(certificate_rows.row(each, self._reading.status(each), now) for each in shown)
        self.query_one("#list").border_subtitle = _count(self._table)
        if self._table.selected and self._table.selected.id in {entry.id for entry in shown}:
            self._show_details()

    def _draw(self) -> None:
        if not self.is_attached:
            return
        now = datetime.now(UTC)
        entries = self._desk.settings.certificates
        reasons = {one.id: one for one in self._tested.considered} if self._tested else {}
        self._table.rows = [
            certificate_rows.tested(entry, reasons[entry.id])
            if entry.id in reasons
            else certificate_rows.row(entry, self._reading.status(entry), now)
            for entry in entries
        ]
        self.query_one("#list").border_subtitle = _count(self._table)
        self._show_details()

    def _show_details(self) -> None:
        if not self.is_attached:
            return
        row = self._table.selected
        entry = certificate_list.find(self._desk.settings, row.id) if row else None
        self.query_one("#details").border_title = Content(marks.label(entry)) if entry else ""
        self.query_one("#details").display = entry is not None
        if entry is None:
            self.query_one(FactSheet).facts = ()
            return
        status = self._reading.status(entry)
        if status and entry not in self._chains:
            self._chains[entry] = ()
            work = partial(certificate_reading.chain, self._desk, entry)
            self._desk.background(work, partial(self._take_chain, entry))
        words = certificate_reading.passphrase_words(self._desk, entry)
        facts = certificate_rows.facts(entry, status, self._chains.get(entry, ()), passphrase=words)
        if row and row.reason:
            facts = (Fact(label="The test", value=row.reason.replace("`", ""), tone=row.tone), *facts)
        if facts != self.query_one(FactSheet).facts:
            self.query_one(FactSheet).facts = facts

    def _take_chain(self, entry: CertificateEntry, chain: tuple[PeerCertificate, ...]) -> None:
        self._chains[entry] = chain
        self._show_details()


def _count(table: CertificateTable) -> str:
    rows = table.rows
    bad = sum(row.tone == "bad" for row in rows)
    warned = sum(row.tone == "warn" for row in rows)
    parts = [f"{len(rows)} in all" if len(rows) != 1 else "1"]
    if any(row.reason for row in rows):
        return parts[0]
    parts += [f"{bad} with a fault"] if bad else []
    parts += [f"{warned} to look at"] if warned else []
    return "  ".join(parts)
