"""A question before something that takes away: what would be lost, and the two ways on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.widgets.action_button import ActionButton
from workbench.widgets.fact_sheet import Fact, FactSheet
from workbench.widgets.footer import Footer
from workbench.widgets.form import Buttons, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The person said yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A title that asks, what it is about, and what yes and no would do, as verbs."""

    title: str
    facts: Sequence[Fact]
    yes: str
    no: str = "Keep"


class ConfirmScreen(Screen[Confirmed | None]):
    """Asks a `Question`; Enter on the button that is focused first changes nothing."""

    HELP_TOPIC: ClassVar[str] = "Forms"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "Yes", id="confirm.yes"),
        Binding("n,escape,q", "no", "No", id="confirm.no"),
        Binding("left", "app.focus_previous", "Previous", show=False, id="confirm.left"),
        Binding("right", "app.focus_next", "Next", show=False, id="confirm.right"),
    ]
    DEFAULT_CSS = """
    ConfirmScreen {
        & Form { height: auto; max-height: 1fr; }
        & FactSheet { height: auto; max-height: 16; margin-bottom: 1; }
        & Buttons { margin-left: 0; }
    }
    """

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Put the facts above the two buttons."""
        with Form() as form:
            form.border_title = Content(visible(self._question.title))
            yield FactSheet(self._question.facts)
            with Buttons():
                yield ActionButton(self._question.no, key="n", id="no")
                yield ActionButton(self._question.yes, key="y", id="yes")
        yield Footer()

    def on_mount(self) -> None:
        """Begin at the harmless button."""
        self.query_one("#no").focus()

    @on(ActionButton.Pressed, "#yes")
    def action_yes(self) -> None:
        """Go ahead."""
        self.dismiss(Confirmed())

    @on(ActionButton.Pressed, "#no")
    def action_no(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
