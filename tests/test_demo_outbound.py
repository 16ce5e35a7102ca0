"""Answers as bytes."""

from __future__ import annotations

import socket

import pytest

from workbench.demo import outbound
from workbench.demo.outbound import Answer

ANSWERS = [
    (Answer(body=b"hi"), b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
    (Answer(status=404), b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
    (Answer(status=599), b"HTTP/1.1 599 \r\nContent-Length: 0\r\n\r\n"),
    (Answer(reason="Fine"), b"HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n"),
    (Answer(status=204, body=b"hi"), b"HTTP/1.1 204 No Content\r\n\r\n"),
    (
        Answer(headers=(("X-A", "caf\xe9 \u202e"),), close=True),
        b"HTTP/1.1 200 OK\r\nX-A: caf\xe9 ?\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ),
    (Answer(pieces=[b"ab", b"c"], length=3), b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"),
    (
        Answer(pieces=[b"ab", b"c" * 16]),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n10\r\ncccccccccccccccc\r\n0\r\n\r\n",
    ),
]


def _sent(answer: Answer, *, head_only: bool) -> bytes:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        outbound.send(ours, answer, head_only=head_only)
        return theirs.recv(65536)


@pytest.mark.parametrize(("answer", "expected"), ANSWERS)
def test_an_answer_goes_out_well_formed(answer: Answer, expected: bytes) -> None:
    # A stream may arrive in pieces; loopback keeps what was sent before the first read together.
    assert _sent(answer, head_only=False) == expected


@pytest.mark.parametrize(("answer", "expected"), ANSWERS)
def test_a_head_alone_is_the_same_without_the_body(answer: Answer, expected: bytes) -> None:
    assert _sent(answer, head_only=True) == expected.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
