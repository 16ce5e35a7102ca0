"""Requests read off a socket, as a client may split them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from workbench.demo.inbound import BadRequest, Body, Head, Inbound


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(5)
        theirs.settimeout(5)
        yield ours, theirs


def _read(pair: tuple[socket.socket, socket.socket], data: bytes) -> tuple[Head, Body]:
    ours, theirs = pair
    theirs.sendall(data)
    theirs.shutdown(socket.SHUT_WR)
    inbound = Inbound(ours)
    head = inbound.head()
    assert head is not None
    return head, inbound.body(head)


def test_a_head_is_read_as_written(pair: tuple[socket.socket, socket.socket]) -> None:
    head, body = _read(pair, b"GET /a/b?x=1&x=2&y= HTTP/1.1\r\nHost: a.test\r\nX-Two:  caf\xe9 \r\n\r\n")
    assert (head.method, head.target, head.path) == ("GET", "/a/b?x=1&x=2&y=", "/a/b")
    assert head.headers == (("Host", "a.test"), ("X-Two", "caf\xe9"))
    assert (head.query, body) == ({"x": "2"}, Body())


BODIES = [
    (b"Content-Length: 5\r\n\r\nhello", b"hello"),
    (b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n", b"hello"),
    (b"Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", b"0123456789"),
    (b"Content-Length: 0\r\n\r\n", b""),
]


@pytest.mark.parametrize(("rest", "body"), BODIES)
def test_a_body_is_read_by_length_or_by_chunks(
    pair: tuple[socket.socket, socket.socket], rest: bytes, body: bytes
) -> None:
    assert _read(pair, b"POST / HTTP/1.1\r\n" + rest)[1] == Body(size=len(body), kept=body)


WRONG = [
    b"GET /\r\n\r\n",
    b"GET / HTTP/2\r\n\r\n",
    b"GET //[bad HTTP/1.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00 not HTTP\r\n\r\n",
    b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
    b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nshort",
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
]


@pytest.mark.parametrize("data", WRONG)
def test_what_is_not_http_is_said_to_be_wrong(pair: tuple[socket.socket, socket.socket], data: bytes) -> None:
    with pytest.raises(BadRequest):
        _read(pair, data)


def test_of_a_large_body_the_first_mebibyte_is_kept(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    size = 3_000_000
    sender = threading.Thread(
        target=theirs.sendall, args=(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size,)
    )
    sender.start()
    inbound = Inbound(ours)
    head = inbound.head()
    assert head is not None
    body = inbound.body(head)
    sender.join()
    assert (body.size, len(body.kept)) == (size, 1024 * 1024)


def test_a_client_that_waits_for_100_continue_gets_it(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    inbound = Inbound(ours)
    head = inbound.head()
    assert head is not None
    theirs.sendall(b"ok")
    assert inbound.body(head).kept == b"ok"
    assert theirs.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"


def test_two_requests_in_one_segment_are_two(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall(b"POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\nokGET /2 HTTP/1.1\r\n\r\n")
    theirs.shutdown(socket.SHUT_WR)
    inbound = Inbound(ours)
    targets = []
    while (head := inbound.head()) is not None:
        inbound.body(head)
        targets.append(head.target)
    assert targets == ["/1", "/2"]


@pytest.mark.parametrize(
    ("version", "connection", "closes"),
    [
        ("HTTP/1.1", "", False),
        ("HTTP/1.1", "Close", True),
        ("HTTP/1.0", "", True),
        ("HTTP/1.0", "keep-alive", False),
    ],
)
def test_who_closes_is_read_from_the_head(version: str, connection: str, closes: bool) -> None:
    headers = (("Connection", connection),) if connection else ()
    head = Head(method="GET", target="/", version=version, headers=headers, split=urlsplit("/"))
    assert head.wants_close is closes
