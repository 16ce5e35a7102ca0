"""Redirects that lead nowhere good, and ways to say, to wait and to end that no server should have."""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import suppress
from typing import Any

from tests.odd_http import SECONDS, Family, Manners, head, leave, ok, wait

UNFOLLOWED = "which is not a URL that can be followed"
ENDLESS: dict[str, Any] = {"status": 302, "body": None, "kind": "too_many_redirects", "hops": 21}
ENDLESS["says"] = "More than 20 redirects"
NOWHERE: dict[str, Any] = {"end": "stay", "status": 302, "body": None, "kind": "bad_response"}


def _to(location: bytes, status: bytes = b"302 Found") -> bytes:
    return ok(b"Location: " + location, status=b"HTTP/1.1 " + status, body=b"")


def _always(location: bytes) -> Manners:
    """Redirect whoever asks, for whatever."""

    def manners(conn: socket.socket) -> None:
        while head(conn):
            conn.sendall(_to(location))

    return manners


def _once(location: bytes) -> Manners:
    """Redirect whoever asks for /, and greet the others."""

    def manners(conn: socket.socket) -> None:
        while asked := head(conn):
            conn.sendall(_to(location) if asked.startswith(b"GET / ") else ok())

    return manners


def _drip(conn: socket.socket) -> None:
    head(conn)
    for octet in ok():
        conn.sendall(bytes((octet,)))
        time.sleep(0.01)  # the manner in question
    wait(conn)


def _early(conn: socket.socket) -> None:
    """Answer before the body of the request has come, and end."""
    conn.recv(1024)
    conn.sendall(ok(b"Connection: close", status=b"HTTP/1.1 413 Too Large"))
    leave(conn, "close")


def _before(conn: socket.socket) -> None:
    """Answer before anything was asked."""
    conn.sendall(ok())
    wait(conn)


def _unannounced(conn: socket.socket) -> None:
    """Close without close_notify."""
    head(conn)
    conn.sendall(b"HTTP/1.1 200 OK\r\n\r\nhello")
    conn.shutdown(socket.SHUT_WR)
    with suppress(OSError):
        wait(conn)


def _noise(conn: socket.socket) -> None:
    """Go on, in the midst of a body, with bytes that are no TLS."""
    _raw(conn, ok()[:-3], b"\x00\x01\x02\x03\x04" * 20)


def _behind(conn: socket.socket) -> None:
    """Go on after close_notify."""
    head(conn)
    conn.sendall(ok(b"Connection: close"))
    assert isinstance(conn, ssl.SSLSocket)
    conn.settimeout(0.2)
    with suppress(OSError):
        conn.unwrap()
    with socket.socket(fileno=conn.detach()) as bare, suppress(OSError):
        bare.sendall(b"more")


def _alerted(conn: socket.socket) -> None:
    """Send an alert in the clear, in the midst of a body: a record that does not fit."""
    _raw(conn, ok()[:-3], b"\x15\x03\x03\x00\x02\x02\x50")


def _raw(conn: socket.socket, said: bytes, below: bytes) -> None:
    """Say something, and then something below TLS."""
    head(conn)
    conn.sendall(said)
    assert isinstance(conn, ssl.SSLSocket)
    with socket.socket(fileno=conn.detach()) as bare:
        bare.settimeout(SECONDS)
        bare.sendall(below)
        wait(bare)


REDIRECTS = [
    Family(name="no Location", answer=ok(status=b"HTTP/1.1 302 Found"), status=302),
    Family(name="an empty Location", manners=_always(b""), **ENDLESS),
    Family(name="a relative Location", manners=_once(b"other?x=1"), hops=2),
    Family(name="a Location with a fragment", manners=_once(b"/other#[/bad]"), hops=2),
    Family(name="another scheme", answer=_to(b"ftp://demo.test/"), says=UNFOLLOWED, **NOWHERE),
    Family(name="a script", answer=_to(b"javascript:alert(1)"), says=UNFOLLOWED, **NOWHERE),
    Family(name="a file", answer=_to(b"file:///etc/passwd"), says=UNFOLLOWED, **NOWHERE),
    Family(name="a loop", manners=_always(b"/"), **ENDLESS),
    Family(name="a port there is not", answer=_to(b"https://demo.test:99999/"), says=UNFOLLOWED, **NOWHERE),
    Family(name="a host with escapes", answer=_to(b"https://\x1b[2J.test/"), says="^[[2J", **NOWHERE),
    Family(name="a host with markup", answer=_to(b"https://[/bad].test/"), says="[/bad]", **NOWHERE),
    Family(name="a backslash for a slash", answer=_to(b"https:\\\\evil.test\\"), says=UNFOLLOWED, **NOWHERE),
    Family(name="a host that looks like a number", answer=_to(b"http://127.1/"), says=UNFOLLOWED, **NOWHERE),
    Family(name="a host cut off", answer=_to(b"https://"), says=UNFOLLOWED, **NOWHERE),
    Family(name="bad escapes", manners=_once(b"/%zz%%\xe9"), hops=2),
    Family(name="control bytes in a path", answer=_to(b"/a\x1b[2J\x01"), says="leads to /a^[[2J^A, which", **NOWHERE),
    Family(name="300 with a body", answer=ok(b"Location: /x", status=b"HTTP/1.1 300 Many"), end="stay", status=300),
    Family(name="304 with a Location", answer=_to(b"/x", b"304 Not"), end="stay", status=304, body=b""),
]

WAYS = [
    Family(name="a byte at a time", manners=_drip, slow=True),
    Family(name="an answer before the body was read", manners=_early, method="POST", sent=b"x" * 8_000_000, status=413),
    Family(name="an answer before the question", manners=_before),
    Family(name="no close_notify", manners=_unannounced, over="tls", says="closed without close_notify"),
    Family(
        name="bytes that are no TLS",
        manners=_noise,
        over="tls",
        body=b"he",
        complete=False,
        kind="tls_protocol",
        says="TLS",
    ),
    Family(name="bytes after close_notify", manners=_behind, over="tls"),
    Family(
        name="an alert in the clear",
        manners=_alerted,
        over="tls",
        body=b"he",
        complete=False,
        kind="tls_protocol",
        says="TLS",
    ),
]
