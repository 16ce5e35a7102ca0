from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.models import Content, Exchange, Hop, HopRequest, Request, Response, Selection
from workbench.widgets import body_difference
from workbench.widgets.body_difference import READ_BYTES, aligned, difference

HERE = Selection(url="https://api.test/", host="api.test", port=443, by="none", entry=None)


def answered(data: bytes, kind: str = "text/plain", size: int | None = None) -> Exchange:
    response = Response(status=200, reason="OK", http_version="HTTP/1.1", headers=(("Content-Type", kind),))
    hop = Hop(request=HopRequest(method="GET", url="https://api.test/"), selection=HERE, response=response)
    body = Content(size=len(data) if size is None else size, data=data)
    return Exchange(
        request=Request(), outcome="response", started=datetime(2026, 1, 1, tzinfo=UTC), hops=(hop,), body=body
    )


FAILED = Exchange(request=Request(), outcome="failure", started=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("bodies", "kind", "alike", "words"),
    [
        ((b"one", b"one"), "text/plain", True, "equal byte for byte, 3 B"),
        ((b"", b""), "text/plain", True, "none has a body"),
        ((b"one", b"two"), "text/plain", False, "differs, line by line"),
        ((b'{"a":1}', b'{ "a": 1 }'), "application/json", True, "the same as JSON, laid out; the bytes differ"),
        ((b'{"a":1}', b'{"a":2}'), "application/json", False, "differs as JSON, laid out"),
        ((b'["+2AA-"]', b'[ "+2AA-" ]'), "application/json; charset=utf-7", True, "the same as JSON"),
        ((b"a\n", b"a\r\n"), "text/plain", True, "line by line"),
        ((b"\0\1", b"\0\2"), "image/png", False, "not text, so not shown: the bytes differ (2 B, 2 B)"),
    ],
)
def test_bodies_are_equal_in_their_bytes_or_in_what_they_say_or_differ(
    bodies: tuple[bytes, ...], kind: str, alike: bool, words: str
) -> None:
    found = difference([answered(data, kind) for data in bodies])
    assert found is not None
    assert found.alike is alike
    assert words in "; ".join(found.words)


def test_only_those_that_were_answered_are_compared_and_keep_their_places() -> None:
    found = difference([answered(b"a\nb"), FAILED, answered(b"a\nc"), None])
    assert found is not None
    assert [(block.same, block.lines) for block in found.blocks] == [
        (True, (("a",), None, ("a",), None)),
        (False, (("b",), None, ("c",), None)),
    ]
    assert difference([answered(b"a"), FAILED, None]) is None


def test_a_big_body_is_read_to_a_limit_which_is_said_and_never_called_equal_beyond_it() -> None:
    start = b"line\n" * (READ_BYTES // 5 + 1)
    same = difference([answered(start, size=3_000_000), answered(start, size=3_000_000)])
    assert same is not None and "in the first 1.0 MB of 3.0 MB; the rest was not compared" in same.words[0]
    other = difference([answered(start + b"x"), answered(b"y\n" + start)])
    assert other is not None and not other.alike
    assert any("only the first 1.0 MB or 20,000 lines" in words for words in other.words)


def test_lines_past_counting_are_held_against_each_other_in_order_and_that_is_said() -> None:
    first = b"\n".join(b"%d" % number for number in range(3_000))
    other = b"\n".join(b"x%d" % number for number in range(3_000))
    found = difference([answered(first), answered(other)])
    assert found is not None and "compared one by one in order" in found.words[-1]


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "{", "}"]), max_size=12), min_size=2, max_size=4))
def test_no_line_is_lost_or_made_up_and_what_is_called_the_same_is(bodies: list[list[str]]) -> None:
    found = list(aligned(bodies))
    for place, body in enumerate(bodies):
        assert [line for _, lines in found for line in lines[place]] == body
    for same, lines in found:
        assert not same or len(set(lines)) == 1
        assert any(lines)


def test_what_two_have_in_common_stays_in_line_around_what_was_put_between() -> None:
    assert list(aligned(["abcd", "abXcd"])) == [
        (True, (("a", "b"), ("a", "b"))),
        (False, ((), ("X",))),
        (True, (("c", "d"), ("c", "d"))),
    ]


def test_the_limits_are_those_that_are_said() -> None:
    assert (READ_BYTES, body_difference.READ_LINES) == (1024 * 1024, 20_000)
