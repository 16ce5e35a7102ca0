"""The console as a screen: everything sent and done so far, and each of it in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from workbench.models import LogEntry, Request
from workbench.screens import handshake_story
from workbench.screens.confirm import Confirmed, ConfirmScreen, Question
from workbench.screens.desk import Desk, Logged
from workbench.widgets.console import Console
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.filter_line import FilterLine
from workbench.widgets.footer import Footer

_LATELY: Final = 20
"""How many entries can be on their way to a screen that is being made."""


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
        Binding("Y", "copy_as", "Copy as", tooltip="Copy as curl or openssl", id="console.copy_as"),
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
        self._before: Sequence[LogEntry] = ()

    def compose(self) -> ComposeResult:
        """Give the console all the room, but for the filter."""
        self._before = self._desk.log[-_LATELY:]
        yield Console(self._desk.log, handshake_story.tell, id="console")
        yield FilterLine("words of the URL, the status, the certificate, the text")
        yield Footer()

    def on_logged(self, event: Logged) -> None:
        """Add what has just happened, unless it was in the log already when this screen was made."""
        if not any(event.entry is one for one in self._before):
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
    def ask_to_clear(self) -> None:
        """Ask before everything goes."""
        count = len(self.query_one(Console).entries)
        question = Question(
            title="Empty the console?",
            facts=(
                Fact(label="Goes", value=f"{count} entr{'y' if count == 1 else 'ies'}; nothing brings them back"),
                Fact(label="Stays", value="the request that is composed, and every saved one"),
            ),
            yes="Empty it",
        )
        self.app.push_screen(ConfirmScreen(question), self._clear)

    @on(Console.FilterWanted)
    def open_filter(self) -> None:
        """Let the person type what to filter by."""
        self.query_one(FilterLine).open()

    @on(FilterLine.Changed)
    def filter(self, event: FilterLine.Changed) -> None:
        """List what holds these words."""
        self.query_one(Console).query_text = event.text

    @on(FilterLine.Left)
    def to_list(self) -> None:
        """Go back to the list."""
        self.query_one(Console).focus()

    def action_close(self) -> None:
        """End the filter, else go back."""
        if self.query_one(FilterLine).is_open:
            self.query_one(FilterLine).action_end()
        else:
            self.dismiss(None)

    def hear(self, text: str) -> bool:
        """Leave it at that: whatever is told is an entry, and stands here by itself."""
        return True

    def action_copy_as(self) -> None:
        """Copy what was sent as a command."""
        from workbench.screens import copies

        exchange = self.query_one(Console).exchange
        if exchange:
            copies.offer_sent(self, self._desk, exchange)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Copy as a command only what was sent."""
        return action != "copy_as" or any(console.exchange for console in self.query(Console))

    def _clear(self, answer: Confirmed | None) -> None:
        if answer:
            self._desk.clear_log()
            self.query_one(Console).entries = ()
