"""What a screen with an answer has of it: its wishes come in here, whichever screen that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from workbench.screens.desk import Desk
from workbench.widgets.response_view import ResponseView
from workbench.widgets.tone import Tone

if TYPE_CHECKING:  # loaded with the first answer
    from workbench.widgets.body_pane import BodyPane
    from workbench.widgets.body_view import BodyView
    from workbench.widgets.network_view import NetworkView


class AnsweringScreen(Screen[None]):
    """A screen that shows an answer, with all that can be done with it (`answer_deeds`)."""

    desk: Desk

    @property
    def response(self) -> ResponseView:
        """The answer's pane."""
        return self.query_one(ResponseView)

    def tell(self, text: str, tone: Tone) -> None:
        """Say something in one line."""
        raise NotImplementedError

    async def action_answer(self, deed: str) -> None:
        """Do something with the answer; what is asked first has the keys when this is over."""
        from workbench.screens import answer_deeds

        if (asked := answer_deeds.do(self, deed)) is not None:
            await asked

    def on_network_view_copy_wanted(self, event: NetworkView.CopyWanted) -> None:
        """Copy the network's story."""
        self.desk.copy(event.text)

    def on_body_view_found(self, event: BodyView.Found) -> None:
        """Say when there is no such thing in the body; where one is, the line under it says."""
        if event.line is None and event.needle:
            self.tell(f"{event.words[:1].upper()}{event.words[1:]}.", "warn")

    def on_body_view_remarked(self, event: BodyView.Remarked) -> None:
        """Say what was done in another way than was asked for."""
        self.tell(event.words, "accent")

    def on_body_pane_failed(self, event: BodyPane.Failed) -> None:
        """Say why nothing came of a filter: the line under the body may be too short for it."""
        self.tell(event.words, "warn")
