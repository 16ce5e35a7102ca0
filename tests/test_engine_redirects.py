"""Redirects: the certificate is chosen anew at each hop, and nothing secret crosses an origin."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.lab import Watch
from tests.sending import headers, options, sender, sent, ticket
from workbench.demo.lab import Lab
from workbench.engine import redirects
from workbench.engine.outgoing import Outgoing
from workbench.engine.prepare import address
from workbench.models import Failure, FormField, HopFinished, Request, RequestBody, RequestTls, Response

SECRETS = headers(
    Authorization="Bearer abc",
    Cookie="a=b",
    X_Api_Key="k",
    X_Session_Id="s",
    My_Token="t",
    Accept="application/json",
)


async def test_each_hop_gets_its_own_certificate(lab: Lab, seen: Watch) -> None:
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("redirect")))
    assert [hop.selection.entry.name for hop in exchange.hops if hop.selection.entry] == ["alice", "bob"]
    assert seen.only("mtls").client is not None
    assert seen.only("mtls").offered == (lab.identities["alice"].sha256, *seen.only("mtls").offered[1:])  # type: ignore[index]
    assert (seen.only("other").offered or ("",))[0] == lab.identities["bob"].sha256


async def test_secrets_do_not_cross_an_origin(lab: Lab, seen: Watch) -> None:
    request = Request(method="GET", headers=SECRETS)
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("redirect"), request=request))
    first, second = seen.requests("mtls")[0], seen.requests("other")[0]
    for name in ("authorization", "cookie", "x-api-key", "x-session-id", "my-token"):
        assert first.header(name) is not None
        assert second.header(name) is None, name
    assert second.header("accept") == "application/json"
    assert "Authorization" in " ".join(exchange.hops[1].notes)


async def test_no_certificate_goes_to_plain_http(lab: Lab) -> None:
    hop = await sent(ticket(lab, lab.url("redirect_http")))
    assert hop.selection.entry is None
    assert hop.tls is None
    assert hop.response is not None
    assert any("not encrypted" in note for note in hop.notes)


async def test_a_finished_hop_is_told_before_the_next_begins(lab: Lab) -> None:
    told: list[HopFinished] = []
    async with sender() as ours:
        await ours.send(
            ticket(lab, lab.url("redirect")), lambda e: told.append(e) if isinstance(e, HopFinished) else None
        )
    assert [event.hop.response.status for event in told if event.hop.response] == [302]


async def test_redirects_are_not_followed_when_switched_off(lab: Lab) -> None:
    request = Request(method="GET", options=options(follow_redirects=False))
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("redirect"), request=request))
    assert len(exchange.hops) == 1
    assert exchange.response is not None
    assert exchange.response.status == 302


async def test_a_pinned_name_narrows_every_hop(lab: Lab) -> None:
    request = Request(method="GET", tls=RequestTls(certificate="alice"))
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("redirect"), request=request))
    assert [hop.selection.entry.name for hop in exchange.hops if hop.selection.entry] == ["alice", "alice"]


async def test_none_means_none_on_every_hop(lab: Lab) -> None:
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("optional", "/redirect"), who="none"))
    assert len(exchange.hops) == 2
    assert [hop.selection.entry for hop in exchange.hops] == [None, None]


async def test_an_id_counts_for_the_own_origin_only(lab: Lab) -> None:
    from workbench.models import Choice

    alice = next(e for e in ticket(lab, "https://x.test").settings.certificates if e.name == "alice")
    word = Choice(by="command", value=f"id:{alice.id}")
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("redirect"), choice=word))
    assert [hop.selection.by for hop in exchange.hops] == ["command", "rule"]
    assert [hop.selection.entry.name for hop in exchange.hops if hop.selection.entry] == ["alice", "bob"]


async def test_a_redirect_in_circles_ends(lab: Lab) -> None:
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("tls", "/redirect?to=" + quote(lab.url("tls", "/loop")))))
    assert exchange.hops[-1].response is not None


def _outgoing(method: str = "GET", **changes: object) -> Outgoing:
    origin, url = address("https://a.test/start")
    from dataclasses import replace

    return replace(Outgoing(method=method, origin=origin, url=url), **changes)  # type: ignore[arg-type]


def _answer(status: int, location: str) -> Response:
    return Response(status=status, reason="", http_version="HTTP/1.1", headers=(("location", location),))


METHODS = [
    ("POST", 301, "GET"),
    ("POST", 302, "GET"),
    ("POST", 303, "GET"),
    ("POST", 307, "POST"),
    ("POST", 308, "POST"),
    ("PUT", 301, "PUT"),
    ("PUT", 303, "GET"),
    ("HEAD", 303, "HEAD"),
    ("GET", 302, "GET"),
]


@pytest.mark.parametrize(("method", "status", "becomes"), METHODS)
def test_the_method_changes_as_browsers_do(method: str, status: int, becomes: str) -> None:
    step = redirects.follow(_outgoing(method), _answer(status, "/next"))
    assert isinstance(step, redirects.Step)
    assert step.outgoing.method == becomes


LOCATIONS = [
    ("/next", "https://a.test/next"),
    ("next", "https://a.test/next"),
    ("//b.test/x", "https://b.test/x"),
    ("https://b.test:8443/y#part", "https://b.test:8443/y"),
    ("https://user:secret@b.test/", "https://b.test/"),
    ("?q=1", "https://a.test/start?q=1"),
]


@pytest.mark.parametrize(("location", "url"), LOCATIONS)
def test_a_location_is_resolved(location: str, url: str) -> None:
    step = redirects.follow(_outgoing(), _answer(302, location))
    assert isinstance(step, redirects.Step)
    assert str(step.outgoing.url) == url


NO_URLS = [
    "https://127.1/",
    "https://a%2eb/",
    "ftp://a.test/",
    "https://a.test:99999/",
    "https://b.test\\@a.test/",
    "https://a.test\\@b.test/",
    "//b.test\\@a.test/",
    "https:\\\\b.test/",
    "\\\\b.test/",
    "/\\b.test/",
    "https://b.test @a.test/",
    "https://c@b.test@a.test/",
    "https:////[@a.test/",
]


@pytest.mark.parametrize("location", NO_URLS)
def test_a_location_that_is_no_url_is_not_followed(location: str) -> None:
    step = redirects.follow(_outgoing(), _answer(302, location))
    assert isinstance(step, Failure)
    assert step.kind == "bad_response"


@pytest.mark.parametrize("status", [307, 308])
def test_a_body_is_not_repeated_in_the_clear(status: int) -> None:
    from workbench.engine import encoding

    payload = encoding.payload(RequestBody(type="json", text="{}"))
    step = redirects.follow(_outgoing("POST", payload=payload), _answer(status, "http://a.test/"))
    assert isinstance(step, Failure)
    assert "clear" in step.message


def test_secret_form_fields_stay_behind() -> None:
    from workbench.engine import encoding

    fields = (FormField(name="user", value="u"), FormField(name="password", value="p"))
    payload = encoding.payload(RequestBody(type="form", fields=fields))
    step = redirects.follow(_outgoing("POST", payload=payload), _answer(307, "https://b.test/"))
    assert isinstance(step, redirects.Step)
    assert step.outgoing.payload is not None
    assert step.outgoing.payload.data == b"user=u"
    assert ("Content-Length", "6") in step.outgoing.headers


def test_the_own_origin_keeps_everything() -> None:
    outgoing = _outgoing(headers=(("Host", "a.test"), ("Authorization", "x"), ("Cookie", "y")))
    step = redirects.follow(outgoing, _answer(302, "/next"))
    assert isinstance(step, redirects.Step)
    assert step.outgoing.headers == outgoing.headers


def test_server_name_and_address_stay_behind() -> None:
    outgoing = _outgoing(server_name="c.test", address="10.0.0.5")
    kept = redirects.follow(outgoing, _answer(302, "/next"))
    left = redirects.follow(outgoing, _answer(302, "https://b.test/"))
    assert isinstance(kept, redirects.Step)
    assert isinstance(left, redirects.Step)
    assert (kept.outgoing.server_name, kept.outgoing.address) == ("c.test", "10.0.0.5")
    assert (left.outgoing.server_name, left.outgoing.address) == (None, None)


def test_another_port_is_another_origin() -> None:
    outgoing = _outgoing(headers=(("Host", "a.test"), ("Authorization", "x")))
    step = redirects.follow(outgoing, _answer(302, "https://a.test:8443/"))
    assert isinstance(step, redirects.Step)
    assert step.outgoing.headers == (("Host", "a.test:8443"),)


@pytest.mark.parametrize(
    ("raw", "url"),
    [("/\u00e9cho".encode(), "https://a.test/%C3%A9cho"), (b"/caf\xe9", "https://a.test/caf%C3%A9")],
)
def test_a_location_is_utf_8_where_it_can_be(raw: bytes, url: str) -> None:
    step = redirects.follow(_outgoing(), _answer(302, raw.decode("latin-1")))
    assert isinstance(step, redirects.Step)
    assert str(step.outgoing.url) == url


@pytest.mark.parametrize(
    "location", ["https://user:hunter2@bad host/?token=hunter2", "https://user:hun/ter2@b.test:1/", "x://u:hunter2@h"]
)
def test_a_location_that_is_not_followed_keeps_its_secrets(location: str) -> None:
    step = redirects.follow(_outgoing(), _answer(302, location))
    assert isinstance(step, Failure)
    assert "hunter2" not in step.message
    assert "'hun'" not in step.message


def away(*locations: str) -> object:
    origin, url = address("https://a.test/")
    headers = tuple(("Location", location) for location in locations)
    answer = Response(status=302, reason="Found", http_version="HTTP/1.1", headers=headers)
    return redirects.follow(Outgoing(method="GET", url=url, origin=origin, headers=()), answer)


@pytest.mark.parametrize(
    "locations",
    [
        ("https://b.test/", "https://c.test/"),
        ("\x0bhttps://b.test/",),
        ("\x1f//b.test/",),
        ("https://b.test/\x00",),
        ("https://b.te\tst/",),
        ("https://b.test:" + "9" * 5000 + "/",),
    ],
)
def test_a_redirect_that_two_programs_may_read_as_two_places_is_followed_to_none(locations: tuple[str, ...]) -> None:
    step = away(*locations)
    assert isinstance(step, Failure) and step.kind == "bad_response"


def test_a_redirect_that_says_one_place_twice_is_followed() -> None:
    step = away("https://b.test/", "https://b.test/")
    assert isinstance(step, redirects.Step) and str(step.outgoing.url) == "https://b.test/"
