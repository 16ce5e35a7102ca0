"""The extra CAs and the switches over them: a line while the focus is elsewhere, a list when it is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from workbench.visible import visible
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import Tone, cell, shares, tail_cell, words


@dataclass(frozen=True, slots=True, kw_only=True)
class CaRow:
    """A switch, or a CA file with its own; `number` counts the files from 0, None for the two switches."""

    label: str
    on: bool
    scope: str = ""
    state: str = ""
    tone: Tone = "plain"
    number: int | None = None


class CaTable(RowList):
    """The system's store, the switch over all files, and the files; its keys are told as `Wanted`."""

    HEADER_LINES: ClassVar[int] = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "open", "Look into it", show=False, id="cas.open"),
        Binding("x", "want('toggle')", "On/off", id="cas.toggle"),
        Binding("a", "want('add')", "Add CA file", id="cas.add"),
        Binding("e", "want('edit')", "Edit", id="cas.edit"),
        Binding("d,delete", "want('remove')", "Remove", key_display="d", id="cas.remove"),
        Binding("u", "want('undo')", "Undo", id="cas.undo"),
        Binding("y", "want('copy')", "Copy", id="cas.copy"),
    ]

    can_undo = reactive(False, init=False, repaint=False, bindings=True)
    """Whether there is a removal to undo."""

    @dataclass
    class Wanted(Message):
        """A key asked for something with a row."""

        deed: str
        row: CaRow

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: tuple[CaRow, ...] = ()
        self._wanted = (0, 0, 0)

    @property
    def rows(self) -> tuple[CaRow, ...]:
        """What is listed."""
        return self._rows

    @rows.setter
    def rows(self, rows: Sequence[CaRow]) -> None:
        self._rows = tuple(rows)
        files = [row for row in self._rows if row.number is not None]
        self._wanted = (
            max((len(visible(row.label)) for row in files), default=0),
            max((len(visible(row.scope)) for row in files), default=0),
            max((len(visible(row.state)) for row in files), default=0),
        )
        self.rows_changed()

    def select(self, number: int) -> None:
        """Bring the cursor to the CA file of this number."""
        places = (place for place, row in enumerate(self._rows) if row.number == number)
        self.cursor = next(places, self.cursor)

    def action_want(self, deed: str) -> None:
        """Tell what a key asked for."""
        if self._rows:
            self.post_message(self.Wanted(deed, self._rows[self.cursor]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an undo only where there is something to undo."""
        return self.can_undo or parameters != ("undo",)

    def row_count(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def header(self, width: int) -> Content:
        """Return in one line what is trusted."""
        switches = [row for row in self._rows if row.number is None]
        files = [row for row in self._rows if row.number is not None]
        said = [words(f"{row.label} ", ("on", "good") if row.on else ("OFF", "warn")) for row in switches]
        if files:
            said.append(words(f"{sum(row.on for row in files)} of {len(files)} CA files on"))
        else:
            said.append(words(("no CA files", "dim")))
        return words(" ", words("   ").join(said))

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return a row's line."""
        shown = self._rows[row]
        usual: Tone = "plain" if shown.on else "dim"
        sign = words((" [x] " if shown.on else " [ ] ", "strong"))
        if shown.number is None:
            return (words(sign, (visible(shown.label), usual), ("  " + visible(shown.state), "dim")),)
        label, scope, _state = shares(self._wanted, width - 7)
        parts = [
            tail_cell(visible(shown.label), label, usual),
            cell(visible(shown.scope), scope, usual),
            words((visible(shown.state), shown.tone)),
        ]
        return (words(sign, words(" ").join(parts)),)
