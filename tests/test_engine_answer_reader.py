"""The reader of answers alone: how the bytes were cut into pieces on the way changes nothing."""

from __future__ import annotations

import random
from contextlib import suppress

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.odd_http import Family, chunked, ok
from tests.odd_http_around import AROUND
from tests.odd_http_bodies import CHUNKS, CODINGS, LENGTHS
from tests.odd_http_heads import FIELDS, STATUS_LINES
from workbench.engine import answer_head, answer_reader
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


def _read_out(method: str, passed_on: bytes) -> tuple[int | None, bytes, bool, str]:
    """Return what the HTTP library makes of what it is given: status, body, whether that was all, its fault."""
    client = h11.Connection(h11.CLIENT, max_incomplete_event_size=100 * 1024)
    client.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
    client.send(h11.EndOfMessage())
    status, body = None, b""
    try:
        if passed_on:
            client.receive_data(passed_on)
        while not isinstance(event := client.next_event(), h11.EndOfMessage | type(h11.NEED_DATA)):
            status = event.status_code if isinstance(event, h11.Response) else status
            body += event.data if isinstance(event, h11.Data) else b""
    except h11.RemoteProtocolError as error:
        return status, body, False, str(error)
    return status, body, isinstance(event, h11.EndOfMessage), ""


def _cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = [*places, len(data)]
    return [data[start:end] for start, end in zip([0, *places], ends, strict=True)]


@pytest.mark.parametrize("family", SMALL, ids=str)
def test_the_pieces_in_which_an_answer_comes_change_nothing(family: Family) -> None:
    whole = _settled(family.method, [family.answer])
    octets = _cut(family.answer, list(range(1, len(family.answer))))
    assert _settled(family.method, octets) == whole
    chance = random.Random(family.name)  # noqa: S311  no secret, and the same cuts each time
    for _ in range(20):
        places = sorted(chance.sample(range(1, len(family.answer)), min(4, len(family.answer) - 1)))
        assert _settled(family.method, _cut(family.answer, places)) == whole


def _settled(method: str, pieces: list[bytes]) -> tuple[object, ...]:
    """Leave out what a fault quotes of the bytes behind it, which may not have come yet, and where chunks begin."""
    out, response, remarks, said, raw = _heard(method, pieces)
    return _read_out(method, out), response, remarks, said.split('"')[0], raw


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
    assert passed_on == chunked(b"c350\r\n" + b"x" * 50_000 + b"\r\n0\r\n\r\n")
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
    count = answer_head.LINES - 1
    out, response, *_, said, _ = _heard("GET", [b"HTTP/1.1 204 OK\r\nA: b\r\n" + b" c\r\n" * count + b"\r\n"])
    assert response is not None and response.headers == (("A", "b" + " c" * count),) and out and not said


@pytest.mark.parametrize("line", [b"a:\n", b"a\n", b" x\n"])
def test_of_a_head_of_very_many_lines_the_first_are_read_and_it_is_no_good_answer(line: bytes) -> None:
    reader = AnswerReader("GET")
    assert reader.feed(b"HTTP/1.1 200 OK\r\n" + line * 1_000_000 + b"\r\n")
    fault = reader.fault()
    assert fault is not None and "more than 20,000 lines" in fault.words and reader.spoiled
    assert reader.response is not None and len(reader.response.headers) in (0, 1, answer_head.LINES)


@pytest.mark.parametrize("count", [-1, 0, 1])
def test_the_limit_of_lines_is_exact(count: int) -> None:
    reader = AnswerReader("GET")
    reader.feed(b"HTTP/1.1 204 OK\r\n" + b"a: b\r\n" * (answer_head.LINES + count) + b"\r\n")
    assert (reader.fault() is None) == (count < 1)


FIRST_LINES = (
    *(b"HTTP/1.1 200 OK", b"HTTP/1.0 200 OK", b"HTTP/1.1 204 No", b"HTTP/1.1 304 Not", b"HTTP/1.1 301 M"),
    *(b"HTTP/1.1 200", b"HTTP/1.1 200 ", b"HTTP/1.1  200 OK", b"HTTP/1.1\t200 OK", b"HTTP/1.1 200\tOK"),
    *(b"HTTP/1.1 200-OK", b"HTTP/1.1 200 OK\r", b"HTTP/1.1 700 x", b"HTTP/1.1 101 S", b"HTTP/2 200", b"HTTP/01.1 200"),
    *(b"HTTP/1.1 103 E\r\n\r\nHTTP/1.1 200 OK", b"HTTP/1.1 100 C\r\n\r\n\r\nHTTP/1.1 205 x", b"\r\nHTTP/1.1 200 OK"),
)
LINES = (
    *(b"Content-Length: 5", b"Content-Length: 0", b"Content-Length: 5, 5", b"Content-Length: 05", b"Content-Length: 6"),
    *(
        b"Content-Length:",
        b"Content-Length : 5",
        b"Content-Length: \xa05",
        b"Content-Length: 5\x85",
        b"Content-Length: x",
    ),
    *(b"Content-Length: 99999999999999999999", b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked"),
    *(b"Transfer-Encoding: identity", b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding: , chunked"),
    *(b"Transfer-Encoding:", b"Transfer-Encoding: Chunked ", b"Transfer-Encoding: \xa0chunked", b"Connection: close"),
    *(b"Connection: keep-alive", b"Connection: Upgrade", b"Upgrade: x", b"X-A: b", b" folded", b"X\x80: 1", b"X: \x00"),
    *(b"nocolon", b"X: \x85", b"X-B:\xa0", b"Date:", b"Trailer: a", b"X: a\r"),
)
BODIES = (
    *(b"", b"hello", b"hello!", b"5\r\nhello\r\n0\r\n\r\n", b"0\r\n\r\n", b"5;x\nhello\n0\nA: b\n\n", b"zz\r\n"),
    *(b"5\r\nhello\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", b"00005\t\r\nhello\r\n000\r\n\r\n", b"5;a\rb\r\nhello\r\n"),
)
ANSWERS = st.builds(
    lambda first, lines, end, body: end.join((first, *lines, b"", body)),
    st.sampled_from(FIRST_LINES),
    st.lists(st.sampled_from(LINES), max_size=3),
    st.sampled_from((b"\r\n", b"\r\n", b"\n")),
    st.sampled_from(BODIES) | st.binary(max_size=20),
)


@given(st.sampled_from(("GET", "HEAD", "POST")), ANSWERS | st.binary(max_size=100))
def test_the_http_library_is_never_given_what_it_refuses(method: str, answer: bytes) -> None:
    *_, fault = _read_out(method, _heard(method, [answer])[0])
    assert not fault


@given(st.sampled_from(("GET", "HEAD", "POST")), ANSWERS)
def test_the_http_library_sees_the_end_of_an_answer_where_its_reader_does(method: str, answer: bytes) -> None:
    out, *_, said, _ = _heard(method, [answer])
    reader = AnswerReader(method)
    with suppress(Misspoken, CutOff):
        reader.feed(answer)
    _, _, ended, _ = _read_out(method, out)
    assert ended == (reader.done and not said) or reader.fault() is not None


def test_line_ends_without_end_are_no_answer() -> None:
    assert "line ends came" in _heard("GET", [b"\r\n" * 1000] * 40)[3]
