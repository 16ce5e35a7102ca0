from dataclasses import replace

import pytest

from tests.hops import HOSTILE, NOW, accepted, answered, exchange, hop, hostile
from workbench.models import HopRequest, Timing
from workbench.widgets.cookies_view import cookie_entries
from workbench.widgets.entry_sheet import Entry
from workbench.widgets.fact_sheet import said
from workbench.widgets.headers_view import header_entries
from workbench.widgets.odd_headers import oddities
from workbench.widgets.timing_view import timing_facts

SECRET = "s3cr3t-value-0123"


def lines(entries: list[Entry]) -> list[str]:
    return [said(fact) for entry in entries for fact in entry.facts]


def with_headers(*pairs: tuple[str, str]) -> list[str]:
    return lines(list(header_entries(exchange(hop(accepted(), headers=pairs)))))


@pytest.mark.parametrize(
    ("pairs", "odd"),
    [
        ((("A", "1"), ("B", "2")), ("", "")),
        ((("A", "1"), ("a", "2")), ("", "2 of 2 of this name")),
        ((("ETag", "1"), ("etag", "1")), ("stands there 2 times, with one value",) * 2),
        ((("Content-Length", "1"), ("Content-Length", "2")), ("stands there 2 times, which differ",) * 2),
        ((("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")), ("", "")),
        ((("Bad Name", "1"),), ("the name is no header name",)),
        ((("", "1"),), ("it has no name",)),
        ((("A", "x\x1b[31m"),), ("control characters in it",)),
        ((("A", "caf\xe9"),), ("not ASCII: read as latin-1",)),
        ((("A", "x" * 9000),), ("9.0 kB long",)),
        (
            (("Content-Length", "1"), ("Transfer-Encoding", "chunked")),
            ("does not count beside Transfer-Encoding", ""),
        ),
    ],
)
def test_what_is_odd_about_a_header_is_told(pairs: tuple[tuple[str, str], ...], odd: tuple[str, ...]) -> None:
    assert oddities(pairs) == odd


def test_headers_keep_their_order_and_their_doubles() -> None:
    said_of = with_headers(("B", "2"), ("a", "1"), ("B", "3"))
    assert said_of[1:5] == ["B: 2", "a: 1", "B: 3", "! 2 of 2 of this name"]


def test_secrets_of_both_directions_are_masked_until_asked_for() -> None:
    shown = lines(list(header_entries(exchange(answered()))))
    clear = lines(list(header_entries(exchange(answered()), masked=False)))
    assert "Authorization: Bearer ********(16)" in shown
    assert "Set-Cookie: ********(19)" in shown
    assert "Authorization: Bearer 0123456789abcdef" in clear
    assert "Set-Cookie: sid=1234567; Path=/" in clear


def test_every_hop_shows_its_answer_and_its_request_the_last_one_first() -> None:
    said_of = lines(list(header_entries(exchange(answered("/a", 302), answered("/b")))))
    heads = [line for line in said_of if line.startswith(("Answer", "Request"))]
    assert [line.split()[2] for line in heads] == [
        "200",
        "https://api.example.test:8443/b",
        "302",
        "https://api.example.test:8443/a",
    ]


def test_a_cookie_shows_its_parts_its_end_and_its_faults_but_not_its_value() -> None:
    setting = (
        "Set-Cookie",
        f"sid={SECRET}; Domain=example.test; Path=/x; Max-Age=172800; Secure; HttpOnly; SameSite=None; Foo",
    )
    said_of = lines(list(cookie_entries(exchange(hop(accepted(), headers=(setting,))), NOW)))
    assert said_of == [
        "Set by: GET https://api.example.test:8443/get",
        f"sid: ********({len(SECRET)})",
        "domain example.test and below, path /x",
        "expires 2026-11-22 15:00 UTC, in 2 days",
        "Secure, HttpOnly, SameSite=None",
        "! foo is no attribute: it is ignored",
    ]


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ("", "ends with the session"),
        ("; Max-Age=0", "removed: it ended 2026-11-20 15:00 UTC"),
        ("; Max-Age=100", "expires 2026-11-20 15:01 UTC, today"),
        ("; Max-Age=90000", "expires 2026-11-21 16:00 UTC, in 1 day"),
    ],
)
def test_the_end_of_a_cookie_is_said_in_days(attributes: str, words: str) -> None:
    shown = exchange(hop(accepted(), headers=(("Set-Cookie", f"a=b{attributes}"),)))
    assert words in lines(list(cookie_entries(shown, NOW)))


