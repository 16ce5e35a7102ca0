"""No certificate goes to what stands between, or by another word than the URL's host: proxies, names, overrides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.proxy import http_proxy, socks5_proxy
from tests.secure_proxy import secure_proxy
from tests.sending import headers, options, sender
from tests.two_servers import Stage, leading_to
from workbench.certificates import hosts
from workbench.engine import Ticket, proxies
from workbench.engine.outgoing import NotPrepared
from workbench.models import CertificateEntry, Choice, Origin, Request, RequestTls
from workbench.screens.one_off import OneOff, completing

HERE = "https://example.com:8443/"


def _through(one: Ticket, proxy: str) -> Ticket:
    return replace(one, settings=replace(one.settings, http=replace(one.settings.http, proxy=proxy)))


def _greedy(stage: Stage) -> tuple[CertificateEntry, ...]:
    """Entries by whose patterns every proxy here is covered."""
    return tuple(stage.entry("alice", host, id=host) for host in ("localhost", "127.0.0.1", "*"))


@pytest.mark.parametrize("word", [None, "alice", "id:127.0.0.1"])
async def test_an_https_proxy_that_asks_is_shown_nothing_though_patterns_cover_it(
    stage: Stage, word: str | None
) -> None:
    url = stage.url("mine")
    with secure_proxy(stage.lab) as proxied:
        one = stage.ticket(url, *_greedy(stage), choice=Choice(by="session", value=word) if word else None)
        one = replace(one, settings=replace(one.settings, cas=stage.lab.settings.cas))
        async with sender() as ours:
            exchange = await ours.send(_through(one, f"https://127.0.0.1:{proxied.port}"))
    assert exchange.failure is None, exchange.failure
    assert proxied.shown == [None]
    assert stage.shown() == [stage.sha256("alice")]


async def test_a_proxy_in_the_clear_sees_no_handshake_of_ours(stage: Stage) -> None:
    with http_proxy() as proxied:
        async with sender() as ours:
            one = _through(stage.ticket(stage.url("mine"), *_greedy(stage)), f"http://127.0.0.1:{proxied.port}")
            exchange = await ours.send(one)
    assert exchange.failure is None
    assert [line.split(" ")[0] for line in proxied.asked] == ["CONNECT"]
    assert stage.shown() == [stage.sha256("alice")]


async def test_a_socks_proxy_is_told_the_name_and_shown_nothing(stage: Stage) -> None:
    with socks5_proxy() as proxied:
        async with sender() as ours:
            one = _through(stage.ticket(stage.url("mine"), *_greedy(stage)), f"socks5://127.0.0.1:{proxied.port}")
            exchange = await ours.send(one)
    assert exchange.failure is None
    assert proxied.asked == [f"127.0.0.1:{stage.ports['mine']}"]
    assert stage.shown() == [stage.sha256("alice")]


async def test_plain_http_through_an_https_proxy_shows_nothing_to_either(stage: Stage) -> None:
    url = stage.url("mine").replace("https:", "http:")
    with secure_proxy(stage.lab) as proxied:
        one = stage.ticket(url, *_greedy(stage))
        one = replace(one, settings=replace(one.settings, cas=stage.lab.settings.cas))
        async with sender() as ours:
            exchange = await ours.send(_through(one, f"https://127.0.0.1:{proxied.port}"))
    assert exchange.failure is None, exchange.failure
    assert proxied.shown == [None]
    assert [(seen.tls, seen.certificate) for seen in stage.seen] == [(False, None)]


async def test_the_far_end_of_a_tunnel_decides_and_not_the_proxy(stage: Stage) -> None:
    """Entries for the proxy's own host alone: neither the proxy nor the server behind it is shown anything."""
    entries = (stage.entry("alice", "127.0.0.1"), stage.entry("alice", "localhost", id="second"))
    url = f"https://example.com:{stage.ports['mine']}/"
    with http_proxy() as proxied:
        async with sender() as ours:
            exchange = await ours.send(_through(stage.ticket(url, *entries), f"http://127.0.0.1:{proxied.port}"))
    assert exchange.failure is None
    assert exchange.hops[0].selection.entry is None
    assert [(seen.server_name, seen.certificate) for seen in stage.seen] == [("example.com", None)]


async def test_a_proxy_takes_no_kept_connection_of_its_own_server(stage: Stage) -> None:
    """The same address, asked as a server with a certificate and then used as a proxy: another connection."""
    url = stage.url("mine")
    async with sender() as ours:
        await ours.send(stage.ticket(url, *_greedy(stage)))
        await ours.send(_through(stage.ticket(stage.url("theirs"), *_greedy(stage)), url.rstrip("/")))
    tunnels = [seen for seen in stage.seen if seen.method == "CONNECT"]
    assert [seen.certificate for seen in tunnels] in ([], [None])


