"""Which answers let their connection serve again: only those that nobody on the way can have read otherwise.

A forward proxy carries the requests for many servers over one connection; an answer that ends elsewhere for the proxy
than for us would let one server answer for another.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.odd_http import Manners, chunked, head, ok
from tests.odd_servers import spoken
from tests.peers import HOST
from tests.proxy import http_proxy
from tests.sending import hurried, sender, ticket
from workbench.demo.lab import Lab
from workbench.engine import Ticket

GOOD = [
    ok(),
    chunked(b"5\r\nhello\r\n0\r\n\r\n"),
    chunked(b"5;a=b\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n"),
    b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + ok(),
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
]
ODD = [
    ok(status=b"HTTP/1.1  200 OK"),
    ok(b"Transfer-Encoding:"),
    chunked(b"5\nhello\n0\n\n"),
    chunked(b"5\r\nhello\n0\r\n\r\n"),
    chunked(b"5\r\nhello\r\n0\r\nX-Sum: 1\n\r\n"),
    chunked(b"5;a\rb\r\nhello\r\n0\r\n\r\n"),
    chunked(b"5 \r\nhello\r\n0\r\n\r\n"),
    chunked(b"5\r\nhello\r\n0\r\nContent-Length : 7\r\n\r\n"),
    b"HTTP/1.1 103 Early Hints\nA: 1\n\n" + ok(),
    b"HTTP/1.1 103 Early Hints\r\nContent-Length : 5\r\n\r\n" + ok(),
    b"HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\n" + ok(),
    b"HTTP/1.1 100 Continue\r\n\r\n\r\n" + ok(),
    b"\r\n" + ok(),
    b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
]


@contextmanager
def _asking(lab: Lab, way: str, answer: bytes) -> Iterator[Ticket]:
    """Serve an answer to every request, and yield a ticket for it."""
    with spoken(_always(answer)) as port, http_proxy() as proxied:
        proxy = f"http://127.0.0.1:{proxied.port}" if way == "proxy" else "none"
        asked = ticket(lab, f"http://{HOST}:{port}/", proxy=proxy, resolve={HOST: "127.0.0.1"})
        yield replace(asked, settings=hurried(lab, timeout=5.0))


def _always(answer: bytes) -> Manners:
    def manners(conn: socket.socket) -> None:
        while head(conn):
            conn.sendall(answer)

    return manners


@pytest.mark.parametrize("way", ["direct", "proxy"])
@pytest.mark.parametrize("answer", GOOD)
async def test_after_a_good_answer_the_connection_serves_again(lab: Lab, way: str, answer: bytes) -> None:
    with _asking(lab, way, answer) as asked:
        async with sender() as ours:
            hops = [(await ours.send(asked)).hops[0] for _ in range(2)]
    assert [(hop.failure, hop.reused) for hop in hops] == [(None, False), (None, True)]


@pytest.mark.parametrize("way", ["direct", "proxy"])
@pytest.mark.parametrize("answer", ODD)
async def test_after_an_odd_answer_it_does_not_and_what_was_odd_is_told(lab: Lab, way: str, answer: bytes) -> None:
    with _asking(lab, way, answer) as asked:
        async with sender() as ours:
            hops = [(await ours.send(asked)).hops[0] for _ in range(2)]
    assert [(hop.failure, hop.reused) for hop in hops] == [(None, False), (None, False)]
    assert all(hop.notes for hop in hops)
