"""What is known of the entry or the CA file under the cursor, in full."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.content import Content

from workbench import marks
from workbench.models import CertificateEntry, PeerCertificate
from workbench.screens import certificate_reading, certificate_rows
from workbench.screens.certificate_reading import CertificateReading
from workbench.screens.desk import Desk
from workbench.screens.moved_files import MovedFiles
from workbench.visible import visible
from workbench.widgets.certificate_table import CertificateRow
from workbench.widgets.fact_sheet import Fact, FactSheet
from workbench.widgets.pane import Pane


class CertificateDetails(Pane):
    """A sheet of facts under the name of what they are about; it is away while there is nothing to show."""

    def __init__(self, desk: Desk, reading: CertificateReading, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._desk = desk
        self._reading = reading
        self._chains: dict[CertificateEntry, tuple[PeerCertificate, ...]] = {}
        self._moved = MovedFiles(desk, self._show_again)
        self._shown: tuple[CertificateEntry, CertificateRow] | None = None

    def compose(self) -> ComposeResult:
        """Hold the sheet."""
        yield FactSheet(id="facts")

    @property
    def sheet(self) -> FactSheet:
        """The facts."""
        return self.query_one(FactSheet)

    def forget(self, entry: CertificateEntry) -> None:
        """Look into an entry's files again when it is shown next."""
        self._chains.pop(entry, None)

    def show_nothing(self) -> None:
        """Be away."""
        self._shown = None
        self._show("", ())

    def show_facts(self, title: str, facts: tuple[Fact, ...]) -> None:
        """Show facts about something that is no entry."""
        self._shown = None
        self._show(title, facts)

    def show_entry(self, entry: CertificateEntry, row: CertificateRow) -> None:
        """Show everything known of an entry by now, and look into the whole chain in its files."""
        self._shown = (entry, row)
        status = self._reading.status(entry)
        if status and entry not in self._chains:
            self._chains[entry] = ()
            work = partial(certificate_reading.chain, self._desk, entry)
            self._desk.background(work, partial(self._take_chain, entry))
        said = certificate_reading.passphrase_words(self._desk, entry)
        facts = certificate_rows.facts(entry, status, self._chains.get(entry, ()), passphrase=said)
        facts = (*self._moved.facts(entry, status), *facts)
        if row.reason:
            facts = (Fact(label="The test", value=row.reason.replace("`", ""), tone=row.tone), *facts)
        self._show(marks.label(entry), facts)

    def _show(self, title: str, facts: tuple[Fact, ...]) -> None:
        self.border_title = Content(visible(title))
        self.display = bool(facts)
        if facts != self.sheet.facts:
            self.sheet.facts = facts

    def _take_chain(self, entry: CertificateEntry, chain: tuple[PeerCertificate, ...]) -> None:
        self._chains[entry] = chain
        if self._shown and self._shown[0] == entry:
            self._show_again()

    def _show_again(self) -> None:
        if self.is_attached and self._shown:
            self.show_entry(*self._shown)
