"""One answer in full, to look at: body, headers, network and timing, as in the composer."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen

from workbench.models import Exchange
from workbench.screens import handshake_story
from workbench.visible import visible
from workbench.widgets.failure_panel import FailurePanel
from workbench.widgets.footer import Footer
from workbench.widgets.response_view import ResponseView


class AnswerScreen(Screen[None]):
    """Shows a finished send under the name it has in a comparison; there is nothing to do about it here."""

    HELP_TOPIC: ClassVar[str] = "Compare"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Back", id="answer.close"),
        *(
            Binding(str(number), f"tab({number - 1})", name, show=number == 1, id=f"answer.{number}")
            for number, name in enumerate(("Body", "Headers", "Network", "Timing"), 1)
        ),
    ]

    def __init__(self, exchange: Exchange, title: str) -> None:
        super().__init__()
        self._exchange = exchange
        self._title = title

    def compose(self) -> ComposeResult:
        """Give it all the room."""
        with Container():
            yield ResponseView(Content(""), handshake_story.tell, id="answer")
        yield Footer()

    async def on_mount(self) -> None:
        """Show it, without what the composer offers to do about a failure."""
        view = self.query_one(ResponseView)
        await view.show(self._exchange)
        if view.trouble is not None:
            view.trouble = replace(view.trouble, remedies=())
            self.query_one(FailurePanel).show(view.trouble)
        view.border_subtitle = Content(visible(self._title))
        self.call_after_refresh(view.focus_content)

    def action_tab(self, number: int) -> None:
        """Choose a tab, counted from 0, and go into it."""
        view = self.query_one(ResponseView)
        view.action_tab(number)
        self.call_after_refresh(view.focus_content)

    def action_close(self) -> None:
        """Go back to the comparison."""
        self.dismiss(None)
