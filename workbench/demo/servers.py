"""The lab's listening sockets: one thread accepts for all of them, one thread serves each connection."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable

from cryptography import x509

from workbench.demo.conversation import Conversation, House
from workbench.demo.outbound import Answer, Raw
from workbench.demo.sightings import Log
from workbench.demo.sites import Site
from workbench.demo.visit import Visit
from workbench.nouns import dataclass

_ADDRESS = "127.0.0.1"
_STOP_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    site: Site
    context: ssl.SSLContext | None
    listener: socket.socket


class Servers:
    """Listens on loopback only; answers from `start` until `close`, which ends every connection."""

    def __init__(self, log: Log, root: x509.Certificate) -> None:
        self._log = log
        self._root = root
        self._doors: list[_Door] = []
        self._stopping, self._stop = socket.socketpair()
        self._acceptor: threading.Thread | None = None
        self._guests: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()

    def listen(self, site: Site, context: ssl.SSLContext | None) -> int:
        """Open a site on a free port and return the port; clients can connect, and wait until `start`."""
        listener = socket.create_server((_ADDRESS, 0), backlog=128)
        listener.setblocking(False)
        self._doors.append(_Door(site=site, context=context, listener=listener))
        return int(listener.getsockname()[1])

    def start(self, answer: Callable[[Visit], Answer | Raw]) -> None:
        """Accept connections at every site and answer their requests."""
        house = House(log=self._log, root=self._root, answer=answer, stopping=self._stopping)
        self._acceptor = threading.Thread(target=self._accept, args=(house,), name="demo door", daemon=True)
        self._acceptor.start()

    def close(self) -> None:
        """Stop listening and end every conversation; returns when their threads have ended."""
        self._stop.send(b"!")
        deadline = time.monotonic() + _STOP_SECONDS
        if self._acceptor is not None:
            self._acceptor.join(_STOP_SECONDS)
        for door in self._doors:
            door.listener.close()
        with self._lock:
            guests = dict(self._guests)
        for conn in guests.values():
            with contextlib.suppress(OSError):
                # Not the SSLSocket's own, which would make its thread read plain bytes.
                socket.socket.shutdown(conn, socket.SHUT_RDWR)
        for thread in guests:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._stop.close()
        self._stopping.close()

    def _accept(self, house: House) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._stopping, selectors.EVENT_READ)
            for door in self._doors:
                selector.register(door.listener, selectors.EVENT_READ, door)
            while True:
                for key, _ in selector.select():
                    if key.data is None:
                        return
                    with contextlib.suppress(OSError):  # gone again before it was let in
                        self._admit(key.data, house)

    def _admit(self, door: _Door, house: House) -> None:
        conn, _ = door.listener.accept()
        conn.setblocking(True)
        conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if door.context is not None:
            conn = _wrapped(conn, door.context)
        thread = threading.Thread(
            target=self._entertain, args=(conn, door.site, house), name=f"demo {door.site.name}", daemon=True
        )
        with self._lock:
            self._guests[thread] = conn
        thread.start()

    def _entertain(self, conn: socket.socket, site: Site, house: House) -> None:
        try:
            Conversation(conn, site, house).hold()
        finally:
            with self._lock:
                self._guests.pop(threading.current_thread(), None)


def _wrapped(conn: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
    try:
        return context.wrap_socket(conn, server_side=True, do_handshake_on_connect=False)
    except OSError:
        conn.close()
        raise
