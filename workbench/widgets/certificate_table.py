"""The list of client certificates: a row for each entry, its state as a sign and a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from workbench.visible import visible
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import Tone, cell, shares, tail_cell, ticked, words

Deed = str
"""What a key asks for: "add", "edit", "toggle", "remove", "undo", "test", "copy"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRow:
    """One entry as the list shows it; `reason` takes the place of expiry and state while a URL is tested."""

    id: str
    host: str
    port: str
    name: str
    files: str
    expires: str
    state: str
    tone: Tone = "plain"
    enabled: bool = True
    reason: str | None = None


class CertificateTable(RowList):
    """The entries, in the order of the file; its keys are told as `Wanted`."""

    EMPTY: ClassVar[str] = " No certificates yet. a adds one: a host, a certificate and its key."
    HEADER_LINES: ClassVar[int] = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "want('add')", "Add", id="certificates.add"),
        Binding("e", "want('edit')", "Edit", id="certificates.edit"),
        Binding("x", "want('toggle')", "On/off", id="certificates.toggle"),
        Binding("d,delete", "want('remove')", "Remove", id="certificates.remove"),
        Binding("u", "want('undo')", "Undo", id="certificates.undo"),
        Binding("t", "want('test')", "Test a URL", id="certificates.test"),
        Binding("p", "want('passphrase')", "Passphrase", show=False, id="certificates.passphrase"),
        Binding("y", "want('copy')", "Copy", id="certificates.copy"),
    ]

    can_undo = reactive(False, init=False, repaint=False, bindings=True)
    """Whether there is a removal to undo."""

    @dataclass
    class Wanted(Message):
        """A key asked for something with the row under the cursor (None where there is no row)."""

        deed: Deed
        id: str | None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: list[CertificateRow] = []
        self._places: dict[str, int] = {}
        self._wanted = (4, 4, 4, 11)

    @property
    def rows(self) -> Sequence[CertificateRow]:
        """What is listed."""
        return self._rows

    @rows.setter
    def rows(self, rows: Sequence[CertificateRow]) -> None:
        here = self.selected
        was_empty = not self._rows
        self._rows = list(rows)
        self._places = {row.id: place for place, row in enumerate(self._rows)}
        self._measure()
        self.rows_changed()
        if here is not None:
            self.select(here.id)
        if was_empty == bool(self._rows):
            self.refresh_bindings()

    @property
    def selected(self) -> CertificateRow | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def select(self, entry_id: str) -> None:
        """Bring the cursor to the entry of this id, where it is listed."""
        self.cursor = self._places.get(entry_id, self.cursor)

    def update(self, rows: Iterable[CertificateRow]) -> None:
        """Show these rows in place of those with their ids; the others stay."""
        for row in rows:
            self._rows[self._places[row.id]] = row
        self._measure()
        self.refresh()

    def action_want(self, deed: Deed) -> None:
        """Tell what a key asked for."""
        self.post_message(self.Wanted(deed, self.selected.id if self.selected else None))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an undo only where there is something to undo, and what needs an entry only where there is one."""
        if parameters == ("undo",):
            return self.can_undo
        return action != "want" or bool(self._rows) or parameters in (("add",), ("test",))

    def row_count(self) -> int:
        """Return the number of entries."""
        return len(self._rows)

    def header(self, width: int) -> Content:
        """Return the names of the columns."""
        host, name, files, _state = self._widths(width)
        if self._tested:
            return Content(f" {'Host':<{host}} {'Port':<5} {'Name':<{name}} Why")
        return Content(f" {'Host':<{host}} {'Port':<5} {'Name':<{name}} {'File':<{files}} {'Expires':<10} State")

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return an entry's line."""
        host, name, files, last = self._widths(width)
        shown = self._rows[row]
        usual: Tone = "plain" if shown.enabled else "dim"
        first = [
            cell(visible(shown.host), host, usual),
            cell(shown.port, 5, usual),
            cell(visible(shown.name), name, usual),
        ]
        if shown.reason is not None:
            rest = [ticked(visible(shown.reason), shown.tone)]
        else:
            rest = [
                tail_cell(visible(shown.files), files, usual),
                cell(shown.expires, 10, usual),
                cell(shown.state, last, shown.tone),
            ]
        return (words(" ", Content(" ").join([*first, *rest])),)

    @property
    def _tested(self) -> bool:
        return bool(self._rows) and self._rows[0].reason is not None

    def _measure(self) -> None:
        """Note how wide each column would be; the names of the columns are the least."""
        self._wanted = (
            max([4, *(len(visible(row.host)) for row in self._rows)]),
            max([4, *(len(visible(row.name)) for row in self._rows)]),
            max([4, *(len(visible(row.files)) for row in self._rows)]),
            max([11, *(len(row.state) for row in self._rows)]),
        )

    def _widths(self, width: int) -> tuple[int, int, int, int]:
        """Share `width` cells out: host, name, files, state; port (5), expiry (10) and six blanks are fixed."""
        host, name, files, state = self._wanted
        if self._tested:
            host, name = shares((host, name), max(20, width * 45 // 100))
            return host, name, 0, 0
        state = min(state, 16)
        host, name, files = shares((host, name, files), max(24, width - 5 - 10 - 6 - state))
        return host, name, files, state
