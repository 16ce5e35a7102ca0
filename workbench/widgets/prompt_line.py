"""A question on one line above the footer: what to find, what to call it. Gone with the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from workbench.widgets.text_field import TextField


class PromptLine(Horizontal):
    """Asks, hands the answer to `then`, and gives the focus back.

    Esc is no answer, and an empty line is none unless it `takes_nothing`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "OK", id="prompt.answer"),
        Binding("escape,ctrl+g", "cancel", "Never mind", id="prompt.cancel"),
    ]
    DEFAULT_CSS = """
    PromptLine {
        dock: bottom;
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
        super().__init__(id="prompt")
        self._question = question
        self._then = then
        self._answer = answer
        self._hint = hint
        self._takes_nothing = takes_nothing
        self._before: Widget | None = None

    def compose(self) -> ComposeResult:
        """Put the field behind the question."""
        yield Static(Content(f"{self._question} "))
        yield self.field(self._answer)

    def field(self, answer: str) -> TextField:
        """Return the field, with what stands in it first."""
        return TextField(answer, placeholder=self._hint, id="prompt-answer")

    def on_mount(self) -> None:
        """Take the focus, knowing where it was."""
        self._before = self.screen.focused
        field = self.query_one(TextField)
        field.focus()
        if not self._answer.endswith(" "):  # else it is a beginning, to be gone on with
            field.select_all()

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
        if self._before is not None and self._before.is_attached:
            self._before.focus()
        self.remove()