def test_cookies_that_were_sent_stand_under_their_hop() -> None:
    carried = HopRequest(method="GET", url="https://api.example.test/", headers=(("Cookie", f"a={SECRET}; b=2"),))
    two = exchange(answered("/a", 302), replace(answered(), request=carried))
    assert lines(list(cookie_entries(two, NOW)))[-3:] == [
        "Sent to: hop 2: GET https://api.example.test/",
        f"a: ********({len(SECRET)})",
        "b: ********(1)",
    ]
    assert f"a: {SECRET}" in lines(list(cookie_entries(two, NOW, masked=False)))


def test_without_a_cookie_that_is_said() -> None:
    assert lines(list(cookie_entries(exchange(hop(accepted())), NOW))) == ["No cookie was set, and none was sent."]


def test_nothing_a_server_says_is_shown_raw() -> None:
    cookie = ("Set-Cookie", f"{HOSTILE}={HOSTILE}; Path={HOSTILE}; Domain={HOSTILE}; {HOSTILE}; SameSite={HOSTILE}")
    shown = exchange(hostile(), hop(accepted(), headers=(cookie, (HOSTILE, HOSTILE))))
    for text in (*lines(list(cookie_entries(shown, NOW, masked=False))), *lines(list(header_entries(shown)))):
        assert text.isprintable()


def test_the_phases_are_told_with_what_none_of_them_has() -> None:
    timed = hop(accepted(), timing=Timing(dns=1, tcp=2, tls=30, send=1, wait=100, download=9, total=163))
    facts = timing_facts(exchange(timed), 40)
    assert [fact.label for fact in facts] == ["Ours", "DNS", "TCP", "TLS", "Send", "Wait", "Download", "Total", ""]
    assert facts[0].value.split()[:2] == ["20", "ms"]
    assert "building the TLS context" in facts[-1].value


def test_a_reused_connection_is_said_to_have_no_beginning() -> None:
    timed = hop(accepted(), reused=True, timing=Timing(send=1, wait=100, download=9, total=110))
    values = [fact.value for fact in timing_facts(exchange(timed))]
    assert any(value.startswith("The connection was there already") for value in values)


def test_while_a_body_arrives_nothing_is_counted_as_ours_or_as_the_whole() -> None:
    begun = Timing(dns=1, tcp=2, tls=8, send=1, wait=3, total=116)
    sheet = {
        fact.label: fact.value
        for fact in timing_facts(exchange(answered("/a", 302), hop(accepted(), timing=begun), body=None))[8:]
    }
    assert [*sheet] == ["Hop 2", "DNS", "TCP", "TLS", "Send", "Wait", "Download"]
    assert sheet["Download"] == "the body is still arriving"


def test_hops_are_summed_up() -> None:
    facts = timing_facts(exchange(answered("/a", 302), answered("/b")))
    assert next(fact.value for fact in facts if fact.label == "All hops").strip() == "286 ms"


@pytest.mark.parametrize("width", [12, 40, 60])
def test_no_bar_is_longer_than_its_room(width: int) -> None:
    bars = [fact.value.split()[-1] for fact in timing_facts(exchange(hop(accepted())), width) if "━" in fact.value]
    assert len(bars) == 6
    assert max(map(len, bars)) <= width


def test_of_very_many_headers_and_cookies_not_all_are_laid_out_which_is_said() -> None:
    pairs = tuple(("Set-Cookie", f"a{number}=b") for number in range(3000))
    one = exchange(hop(accepted(), headers=pairs))
    assert "! 1,000 more of these came, of 3,000" in "\n".join(lines(list(header_entries(one))))
    assert "! 2,500 more of these came, of 3,000" in "\n".join(lines(list(cookie_entries(one, NOW))))
