"""On or off, said with a sign and a word: `[x] on`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from workbench.widgets.tone import words


class SwitchField(Widget, can_focus=True):
    """A switch with words of its own for on and off; `loud_off` marks an off that gives something up."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,x", "switch", "Switch", key_display="Space", id="switch.toggle"),
    ]
    DEFAULT_CSS = """
    SwitchField {
        height: 1;
        width: 1fr;
        text-wrap: nowrap;
        &:focus { background: $panel-lighten-1; }
        &:ansi:focus { text-style: underline; }
    }
    """

    value = reactive(False, init=False)
    """Whether it is on."""

    @dataclass
    class Changed(Message):
        """It was switched."""

        switch: SwitchField
        value: bool

        @property
        def control(self) -> SwitchField:
            """The switch concerned."""
            return self.switch

    def __init__(
        self,
        *,
        value: bool,
        words: tuple[str, str] = ("on", "off"),
        loud_off: bool = False,
        id: str,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._words = words
        self._loud_off = loud_off
        self.set_reactive(SwitchField.value, value)

    def render(self) -> Content:
        """Draw the sign and the word."""
        if self.value:
            return words(("[x] ", "strong"), self._words[0])
        return words(("[ ] ", "strong"), (self._words[1], "bad" if self._loud_off else "plain"))

    def watch_value(self, value: bool) -> None:
        """Tell that it was switched."""
        self.post_message(self.Changed(self, value))

    def action_switch(self) -> None:
        """Switch it."""
        self.value = not self.value

    def on_click(self) -> None:
        """Switch it by mouse."""
        self.action_switch()
