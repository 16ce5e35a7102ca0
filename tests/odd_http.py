"""Answers that no rule of HTTP foresees: a family is a few bytes, how they come, and what is to be shown of them.

`FAMILIES` is all of them, in the order of the files odd_http_*.py. Each is served by a server of its own, in the clear
and through TLS.
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

SECONDS = 10.0
HELLO = b"hello"

Manners = Callable[[socket.socket], None]
End = Literal["close", "stay", "reset"]


@dataclass(frozen=True, kw_only=True)
class Family:
    """What a server says, and what is to come of it.

    `says` stands in a note, in the failure or in a problem of TLS; where it is empty, nothing is said. `headers` are
    among those shown.
    `kind` is the failure's, at the stage `receive`; without one the outcome is a response. `body` None: not looked at.
    """

    name: str
    answer: bytes = b""
    end: End = "close"
    manners: Manners | None = None
    method: str = "GET"
    sent: bytes = b""
    status: int | None = 200
    body: bytes | None = HELLO
    complete: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    kind: str | None = None
    says: str = ""
    hops: int = 1
    over: Literal["both", "plain", "tls"] = "both"
    slow: bool = False

    def __str__(self) -> str:
        return self.name

    def serve(self, conn: socket.socket) -> None:
        """Read a request's head, and answer."""
        if self.manners is not None:
            self.manners(conn)
            return
        head(conn)
        conn.sendall(self.answer)
        leave(conn, self.end)


def head(conn: socket.socket) -> bytes:
    """Read up to the end of a request's head."""
    got = b""
    while b"\r\n\r\n" not in got and (data := conn.recv(65536)):
        got += data
    return got


def leave(conn: socket.socket, how: End) -> None:
    """End a connection, or wait until the client does."""
    match how:
        case "reset":
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        case "close":
            _say_goodbye(conn)
        case "stay":
            wait(conn)


def _say_goodbye(conn: socket.socket) -> None:
    if isinstance(conn, ssl.SSLSocket):
        with suppress(OSError):
            conn.unwrap()
    with suppress(OSError):
        conn.shutdown(socket.SHUT_WR)
        wait(conn)


def wait(conn: socket.socket) -> None:
    """Read until the client ends."""
    while conn.recv(65536):
        pass


def ok(*lines: bytes, body: bytes = HELLO, status: bytes = b"HTTP/1.1 200 OK", length: bool = True) -> bytes:
    """Return an answer with these header lines, and a Content-Length unless told otherwise."""
    measured = (b"Content-Length: %d" % len(body),) if length else ()
    return b"\r\n".join((status, *measured, *lines, b"", body))


def chunked(body: bytes, *lines: bytes) -> bytes:
    """Return an answer in chunks, which are given as they are on the wire."""
    return ok(b"Transfer-Encoding: chunked", *lines, body=body, length=False)
