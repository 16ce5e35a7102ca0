"""Type any URL and see which certificate it would get: each entry shows why it wins or loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from workbench.models import Selection
from workbench.screens import certificate_reading
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
    MatchLine.-open { display: block; }
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

    def compose(self) -> ComposeResult:
        """Hold the field."""
        field = TextField(placeholder="https://api.example.com:8443/", id="test-url")
        yield FieldRow("Test a URL", field, hint="Each entry says why it wins or loses. Esc ends the test.")

    @property
    def is_open(self) -> bool:
        """Whether a test is going on, wherever the focus is."""
        return self.has_class("-open")

    def open(self) -> None:
        """Show the field and put the cursor into it."""
        self.add_class("-open")
        self.query_one(TextField).focus()
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
        self.remove_class("-open")
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
        entries = self._desk.settings.certificates
        decided = selection.select(here, entries, url=url, everything=True)
        row.show(_verdict(decided), *_asked(decided, self._desk))
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
            row.show(Note(text=f"At the last handshake: {objection.message}.", tone="warn"), _verdict(decided))


def _asked(decided: Selection, desk: Desk) -> tuple[Note, ...]:
    server = desk.servers.at(decided.host, decided.port)
    return (Note(text=f"At the last handshake: {server.words}."),) if server and server.asked else ()


def _verdict(decided: Selection) -> Note:
    if decided.entry is None:
        return Note(text=f"none: {decided.reason}", tone="warn")
    return Note(text=f"{marks.label(decided.entry)}: {decided.reason}", tone="good")
