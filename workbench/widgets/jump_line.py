"""Jump mode: the places of the screen by one letter each, on the last line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from workbench.widgets.asking_line import AskingLine


class JumpLine(AskingLine, can_focus=True):
    """Lies over the footer until a key comes: a place's letter goes there, any other key back to where one was."""

    DEFAULT_CSS = """
    JumpLine { dock: bottom; height: auto; padding: 0 1; background: $block-cursor-background; }
    JumpLine { color: $block-cursor-foreground; }
    """
    PLACES: ClassVar[str] = "Jump to"

    @dataclass
    class Chosen(Message):
        """The person chose a place by its letter."""

        letter: str

    def __init__(self, places: Mapping[str, str]) -> None:
        super().__init__()
        self._places = dict(places)

    def on_mount(self) -> None:
        """Take the keys, knowing where they went before."""
        self.note_focus()
        self.focus()

    def on_key(self, event: events.Key) -> None:
        """Go where the letter says, else back."""
        event.stop()
        event.prevent_default()
        self.give_focus_back()
        if event.character in self._places:
            self.post_message(self.Chosen(event.character))
        self.call_after_refresh(self.remove)

    def on_blur(self) -> None:
        """Give up when the focus goes elsewhere."""
        self.yield_to_others()

    def render(self) -> Content:
        """Return the places, on as many lines as they take."""
        return Content("\n").join(self._lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are for a width."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        lines = [Content.styled(self.PLACES, "bold")]
        for letter, place in self._places.items():
            part = Content.assemble((letter, "bold reverse"), f" {place}")
            longer = lines[-1] + "  " + part
            if longer.cell_length > width:
                lines.append(part)
            else:
                lines[-1] = longer
        return lines
