"""One answer in full, to look at and to do things with: the tabs of the composer's pane, with all the room."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content

from workbench.models import Exchange
from workbench.screens import answer_keys, handshake_story
from workbench.screens.answering import AnsweringScreen
from workbench.screens.desk import Desk, Level
from workbench.visible import visible
from workbench.widgets.failure_panel import FailurePanel
from workbench.widgets.footer import Footer
from workbench.widgets.response_view import ResponseView
from workbench.widgets.tone import Tone

_LEVELS: Final[dict[Tone, Level]] = {"warn": "warning", "bad": "error"}


class AnswerScreen(AnsweringScreen):
    """Shows a finished send under the name it has where it was opened from; nothing is sent here."""

    HELP_TOPIC: ClassVar[str] = "Response"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Back", id="answer.close"),
        *(
            Binding(str(number), f"tab({number - 1})", name, show=number == 1, id=f"answer.{number}")
            for number, name in enumerate(answer_keys.TABS, 1)
        ),
        *answer_keys.BINDINGS,
    ]

    def __init__(self, exchange: Exchange, title: str, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._exchange = exchange
        self._title = title

    def compose(self) -> ComposeResult:
        """Give it all the room."""
        with Container():
            yield ResponseView(Content(""), handshake_story.tell, id="answer")
        yield Footer()

    async def on_mount(self) -> None:
        """Show it, without what the composer offers to do about a failure."""
        view = self.response
        await view.show(self._exchange)
        if view.trouble is not None:
            view.trouble = replace(view.trouble, remedies=())
            self.query_one(FailurePanel).show(view.trouble)
        view.border_subtitle = Content(visible(self._title))
        self.call_after_refresh(view.focus_content)

    def tell(self, text: str, tone: Tone) -> None:
        """Say something in passing."""
        self.desk.tell(text, _LEVELS.get(tone, "info"))

    def action_tab(self, number: int) -> None:
        """Choose a tab, counted from 0, and go into it."""
        self.response.action_tab(number)
        self.call_after_refresh(self.response.focus_content)

    def action_close(self) -> None:
        """Go back to where it was opened from."""
        self.dismiss(None)
