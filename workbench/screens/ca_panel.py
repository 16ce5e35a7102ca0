"""The extra CAs above the certificates: the two switches, the files, and what can be done with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePath
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from workbench.models import CaEntry
from workbench.screens import ca_rows, certificate_list, certificate_reading, undoing
from workbench.screens.add_ca import AddCaScreen, CaSaved
from workbench.screens.ca_words import CaFile
from workbench.screens.confirm import Confirmed, ConfirmScreen, Question
from workbench.screens.desk import Desk
from workbench.settings import Settings
from workbench.visible import visible
from workbench.widgets.ca_table import CaRow, CaTable
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.pane import Pane

_WAY: Final = "^O"


class CaPanel(Pane):
    """One line while the focus is elsewhere; it opens when the focus comes."""

    DEFAULT_CSS = """
    CaPanel {
        height: auto;
        & CaTable { height: 1; scrollbar-size-vertical: 0; }
        & CaTable:focus { height: auto; max-height: 9; scrollbar-size-vertical: 1; }
    }
    """

    class Read(Message):
        """There is something new to be seen of the files."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._files: dict[str, CaFile] = {}
        self.border_title = "Trust"
        self.border_subtitle = _WAY

    def compose(self) -> ComposeResult:
        """Hold the table."""
        yield CaTable(id="cas")

    def on_mount(self) -> None:
        """Show the files, and look into them."""
        self.show_settings()

    def show_settings(self) -> None:
        """Show the desk's settings as they are now, and look into files not known yet."""
        self._draw()
        self.query_one(CaTable).can_undo = self._desk.journal.offers(CaEntry)
        unknown = tuple(ca for ca in self._desk.settings.cas if ca.file not in self._files)
        if unknown:
            self._desk.background(partial(certificate_reading.ca_files, unknown), self._take)

    @property
    def facts(self) -> tuple[str, tuple[Fact, ...]]:
        """What is under the cursor, by name and in full."""
        table, settings = self.query_one(CaTable), self._desk.settings
        row = table.rows[table.cursor]
        if row.number is None:
            return row.label, ca_rows.switch_facts(row, table.cursor)
        if row.number >= len(settings.cas):
            return "", ()  # another copy took it out; the rows are drawn again in a moment
        ca = settings.cas[row.number]
        days = settings.tls.expiry_warning_days
        return PurePath(ca.file).name, ca_rows.facts(ca, self._files.get(ca.file), datetime.now(UTC), days)

    @on(CaTable.Wanted)
    def do(self, event: CaTable.Wanted) -> None:
        """Do what a key asked for."""
        event.stop()
        match event.deed:
            case "toggle":
                self._switch(event.row)
            case "add":
                self.app.push_screen(AddCaScreen(self._desk), self._look_again)
            case "undo":
                self._undo()
            case "copy":
                self._desk.copy(event.row.label)
            case _ if event.row.number is not None and event.row.number < len(self._desk.settings.cas):
                self._do_with_file(event.deed, self._desk.settings.cas[event.row.number])
            case _:
                self.border_subtitle = f"{event.row.label} is a switch: x turns it; e and d are for files"

    @on(CaTable.Highlighted)
    def _say_way(self) -> None:
        self.border_subtitle = _WAY

    def _do_with_file(self, deed: str, ca: CaEntry) -> None:
        if deed == "edit":
            self.app.push_screen(AddCaScreen(self._desk, ca), self._look_again)
            return
        question = Question(
            title="Take this CA file out of the list?",
            facts=(
                Fact(label="File", value=f"{ca.file} stays where it is"),
                Fact(label="For", value=ca_rows.scope(ca)),
                Fact(label="Undo", value="u brings it back, also after a restart"),
            ),
            yes="Remove",
        )
        self.app.push_screen(ConfirmScreen(question), partial(self._remove, ca))

    def _remove(self, ca: CaEntry, answer: Confirmed | None) -> None:
        if answer is None or ca not in self._desk.settings.cas:
            return
        if self._desk.change_settings(certificate_list.without(self._desk.settings, ca)):
            self._say("removed; u brings it back")

    def _undo(self) -> None:
        back = undoing.take_back(self._desk, CaEntry)
        self._say(back.words)
        cas = self._desk.settings.cas
        if isinstance(back.entry, CaEntry) and back.entry in cas:
            self.query_one(CaTable).select(cas.index(back.entry))

    def _say(self, words: str) -> None:
        self.query_one(CaTable).can_undo = self._desk.journal.offers(CaEntry)
        # The cursor is on another row by then, which would take the words away again.
        self.call_after_refresh(setattr, self, "border_subtitle", Content(visible(words)))

    def _switch(self, row: CaRow) -> None:
        self._desk.change_settings(_switched(self._desk.settings, row, self.query_one(CaTable).cursor))

    def _look_again(self, saved: CaSaved | None) -> None:
        self._files.clear()
        self.show_settings()
        cas = self._desk.settings.cas
        if saved and saved.ca in cas:
            self.query_one(CaTable).select(cas.index(saved.ca))

    def _take(self, files: dict[str, CaFile]) -> None:
        if self.is_attached:
            self._files |= files
            self._draw()

    def _draw(self) -> None:
        self.query_one(CaTable).rows = ca_rows.rows(self._desk.settings, self._files, datetime.now(UTC))
        self.post_message(self.Read())


def _switched(settings: Settings, row: CaRow, place: int) -> Settings:
    if row.number is not None:
        cas = list(settings.cas)
        cas[row.number] = replace(cas[row.number], enabled=not row.on)
        return replace(settings, cas=tuple(cas))
    if place == 0:
        return replace(settings, tls=replace(settings.tls, system_ca=not row.on))
    return replace(settings, tls=replace(settings.tls, extra_ca=not row.on))
