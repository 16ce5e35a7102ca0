"""Servers whose answers come bit by bit, in the clear or over TLS, and lists of what was told meanwhile."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.odd_servers import secured, shown, spoken
from tests.peers import HOST
from tests.sending import ticket
from workbench.demo.lab import Lab
from workbench.engine import Ticket
from workbench.models import Arriving, Event, Phase, Progress

Talk = Callable[[socket.socket], None]
WAYS: Final = ("http", "https")
_SECONDS: Final = 60.0


@contextmanager
def served(lab: Lab, folder: Path, way: str, talk: Talk) -> Iterator[str]:
    """Serve one kind of answer, spoken once a request's head came, and yield its URL; HOST is 127.0.0.1."""
    if way == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*shown(lab, folder))
        manners: Talk = secured(context, talk)
    else:

        def manners(conn: socket.socket) -> None:
            while conn.recv(65536):
                talk(conn)

    with spoken(manners) as port:
        yield f"{way}://{HOST}:{port}/"


def asked(lab: Lab, url: str, **changes: Any) -> Ticket:
    """A ticket for such a server."""
    return ticket(lab, url, resolve={HOST: "127.0.0.1"}, **changes)


def whole(body: bytes, *headers: str) -> Talk:
    """Answer with a body and its length."""
    head = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers, "", ""]).encode()
    return lambda conn: conn.sendall(head + body)


def chunked(pieces: Sequence[bytes], *headers: str, gates: Sequence[threading.Event] = ()) -> Talk:
    """Answer in chunks, each after the first one once its gate is open; the last gate is before the end."""

    def talk(conn: socket.socket) -> None:
        conn.sendall("\r\n".join(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *headers, "", ""]).encode())
        for number, piece in enumerate(pieces):
            if 0 < number <= len(gates):
                gates[number - 1].wait(_SECONDS)
            conn.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
        if len(gates) >= len(pieces):
            gates[len(pieces) - 1].wait(_SECONDS)
        conn.sendall(b"0\r\n\r\n")

    return talk


class Told:
    """What an observer heard."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._heard = threading.Condition()

    def __call__(self, event: Event) -> None:
        """Hear."""
        with self._heard:
            self.events.append(event)
            self._heard.notify_all()

    def until(self, holds: Callable[[Event], bool]) -> bool:
        """Wait for an event of some kind."""
        with self._heard:
            return self._heard.wait_for(lambda: any(holds(event) for event in self.events), _SECONDS)

    def began(self) -> bool:
        """Wait until a body begins."""
        return self.until(lambda event: isinstance(event, Arriving))

    def entered(self, phase: Phase) -> bool:
        """Wait until the send comes to a phase."""
        return self.until(lambda event: isinstance(event, Progress) and event.phase == phase)

    @property
    def arriving(self) -> Arriving:
        """The one answer that arrived."""
        (found,) = [event for event in self.events if isinstance(event, Arriving)]
        return found

    @property
    def progress(self) -> list[Progress]:
        """Where it was."""
        return [event for event in self.events if isinstance(event, Progress)]