async def test_a_name_that_two_people_share_is_taken_where_its_own_entry_matches(stage: Stage) -> None:
    mine, theirs = stage.entry("alice", "example.com"), stage.entry("bob", "other.net", name="alice")
    word = Choice(by="session", value="alice")
    url = HERE.rstrip("/") + leading_to("https://other.net" + leading_to("https://evil.net/"))
    exchange = await stage.send(url, mine, theirs, choice=word)
    assert exchange.failure is None
    assert stage.shown() == [stage.sha256("alice"), stage.sha256("bob"), None]
    told = [[note for note in hop.notes if note.startswith("ANOTHER SUBJECT")] for hop in exchange.hops]
    assert [len(notes) for notes in told] == [0, 1, 0]
    assert "under the name alice" in told[1][0] and "at example.com" in told[1][0]
    for at, hop in enumerate(exchange.hops):
        stage.agree(hop, at)


async def test_a_name_of_one_subject_is_not_remarked_upon_after_a_redirect(stage: Stage) -> None:
    entries = (stage.entry("alice", "example.com"), stage.entry("alice", "other.net", id="second"))
    exchange = await stage.send(
        HERE.rstrip("/") + leading_to("https://other.net"), *entries, choice=Choice(by="session", value="alice")
    )
    assert stage.shown() == [stage.sha256("alice")] * 2
    assert not any("ANOTHER SUBJECT" in note for hop in exchange.hops for note in hop.notes)


async def test_a_shared_name_stops_where_only_somebody_elses_entry_matches(stage: Stage) -> None:
    mine, third = stage.entry("alice", "example.com"), stage.entry("bob", "other.net", name="bob")
    url = HERE.rstrip("/") + leading_to("https://other.net/")
    exchange = await stage.send(url, mine, third, choice=Choice(by="session", value="alice"))
    assert exchange.failure is not None
    assert exchange.failure.kind == "certificate_unusable"
    assert "only entries of other names match other.net:443" in exchange.failure.message
    assert stage.shown() == [stage.sha256("alice")]


VALUES = ["@evil.net", "@evil.net/", ".evil.net", ":443@evil.net", "\\@evil.net", "%2eevil.net", "/@evil.net"]


@pytest.mark.parametrize("value", VALUES)
async def test_the_host_counts_that_a_url_has_once_its_variables_are_put_in(stage: Stage, value: str) -> None:
    entries = (stage.entry("alice", "example.com"), stage.entry("alice", "*.example.com", id="sub"))
    exchange = await stage.send("https://example.com{{end}}", *entries, variables={"end": value})
    assert stage.shown("theirs") in ([], [None])
    if exchange.failure is None:
        stage.agree(exchange.hops[0])
        assert (exchange.hops[0].selection.entry is not None) is (value == "/@evil.net")


@pytest.mark.parametrize(
    ("url", "lent"),
    [
        ("https://example.com:8443/{{path}}", True),
        ("https://example.com:8443/?u={{user}}@x", True),
        ("https://user@example.com:8443/", True),
        ("https://{{user}}@example.com:8443/", False),
        ("https://example.com:8443@evil.net/", False),
        ("https://example.com:8443.evil.net/", False),
        ("https://example.com/", False),
        ("http://example.com:8443/", False),
    ],
)
def test_what_a_pasted_command_lends_stays_with_its_origin(stage: Stage, url: str, lent: bool) -> None:
    pasted = OneOff(origin=hosts.origin(HERE), entry=stage.entry("alice", "example.com", id="command"))
    ticket = completing(stage.ticket(url), pasted)
    assert (ticket.one_off is not None, ticket.choice is not None) == (lent, lent)


async def test_a_renamed_entry_is_no_longer_found_by_its_name(stage: Stage) -> None:
    mine, theirs = stage.entry("alice", "example.com"), stage.entry("bob", "other.net", name="alice")
    word = Choice(by="session", value="alice")
    async with sender() as ours:
        await ours.send(stage.ticket(HERE, mine, theirs, choice=word))
        renamed = replace(mine, name="work")
        stopped = await ours.send(stage.ticket(HERE, renamed, theirs, choice=word))
        other = await ours.send(stage.ticket("https://other.net/", renamed, theirs, choice=word))
    assert stopped.failure is not None
    assert (stopped.failure.kind, other.failure) == ("certificate_unusable", None)
    assert stage.shown() == [stage.sha256("alice"), stage.sha256("bob")]


