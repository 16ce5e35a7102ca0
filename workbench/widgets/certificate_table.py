"""The list of client certificates: a row for each entry, its state as a sign and a word."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from workbench.visible import visible
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import Tone, cell, shares, tail_cell, ticked, words

Deed = str
"""What a key asks for: "add", "edit", "toggle", "remove", "undo", "order", "copy", "import"."""
STATE_WIDTH: Final = 15
"""How many cells a sign and the word of a state can take."""
_PORT: Final = 5
_DATE: Final = 10
_DAYS: Final = 5
_WIDE: Final = 100
_HOST_ENOUGH: Final = 24
_ENOUGH: Final = 12
_IMPORT: Final = "Import certificates from another tool"
_ORDERS: Final = "Order the list: as in the file, expires first, by host, by name"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRow:
    """One entry as the list shows it; `reason` takes the place of expiry and state while a URL is tested.

    `rank` is its place in the file, from 1: the order in which entries were added.
    """

    id: str
    rank: int
    host: str
    port: str
    name: str
    files: str
    expires: str
    days: str
    state: str
    tone: Tone = "plain"
    enabled: bool = True
    reason: str | None = None


class Rows(ABC):
    """The rows in the order to be shown; each is made when it is asked for, which few of ten thousand ever are."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def __getitem__(self, at: int) -> CertificateRow: ...

    def __iter__(self) -> Iterator[CertificateRow]:
        return (self[at] for at in range(len(self)))

    @property
    @abstractmethod
    def ids(self) -> Sequence[str]:
        """The ids, in the order of the rows."""

    @property
    @abstractmethod
    def widths(self) -> tuple[int, int, int]:
        """How many cells the widest host, name and file would take."""

    @property
    @abstractmethod
    def tested(self) -> bool:
        """Whether the rows say why each entry wins or loses."""


class _Columns(NamedTuple):
    """How wide each column is; 0 for one that is left out."""

    rank: int
    host: int
    name: int
    files: int
    date: int
    state: int


