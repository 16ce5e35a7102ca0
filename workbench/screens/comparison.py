"""Compare, second part: the same request sent as one identity after the other, and the answers side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from workbench import masking
from workbench.models import Exchange, Request
from workbench.nouns import dataclass
from workbench.screens.answer import AnswerScreen
from workbench.screens.desk import Desk
from workbench.screens.one_off import OneOff
from workbench.screens.send_control import Faulted, Finished, SendControl
from workbench.visible import visible
from workbench.widgets import body_difference, comparison, comparison_lines
from workbench.widgets.body_difference import Difference
from workbench.widgets.comparison import Column
from workbench.widgets.comparison_lines import Sheet
from workbench.widgets.comparison_sheet import ComparisonSheet
from workbench.widgets.footer import Footer
from workbench.widgets.pane import Pane

LOOK_SECONDS: Final = 0.3
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the sends: what its column is called, the request as it goes out, and what a pasted command lends it."""

    title: str
    request: Request
    lent: OneOff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """All of it is to be sent once more, with all that is asked before."""


class ComparisonScreen(Screen[Again | None]):
    """Sends its parts in order as soon as it is shown; each is recorded in the log like every send."""

    HELP_TOPIC: ClassVar[str] = "Compare"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x,ctrl+c", "stop", "Stop", key_display="^C", id="comparison.stop"),
        Binding("y", "copy", "Copy", tooltip="Copy the comparison as text", id="comparison.copy"),
        Binding("r", "again", "Again", tooltip="Send all of it again", id="comparison.again"),
        Binding("escape,q", "close", "Back", id="comparison.close"),
        *(
            Binding(str(number), f"answer({number - 1})", f"Answer {number}", show=False, id=f"comparison.{number}")
            for number in range(1, _DIGITS + 1)
        ),
    ]

    def __init__(self, desk: Desk, parts: Sequence[Part]) -> None:
        super().__init__()
        self._desk = desk
        self._parts = tuple(parts)
        self._columns = tuple(Column(title=part.title) for part in parts)
        self._control = SendControl(desk, self)
        self._at = 0
        self._is_stopped = self._is_leaving = False
        self.bodies: Difference | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """What came of each so far."""
        return self._columns

    def compose(self) -> ComposeResult:
        """Give the comparison all the room."""
        with Pane() as pane:
            request = self._parts[0].request
            pane.border_title = Content(f"Compare  {visible(f'{request.method} {masking.url(request.url)}')}")
            yield ComparisonSheet(self._sheet(), id="comparison")
        yield Footer()

    def on_mount(self) -> None:
        """Send the first."""
        self.query_one(ComparisonSheet).focus()
        self.set_interval(LOOK_SECONDS, self._look)
        self._next()

    def on_unmount(self) -> None:
        """Leave nothing running."""
        self._control.stop()

    @on(Finished)
    def landed(self, event: Finished) -> None:
        """Record what came of it, and go on with the next."""
        self._desk.record(event.exchange, self._desk.choice)
        self._went(exchange=event.exchange)

    @on(Faulted)
    def faulted(self) -> None:
        """Go on: the app tells of the fault."""
        self._went(words="a fault of our own ended it: nothing to compare")

    @on(ComparisonSheet.Opened)
    def open_answer(self) -> None:
        """Open the answer at hand."""
        self.action_answer(self.query_one(ComparisonSheet).column)

    def action_answer(self, place: int) -> None:
        """Open one answer in full."""
        exchange = self._columns[place].exchange if place < len(self._columns) else None
        if exchange is not None:
            self.app.push_screen(AnswerScreen(exchange, f"{place + 1} {self._columns[place].title}", self._desk))

    def action_stop(self) -> None:
        """Stop the one that runs, and send no more; what came so far stays."""
        self._is_stopped = True
        self._control.stop()

    def action_copy(self) -> None:
        """Copy all of it as text."""
        self._desk.copy(comparison_lines.plain(self._sheet()))

    def action_again(self) -> None:
        """Go back and send all of it again."""
        self.dismiss(Again())

    def action_close(self) -> None:
        """Go back; what runs is stopped first, so that the log has it."""
        if self._control.running:
            self._is_leaving = True
            self.action_stop()
        else:
            self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop while it runs, and to send again when it is over."""
        match action:
            case "stop":
                return self._control.running
            case "again":
                return not self._control.running
            case _:
                return True

    def _next(self) -> None:
        part = self._parts[self._at]
        self._control.start(part.request, lent=part.lent)
        self._put(words="sending …")

    def _went(self, *, exchange: Exchange | None = None, words: str = "") -> None:
        self._control.landed()
        self._put(exchange=exchange, words=words)
        self._at += 1
        if self._is_leaving:
            self.dismiss(None)
        elif self._at < len(self._parts) and not self._is_stopped:
            self._next()
        else:
            self._end()

    def _end(self) -> None:
        for place in range(self._at, len(self._parts)):
            self._at = place
            self._put(words="not sent: stopped before")
        self._at = len(self._parts)
        self._say()
        self.refresh_bindings()
        exchanges = [column.exchange for column in self._columns]
        self._desk.background(partial(body_difference.difference, exchanges), self._show_bodies)

    def _put(self, *, exchange: Exchange | None = None, words: str = "") -> None:
        """Show what has become of the column that is at."""
        columns = list(self._columns)
        columns[self._at] = replace(columns[self._at], exchange=exchange, words=words)
        self._columns = tuple(columns)
        self._draw()
        self.refresh_bindings()

    def _show_bodies(self, bodies: Difference | None) -> None:
        if self.is_attached:
            self.bodies = bodies
            self._draw()
            self._say()

    def _draw(self) -> None:
        self.query_one(ComparisonSheet).sheet = self._sheet()

    def _sheet(self) -> Sheet:
        over = self._at >= len(self._parts)
        answered = sum(1 for column in self._columns if column.exchange and column.exchange.response)
        waiting = "" if over and answered < 2 else "being compared" if over else "compared when all are there"
        rows = comparison.rows(self._columns)
        return Sheet(columns=self._columns, rows=rows, bodies=self.bodies, waiting=waiting)

    def _look(self) -> None:
        if self._control.running:
            self._say()

    def _say(self) -> None:
        """Say in the border how far it is, or how many differences there are."""
        pane, running = self.query_one(Pane), self._control.look()
        if running:
            part = f"{self._at + 1} of {len(self._parts)} as {visible(self._parts[self._at].title)}"
            pane.border_subtitle = Content(f"sending {part}  {running.seconds:.0f} s  ^C stops")
            return
        count = self.query_one(ComparisonSheet).differences
        stopped = "STOPPED  " if self._is_stopped else ""
        said = f"{count} difference{'' if count == 1 else 's'}" if count else "no difference"
        pane.border_subtitle = Content(stopped + said)
