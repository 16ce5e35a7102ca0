"""A row of things to do: `[w Choose…]  [a Add for host…]`; one stop of the Tab key, walked with the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from workbench.visible import visible
from workbench.widgets.remedy import Act, Remedy
from workbench.widgets.tone import words

_BRIEF: Final = 2


class ActionRow(Widget, can_focus=True):
    """Buttons that break into lines where they do not fit; Enter does the one under the cursor."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "step(-1)", "Previous", show=False, id="actions.previous"),
        Binding("right,down", "step(1)", "Next", show=False, id="actions.next"),
        Binding("enter,space", "do", "Do it", key_display="Enter", id="actions.do"),
    ]
    DEFAULT_CSS = """
    ActionRow { height: auto; margin-left: 2; }
    """

    remedies: reactive[tuple[Remedy, ...]] = reactive((), init=False, layout=True)
    cursor = reactive(0, init=False)
    brief = reactive(False, init=False, layout=True)
    """Whether there is little room: two lines then show the buttons about the cursor, and how many more there are."""

    @dataclass
    class Chosen(Message):
        """The person wants this done."""

        act: Act

    def show(self, remedies: Sequence[Remedy]) -> None:
        """Offer these, the cursor on the first."""
        self.remedies = tuple(remedies)
        self.cursor = 0
        self.display = bool(remedies)

    def validate_cursor(self, cursor: int) -> int:
        """Keep within the buttons there are."""
        return max(0, min(cursor, len(self.remedies) - 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the buttons take."""
        lines = max(1, len(self._lines(width)))
        return min(_BRIEF, lines) if self.brief else lines

    def render(self) -> Content:
        """Return the buttons, the one under the cursor standing out."""
        shown = [Content("  ").join([self._button(n) for n in line]) for line in self._shown()]
        more = len(self.remedies) - sum(len(line) for line in self._shown())
        rest = [words((f"  +{more}", "dim"))] if more else []
        return Content("\n").join(shown) + Content("").join(rest)

    def action_step(self, step: int) -> None:
        """Move the cursor, round and round."""
        self.cursor = (self.cursor + step) % max(1, len(self.remedies))

    def action_do(self) -> None:
        """Do what the cursor is on."""
        if self.remedies:
            self.post_message(self.Chosen(self.remedies[self.cursor].act))

    def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        place = event.get_content_offset_capture(self)
        lines = self._shown()
        column = place.x
        for number in lines[place.y] if place.y < len(lines) else ():
            width = self._width(number)
            if 0 <= column < width:
                self.cursor = number
                self.action_do()
            column -= width + 2

    def _shown(self) -> list[list[int]]:
        lines = self._lines(self.content_size.width)
        if not self.brief:
            return lines
        here = next((number for number, line in enumerate(lines) if self.cursor in line), 0)
        first = max(0, min(here, len(lines) - _BRIEF))
        return lines[first : first + _BRIEF]

    def _lines(self, width: int) -> list[list[int]]:
        lines: list[list[int]] = [[]]
        room = width
        for number in range(len(self.remedies)):
            needed = self._width(number)
            if needed > room and lines[-1]:
                lines.append([])
                room = width
            lines[-1].append(number)
            room -= needed + 2
        return lines

    def _width(self, number: int) -> int:
        return self._button(number).cell_length

    def _button(self, number: int) -> Content:
        remedy = self.remedies[number]
        label = visible(remedy.label)
        if self.has_focus and number == self.cursor:
            style = "$block-cursor-foreground on $block-cursor-background bold"
            return Content.styled(f"[{remedy.key} {label}]", style)
        return Content.assemble("[", (remedy.key, "bold $accent"), " ", (label, "bold"), "]")
