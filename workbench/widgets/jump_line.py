"""Jump mode: the places of the screen by one letter each, on the last line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class JumpLine(Widget, can_focus=True):
    """Lies over the footer until a key comes: a place's letter goes there, any other key back to where one was."""

    DEFAULT_CSS = """
    JumpLine { dock: bottom; height: 1; padding: 0 1; background: $block-cursor-background; }
    JumpLine { color: $block-cursor-foreground; }
    """
    PLACES: ClassVar[str] = "Jump to"

    @dataclass
    class Chosen(Message):
        """The person chose a place by its letter."""

        letter: str

    def __init__(self, places: Mapping[str, str]) -> None:
        super().__init__(id="jump")
        self._places = dict(places)
        self._before: Widget | None = None

    def on_mount(self) -> None:
        """Take the keys, knowing where they went before."""
        self._before = self.screen.focused
        self.focus()

    def on_key(self, event: events.Key) -> None:
        """Go where the letter says, else back."""
        event.stop()
        event.prevent_default()
        if self._before is not None and self._before.is_attached:
            self._before.focus()
        if event.character in self._places:
            self.post_message(self.Chosen(event.character))
        self.call_after_refresh(self.remove)

    def on_blur(self) -> None:
        """Give up when the focus goes elsewhere."""
        self.remove()

    def render(self) -> Content:
        """Return the places."""
        parts = [Content.assemble((letter, "bold reverse"), f" {place}") for letter, place in self._places.items()]
        return Content("  ").join([Content.styled(self.PLACES, "bold"), *parts])
