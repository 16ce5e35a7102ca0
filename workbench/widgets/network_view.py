"""The Network tab: was the server verified, was your certificate asked for, sent, taken; what TLS was spoken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from workbench import marks
from workbench.models import Exchange, Storyteller
from workbench.widgets.fold_sheet import FoldSheet
from workbench.widgets.network_facts import network_facts
from workbench.widgets.network_story import Told, untold


class NetworkView(FoldSheet):
    """What was observed on the wire, the last hop first; what was not observed is said to be unknown."""

    LABEL_WIDTH: ClassVar[int] = 12
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", tooltip="Copy the whole story, every message opened", id="network.copy")
    ]

    @dataclass
    class CopyWanted(Message):
        """The person wants all of it as text."""

        text: str

    def __init__(self, tell: Storyteller = untold, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._tell = tell

    def show(self, exchange: Exchange | None) -> None:
        """Show what an exchange went through."""
        told = Told(tell=self._tell, arrows=marks.arrows(self.app.console.encoding))
        self.facts = network_facts(exchange, told) if exchange else ()

    def action_copy(self) -> None:
        """Ask for everything that is told here, what is folded too."""
        if self.facts:
            self.post_message(self.CopyWanted(self.text))

    def go_to_chain(self) -> None:
        """Scroll to the chain."""
        line = next((n for n, line in enumerate(self._lines) if line.plain.startswith("Chain ")), 0)
        self.scroll_to(y=line, animate=False)
