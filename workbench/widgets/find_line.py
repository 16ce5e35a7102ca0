"""What to find, on one line: a text in any case, or a regular expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from workbench.nouns import dataclass
from workbench.widgets.prompt_line import PromptLine
from workbench.widgets.text_field import TextField


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be found."""

    text: str
    is_expression: bool = False


def wanted(typed: str, *, is_expression: bool) -> Wanted:
    """Return what a text asks for: between slashes it is an expression, whatever the switch says."""
    if len(typed) > 2 and typed.startswith("/") and typed.endswith("/"):
        return Wanted(text=typed[1:-1], is_expression=True)
    return Wanted(text=typed, is_expression=is_expression)


class FindLine(PromptLine):
    """Its first word says which of the two is looked for; Tab switches."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,ctrl+t", "switch", "Text or regex", priority=True, id="prompt.switch"),
    ]

    def __init__(self, then: Callable[[Wanted], None]) -> None:
        super().__init__("Find text:", self._take, hint="or /an expression/; Tab: regex")
        self._find = then
        self._is_expression = False

    def compose(self) -> ComposeResult:
        """Put the field behind the question."""
        yield Static(self._words(), id="prompt-question")
        yield self.field("")

    def action_switch(self) -> None:
        """Look for the other of the two."""
        self._is_expression = not self._is_expression
        self.query_one("#prompt-question", Static).update(self._words(), layout=False)

    def field(self, answer: str) -> TextField:
        """Return the field."""
        return super().field(answer)

    def _words(self) -> Content:
        return Content("Find regex: " if self._is_expression else "Find text:  ")

    def _take(self, typed: str) -> None:
        self._find(wanted(typed, is_expression=self._is_expression))
