"""One of a few: `(o) CRT and KEY   ( ) PFX` on a line, or `< dark >` folded where they are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from workbench.widgets.tone import words


class Alternatives(Widget, can_focus=True):
    """A choice among `(value, words)` pairs, made with Left and Right; `folded` shows the chosen one only."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Previous", show=False, id="choice.previous"),
        Binding("right,space,enter", "step(1)", "Next", show=False, id="choice.next"),
    ]
    DEFAULT_CSS = """
    Alternatives {
        height: 1;
        width: 1fr;
        text-wrap: nowrap;
        &:focus { background: $panel-lighten-1; }
        &:ansi:focus { text-style: underline; }
    }
    """

    value = reactive("", init=False)
    """The value chosen."""

    @dataclass
    class Changed(Message):
        """Another one was chosen."""

        alternatives: Alternatives
        value: str

        @property
        def control(self) -> Alternatives:
            """The choice concerned."""
            return self.alternatives

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        *,
        value: str,
        folded: bool = False,
        id: str,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._options = tuple(options)
        self._folded = folded
        self.set_reactive(Alternatives.value, value)

    def render(self) -> Content:
        """Draw the options, or the one chosen between angle brackets."""
        if self._folded:
            return words(("< ", "dim"), (self._label(), "strong"), (" >", "dim"))
        return words("   ").join([self._option(value, label) for value, label in self._options])

    def reword(self, options: Sequence[tuple[str, str]]) -> None:
        """Show other words for the same values."""
        self._options = tuple(options)
        self.refresh()

    def watch_value(self, value: str) -> None:
        """Tell that another one was chosen."""
        self.post_message(self.Changed(self, value))

    def action_step(self, step: int) -> None:
        """Choose the next or the previous one, round and round."""
        values = [value for value, _ in self._options]
        here = values.index(self.value) if self.value in values else 0
        self.value = values[(here + step) % len(values)]

    def on_click(self, event: events.Click) -> None:
        """Choose the option clicked."""
        if self._folded:
            self.action_step(1)
            return
        ends = accumulate(len(label) + 7 for _, label in self._options)
        clicked = event.get_content_offset_capture(self).x
        chosen = next((i for i, end in enumerate(ends) if clicked < end), None)
        if chosen is not None:
            self.value = self._options[chosen][0]

    def _option(self, value: str, label: str) -> Content:
        chosen = value == self.value
        sign = "(o) " if chosen else "( ) "
        return words((sign + label, "strong" if chosen else "dim"))

    def _label(self) -> str:
        return next((label for value, label in self._options if value == self.value), self.value)
