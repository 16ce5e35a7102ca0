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
