"""What one hop sees of its connection: the record that the network layer fills while httpcore drives it.

httpcore tells its network backend neither which request a connection serves nor hands the connection out when a
request fails. Both are needed to tell the truth, so the backend keeps a watch for each running task: the task that
sends a hop is the one that connects, writes and reads for it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from workbench.models import Event, Phase, Progress, Timing

if TYPE_CHECKING:
    from workbench.engine.answer_reader import AnswerReader
    from workbench.engine.connection import Connection

_TELL_EVERY = 0.2  # seconds between two words about bytes


class Watch:
    """One hop under way: its connection, its phase and the moments at which things happened (seconds)."""

    __slots__ = (
        "_hang_up",
        "_observe",
        "_phase",
        "_told",
        "arrived",
        "connect_deadline",
        "connection",
        "expected",
        "finished",
        "first_byte",
        "hop",
        "reader",
        "received",
        "reused",
        "send_started",
        "sent",
        "sent_all",
        "started",
        "to_upload",
        "uploaded",
    )

    def __init__(self, hop: int, observe: Callable[[Event], None]) -> None:
        self.hop = hop
        self._observe = observe
        self._phase: Phase = "prepare"
        self._told = 0.0
        self.restart()

    def restart(self) -> None:
        """Forget the connection: the hop is tried once more on a fresh one."""
        self.connection: Connection | None = None
        self.reused = False
        self.started = time.perf_counter()
        self._hang_up: Callable[[], None] | None = None
        self.connect_deadline: float | None = None
        self.send_started: float | None = None
        self.sent_all: float | None = None
        self.first_byte: float | None = None
        self.finished: float | None = None
        self.sent = 0
        self.received = 0
        self.uploaded = 0
        self.to_upload: int | None = None
        self.arrived = 0
        self.expected: int | None = None
        self.reader: AnswerReader | None = None  # of the answer over HTTP/1; a proxy's own comes before the server's

    @property
    def phase(self) -> Phase:
        """Where the hop is."""
        return self._phase

    def enter(self, phase: Phase) -> None:
        """Note that a phase begins, and tell."""
        if phase != self._phase:
            self._phase = phase
            self._tell(time.perf_counter())

    def wrote(self, count: int) -> None:
        """Count bytes that the kernel took."""
        self.sent += count
        self._tell_sometimes()

    def read(self, count: int) -> None:
        """Count bytes that came; the first ones end the waiting."""
        if self.first_byte is None:
            self.first_byte = time.perf_counter()
            self.enter("receive")
        self.received += count
        self._tell_sometimes()

    def upload(self, count: int, whole: int) -> None:
        """Count bytes of the request's body that the kernel took, of so many; told each time, as in `took`."""
        self.uploaded += count
        self.to_upload = whole
        self._tell(time.perf_counter())

    def arrive(self, expected: int | None, event: Event) -> None:
        """Note, and tell by `event`, that the answer's body begins, with the length that its head announces."""
        self.expected = expected
        self._observe(event)

    def took(self, count: int) -> None:
        """Count bytes of the answer's body, as transferred; told each time, since no more may come for long."""
        self.arrived += count
        self._tell(time.perf_counter())

    def dial(self, connection: Connection, time_limit: float | None) -> None:
        """Note a connection in the making; DNS, TCP and TLS share one time limit (seconds)."""
        self.connection = connection
        if time_limit is not None and self.connect_deadline is None:
            self.connect_deadline = time.perf_counter() + time_limit
        self.enter("dns")

    def connected(self, hang_up: Callable[[], None]) -> None:
        """Note a new connection, and how it is closed."""
        self._hang_up = hang_up

    def abandon(self) -> None:
        """Close a connection that was made for this hop: httpcore leaves it open where a proxy fails us."""
        if self._hang_up is not None:
            self._hang_up()

    def handshake(self) -> None:
        """Note that TLS begins; what was said to a proxy before it does not count as the request."""
        if self.connection is not None:
            self.connection.requests = 0
        self.send_started = self.sent_all = self.first_byte = None
        self.sent = self.received = 0
        self.reader = None
        self.enter("tls")

    def time_to_connect(self) -> float | None:
        """Return the seconds left of the connection's time limit."""
        return None if self.connect_deadline is None else max(0.0, self.connect_deadline - time.perf_counter())

    def use(self, connection: Connection) -> None:
        """Note the connection a request is written to; one that has served before is a reused one."""
        if self.send_started is None:
            self.connection = connection
            self.reused = connection.requests > 0
            connection.requests += 1
            self.send_started = time.perf_counter()
            self.enter("send")

    def wait(self) -> None:
        """Note that everything is written and an answer is awaited."""
        if self.sent_all is None and self.send_started is not None:
            self.sent_all = time.perf_counter()
            self.enter("wait")

    def _tell_sometimes(self) -> None:
        now = time.perf_counter()
        if now - self._told >= _TELL_EVERY:
            self._tell(now)

    def _tell(self, now: float) -> None:
        self._told = now
        self._observe(
            Progress(
                hop=self.hop,
                phase=self._phase,
                sent=self.sent,
                received=self.received,
                uploaded=self.uploaded,
                to_upload=self.to_upload,
                arrived=self.arrived,
                expected=self.expected,
            )
        )

    def finish(self) -> None:
        """Note the end."""
        self.finished = time.perf_counter()

    def timing(self) -> Timing:
        """Return the milliseconds of each phase that ran; where no answer came, the wait for it lasts to the end."""
        own = self.connection if self.connection is not None and not self.reused else None
        answered = self.first_byte if self.first_byte is not None else self.finished
        sent_all = self.sent_all if self.sent_all is not None else self.first_byte
        end = self.finished if self.finished is not None else time.perf_counter()
        return Timing(
            dns=own.dns_ms if own else None,
            tcp=own.tcp_ms if own else None,
            tls=own.tls_ms if own else None,
            send=_milliseconds(self.send_started, sent_all if sent_all is not None else self.finished),
            wait=_milliseconds(sent_all, answered),
            download=_milliseconds(self.first_byte, self.finished),
            total=_milliseconds(self.started, end),
        )


def _milliseconds(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else round(max(0.0, end - start) * 1000, 3)


class Watches:
    """The watches of the tasks that are sending."""

    def __init__(self) -> None:
        self._by_task: dict[asyncio.Task[object], Watch] = {}

    @contextmanager
    def watching(self, watch: Watch) -> Iterator[None]:
        """Let everything this task does on the network count for `watch`."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a watch belongs to a task")
        self._by_task[task] = watch
        try:
            yield
        finally:
            del self._by_task[task]

    def current(self) -> Watch | None:
        """Return the running task's watch."""
        task = asyncio.current_task()
        return self._by_task.get(task) if task is not None else None
