"""One connection from its handshake to its end, in a thread of its own.

Blocking sockets on purpose: a handshake that fails in a blocking server really sends its alert.
"""

from __future__ import annotations

import contextlib
import hashlib
import selectors
import socket
import ssl
import time
from collections.abc import Callable

from cryptography import x509

from workbench.demo import gate, outbound
from workbench.demo.gate import Standing
from workbench.demo.inbound import BadRequest, Body, Head, Inbound
from workbench.demo.outbound import Answer, Raw
from workbench.demo.sightings import Log, SeenClient, SeenRequest, Stage
from workbench.demo.sites import Site
from workbench.demo.visit import Visit
from workbench.demo.witness import WitnessedSocket
from workbench.nouns import dataclass

_LINGER_SECONDS = 0.5
_LINGER_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all conversations of a lab share; `stopping` becomes readable when the lab ends."""

    log: Log
    root: x509.Certificate
    answer: Callable[[Visit], Answer | Raw]
    stopping: socket.socket


class Conversation:
    """A client at a site."""

    def __init__(self, conn: socket.socket, site: Site, house: House) -> None:
        self._conn = conn
        self._site = site
        self._house = house
        self._seen = house.log.opened(site.name)
        if isinstance(conn, WitnessedSocket):
            conn.record = self._seen

    def hold(self) -> None:
        """Shake hands, answer requests until somebody has enough, and close."""
        with self._conn:
            if self._shake_hands():
                with contextlib.suppress(OSError):  # the client left in the middle
                    self._serve()
        self._enter("failed" if self._seen.error else "closed")

    def _shake_hands(self) -> bool:
        if not isinstance(self._conn, ssl.SSLSocket):
            self._enter("open")
            return True
        try:
            self._conn.do_handshake()
        except OSError as error:
            self._seen.error = getattr(error, "reason", None) or type(error).__name__
            self._house.log.changed()
            _linger(self._conn)
            return False
        self._seen.tls_version = self._conn.version()
        self._seen.client = _client(self._conn.getpeercert(binary_form=True))
        self._enter("open")
        return True

    def _enter(self, stage: Stage) -> None:
        self._seen.stage = stage
        self._house.log.changed()

    def _serve(self) -> None:
        standing = gate.standing(getattr(self._conn, "offered", ()), self._house.root)
        if self._site.manners == "dropper" and standing != "good":
            return
        inbound = Inbound(self._conn)
        try:
            while (head := inbound.head()) is not None:
                if not self._exchange(head, inbound.body(head), standing):
                    return
        except BadRequest as error:
            answer = Answer(status=400, body=f"{error}\n".encode(), close=True)
            outbound.send(self._conn, answer, head_only=False)
        _say_goodbye(self._conn)

    def _exchange(self, head: Head, body: Body, standing: Standing) -> bool:
        self._note(head, body)
        answer = self._answer(head, body, standing)
        if isinstance(answer, Raw):
            self._conn.sendall(answer.data)
            vanish, close = answer.abrupt, True
        else:
            outbound.send(self._conn, answer, head_only=head.method == "HEAD")
            vanish, close = answer.vanish, answer.close or head.wants_close
        if close and not vanish:
            _say_goodbye(self._conn)
        return not (vanish or close)

    def _answer(self, head: Head, body: Body, standing: Standing) -> Answer | Raw:
        if self._site.manners == "polite" and standing != "good":
            return gate.nginx_page(standing)
        visit = Visit(site=self._site, connection=self._seen, head=head, body=body, pause=self._pause)
        return self._house.answer(visit)

    def _note(self, head: Head, body: Body) -> None:
        self._seen.requests.append(
            SeenRequest(method=head.method, target=head.target, headers=head.headers, body_bytes=body.size)
        )
        self._house.log.changed()

    def _pause(self, seconds: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._conn, selectors.EVENT_READ)
            selector.register(self._house.stopping, selectors.EVENT_READ)
            if selector.select(seconds):
                raise ConnectionAbortedError


def _client(der: bytes | None) -> SeenClient | None:
    if der is None:
        return None
    try:
        subject = x509.load_der_x509_certificate(der).subject.rfc4514_string()
    except ValueError:
        subject = ""
    return SeenClient(subject=subject, sha256=hashlib.sha256(der).hexdigest())


def _say_goodbye(conn: socket.socket) -> None:
    if isinstance(conn, ssl.SSLSocket):
        conn.settimeout(0)  # send our close_notify, but do not wait for theirs
        with contextlib.suppress(OSError, ValueError):
            conn.unwrap()
    _linger(conn)


def _linger(conn: socket.socket) -> None:
    """Read for a while what still comes: closing on unread bytes resets, which can overtake an alert."""
    # The socket's own methods, since those of an SSLSocket read records.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(conn, socket.SHUT_WR)
        deadline, left = time.monotonic() + _LINGER_SECONDS, _LINGER_BYTES
        while left > 0 and (remaining := deadline - time.monotonic()) > 0:
            socket.socket.settimeout(conn, remaining)
            data = socket.socket.recv(conn, left)
            if not data:
                return
            left -= len(data)
