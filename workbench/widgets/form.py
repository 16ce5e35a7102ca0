"""The frame of every form: a titled pane that scrolls where the rows do not fit."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll


class Form(VerticalScroll, can_focus=False):
    """Rows of fields one under the other; Up and Down walk through them, and the pane scrolls along."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", "Previous field", show=False, id="form.previous"),
        Binding("down", "app.focus_next", "Next field", show=False, id="form.next"),
    ]

    DEFAULT_CSS = """
    Form {
        border: solid $border;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
        padding: 0 1;
        height: 1fr;
        scrollbar-size-vertical: 1;
    }
    """


class Buttons(Horizontal):
    """The last row of a form."""

    DEFAULT_CSS = """
    Buttons { height: 1; margin-left: 13; }
    """
