from dataclasses import replace

import pytest

from tests.test_widgets_body_difference import FAILED, answered
from workbench.models import Exchange, Failure, Hop, HopRequest, Response
from workbench.widgets import comparison, comparison_lines
from workbench.widgets.body_difference import difference
from workbench.widgets.comparison import Column, Row
from workbench.widgets.comparison_lines import Sheet


def with_headers(*headers: tuple[str, str]) -> Exchange:
    exchange = answered(b"")
    response = Response(status=200, reason="OK", http_version="HTTP/1.1", headers=headers)
    return replace(exchange, hops=(replace(exchange.hops[0], response=response),))


def refused(message: str) -> Exchange:
    hop = Hop(
        request=HopRequest(method="GET", url="https://api.test/"),
        selection=answered(b"").hops[0].selection,
        failure=Failure(stage="tls", kind="certificate_refused", message=message),
    )
    return replace(FAILED, hops=(hop,))


def columns(*exchanges: Exchange | None) -> tuple[Column, ...]:
    return tuple(Column(title=f"who{number}", exchange=one) for number, one in enumerate(exchanges, 1))


def row(found: tuple[Row, ...], label: str) -> Row:
    return next(one for one in found if one.label == label)


@pytest.mark.parametrize(
    ("first", "second", "state", "words"),
    [
        ((("X-A", "1"),), (("x-a", "1"),), "same", "same"),
        ((("X-A", "1"),), (("X-A", "2"),), "differs", "DIFFERS"),
        ((("X-A", "1"),), (), "only", "ONLY who1"),
        ((), (("X-A", "1"),), "only", "ONLY who2"),
        ((("X-A", "1"), ("X-A", "2")), (("X-A", "1, 2"),), "same", "same"),
    ],
)
def test_a_header_is_the_same_another_or_on_one_side_only(
    first: tuple[tuple[str, str], ...], second: tuple[tuple[str, str], ...], state: str, words: str
) -> None:
    both = columns(with_headers(*first), with_headers(*second))
    found = row(comparison.rows(both), "x-a")
    assert (found.state, comparison.words(found, both)) == (state, words)


def test_a_date_is_another_every_time_and_no_difference() -> None:
    both = columns(with_headers(("Date", "now")), with_headers(("Date", "then")))
    found = row(comparison.rows(both), "date")
    assert comparison.words(found, both) == "changes every time"
    lines = list(comparison_lines.laid_out(Sheet(columns=both, rows=comparison.rows(both)), 80))
    assert not any(line.begins for line in lines)


def test_a_secret_header_that_differs_is_said_to_and_stays_masked() -> None:
    both = columns(with_headers(("Set-Cookie", "sid=first-secret")), with_headers(("Set-Cookie", "sid=other-secret")))
    found = row(comparison.rows(both), "set-cookie")
    assert found.state == "differs"
    assert not any("secret" in (value or "") for value in found.cells)


def test_what_a_peer_says_is_made_visible_in_every_form() -> None:
    foe = "\x1b]0;gone\x07[/bold]‮"
    both = columns(with_headers(("X-Foe", foe)), refused(f"told {foe}"), answered(foe.encode()), answered(b"ok"))
    sheet = Sheet(
        columns=both,
        rows=comparison.rows(both),
        bodies=difference([one.exchange for one in both]),
        everything=True,
    )
    for width in (60, 80, 200):
        text = "\n".join(line.content.plain for line in comparison_lines.laid_out(sheet, width))
        assert "\x1b" not in text and "‮" not in text and "[/bold]" in text
    assert "\x1b" not in comparison_lines.plain(sheet)


def test_one_that_failed_shows_why_and_leaves_the_others_compared() -> None:
    three = columns(with_headers(("X-A", "1")), refused("The server refused your certificate."), with_headers())
    found = comparison.rows(three)
    assert row(found, "Result").cells[1] == "FAILED: The server refused your certificate."
    assert (row(found, "x-a").state, row(found, "x-a").cells) == ("only", ("1", "", None))


def test_with_one_answer_there_is_nothing_to_mark_among_headers() -> None:
    two = columns(with_headers(("X-A", "1")), refused("no"))
    assert row(comparison.rows(two), "x-a").state == "given"


def test_wide_enough_they_stand_side_by_side_else_one_below_the_other() -> None:
    assert comparison_lines.side_by_side(78, 2) == 0
    assert comparison_lines.side_by_side(98, 2) >= comparison_lines.NARROWEST
    assert comparison_lines.side_by_side(196, 4) >= comparison_lines.NARROWEST


@pytest.mark.parametrize("width", [56, 78, 196])
def test_no_line_is_wider_than_there_is_room(width: int) -> None:
    long = "x" * 300
    both = columns(with_headers(("X-Long", long)), with_headers(("X-Long", long + "y")), refused(long))
    bodies = difference([answered(long.encode()), answered(b"short"), None])
    sheet = Sheet(columns=both, rows=comparison.rows(both), bodies=bodies, everything=True)
    for line in comparison_lines.laid_out(sheet, width):
        assert line.content.cell_length <= width


def test_a_long_line_is_shown_from_where_it_begins_to_differ() -> None:
    same = "a" * 500
    both = columns(answered(f"{same}-first".encode()), answered(f"{same}-other".encode()))
    bodies = difference([one.exchange for one in both])
    sheet = Sheet(columns=both, rows=comparison.rows(both), bodies=bodies)
    text = "\n".join(line.content.plain for line in comparison_lines.laid_out(sheet, 120))
    assert "-first" in text and "-other" in text


def test_lines_that_are_the_same_are_folded_and_counted() -> None:
    many = "\n".join(f"line {number}" for number in range(100))
    both = columns(answered(f"{many}\nmine".encode()), answered(f"{many}\ntheirs".encode()))
    bodies = difference([one.exchange for one in both])
    sheet = Sheet(columns=both, rows=comparison.rows(both), bodies=bodies)
    text = "\n".join(line.content.plain for line in comparison_lines.laid_out(sheet, 80))
    assert "… 97 lines that are the same" in text and "line 99" in text and "line 3\n" not in text
    assert "-1  mine" in text and "+2  theirs" in text


def test_bodies_that_differ_without_end_are_shown_to_a_limit_that_is_said() -> None:
    first, other = (b"\n".join(b"%s %d" % (who, number) for number in range(9_000)) for who in (b"a", b"b"))
    both = columns(answered(first), answered(other))
    bodies = difference([one.exchange for one in both])
    for width in (78, 196):
        sheet = Sheet(columns=both, rows=comparison.rows(both), bodies=bodies, everything=True)
        lines = list(comparison_lines.laid_out(sheet, width))
        assert len(lines) < 2_100 and "Enter opens an answer in full" in lines[-1].content.plain
