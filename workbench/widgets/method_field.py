"""The method: walked through with the arrows, jumped to by its letter, always a word beside its colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from workbench.visible import visible

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_COLOURS: Final = {
    "GET": "$success",
    "HEAD": "$success",
    "OPTIONS": "$secondary",
    "POST": "$warning",
    "PUT": "$accent",
    "PATCH": "$accent",
    "DELETE": "$error",
}


def method_word(method: str, width: int = 0) -> Content:
    """Return a method in its colour, filled up to `width` cells."""
    shown = visible(method)
    return Content.styled(shown.ljust(width), f"bold {_COLOURS.get(method, '$secondary')}")


class MethodField(Widget, can_focus=True):
    """The request's method. Enter asks for one that is not in the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "step(-1)", "Method", show=False, id="method.previous"),
        Binding("down,right,space", "step(1)", "Next method", id="method.next"),
        Binding("enter", "other", "Other method", id="method.other"),
        *(
            Binding(letter, f"jump('{letter}')", f"Method by letter {letter}", show=False, id=f"method.{letter}")
            for letter in "gpdho"
        ),
    ]
    DEFAULT_CSS = """
    MethodField {
        width: auto;
        min-width: 9;
        height: 1;
        margin-right: 1;
        padding: 0 1;
        background: $panel;
        &:focus { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
        &:ansi:focus { text-style: reverse; }
    }
    """

    method = reactive("GET", init=False, layout=True)

    @dataclass
    class Changed(Message):
        """The person chose a method."""

        method: str

    class OtherWanted(Message):
        """The person wants to type a method of their own."""

    def render(self) -> Content:
        """Return the word; while focused in the plain colours of the cursor."""
        shown = Content(visible(self.method)) if self.has_focus else method_word(self.method)
        return shown + " ↕" if self.has_focus else shown

    def action_step(self, step: int) -> None:
        """Take the next or the previous one of the list."""
        here = METHODS.index(self.method) if self.method in METHODS else 0
        self._choose(METHODS[(here + step) % len(METHODS)])

    def action_jump(self, letter: str) -> None:
        """Take the next one that begins with a letter: p is POST, then PUT, then PATCH."""
        bearing = [method for method in METHODS if method.startswith(letter.upper())]
        here = bearing.index(self.method) + 1 if self.method in bearing else 0
        self._choose(bearing[here % len(bearing)])

    def action_other(self) -> None:
        """Ask for another method."""
        self.post_message(self.OtherWanted())

    def on_click(self, event: events.Click) -> None:
        """Take the next one."""
        self.action_step(1)

    def _choose(self, method: str) -> None:
        self.method = method
        self.post_message(self.Changed(method))
