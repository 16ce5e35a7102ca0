"""A question on one line above the footer: what to find, what to call it. Gone with the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from workbench.widgets.asking_line import AskingLine
from workbench.widgets.text_field import TextField


class PromptLine(AskingLine):
    """Asks, hands the answer to `then`, and gives the focus back.

    Esc is no answer, nor is going elsewhere, and an empty line is none unless it `takes_nothing`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "OK", id="prompt.answer"),
        Binding("escape,ctrl+g", "cancel", "Never mind", id="prompt.cancel"),
    ]
    DEFAULT_CSS = """
    PromptLine {
        dock: bottom;
        layout: horizontal;
        overflow: hidden;
        width: 1fr;
        height: 1;
        margin-bottom: 1;
        background: $panel;
        padding: 0 1;
        & > Static { width: auto; text-style: bold; color: $accent; }
    }
    """

    def __init__(
        self,
        question: str,
        then: Callable[[str], None],
        *,
        answer: str = "",
        hint: str = "",
        takes_nothing: bool = False,
    ) -> None:
        super().__init__()
        self._question = question
        self._then = then
        self._answer = answer
        self._hint = hint
        self._takes_nothing = takes_nothing

    def compose(self) -> ComposeResult:
        """Put the field behind the question."""
        yield Static(Content(f"{self._question} "))
        yield self.field(self._answer)

    def field(self, answer: str) -> TextField:
        """Return the field, with what stands in it first."""
        return TextField(answer, placeholder=self._hint, id="prompt-answer")

    def on_mount(self) -> None:
        """Take the focus, knowing where it was."""
        self.note_focus()
        field = self.query_one(TextField)
        field.focus()
        if not self._answer.endswith(" "):  # else it is a beginning, to be gone on with
            field.select_all()

    def on_descendant_blur(self) -> None:
        """Give up when the focus goes elsewhere."""
        self.yield_to_others()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the typing to ourselves."""
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take Enter for the answer."""
        event.stop()
        self.action_answer()

    def action_answer(self) -> None:
        """Hand over what was typed."""
        answer = self.query_one(TextField).text
        self.action_cancel()
        if answer or self._takes_nothing:
            self._then(answer)

    def action_cancel(self) -> None:
        """Go without an answer."""
        self.give_focus_back()
        self.remove()
