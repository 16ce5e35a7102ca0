"""The names of a pane's tabs on one line: `[1 Body]  2 Headers 12  3 Network`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from workbench.widgets.tone import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A tab's name and a word on what is in it: a number, "json", nothing."""

    label: str
    note: str = ""


class TabRow(Widget, can_focus=True):
    """Tabs on one line; Left and Right walk through them, `numbered` shows the digit that each answers to."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Tab", show=False, id="tabs.previous"),
        Binding("right", "step(1)", "Next tab", id="tabs.next"),
    ]
    DEFAULT_CSS = """
    TabRow {
        height: 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:focus { background: $panel; }
    }
    """

    tabs: reactive[tuple[Tab, ...]] = reactive((), init=False)
    active = reactive(0, init=False)

    @dataclass
    class Switched(Message):
        """Another tab was chosen."""

        row: TabRow
        active: int

        @property
        def control(self) -> TabRow:
            """The row concerned."""
            return self.row

    def __init__(self, tabs: Sequence[Tab], *, numbered: bool = False, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._numbered = numbered
        self.set_reactive(TabRow.tabs, tuple(tabs))

    def validate_active(self, active: int) -> int:
        """Keep within the tabs there are."""
        return max(0, min(active, len(self.tabs) - 1))

    def watch_active(self, active: int) -> None:
        """Tell that another tab is chosen."""
        self.post_message(self.Switched(self, active))

    def render(self) -> Content:
        """Return the line, the chosen tab in brackets."""
        return Content(" ").join(self._parts())

    def action_step(self, step: int) -> None:
        """Choose the next or the previous tab, round and round."""
        self.active = (self.active + step) % len(self.tabs)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab clicked."""
        column = event.get_content_offset_capture(self).x
        for number, part in enumerate(self._parts()):
            width = part.cell_length
            if 0 <= column < width:
                self.active = number
            column -= width + 1

    def _parts(self) -> list[Content]:
        """Return each tab as it is shown; where there is no room for all that, with less around the names."""
        parts = [self._shown(number) for number in range(len(self.tabs))]
        if sum(part.cell_length for part in parts) + len(parts) - 1 <= (self.size.width or self.app.size.width):
            return parts
        return [self._shown(number, bare=True) for number in range(len(self.tabs))]

    def _shown(self, number: int, *, bare: bool = False) -> Content:
        tab = self.tabs[number]
        digit = f"{number + 1} " if self._numbered else ""
        note = f" {tab.note}" if tab.note and not bare else ""
        if number == self.active:
            return Content.styled(f"[{digit}{tab.label}{note}]", "bold $accent")
        blank = "" if bare else " "
        return words(blank, (digit, "accent"), tab.label, (note, "dim"), blank)
