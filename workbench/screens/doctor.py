"""The doctor as a screen: one step after the other as it is found, and what to change."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from workbench import masking
from workbench.doctor import Finding, Remedy, Report, State, sheet
from workbench.doctor.examination import NotExaminable, Question
from workbench.doctor.visit import Visit
from workbench.engine import Ticket
from workbench.models import Exchange, Hop, Request
from workbench.screens.desk import Desk
from workbench.screens.one_off import OneOff, completing
from workbench.visible import visible
from workbench.widgets.fact_sheet import Fact, FactSheet
from workbench.widgets.footer import Footer
from workbench.widgets.pane import Pane
from workbench.widgets.tone import Tone

_TONES: Final[dict[State, Tone]] = {
    "good": "good",
    "warn": "warn",
    "bad": "bad",
    "unknown": "warn",
    "skipped": "dim",
}


class DoctorScreen(Screen[None]):
    """Examines one request in a thread of its own; leaving the screen stops that.

    `led` says that a redirect led there: a session's identity by id is for the request's own origin (contract §3.7).
    """

    HELP_TOPIC: ClassVar[str] = "Doctor"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", "Again", tooltip="Examine again", id="doctor.again"),
        Binding("y", "copy", "Copy", tooltip="Copy everything found", id="doctor.copy"),
        Binding("x,ctrl+c", "stop", "Stop", id="doctor.stop"),
        Binding("escape,q,f12", "close", "Back", id="doctor.back"),
    ]
    DEFAULT_CSS = """
    DoctorScreen FactSheet { height: 1fr; }
    """

    @dataclass
    class Found(Message, bubble=False):
        """One step has its finding; `visit` tells an old examination's late words from the present one's."""

        visit: Visit
        finding: Finding

    @dataclass
    class Ended(Message, bubble=False):
        """The examination is over: a report, or in words why there is none."""

        visit: Visit
        report: Report | None
        words: str

    def __init__(self, desk: Desk, request: Request, *, led: bool = False, lent: OneOff | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._lent = lent
        self._request = request
        self._led = led
        self._visit: Visit | None = None
        self._findings: list[Finding] = []
        self.report: Report | None = None

    def compose(self) -> ComposeResult:
        """Give the findings all the room."""
        with Pane() as pane:
            pane.border_title = Content(f"Doctor  {visible(masking.url(self._request.url))}")
            yield FactSheet(id="findings")
        yield Footer()

    def on_mount(self) -> None:
        """Begin at once."""
        self.query_one(FactSheet).focus()
        self.action_again()

    def on_unmount(self) -> None:
        """Leave nothing running."""
        self._let_go()

    def action_again(self) -> None:
        """Examine from the start, with the settings as they are now."""
        self._let_go()
        self._findings, self.report = [], None
        self._desk.catch_up(self._begin)

    def _begin(self, refusal: str) -> None:
        """Begin with the settings as they are now, unless they are wrong or the screen is gone."""
        self._let_go()
        if not self.is_attached:
            return
        if refusal:
            self._show(f"{refusal}. Nothing was sent.")
            return
        desk = self._desk
        choice = None if self._led and desk.choice and desk.choice.value.startswith("id:") else desk.choice
        ticket = Ticket(request=self._request, settings=desk.settings, passphrases=desk.passphrases, choice=choice)
        visit = Visit(Question(ticket=completing(ticket, self._lent)), lambda found: self._hear(visit, found))
        self._visit = visit
        self._show("examining: TLS handshakes, then one HEAD")
        visit.start().add_done_callback(lambda future: self._end(visit, future))
        self.refresh_bindings()

    def action_stop(self) -> None:
        """Stop what runs; what was found stays."""
        if self._visit:
            self._visit.cancel()

    def action_copy(self) -> None:
        """Copy the report, secrets masked."""
        if self.report:
            self._desk.copy("\n".join(sheet.lines(self.report)))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop while it runs, and to copy what is complete."""
        match action:
            case "stop":
                return self._visit is not None
            case "copy":
                return self.report is not None
            case _:
                return True

    def on_doctor_screen_found(self, event: Found) -> None:
        """Show one more step."""
        if event.visit is self._visit:
            self._findings.append(event.finding)
            self._show("examining: TLS handshakes, then one HEAD")

    def on_doctor_screen_ended(self, event: Ended) -> None:
        """Put the verdict on top."""
        if event.visit is not self._visit:
            return
        self._visit, self.report = None, event.report
        self._show(event.words or ("GOOD" if event.report and event.report.verdict == "good" else "NOT GOOD"))
        self.query_one(FactSheet).scroll_home(animate=False)
        self.refresh_bindings()

    def _hear(self, visit: Visit, found: Finding) -> None:
        self.post_message(self.Found(visit, found))

    def _end(self, visit: Visit, future: Future[Report]) -> None:
        """Tell the screen, from the examination's thread."""
        if future.cancelled():
            self.post_message(self.Ended(visit, None, "stopped"))
        elif isinstance(error := future.exception(), NotExaminable):
            self.post_message(self.Ended(visit, None, error.message))
        elif error:
            self.post_message(self.Ended(visit, None, f"A fault of our own ended it: {type(error).__name__}."))
        else:
            self.post_message(self.Ended(visit, future.result(), ""))

    def _let_go(self) -> None:
        if self._visit:
            self._visit.cancel()
            self._visit = None

    def _show(self, state: str) -> None:
        view = self.query_one(FactSheet)
        line = view.scroll_offset.y
        view.facts = tuple(self._facts(state))
        view.scroll_to(y=line, animate=False)
        self.query_one(Pane).border_subtitle = Content(visible(state))

    def _facts(self, state: str) -> Iterator[Fact]:
        if self.report:
            yield from _verdict(self.report)
            yield Fact(label="", value="")
        elif not self._findings:
            yield Fact(label="", value=state, tone="dim" if self._visit else "warn")
        for found in self._findings:
            yield from _step(found)


def of_hop(exchange: Exchange, hop: Hop) -> Request:
    """Return what is to be examined after a send: the request, or where a redirect led to."""
    if len(exchange.hops) == 1:
        return exchange.request
    # Certificate, name and address were said for the request's own origin, and stay behind (contract §3).
    tls = replace(exchange.request.tls, certificate=None, server_name=None)
    options = replace(exchange.request.options, resolve=None)
    return Request(url=hop.request.url, tls=tls, options=options)


def _verdict(report: Report) -> Iterator[Fact]:
    bad = [found for found in report.findings if found.state == "bad"]
    first, *more = sheet.of_verdict(report)
    if not bad:
        yield Fact(label="Verdict", value=" ".join((first, *more)), tone="good")
    for number, found in enumerate(bad):
        words = f"NOT GOOD: {found.headline}" if number == 0 else found.headline
        yield Fact(label="" if number else "Verdict", value=words, tone="bad")
        if remedy := found.remedy or (None if number else report.remedy):
            yield from _remedy(remedy)


def _step(found: Finding) -> Iterator[Fact]:
    state = sheet.STATES[found.state]
    yield Fact(label=sheet.STEPS[found.step], value=f"{state}: {found.headline}", tone=_TONES[found.state])
    for text in found.evidence:
        yield Fact(label="", value=text)
    if found.remedy and found.state != "bad":
        yield from _remedy(found.remedy)


def _remedy(remedy: Remedy) -> Iterator[Fact]:
    yield Fact(label="   change", value=remedy.advice, tone="accent")
    if remedy.key:
        yield Fact(label="   here", value=remedy.key)
    if remedy.command:
        yield Fact(label="   type", value=remedy.command)
