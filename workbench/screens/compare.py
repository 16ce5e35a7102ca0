"""Compare, first part: as whom a request is to be sent, what has to be asked before, then the sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from workbench import masking
from workbench.certificates import hosts, selection
from workbench.certificates.faults import MaterialError
from workbench.models import CertificateEntry, Choice, Request
from workbench.screens import candidates
from workbench.screens.comparison import Again, ComparisonScreen, Part
from workbench.screens.confirm import Confirmed, ConfirmScreen, Question
from workbench.screens.desk import Desk
from workbench.screens.one_off import OneOff, lent_to
from workbench.screens.passphrase import Opened, PassphraseScreen
from workbench.settings.schema import ASK
from workbench.visible import visible
from workbench.widgets.choice_list import Option
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.finding import Finding, Note
from workbench.widgets.footer import Footer
from workbench.widgets.mark_list import MarkList
from workbench.widgets.pane import Pane

SAFE: Final = ("GET", "HEAD", "OPTIONS", "TRACE")
"""Methods that ask a server to do nothing (RFC 9110 §9.2.1)."""


class CompareScreen(Screen[None]):
    """Marks identities for one request: `url` is its with the variables put in, `lent` what a command brought."""

    HELP_TOPIC: ClassVar[str] = "Compare"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Back", id="compare.close"),
        Binding("s", "send", "Send as the marked", show=False, id="compare.send"),
    ]
    DEFAULT_CSS = """
    CompareScreen #said { padding: 0 2; }
    """

    def __init__(self, desk: Desk, request: Request, url: str, lent: OneOff | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._request = request
        self._lent = lent
        self._origin = hosts.origin(url)
        entries = desk.settings.certificates
        decided = selection.select(self._origin, entries, None, url=url, everything=True)
        found = lent_to(lent, request)
        pasted = candidates.pasted(found.entry) if found and found.entry else ()
        self._options = (*pasted, *candidates.options(decided, entries))

    def compose(self) -> ComposeResult:
        """Put the list above a line that says how many times the request will be sent."""
        with Pane() as pane:
            sent = f"{self._request.method} {masking.url(self._request.url)}"
            pane.border_title = Content(f"Compare  {visible(sent)}")
            yield MarkList(self._options, id="identities")
        yield Finding(id="said")
        yield Footer()

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(MarkList).focus()
        self.count()

    @on(MarkList.Marked)
    def count(self) -> None:
        """Say how many times it will be sent."""
        number = len(self._marked)
        if number < 2:
            self._say("Mark at least two with Space: there is nothing to compare one with.", "warn")
        else:
            self._say(f"Enter sends it {number} times, one after the other.", "dim")

    @on(MarkList.Opened)
    def action_send(self) -> None:
        """Ask what has to be asked, one thing at a time, then send."""
        if len(self._marked) < 2:
            self.count()
        elif locked := next(self._locked(), None):
            self.app.push_screen(PassphraseScreen(self._desk, locked), self._unlocked)
        elif self._request.method.upper() not in SAFE:
            self.app.push_screen(ConfirmScreen(self._question()), self._confirmed)
        else:
            self._send()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)

    @property
    def _marked(self) -> tuple[Option, ...]:
        return self.query_one(MarkList).marked

    def _locked(self) -> Iterator[CertificateEntry]:
        """Yield the entries among the marked whose passphrase is asked for and is not known yet."""
        for option in self._marked:
            pin = Choice(by="pin", value=option.id)
            entry = selection.select(self._origin, self._desk.settings.certificates, pin, self._origin).entry
            if entry is not None and entry.passphrase == ASK and not self._is_known(entry):
                yield entry

    def _is_known(self, entry: CertificateEntry) -> bool:
        try:
            self._desk.passphrases.of(entry)
        except MaterialError:
            return False
        return True

    def _unlocked(self, opened: Opened | None) -> None:
        if opened:
            self.action_send()
        else:
            self._say("Nothing was sent: a passphrase is missing. Space takes a mark away.", "warn")

    def _question(self) -> Question:
        method, count = visible(self._request.method), len(self._marked)
        return Question(
            title=f"Send this {method} {count} times?",
            facts=(
                Fact(label="To", value=masking.url(self._request.url)),
                Fact(label="As", value=", ".join(option.title for option in self._marked)),
                Fact(label="Mind", value=f"a {method} can change something on the server, each of the {count} times"),
            ),
            yes=f"Send {count} times",
            no="Send nothing",
        )

    def _confirmed(self, answer: Confirmed | None) -> None:
        if answer:
            self._send()
        else:
            self._say("Nothing was sent.", "dim")

    def _send(self) -> None:
        parts = [Part(title=option.title, request=self._pinned(option.id), lent=self._lent) for option in self._marked]
        self.app.push_screen(ComparisonScreen(self._desk, parts), self._compared)

    def _pinned(self, pin: str) -> Request:
        """Return the request for one of the sends; what a pasted command brought counts where there is no pin."""
        certificate = None if pin == candidates.PASTED else pin
        return replace(self._request, tls=replace(self._request.tls, certificate=certificate))

    def _compared(self, again: Again | None) -> None:
        if again:
            self.action_send()

    def _say(self, text: str, tone: str) -> None:
        self.query_one("#said", Finding).notes = (Note(text=text, tone="warn" if tone == "warn" else "dim"),)