class CertificateTable(RowList):
    """The entries; its keys are told as `Wanted`."""

    EMPTY: ClassVar[str] = " No certificates yet. a adds one, i imports the list of another tool."
    HEADER_LINES: ClassVar[int] = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "want('add')", "Add", id="certificates.add"),
        Binding("e", "want('edit')", "Edit", id="certificates.edit"),
        Binding("r", "want('replace')", "Replace", id="certificates.replace"),
        Binding("x", "want('toggle')", "On/off", id="certificates.toggle"),
        Binding("d,delete", "want('remove')", "Remove", id="certificates.remove"),
        Binding("u", "want('undo')", "Undo", id="certificates.undo"),
        Binding("t", "screen.test", "Test a URL", id="certificates.test"),
        Binding("o", "want('order')", "Order", tooltip=_ORDERS, id="certificates.order"),
        Binding("p", "want('passphrase')", "Passphrase", show=False, id="certificates.passphrase"),
        Binding("b", "want('be')", "Be", tooltip="Be this one for the session, or end that", id="certificates.be"),
        Binding("y", "want('copy')", "Copy", id="certificates.copy"),
        Binding("i", "want('import')", "Import", tooltip=_IMPORT, show=False, id="certificates.import"),
    ]

    can_undo = reactive(False, init=False, repaint=False, bindings=True)
    """Whether there is something to undo."""

    order = reactive("", init=False)
    """The column that the rows are in the order of: "rank", "days", "host" or "name"."""

    @dataclass
    class Wanted(Message):
        """A key asked for something with the row under the cursor (None where there is no row)."""

        deed: Deed
        id: str | None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: Rows | None = None
        self._places: dict[str, int] = {}
        self._layouts: dict[int, _Columns] = {}

    @property
    def rows(self) -> Rows | None:
        """What is listed; None before there is a list."""
        return self._rows

    @rows.setter
    def rows(self, rows: Rows) -> None:
        here = self._rows.ids[self.cursor] if self._rows else ""
        was_empty = not self._rows
        self._rows = rows
        self._places = {entry_id: place for place, entry_id in enumerate(rows.ids)}
        self._layouts = {}
        self.rows_changed()
        self.select(here)
        if was_empty == bool(self._rows):
            self.refresh_bindings()

    @property
    def selected(self) -> CertificateRow | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    @property
    def ids_in_view(self) -> Sequence[str]:
        """The ids of the rows that are to be seen now."""
        first = self.scroll_offset.y
        return self._rows.ids[first : first + max(1, self.size.height)] if self._rows else ()

    def select(self, entry_id: str) -> None:
        """Bring the cursor to the entry of this id, where it is listed."""
        self.cursor = self._places.get(entry_id, self.cursor)

    def action_want(self, deed: Deed) -> None:
        """Tell what a key asked for."""
        self.post_message(self.Wanted(deed, self.selected.id if self.selected else None))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an undo only where there is something to undo, and what needs an entry only where there is one."""
        if parameters == ("undo",):
            return self.can_undo
        return action != "want" or bool(self._rows) or parameters in (("add",), ("import",))

    def row_count(self) -> int:
        """Return the number of entries."""
        return len(self._rows) if self._rows else 0

    def header(self, width: int) -> Content:
        """Return the names of the columns, in capitals the one that the rows are in the order of."""
        at = self._columns(width)
        named = [self._named("rank", "#", at.rank), self._named("host", "Host", at.host), words("Port ".ljust(_PORT))]
        named.append(self._named("name", "Name", at.name))
        if self._tested:
            return words(" ", words(" ").join([*named, Content("Why")]))
        named += [words("File".ljust(at.files))] if at.files else []
        named += [words("Expires".ljust(at.date))] if at.date else []
        return words(" ", words(" ").join([*named, self._named("days", " Days", _DAYS), words("State")]))

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return an entry's line."""
        if self._rows is None:
            return (Content(""),)
        at, shown = self._columns(width), self._rows[row]
        usual: Tone = "plain" if shown.enabled else "dim"
        first = [
            words((str(shown.rank).rjust(at.rank), "dim")),
            cell(visible(shown.host), at.host, usual),
            cell(shown.port, _PORT, usual),
            cell(visible(shown.name), at.name, usual),
        ]
        if shown.reason is not None:
            rest = [ticked(visible(shown.reason), shown.tone)]
        else:
            rest = list(_ends(shown, at, usual))
        return (words(" ", Content(" ").join([*first, *rest])),)

    def _named(self, column: str, name: str, width: int) -> Content:
        if column == self.order:
            return words((name.upper().ljust(width), "accent"))
        return words(name.ljust(width))

    def _columns(self, width: int) -> _Columns:
        """Share `width` cells out. Where it is short the date goes, which the days tell too, then the file.

        One long name in ten thousand must not cost the hosts their room.
        """
        if width not in self._layouts:
            self._layouts[width] = self._tested_columns(width) if self._tested else self._usual_columns(width)
        return self._layouts[width]

    def _tested_columns(self, width: int) -> _Columns:
        rank = len(str(self.row_count()))
        host, name = shares(self._wanted[:2], max(20, width * 45 // 100 - rank))
        return _Columns(rank, host, name, 0, 0, 0)

    def _usual_columns(self, width: int) -> _Columns:
        rank = len(str(self.row_count()))
        host, name, files = self._wanted
        room = width - rank - _PORT - _DAYS - STATE_WIDTH - 6  # a blank before each column
        if room - _DATE - 1 >= host + name + files + 1:
            return _Columns(rank, host, name, files, _DATE, STATE_WIDTH)
        date = _DATE if width >= _WIDE else 0
        room -= date + 1 if date else 0
        if room <= min(host, _HOST_ENOUGH) + min(name, _ENOUGH) + min(files, _ENOUGH):
            name, host = _fitted((name, host), max(16, room))
            return _Columns(rank, host, name, 0, date, STATE_WIDTH)
        files, name, host = _fitted((files, name, host), room - 1)
        return _Columns(rank, host, name, files, date, STATE_WIDTH)

    @property
    def _tested(self) -> bool:
        return self._rows is not None and self._rows.tested

    @property
    def _wanted(self) -> tuple[int, int, int]:
        """How wide host, name and file would be; the names of the columns are the least."""
        host, name, files = self._rows.widths if self._rows else (0, 0, 0)
        return max(4, host), max(4, name), max(4, files)


def _fitted(wanted: tuple[int, ...], room: int) -> tuple[int, ...]:
    """Share room out: what is short is taken from the first columns, as far as they stay useful, then from all."""
    widths = list(wanted)
    for at, width in enumerate(widths):
        short = max(0, sum(widths) - room)
        widths[at] = max(min(width, _ENOUGH), width - short)
    return shares(widths, room)


def _ends(shown: CertificateRow, at: _Columns, usual: Tone) -> Iterator[Content]:
    if at.files:
        yield tail_cell(visible(shown.files), at.files, usual)
    if at.date:
        yield cell(shown.expires, at.date, usual)
    yield words((shown.days.rjust(_DAYS), shown.tone if shown.tone in ("warn", "bad") else usual))
    yield cell(shown.state, at.state, shown.tone)
