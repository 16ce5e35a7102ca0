"""The extra CAs above the certificates: the two switches, the files, and what can be done with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from textual import on
from textual.app import ComposeResult

from workbench.models import CaEntry
from workbench.screens import certificate_list, certificate_reading, certificate_rows
from workbench.screens.add_ca import AddCaScreen, CaSaved
from workbench.screens.ca_words import CaFile
from workbench.screens.certificate_list import Removed
from workbench.screens.confirm import Confirmed, ConfirmScreen, Question
from workbench.screens.desk import Desk
from workbench.settings import Settings
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

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._files: dict[str, CaFile] = {}
        self._removed: list[Removed] = []
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
        unknown = tuple(ca for ca in self._desk.settings.cas if ca.file not in self._files)
        if unknown:
            self._desk.background(partial(certificate_reading.ca_files, unknown), self._take)

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
            case _ if event.row.number is not None:
                self._do_with_file(event.deed, self._desk.settings.cas[event.row.number])
            case "edit":
                self._switch(event.row)
            case _:
                self.border_subtitle = f"{event.row.label} is a switch: x turns it; d is for files"

    @on(CaTable.Highlighted)
    def _say_undo(self) -> None:
        self.query_one(CaTable).can_undo = bool(self._removed)
        self.border_subtitle = "removed; u brings it back" if self._removed else _WAY

    def _do_with_file(self, deed: str, ca: CaEntry) -> None:
        if deed == "edit":
            self.app.push_screen(AddCaScreen(self._desk, ca), self._look_again)
            return
        question = Question(
            title="Take this CA file out of the list?",
            facts=(
                Fact(label="File", value=f"{ca.file} stays where it is"),
                Fact(label="For", value=certificate_rows.scope(ca)),
                Fact(label="Undo", value="u brings it back while the list is open"),
            ),
            yes="Remove",
        )
        self.app.push_screen(ConfirmScreen(question), partial(self._remove, ca))

    def _remove(self, ca: CaEntry, answer: Confirmed | None) -> None:
        if answer is None or ca not in self._desk.settings.cas:
            return
        left, removed = certificate_list.without(self._desk.settings, ca)
        if self._desk.change_settings(left):
            self._removed.append(removed)
            self._say_undo()

    def _undo(self) -> None:
        if self._removed and self._desk.change_settings(
            certificate_list.brought_back(self._desk.settings, self._removed[-1])
        ):
            self._removed.pop()
            self._say_undo()

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
        rows = certificate_rows.ca_rows(self._desk.settings, self._files, datetime.now(UTC))
        self.query_one(CaTable).rows = rows


def _switched(settings: Settings, row: CaRow, place: int) -> Settings:
    if row.number is not None:
        cas = list(settings.cas)
        cas[row.number] = replace(cas[row.number], enabled=not row.on)
        return replace(settings, cas=tuple(cas))
    if place == 0:
        return replace(settings, tls=replace(settings.tls, system_ca=not row.on))
    return replace(settings, tls=replace(settings.tls, extra_ca=not row.on))
