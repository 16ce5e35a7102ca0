"""One send from start to end, which Ctrl+C stops at once."""

from __future__ import annotations

from contextlib import ExitStack

from workbench import engine
from workbench.engine import Engine, Sending, Ticket
from workbench.models import Exchange

_HEARTBEAT_SECONDS = 0.5


def prepared(ticket: Ticket) -> Exchange:
    """Return what would be sent; nothing is."""
    return engine.prepare(ticket)


def send(ticket: Ticket, stack: ExitStack) -> Exchange:
    """Send, and return the record once it is complete; the body may stay in a file until `stack` ends.

    Ctrl+C cancels: the record says so, with what had arrived. A second one raises KeyboardInterrupt.
    """
    running = Engine()
    stack.callback(running.close)
    started = running.send(ticket)
    try:
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