@pytest.mark.parametrize("by", ["request", "settings", "command"])
@pytest.mark.parametrize(("host", "shown"), [("example.com", True), ("evil.net", False)])
async def test_another_address_changes_nothing_about_the_certificate(
    stage: Stage, by: str, host: str, shown: bool
) -> None:
    """The URL's host decides, also where it is resolved to the other's address, as with --resolve."""
    url = f"https://{host}:{stage.ports['theirs' if shown else 'mine']}/"
    one = stage.ticket(url, stage.entry("alice", "example.com"), stage.entry("bob", "127.0.0.1"))
    if by == "request":
        one = replace(one, request=replace(one.request, options=options(resolve="127.0.0.1")))
    elif by == "settings":
        one = replace(one, settings=replace(one.settings, resolve={host: "127.0.0.1"}))
    else:
        one = replace(one, resolve={host: "127.0.0.1"})
    async with sender() as ours:
        exchange = await ours.send(one)
    assert exchange.failure is None
    assert stage.shown() == [stage.sha256("alice") if shown else None]
    assert stage.seen[0].server_name == host


WRITTEN = ["example.com", "example.com:8443", "EXAMPLE.COM.", "www.example.com"]


@pytest.mark.slow
@pytest.mark.parametrize("written", WRITTEN)
async def test_a_host_header_never_matters(stage: Stage, written: str) -> None:
    entries = (stage.entry("alice", "example.com"), stage.entry("alice", "*.example.com", id="sub"))
    request = Request(method="GET", headers=headers(Host=written))
    exchange = await stage.send("https://evil.net/", *entries, request=request)
    assert exchange.failure is None
    assert [(seen.certificate, seen.header("host")) for seen in stage.seen] == [(None, written)]
    stage.forget()
    await stage.send(HERE, *entries, request=Request(method="GET", headers=headers(Host="evil.net")))
    assert stage.shown("mine") == [stage.sha256("alice")]


async def test_a_server_name_never_matters(stage: Stage) -> None:
    entry = stage.entry("alice", "example.com")
    named = Request(method="GET", tls=RequestTls(server_name="example.com", verify=False))
    exchange = await stage.send("https://evil.net/", entry, request=named)
    assert exchange.failure is None
    assert [(seen.owner, seen.certificate, seen.server_name) for seen in stage.seen] == [
        ("theirs", None, "example.com")
    ]
    stage.forget()
    other = Request(method="GET", tls=RequestTls(server_name="evil.net", verify=False))
    await stage.send(HERE, entry, request=other)
    assert [(seen.owner, seen.certificate, seen.server_name) for seen in stage.seen] == [
        ("mine", stage.sha256("alice"), "evil.net")
    ]


async def test_a_server_name_does_not_go_along_to_another_host(stage: Stage) -> None:
    named = Request(method="GET", tls=RequestTls(server_name="www.example.com", verify=False))
    url = HERE.rstrip("/") + leading_to("https://evil.net/")
    exchange = await stage.send(url, stage.entry("alice", "example.com"), request=named)
    assert exchange.failure is None
    assert [(seen.server_name, seen.certificate) for seen in stage.seen] == [
        ("www.example.com", stage.sha256("alice")),
        ("evil.net", None),
    ]


SPELLED = [
    ("https://PROXY.test.:8443", "proxy.test"),
    ("https://b\u00fccher.example:8443", "xn--bcher-kva.example"),
    ("http://u:p@[::0:1]:3128", "::1"),
]


@pytest.mark.parametrize(("spelled", "host"), SPELLED)
def test_a_proxys_host_is_matched_and_connected_to_in_normal_form(spelled: str, host: str) -> None:
    proxy = proxies.proxy_for(Origin(scheme="https", host="a.test", port=443), spelled, "", "")
    assert proxy is not None
    assert proxy.url.host == host


@pytest.mark.parametrize(
    "spelled", ["https://127.1:1", "https://a.test\\@b.test", "https://a.test%2eb:1", "https://a..b"]
)
def test_a_doubtful_proxy_is_refused(spelled: str) -> None:
    with pytest.raises(NotPrepared):
        proxies.proxy_for(Origin(scheme="https", host="a.test", port=443), spelled, "", "")


@pytest.mark.parametrize("pin", ["none", "bob"])
def test_what_a_pasted_command_lends_gives_way_to_a_pin(stage: Stage, pin: str) -> None:
    pasted = OneOff(origin=hosts.origin(HERE), entry=stage.entry("alice", "example.com", id="command"))
    asked = stage.ticket(HERE)
    pinned = replace(asked, request=replace(asked.request, tls=RequestTls(certificate=pin)))
    whole = completing(pinned, pasted)
    assert (whole.one_off, whole.word and whole.word.value) == (None, pin)
