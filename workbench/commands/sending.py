"""One send from start to end, which Ctrl+C stops at once."""

from __future__ import annotations

from contextlib import ExitStack
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from workbench import engine
from workbench.engine import Engine, Sending, Ticket
from workbench.models import Arriving, Event, Exchange

if TYPE_CHECKING:
    from workbench.commands.streaming import Stream

_HEARTBEAT_SECONDS = 0.5


def prepared(ticket: Ticket) -> Exchange:
    """Return what would be sent; nothing is."""
    return engine.prepare(ticket)


def send(ticket: Ticket, stack: ExitStack, stream: Stream | None = None) -> Exchange:
    """Send, and return the record once it is complete; the body may stay in a file until `stack` ends.

    With a `stream` the body is written while it arrives. Ctrl+C cancels: the record says so, with what had arrived.
    A second one raises KeyboardInterrupt.
    """
    running = Engine()
    stack.callback(running.close)
    news: SimpleQueue[Arriving | None] = SimpleQueue()

    def observe(event: Event) -> None:
        if isinstance(event, Arriving):
            news.put(event)

    started = running.send(ticket, observe)
    started.add_done_callback(lambda _: news.put(None), lambda _: news.put(None))
    try:
        arriving = _next(news) if stream is not None else None
        if arriving is not None and stream is not None:
            stream.pour(arriving, started.cancel)
        return _result(started)
    except KeyboardInterrupt:
        started.cancel()
        return _result(started)


def handshake(ticket: Ticket, stack: ExitStack) -> Exchange:
    """Shake hands with the server and leave, and return the record; Ctrl+C cancels as for `send`."""
    running = Engine()
    stack.callback(running.close)
    started = running.handshake(ticket)
    try:
        return _result(started)
    except KeyboardInterrupt:
        started.cancel()
        return _result(started)


def _result(started: Sending) -> Exchange:
    # Windows hears no Ctrl+C while a thread waits without end.
    while True:
        try:
            return started.result(_HEARTBEAT_SECONDS)
        except TimeoutError:
            continue


def _next(news: SimpleQueue[Arriving | None]) -> Arriving | None:
    """Wait for the body's beginning; None where the end came without one."""
    while True:
        try:
            return news.get(timeout=_HEARTBEAT_SECONDS)
        except Empty:
            continue
