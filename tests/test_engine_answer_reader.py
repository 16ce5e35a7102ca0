"""The reader of answers alone: how the bytes were cut into pieces on the way changes nothing."""

from __future__ import annotations

import random

import pytest

from tests.odd_http import Family, chunked, ok
from tests.odd_http_bodies import AROUND, CHUNKS, CODINGS, LENGTHS
from tests.odd_http_heads import FIELDS, STATUS_LINES
from workbench.engine import answer_reader
from workbench.engine.answer_reader import AnswerReader
from workbench.engine.errors import CutOff, Misspoken
from workbench.engine.reading import expected
from workbench.models import Response

SMALL = [
    one
    for one in (*FIELDS, *STATUS_LINES, *LENGTHS, *CODINGS, *CHUNKS, *AROUND)
    if 0 < len(one.answer) < 5000 and one.end != "reset"
]
Heard = tuple[bytes, Response | None, tuple[str, ...], str, bytes]


def _heard(method: str, pieces: list[bytes]) -> Heard:
    reader, out, said = AnswerReader(method), b"", ""
    try:
        for piece in pieces:
            out += reader.feed(piece)
        reader.end()
    except (Misspoken, CutOff) as error:
        said = error.words
    return out, reader.response, reader.remarks(), said, reader.raw


def _cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = [*places, len(data)]
    return [data[start:end] for start, end in zip([0, *places], ends, strict=True)]


@pytest.mark.parametrize("family", SMALL, ids=str)
def test_the_pieces_in_which_an_answer_comes_change_nothing(family: Family) -> None:
    whole = _heard(family.method, [family.answer])
    octets = _cut(family.answer, list(range(1, len(family.answer))))
    assert _settled(_heard(family.method, octets)) == _settled(whole)
    chance = random.Random(family.name)  # noqa: S311  no secret, and the same cuts each time
    for _ in range(20):
        places = sorted(chance.sample(range(1, len(family.answer)), min(4, len(family.answer) - 1)))
        assert _settled(_heard(family.method, _cut(family.answer, places))) == _settled(whole)


def _settled(heard: Heard) -> Heard:
    """Leave out what a fault quotes of the bytes behind it, which may not have come yet."""
    out, response, remarks, said, raw = heard
    return out, response, remarks, said.split('"')[0], raw


def test_a_good_head_is_passed_on_as_it_came() -> None:
    answer = ok(b"X-One: 1", b"Set-Cookie: a=b")
    assert _heard("GET", [answer])[:3] == (answer, None, ())


@pytest.mark.parametrize(
    ("written", "method"),
    [(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET"), (b"M-SEARCH /a?b=%20 HTTP/1.1\r\n\r\n", "M-SEARCH")],
)
def test_the_beginning_of_a_request_awaits_its_answer(written: bytes, method: str) -> None:
    reader = answer_reader.awaiting(written)
    assert reader is not None
    assert reader.method == method


@pytest.mark.parametrize("written", [b"\x05\x01\x00", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"a body", b""])
def test_what_is_no_request_over_http_1_is_left_alone(written: bytes) -> None:
    assert answer_reader.awaiting(written) is None


def test_a_switch_of_protocols_that_was_asked_for_is_no_fault() -> None:
    reader = answer_reader.awaiting(b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
    assert reader is not None
    reader.feed(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")
    assert reader.remarks() == ()
    assert reader.response is not None
    assert reader.response.status == 101


def test_a_large_body_in_small_chunks_is_followed_in_time_that_grows_with_it() -> None:
    reader = AnswerReader("GET")
    body = b"1\r\nx\r\n" * 50_000 + b"0\r\n\r\n"
    passed_on = reader.feed(chunked(body))
    assert passed_on == chunked(body)
    assert reader.done


SECRET = "0123456789abcdef"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 103 Hints\r\nSet-Cookie: a=" + SECRET.encode() + b"\r\n\r\n" + ok(b"A: 1"),
        b"HTTP/1.1 200 OK\r\nSet-Cookie a=" + SECRET.encode() + b"\r\nContent-Length: 0\r\n\r\n",
        b"Set-Cookie: a=" + SECRET.encode() + b"\r\nContent-Length: 0\r\n\r\n",
        ok(b"A: 1") + b"HTTP/1.1 200 OK\r\nSet-Cookie: a=" + SECRET.encode() + b"\r\n\r\n",
        ok(b"Transfer-Encoding: chunked", body=b"0\r\nX-Token: " + SECRET.encode() + b"\r\n\r\n"),
    ],
)
def test_what_is_quoted_of_a_head_holds_no_secret_of_it(answer: bytes) -> None:
    heard = _heard("GET", [answer])
    remarks = " ".join((*heard[2], heard[3]))
    assert "********(" in remarks and "0123" not in remarks


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        b"HTTP/1.1 200 OK\r\nA: b\r\n Content-Length: 5\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Other\r\nUpgrade: x\r\n\r\n",
        b"HTTP/7.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_after_a_head_that_others_may_read_otherwise_the_connection_serves_no_more(head: bytes) -> None:
    out, _, remarks, *_ = _heard("GET", [head + b"0\r\n\r\n" if b"chunked" in head else head])
    assert remarks and b"\r\nConnection: close\r\n" in out


def test_noughts_before_a_length_do_no_harm() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: " + b"0" * 5000 + b"2\r\n\r\n"
    out, response, remarks, said, _ = _heard("GET", [head + b"ab"])
    assert response is not None and expected(response) == 2
    assert out.endswith(b"\r\n\r\nab") and "read as 2" in remarks[0] and not said


def test_a_value_on_very_many_lines_is_read_in_time() -> None:
    out, response, *_ = _heard("GET", [b"HTTP/1.1 204 OK\r\nA: b\r\n" + b" c\r\n" * 100_000 + b"\r\n"])
    assert response is not None and response.headers == (("A", "b" + " c" * 100_000),) and out


def test_line_ends_without_end_are_no_answer() -> None:
    assert "line ends came" in _heard("GET", [b"\r\n" * 1000] * 40)[3]
