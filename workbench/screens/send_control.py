"""The send that runs, if one does: started, looked at, stopped; never two at once, never twice by mistake.

^J ─ start(request) ─▶ settings as they are now ─▶ engine's thread ── observe ──▶ latest     polled by the screen
── done ─────▶ Finished      a message to the screen; Faulted where a fault of our own ended it
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual.message import Message
from textual.message_pump import MessagePump

from workbench.models import Arriving, Event, Exchange, Growing, Phase, Progress, Request, Underway
from workbench.screens.desk import Desk
from workbench.screens.one_off import OneOff, completing
from workbench.widgets.progress_line import Running

if TYPE_CHECKING:
    from workbench.engine import Sending, Ticket

REPEATABLE: Final = ("GET", "HEAD")
REPEAT_SECONDS: Final = 1.0
_TURN: Final = 0.001
"""Seconds that a thread keeps the interpreter from others while connections are made, whose steps are clocked."""
_RATED: Final = 8
"""How many looks back a rate is measured: over two seconds or so."""


@dataclass
class Finished(Message, bubble=False):
    """A send is over; `once` says in words what was different about it, "" for an ordinary one."""

    exchange: Exchange
    once: str


@dataclass
class Faulted(Message, bubble=False):
    """A send was ended by a fault of our own: there is nothing to show of it."""


class _Latest:
    """The last the engine told; written in its thread, where nothing may be waited for, read in ours."""

    def __init__(self) -> None:
        self.progress: Progress | None = None
        self.body: Growing | None = None
        self.record: Exchange | None = None
        self._turn: float | None = None

    def take_turns(self) -> None:
        """Give the engine's thread the interpreter as soon as it wants it, until a body arrives."""
        self._turn = sys.getswitchinterval()
        sys.setswitchinterval(_TURN)

    def leave_turns(self) -> None:
        """Let threads have the turns that they had before, in which keys are answered sooner."""
        if self._turn is not None:
            sys.setswitchinterval(self._turn)
        self._turn = None

    def observe(self, event: Event) -> None:
        """Keep it."""
        match event:
            case Progress():
                self.progress = event
            case Arriving():
                self.body = event.body
                self.leave_turns()
            case Underway():
                self.record = event.exchange
            case _:
                pass


@dataclass(slots=True, kw_only=True)
class _Flight:
    request: Request
    lent: OneOff | None
    once: str
    began: float
    looks: deque[tuple[float, Phase, int]] = field(default_factory=lambda: deque(maxlen=_RATED))
    latest: _Latest = field(default_factory=_Latest)
    sending: Sending | None = None  # until the settings are known to be those of the file
    is_stopped: bool = False


class SendControl:
    """Starts sends for one screen, `owner`, which hears of each end as `Finished` or `Faulted`."""

    def __init__(self, desk: Desk, owner: MessagePump, clock: Callable[[], float] = monotonic) -> None:
        self._desk = desk
        self._owner = owner
        self._clock = clock
        self._flight: _Flight | None = None
        self._last_unsafe = float("-inf")

    @property
    def running(self) -> bool:
        """Whether a send is under way."""
        return self._flight is not None

    def refusal(self, request: Request) -> str:
        """Say why this may not be sent now, "" when it may."""
        now = self._clock()
        if self._flight:
            return f"running {now - self._flight.began:.0f} s, ^C stops"
        if request.method not in REPEATABLE and now - self._last_unsafe < REPEAT_SECONDS:
            return f"A {request.method} was sent less than a second ago: the second one was ignored."
        return ""

    def start(self, request: Request, *, once: str = "", lent: OneOff | None = None) -> None:
        """Send a request that `refusal` has nothing against, with what a pasted command lends to it."""
        now = self._clock()
        if request.method not in REPEATABLE:
            self._last_unsafe = now
        self._flight = _Flight(request=request, lent=lent, once=once, began=now)
        self._desk.catch_up(partial(self._depart, self._flight))

    def look(self) -> Running | None:
        """Return where the send is, with the rate over the last looks; None when none runs."""
        flight = self._flight
        if flight is None:
            return None
        now = self._clock()
        progress = flight.latest.progress
        rate = _rate(flight.looks, now, progress) if progress is not None else None
        return Running(method=flight.request.method, seconds=now - flight.began, progress=progress, rate=rate)

    def arriving(self) -> tuple[Exchange, Growing] | None:
        """Return the record so far of a send whose answer takes a while, and its body; None for any other."""
        latest = self._flight.latest if self._flight is not None else None
        if latest is None or latest.record is None or latest.body is None:
            return None
        return latest.record, latest.body

    def stop(self) -> bool:
        """Stop what runs; False when nothing does."""
        if self._flight is None:
            return False
        if self._flight.sending is not None:
            self._flight.sending.cancel()
        elif not self._flight.is_stopped:
            self._flight.is_stopped = True
            self._stop_before(self._flight)
        return True

    def landed(self) -> None:
        """Note that the screen has heard of the end."""
        if self._flight is not None:
            self._flight.latest.leave_turns()
        self._flight = None

    def repeat(self) -> None:
        """Let the next send be no repetition: of the last one nothing was sent."""
        self._last_unsafe = float("-inf")

    def _depart(self, flight: _Flight, refusal: str) -> None:
        """Send by the settings as they are now, unless it was stopped or nothing may be sent by them."""
        if flight.is_stopped:
            return
        if refusal:
            self._refuse(flight, refusal)
            return
        flight.latest.take_turns()
        flight.sending = self._desk.engine.send(self._ticket(flight), flight.latest.observe)
        # Not the flight, which has the sending: in a circle the answer would stay in memory until somebody looks.
        flight.sending.add_done_callback(partial(self._tell, once=flight.once), self._fail)

    def _refuse(self, flight: _Flight, refusal: str) -> None:
        from workbench.engine.send import refused

        self.repeat()
        self._tell(refused(self._ticket(flight), refusal, "Nothing was sent."), flight.once)

    def _stop_before(self, flight: _Flight) -> None:
        from workbench.engine.send import stopped

        self.repeat()
        self._tell(stopped(self._ticket(flight)), flight.once)

    def _ticket(self, flight: _Flight) -> Ticket:
        from workbench.engine import Ticket

        desk = self._desk
        asked = Ticket(request=flight.request, settings=desk.settings, passphrases=desk.passphrases, choice=desk.choice)
        return completing(asked, flight.lent)

    def _tell(self, exchange: Exchange, once: str) -> None:
        self._owner.post_message(Finished(exchange, once))

    def _fail(self, error: BaseException) -> None:
        # As of a thread that a fault ends: reported and said by the app (lifeline.watch_threads).
        fault = (type(error), error, error.__traceback__, threading.current_thread())
        threading.excepthook(threading.ExceptHookArgs(fault))
        self._owner.post_message(Faulted())


def _rate(looks: deque[tuple[float, Phase, int]], now: float, progress: Progress) -> float | None:
    """Return the bytes a second that passed since the oldest look in the same phase."""
    moved = progress.arrived if progress.phase == "receive" else progress.uploaded
    looks.append((now, progress.phase, moved))
    since, before = next((at, count) for at, phase, count in looks if phase == progress.phase)
    return (moved - before) / (now - since) if moved > before and now > since else None
