"""The console as a screen: everything sent and done so far, and each of it in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from workbench.models import Request
from workbench.screens.desk import Desk, Logged
from workbench.widgets.console import Console
from workbench.widgets.footer import Footer


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgain:
    """The request that is to be sent once more, as it was composed."""

    request: Request


class ConsoleScreen(Screen[SendAgain | None]):
    """Shows the desk's log and follows it; dismisses with what is to be sent again."""

    HELP_TOPIC: ClassVar[str] = "Console"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Back", id="console.back"),
        Binding("l,f9", "close", "Back", show=False, id="console.back_toggle"),
    ]
    DEFAULT_CSS = """
    ConsoleScreen Console {
        height: 1fr;
        border: double $border;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """Give the console all the room."""
        yield Console(self._desk.log, id="console")
        yield Footer()

    def on_logged(self, event: Logged) -> None:
        """Add what has just happened."""
        self.query_one(Console).add(event.entry)

    @on(Console.ResendWanted)
    def send_again(self, event: Console.ResendWanted) -> None:
        """Go back and send it once more."""
        self.dismiss(SendAgain(request=event.exchange.request))

    @on(Console.CopyWanted)
    def copy(self, event: Console.CopyWanted) -> None:
        """Copy one entry, all of it."""
        self._desk.copy(event.text)

    @on(Console.ClearWanted)
    def clear(self) -> None:
        """Empty the log."""
        self._desk.clear_log()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
