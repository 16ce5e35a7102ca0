"""No certificate goes astray: what two servers saw, for every way to be led from the one to the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.sending import headers
from tests.two_servers import Stage, leading_to
from workbench.models import CertificateEntry, Choice, Request, RequestBody


def _mine(stage: Stage) -> tuple[CertificateEntry, ...]:
    """Entries as greedy as an honest person's: both forms of the domain, on any port."""
    return stage.entry("alice", "example.com"), stage.entry("alice", "*.example.com", id="sub")


CLEAR = ["http://example.com/", "http://example.com:443/", "http://example.com:8443/", "HTTP://EXAMPLE.COM:443/"]


@pytest.mark.parametrize("url", CLEAR)
@pytest.mark.parametrize("word", [None, "alice", "id:alice-at-example.com"])
async def test_nothing_is_shown_over_http_whatever_the_port(stage: Stage, url: str, word: str | None) -> None:
    choice = Choice(by="command", value=word) if word else None
    exchange = await stage.send(url, *_mine(stage), choice=choice)
    assert exchange.failure is None
    assert exchange.hops[0].selection.entry is None
    assert [(seen.tls, seen.certificate) for seen in stage.seen] == [(False, None)]
    stage.agree(exchange.hops[0])


CLEAR_HOPS: list[tuple[str, str, list[bool]]] = [
    ("http://example.com/", "https://example.com/", [False, True]),
    ("http://example.com:443/", "https://example.com/", [False, True]),
    ("https://example.com/", "http://example.com/", [True, False]),
    ("https://example.com/", "http://example.com:443/", [True, False]),
    ("https://example.com:8443/", "http://example.com:8443/", [True, False]),
]


@pytest.mark.parametrize(("first", "second", "shown"), CLEAR_HOPS)
async def test_a_redirect_between_http_and_https_shows_it_on_the_https_hop_alone(
    stage: Stage, first: str, second: str, shown: list[bool]
) -> None:
    exchange = await stage.send(first.rstrip("/") + leading_to(second), *_mine(stage))
    assert exchange.failure is None
    assert [seen.tls for seen in stage.seen] == shown
    assert [seen.certificate == stage.sha256("alice") for seen in stage.seen] == shown
    for at, hop in enumerate(exchange.hops):
        stage.agree(hop, at)


HERE, HERE_443, THEIRS, BOBS = (
    "https://example.com:8443",
    "https://example.com",
    "https://evil.net",
    "https://other.net",
)
HOPS: list[tuple[str, list[str], list[str | None]]] = [
    ("another host", [HERE, THEIRS], ["alice", None]),
    ("another port", [HERE, HERE_443], ["alice", None]),
    ("another port first", [HERE_443, HERE], [None, "alice"]),
    ("there and back", [HERE, THEIRS, HERE], ["alice", None, "alice"]),
    ("a host with its own", [HERE, BOBS], ["alice", "bob"]),
    ("its own first, then none", [BOBS, HERE, THEIRS], ["bob", "alice", None]),
    ("a look-alike", [HERE, "https://example.com.evil.net:8443"], ["alice", None]),
    ("a look-alike's end", [HERE, "https://evil-example.com:8443"], ["alice", None]),
    ("the same host in capitals", [HERE, "https://EXAMPLE.com.:8443"], ["alice", "alice"]),
    ("a subdomain", [HERE, "https://www.example.com:8443"], ["alice", None]),
    ("a user that looks like it", [HERE, "https://example.com:8443@evil.net"], ["alice", None]),
]


def _path(places: list[str], status: int) -> str:
    """Return a path that leads from the first of some places through all of them."""
    path = "/"
    for place in reversed(places[1:]):
        path = leading_to(place + path, status)
    return path


@pytest.mark.parametrize("status", [302, *(pytest.param(each, marks=pytest.mark.slow) for each in (307, 308))])
@pytest.mark.parametrize(
    ("what", "places", "who"),
    [pytest.param(*row, id=row[0], marks=pytest.mark.slow if at % 3 else ()) for at, row in enumerate(HOPS)],
)
async def test_each_hop_of_a_redirect_is_shown_what_the_rules_give_it(
    stage: Stage, what: str, places: list[str], who: list[str | None], status: int
) -> None:
    entries = (stage.entry("alice", "example.com", port=8443), stage.entry("bob", "other.net", port=None))
    exchange = await stage.send(places[0] + _path(places, status), *entries)
    assert exchange.failure is None
    assert stage.shown() == [stage.sha256(name) if name else None for name in who]
    for at, hop in enumerate(exchange.hops):
        stage.agree(hop, at)


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("where", [THEIRS, "https://example.com", "http://example.com:8443"])
async def test_what_is_repeated_elsewhere_holds_no_secret(stage: Stage, status: int, where: str) -> None:
    request = Request(
        method="POST",
        headers=headers(Authorization="Bearer hush", Cookie="a=hush", X_Api_Key="hush", Accept="text/plain"),
        body=RequestBody(type="text", text="user=u&password=hush"),
    )
    entries = (stage.entry("alice", "example.com", port=8443),)
    form = replace(request, headers=(*request.headers, *headers(Content_Type="application/x-www-form-urlencoded")))
    exchange = await stage.send(HERE + leading_to(f"{where}/", status), *entries, request=form)
    first, *others = stage.seen
    assert (first.certificate, b"hush" in first.body) == (stage.sha256("alice"), True)
    assert (exchange.failure is not None) == where.startswith("http:")
    assert len(others) == (0 if where.startswith("http:") else 1)
    for other in others:
        assert other.certificate is None
        assert other.body == b"user=u"
        assert not [name for name, value in other.headers if "hush" in value]


async def test_a_word_for_one_send_is_not_carried_along(stage: Stage) -> None:
    """Files named for a send, and an id, count at the first origin alone, there and back again."""
    places = [HERE, THEIRS, HERE_443, HERE]
    one_off = stage.entry("alice", "example.com", id="command", name=None)
    path = _path(places, 302)
    exchange = await stage.send(HERE + path, one_off=one_off, choice=Choice(by="command", value="id:command"))
    alice = stage.sha256("alice")
    assert exchange.failure is None
    assert stage.shown() == [alice, None, None, alice]
    stage.forget()
    elsewhere = stage.entry("alice", "nowhere.net", id="far")
    exchange = await stage.send(HERE + path, elsewhere, choice=Choice(by="session", value="id:far"))
    assert stage.shown() == [alice, None, None, alice]
    assert [hop.selection.outside_rule for hop in exchange.hops] == [True, False, False, True]
