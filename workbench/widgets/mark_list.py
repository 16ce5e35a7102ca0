"""Rows of two lines of which some can be marked: Space marks, Enter goes on with the marked ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from workbench.visible import visible
from workbench.widgets.choice_list import Option
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import ticked, words


class MarkList(RowList):
    """Options under a cursor; what is marked when is told as `Marked`, Enter as `Opened`."""

    ROW_LINES: ClassVar[int] = 2
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Send", tooltip="Send as the marked", id="marks.take"),
        Binding("space,x", "mark", "Mark", key_display="Space", id="marks.mark"),
    ]

    @dataclass
    class Marked(Message):
        """Something was marked, or is not any more."""

        count: int

    def __init__(self, options: Sequence[Option], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._options = tuple(options)
        self._marked = {option.id for option in options if option.chosen}

    @property
    def marked(self) -> tuple[Option, ...]:
        """What is marked, in the order of the list."""
        return tuple(option for option in self._options if option.id in self._marked)

    def on_mount(self) -> None:
        """Know how long the list is."""
        self.rows_changed()

    def action_mark(self) -> None:
        """Mark the option under the cursor, or take its mark away."""
        if self._options:
            self._marked ^= {self._options[self.cursor].id}
            self.refresh()
            self.post_message(self.Marked(len(self._marked)))

    def row_count(self) -> int:
        """Return the number of options."""
        return len(self._options)

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return an option's two lines."""
        option = self._options[row]
        marked = option.id in self._marked
        title = words(
            ("[x] " if marked else "[ ] ", "accent"),
            (visible(option.title), "strong"),
            f"  {visible(option.detail)}" if option.detail else "",
        )
        return title, words("      ", ticked(visible(option.reason), option.tone))
