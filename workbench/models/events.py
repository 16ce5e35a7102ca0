"""What is told while a send runs, and what the console keeps."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import Literal, Protocol

from workbench.models.exchanges import Exchange, Hop, Response
from workbench.models.selections import Choice
from workbench.nouns import dataclass

Phase = Literal["prepare", "dns", "connect", "tls", "send", "wait", "receive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a running send is: hop counted from 0, phase, bytes so far on its connection.

    `uploaded` of `to_upload` and `arrived` of `expected` count the bodies alone, the answer's as transferred; None is
    not known.
    """

    hop: int
    phase: Phase
    sent: int = 0
    received: int = 0
    uploaded: int = 0
    to_upload: int | None = None
    arrived: int = 0
    expected: int | None = None


class Growing(Protocol):
    """A body while it arrives, decoded; safe to look at from any thread."""

    @property
    def size(self) -> int:
        """Bytes that can be read by now."""

    @property
    def complete(self) -> bool:
        """Whether no more will come; how it ended the Exchange tells."""

    def read(self, start: int, end: int) -> bytes:
        """Return bytes that are there."""

    def wait(self, beyond: int, seconds: float) -> bool:
        """Wait until there are more bytes than `beyond`, or no more will come; False when the time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """The head of an answer that is no step on the way is there, and its body begins; sizes in `response` are 0."""

    hop: int
    response: Response
    body: Growing = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HopFinished:
    """A redirect hop is done and another follows."""

    hop: Hop


@dataclass(frozen=True, slots=True, kw_only=True)
class Underway:
    """The record of a send whose answer still arrives, told once where that takes a while; it has no body yet."""

    exchange: Exchange


Event = Progress | HopFinished | Arriving | Underway


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """What the console's filter goes by, looked up once for each entry; texts are case-folded.

    `text` is all that an entry says in its line and about its hops, secrets masked; `statuses` has None for a hop
    without an answer.
    """

    text: str
    hosts: str = ""
    methods: str = ""
    certificates: str = ""
    statuses: tuple[int | None, ...] = ()
    is_error: bool = False
    is_warning: bool = False
    is_sent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One line of the console: a send, finished, or something the app itself did or warns of, in words."""

    at: datetime
    exchange: Exchange | None = None
    choice: Choice | None = None  # whom the session was when it was sent
    text: str = ""
    level: Literal["info", "warning", "error"] = "info"
    gist: Gist | None = field(default=None, repr=False, compare=False)  # given to what the log keeps
