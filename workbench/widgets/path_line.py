"""A question on one line whose answer is a path: grey proposals, and completion by key."""

from __future__ import annotations

from collections.abc import Callable

from workbench.widgets.path_field import Completer, PathField
from workbench.widgets.prompt_line import PromptLine
from workbench.widgets.text_field import TextField


class PathLine(PromptLine):
    """Asks for the path of a file."""

    def __init__(self, question: str, then: Callable[[str], None], complete: Completer, *, answer: str = "") -> None:
        super().__init__(question, then, answer=answer)
        self._complete = complete

    def field(self, answer: str) -> TextField:
        """Return a field that knows the ways to go on."""
        return PathField(answer, complete=self._complete, id="prompt-answer")
