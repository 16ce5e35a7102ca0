"""Type any URL and see which certificate it would get: each entry shows why it wins or loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from workbench import marks
from workbench.certificates import selection
from workbench.certificates.hosts import HostError, origin
from workbench.models import CertificateEntry, Origin, Selection
from workbench.screens import certificate_reading, identity
from workbench.screens.desk import Desk
from workbench.widgets.field_row import FieldRow
from workbench.widgets.finding import Note
from workbench.widgets.text_field import TextField

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import EntryStatus

_PAUSE_SECONDS = 0.1


class MatchLine(Vertical):
    """A field for a URL; it decides by the rules alone, as a request without a pin would be decided."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close the test", id="test.close"),
        Binding("enter,down", "to_list", "To the list", show=False, id="test.list"),
    ]
    DEFAULT_CSS = """
    MatchLine { height: auto; display: none; }
    """

    @dataclass
    class Decided(Message):
        """The URL is decided like that; None: there is none to decide, show the list as usual."""

        selection: Selection | None

    class Left(Message):
        """The focus belongs to the list again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pause: Timer | None = None
        self._indexed: tuple[CertificateEntry, ...] = ()
        self._index = selection.index(())

    def compose(self) -> ComposeResult:
        """Hold the field."""
        field = TextField(placeholder="https://api.example.com:8443/", id="test-url")
        yield FieldRow("Test a URL", field, hint="Each entry says why it wins or loses. Esc ends the test.")

    @property
    def is_open(self) -> bool:
        """Whether a test is going on, wherever the focus is."""
        return self.display

    def open(self) -> None:
        """Show the field and put the cursor into it."""
        self.display = True
        self.screen.set_focus(self.query_one(TextField))  # at once: the next key is the first of a URL
        self.decide()

    def decide(self) -> None:
        """Decide again: the URL, or the entries, are others now."""
        if self.is_open:
            self._decide()

    @on(Input.Changed)
    def decide_soon(self, event: Input.Changed) -> None:
        """Wait for a pause in the typing."""
        event.stop()
        if self._pause:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE_SECONDS, self.decide)

    @on(Input.Submitted)
    def action_to_list(self) -> None:
        """Leave the test open and go to the list."""
        self.post_message(self.Left())

    def action_close(self) -> None:
        """End the test."""
        self.display = False
        self.post_message(self.Decided(None))
        self.post_message(self.Left())

    def _decide(self) -> None:
        typed = self.query_one(TextField).text
        row = self.query_one(FieldRow)
        if not typed:
            row.show()
            self.post_message(self.Decided(None))
            return
        url = typed if "://" in typed else f"https://{typed}"
        try:
            here = origin(url)
        except HostError as error:
            row.show(Note(text=str(error), tone="bad"))
            self.post_message(self.Decided(None))
            return
        if self._indexed is not self._desk.settings.certificates:
            self._indexed = self._desk.settings.certificates
            self._index = selection.index(self._indexed)
        decided = selection.select(here, self._index, url=url, everything=True)
        row.show(_verdict(decided), *_ended(decided), *self._worn(here, url), *_asked(decided, self._desk))
        self.post_message(self.Decided(decided))
        if decided.entry and self._desk.servers.at(decided.host, decided.port):
            look = partial(certificate_reading.statuses, self._desk, [decided.entry])
            self._desk.background(look, partial(self._show_objection, decided))

    def _show_objection(self, decided: Selection, read: Mapping[str, EntryStatus]) -> None:
        """Say that the server would mind, unless another URL has been typed meanwhile."""
        server = self._desk.servers.at(decided.host, decided.port)
        status = read.get(decided.entry.id) if decided.entry else None
        objection = server.objection(status.issuers, status.sha256) if server and status else None
        row = self.query_one(FieldRow)
        if self.is_attached and objection and _verdict(decided) in row.notes:
            others = [note for note in row.notes if note not in _asked(decided, self._desk)]
            row.show(Note(text=f"At the last handshake: {objection.message}.", tone="warn"), *others)

    def _worn(self, here: Origin, url: str) -> tuple[Note, ...]:
        """Say what the session's identity makes of it, where it is switched to one."""
        worn = identity.worn(self._desk.settings.certificates, self._desk.choice)
        if worn is None:
            return ()
        found = selection.select(here, self._index, self._desk.choice, url=url)
        came = marks.label(found.entry) if found.entry else "STOP" if found.stop else "none"
        return (Note(text=f"You are {worn.label} now, so {came}: {found.reason}", tone="warn"),)


def _asked(decided: Selection, desk: Desk) -> tuple[Note, ...]:
    server = desk.servers.at(decided.host, decided.port)
    return (Note(text=f"At the last handshake: {server.words}."),) if server and server.asked else ()


def _ended(decided: Selection) -> tuple[Note, ...]:
    seen = decided.entry.seen if decided.entry else None
    if seen is None or seen.not_after > datetime.now(UTC):
        return ()
    return (Note(text=f"It expired on {seen.not_after:%Y-%m-%d}.", tone="bad"),)


def _verdict(decided: Selection) -> Note:
    if decided.entry is None:
        return Note(text=f"none: {decided.reason}", tone="warn")
    return Note(text=f"{marks.label(decided.entry)}: {decided.reason}", tone="good")
