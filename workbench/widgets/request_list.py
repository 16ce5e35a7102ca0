"""The saved requests: walked down with the arrows, loaded with Enter, sent with s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from workbench.visible import visible
from workbench.widgets.method_field import method_word
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import cell, words

_WORTH_READING: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A saved request as the list shows it; `error` says why its file cannot be read."""

    path: Path
    label: str
    method: str = ""
    description: str = ""
    error: str = ""


class RequestList(RowList):
    """One line a request: method, name, and the line on what it shows where there is room."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Load", tooltip="Load the saved request", id="requests.load"),
        Binding("s", "send", "Send", tooltip="Load the saved request and send it", id="requests.send"),
        Binding("y", "copy", "Copy the URL", show=False, id="requests.copy"),
        Binding("u", "undo", "Bring back what the last load replaced", show=False, id="requests.undo"),
    ]
    DEFAULT_CSS = """
    RequestList { height: 1fr; }
    """

    @dataclass
    class SendWanted(Message):
        """The person wants the request under the cursor loaded and sent."""

        row: int

    @dataclass
    class CopyWanted(Message):
        """The person wants the URL of the request under the cursor."""

        row: int

    class UndoWanted(Message):
        """The person wants back what stood in the composer before the last load."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: tuple[Listed, ...] = ()
        self._longest = 0
        self._loaded: Path | None = None

    @property
    def rows(self) -> tuple[Listed, ...]:
        """The requests listed."""
        return self._rows

    def show(self, rows: Sequence[Listed]) -> None:
        """List these requests; the cursor stays on the row it was on."""
        self._rows = tuple(rows)
        self._longest = max((len(visible(row.label)) for row in self._rows), default=0)
        self.rows_changed()

    def mark_loaded(self, path: Path | None) -> None:
        """Show which of the requests stands in the composer."""
        self._loaded = path
        self.refresh()

    def row_count(self) -> int:
        """Return how many requests there are."""
        return len(self._rows)

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return the line of one request."""
        listed = self._rows[row]
        sign = "*" if listed.path == self._loaded else " "
        name = cell(visible(listed.label), self._name_width(width))
        if listed.error:
            return (words(sign, ("x      ", "bad"), name, "  ", (visible(listed.error), "bad")),)
        line = words(sign, method_word(listed.method[:6], 7), name)
        if width - line.cell_length < _WORTH_READING:
            return (line,)
        return (words(line, "  ", (visible(listed.description), "dim")),)

    def _name_width(self, width: int) -> int:
        """Return the room for names: all they need where nothing else would have much, else half of the line."""
        room = width - 8
        return min(self._longest, room if room < 50 else room * 2 // 3)

    def action_send(self) -> None:
        """Ask for the request under the cursor to be loaded and sent."""
        if self._rows:
            self.post_message(self.SendWanted(self.cursor))

    def action_copy(self) -> None:
        """Ask for the URL of the request under the cursor to be copied."""
        if self._rows:
            self.post_message(self.CopyWanted(self.cursor))

    def action_undo(self) -> None:
        """Ask for what was there before."""
        self.post_message(self.UndoWanted())
