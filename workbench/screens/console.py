"""The console as a screen: everything sent and done so far, and each of it in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from workbench.models import Exchange, LogEntry, Request
from workbench.nouns import dataclass
from workbench.screens import handshake_story
from workbench.screens.confirm import Confirmed, ConfirmScreen, Question
from workbench.screens.desk import Desk, Logged
from workbench.visible import visible
from workbench.widgets import console_entry
from workbench.widgets.console import Console
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.filter_line import FilterLine
from workbench.widgets.footer import Footer
from workbench.widgets.tone import words

if TYPE_CHECKING:
    from workbench.screens.save_all import Saving

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
        Binding("Y", "copy_as", "Copy as", tooltip="Copy as curl or openssl", show=False, id="console.copy_as"),
    ]
    DEFAULT_CSS = """
    ConsoleScreen {
        & Console {
            height: 1fr;
            border: double $border;
            border-title-color: $foreground;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
        }
        & #understood { dock: bottom; height: auto; max-height: 3; margin-bottom: 2; padding: 0 1; display: none; }
        & #understood.-filtered { display: block; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._before: Sequence[LogEntry] = ()
        self._saving: Saving | None = None

    def compose(self) -> ComposeResult:
        """Give the console all the room until somebody wants to filter."""
        self._before = self._desk.log[-_LATELY:]
        yield Console(self._desk.log, handshake_story.tell, id="console")
        yield Footer()

    @property
    def console(self) -> Console:
        """The list."""
        return self.query_one(Console)

    def on_mount(self) -> None:
        """Say what had to be dropped before."""
        self.console.keep(len(self._desk.log), self._desk.log.dropped)

    def on_screen_suspend(self) -> None:
        """Mask what was shown: another screen is looked at."""
        for console in self.query(Console):
            console.mask()

    def on_logged(self, event: Logged) -> None:
        """Add what has just happened, unless it was in the log already when this screen was made."""
        if not any(event.entry is one for one in self._before):
            self.console.add(event.entry)
            self.console.keep(len(self._desk.log), self._desk.log.dropped)
            self.say_understood()

    @on(Console.Wanted)
    async def do(self, event: Console.Wanted) -> None:
        """Do with the entry under the cursor, or with all, what was asked for."""
        match event.deed, self.console.selected:
            case "filter", _:
                (await self._filter_line()).open()
            case "clear", _:
                self._ask_to_clear()
            case "save", _:
                self._save()
            case "copy", LogEntry() as entry:
                self._desk.copy(console_entry.text(entry, handshake_story.tell))
            case "share", LogEntry() as entry:
                from workbench.screens import share

                share.offer(self, self._desk, entry)
            case "resend", LogEntry(exchange=Exchange() as exchange):
                self.dismiss(SendAgain(request=exchange.request))

    def _ask_to_clear(self) -> None:
        count = len(self.console.entries)
        question = Question(
            title="Empty the console?",
            facts=(
                Fact(label="Goes", value=f"{count:,} entr{'y' if count == 1 else 'ies'}; nothing brings them back"),
                Fact(label="Stays", value="the request that is composed, and every saved one"),
            ),
            yes="Empty it",
        )
        self.app.push_screen(ConfirmScreen(question), self._clear)

    def _save(self) -> None:
        from workbench.screens.save_all import Saving

        self._saving = self._saving or Saving(self, self._desk, self.console)
        self._saving.offer()

    @on(FilterLine.Changed)
    def filter(self, event: FilterLine.Changed) -> None:
        """List what is meant by this."""
        self.console.query_text = event.text

    @on(Console.TermChanged)
    async def show_filter(self, event: Console.TermChanged) -> None:
        """Show in its line what a key has made of the filter."""
        (await self._filter_line()).show(event.text)
        self.say_understood()

    async def _filter_line(self) -> FilterLine:
        """Return the line, made when it is first wanted, and what tells how it is understood."""
        if not self.query(FilterLine):
            line = FilterLine("host:api  status:4xx  cert:alice  error  any text")
            await self.mount(Static(id="understood"), line, before=self.query_one(Footer))
        return self.query_one(FilterLine)

    @on(Console.Filtered)
    def say_understood(self) -> None:
        """Say what the filter is understood as, and what is wrong with it."""
        if not self.query(FilterLine):
            return
        asked, line = self.console.asked, self.query_one("#understood", Static)
        line.set_class(bool(asked.terms or asked.wrong), "-filtered")
        listed = f"Lists {self.console.count:,}: {asked.words}" if asked.terms else "Lists everything"
        wrong = "".join(f"! {each}  " for each in asked.wrong)
        line.update(words((visible(wrong), "warn"), (visible(listed), "dim")))

    @on(FilterLine.Left)
    def to_list(self) -> None:
        """Go back to the list."""
        self.console.focus()

    def action_close(self) -> None:
        """End the filter, else go back."""
        open_lines = [line for line in self.query(FilterLine) if line.is_open]
        if open_lines:
            open_lines[0].action_end()
        else:
            self.dismiss(None)

    def hear(self, text: str) -> bool:
        """Leave it at that: whatever is told is an entry, and stands here by itself."""
        return True

    def action_copy_as(self) -> None:
        """Copy what was sent as a command."""
        from workbench.screens import copies

        exchange = self.console.exchange
        if exchange:
            copies.offer_sent(self, self._desk, exchange)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Copy as a command only what was sent."""
        return action != "copy_as" or any(console.exchange for console in self.query(Console))

    def _clear(self, answer: Confirmed | None) -> None:
        if answer:
            self._desk.clear_log()
            self.console.clear()
