"""A button of one line: `[ Save ^S ]`, pressed by Enter, Space or a click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class ActionButton(Widget, can_focus=True):
    """A deed by name; `key` is the key that does the same from anywhere on the screen."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "Press", show=False, id="button.press")]
    DEFAULT_CSS = """
    ActionButton {
        width: auto;
        height: 1;
        margin-right: 2;
        text-style: bold;
        &:focus { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi:focus { text-style: reverse; }
    }
    """

    @dataclass
    class Pressed(Message):
        """The deed is wanted."""

        button: ActionButton

        @property
        def control(self) -> ActionButton:
            """The button concerned."""
            return self.button

    def __init__(self, label: str, *, key: str = "", id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._label = f"[ {label} {key} ]" if key else f"[ {label} ]"

    def render(self) -> Content:
        """Return the words between brackets."""
        return Content(self._label)

    def action_press(self) -> None:
        """Tell that the deed is wanted."""
        self.post_message(self.Pressed(self))

    def on_click(self) -> None:
        """Tell that the deed is wanted."""
        self.action_press()
