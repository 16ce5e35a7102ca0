"""Rows of two lines, each something to choose: what it is, and below why one would or would not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import Tone, ticked, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to choose. `chosen` marks the one in force now; texts may be foreign."""

    id: str
    title: str
    detail: str = ""
    reason: str = ""
    tone: Tone = "dim"
    chosen: bool = False


class ChoiceList(RowList):
    """Options under a cursor; Enter is told as `Opened`."""

    ROW_LINES: ClassVar[int] = 2
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "Use here", id="choice.take")]

    def __init__(self, options: Sequence[Option] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._options = tuple(options)

    @property
    def options(self) -> tuple[Option, ...]:
        """What there is to choose from."""
        return self._options

    def show(self, options: Sequence[Option]) -> None:
        """Show other options in the same places; the cursor stays where it is."""
        self._options = tuple(options)
        self.rows_changed()

    def on_mount(self) -> None:
        """Know how long the list is, and begin at what is in force."""
        self.rows_changed()
        self.cursor = next((row for row, option in enumerate(self._options) if option.chosen), 0)

    def row_count(self) -> int:
        """Return the number of options."""
        return len(self._options)

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return an option's two lines."""
        option = self._options[row]
        title = words(
            ("> " if option.chosen else "  ", "accent"),
            (visible(option.title), "strong"),
            f"  {visible(option.detail)}" if option.detail else "",
        )
        return title, words("    ", ticked(visible(option.reason), option.tone))
