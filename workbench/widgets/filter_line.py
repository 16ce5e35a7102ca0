"""A text that filters a list while it is typed, on one line above the footer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from workbench.widgets.text_field import TextField


class FilterLine(Horizontal):
    """Hidden until `open`; Enter and Down leave it standing and go to the list, Esc ends the filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "to_list", "To the list", id="filter.list"),
        Binding("escape", "end", "End the filter", id="filter.end"),
    ]
    DEFAULT_CSS = """
    FilterLine {
        dock: bottom;
        height: 1;
        margin-bottom: 1;
        background: $panel;
        padding: 0 1;
        display: none;
        & > Static { width: auto; text-style: bold; color: $accent; }
    }
    FilterLine.-open { display: block; }
    """

    @dataclass
    class Changed(Message):
        """The text to filter by is another one; empty: everything is to be listed."""

        text: str

    class Left(Message):
        """The focus belongs to the list again."""

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """Put the field behind its name."""
        yield Static(Content("Filter "))
        yield TextField(placeholder=self._placeholder, id="filter-text")

    @property
    def is_open(self) -> bool:
        """Whether it is shown, wherever the focus is."""
        return self.has_class("-open")

    def open(self) -> None:
        """Show it, with what it held before, and take the focus."""
        self.add_class("-open")
        self.query_one(TextField).focus()

    def show(self, text: str) -> None:
        """Show it with this text, wherever the focus is; without any, hide it unless something is being typed."""
        field = self.query_one(TextField)
        if field.text != text:
            field.value = text
            field.cursor_position = len(text)
        if text or not field.has_focus:
            self.set_class(bool(text), "-open")

    def action_end(self) -> None:
        """List everything again."""
        self.remove_class("-open")
        self.query_one(TextField).value = ""
        self.action_to_list()

    @on(Input.Submitted)
    def action_to_list(self) -> None:
        """Leave the filter as it is and go to the list."""
        self.post_message(self.Left())

    @on(Input.Changed)
    def _tell(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self.query_one(TextField).text))
