"""A client certificate for an HTTPS proxy: only where somebody said so, and never at another proxy."""

from __future__ import annotations

import ssl
from dataclasses import replace
from typing import Any

import pytest

from tests.lab import BOTH, Watch
from tests.proxy import http_proxy
from tests.secure_proxy import VERSIONS, entry_for, proxy_handshake, secure_proxy, through
from tests.sending import sender, sent
from workbench.demo.lab import Lab
from workbench.engine import Ticket
from workbench.models import Hop, RequestOptions, RequestTls
from workbench.settings import Settings


@pytest.mark.parametrize("version", BOTH, ids=VERSIONS.values())
@pytest.mark.parametrize("by", ["settings", "request"])
async def test_the_certificate_that_is_named_for_the_proxy_is_shown_to_it_and_not_to_the_server(
    lab: Lab, seen: Watch, version: ssl.TLSVersion, by: str
) -> None:
    entry = entry_for(lab, "alice", "127.0.0.1")
    with secure_proxy(lab, version=version, asks=ssl.CERT_REQUIRED) as proxied:
        one = through(lab, proxied, entry, said="alice-at-proxy" if by == "settings" else "", site="optional")
        if by == "request":
            one = _asking(one, proxy_certificate="alice-at-proxy")
        hop = await sent(replace(one, choice=None))
    assert hop.failure is None, hop.failure
    assert proxied.shown == [lab.identities["alice"].sha256]
    ours = proxy_handshake(hop).client_certificate
    assert (ours.sent, ours.verdict, ours.sha256) == (True, "accepted", lab.identities["alice"].sha256)
    assert hop.selection.entry is None or hop.selection.entry.name != "alice-at-proxy"
    offered = seen.only("optional").offered
    assert not offered or hop.selection.entry is not None


def _asking(one: Ticket, **options: Any) -> Ticket:
    return replace(one, request=replace(one.request, options=RequestOptions(**options)))


NEVER_BY_RULE = [
    ("the proxy's address", "127.0.0.1"),
    ("any host", "*"),
]


@pytest.mark.parametrize(("what", "host"), NEVER_BY_RULE, ids=[row[0] for row in NEVER_BY_RULE])
@pytest.mark.parametrize("word", ["", pytest.param("none", marks=pytest.mark.slow)])
async def test_a_rule_that_covers_the_proxy_alone_sends_it_nothing(lab: Lab, what: str, host: str, word: str) -> None:
    with secure_proxy(lab) as proxied:
        one = through(lab, proxied, entry_for(lab, "alice", host), said=word)
        plain = await sent(one)
        pinned = await sent(
            replace(one, request=replace(one.request, tls=RequestTls(certificate="id:alice-for-proxy")))
        )
        over = await sent(
            _asking(replace(one, settings=_naming(one.settings, "alice-at-proxy")), proxy_certificate="none")
        )
    assert [hop.failure for hop in (plain, pinned, over)] == [None] * 3
    assert proxied.shown == [None] * 3


def _naming(settings: Settings, word: str) -> Settings:
    return replace(settings, http=replace(settings.http, proxy_certificate=word))


STOPS = [
    ("an unknown name", "nobody", {}, "nobody"),
    ("an unknown id", "id:nobody", {}, "nobody"),
    ("a disabled entry", "alice-at-proxy", {"enabled": False}, "alice-at-proxy"),
    ("a name for other hosts", "alice-at-proxy", {"host": "elsewhere.test"}, "alice-at-proxy"),
    ("a file that is gone", "alice-at-proxy", {"cert_file": "/nowhere/alice.crt"}, "/nowhere/alice.crt"),
    ("files named for one send", "id:command", {}, "command"),
]


@pytest.mark.parametrize(("what", "word", "changes", "words"), STOPS, ids=[row[0] for row in STOPS])
async def test_a_word_that_gives_no_certificate_stops_before_anything_is_sent(
    lab: Lab, seen: Watch, what: str, word: str, changes: dict[str, Any], words: str
) -> None:
    with secure_proxy(lab) as proxied:
        hop = await sent(through(lab, proxied, entry_for(lab, "alice", **{"host": "127.0.0.1", **changes}), said=word))
    assert hop.failure is not None
    assert (hop.failure.stage, hop.failure.kind) == ("certificate", "certificate_unusable")
    assert f"https://127.0.0.1:{proxied.port}" in hop.failure.message
    assert words in hop.failure.message
    assert "Nothing was sent" in hop.failure.hint
    assert (proxied.shown, seen.connections("mtls")) == ([], ())
    assert _no_tls(hop)


def _no_tls(hop: Hop) -> bool:
    return hop.tls is None and hop.proxy is not None and hop.proxy.tls is None


async def test_an_id_outside_its_rule_is_shown_to_the_proxy_it_was_said_with_and_that_is_told(lab: Lab) -> None:
    entry = entry_for(lab, "alice", "elsewhere.test")
    with secure_proxy(lab) as proxied:
        hop = await sent(through(lab, proxied, entry, said="id:alice-for-proxy"))
    assert hop.failure is None
    assert proxied.shown == [lab.identities["alice"].sha256]
    assert any("not for its host by any rule" in note for note in hop.notes)


@pytest.mark.parametrize("source", ["request", "command line", "environment"])
async def test_an_id_of_the_settings_goes_to_no_other_proxy_than_theirs(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    entry = entry_for(lab, "alice", "elsewhere.test")
    with secure_proxy(lab) as right, secure_proxy(lab) as wrong:
        one = through(lab, right, entry, said="id:alice-for-proxy")
        other = f"https://127.0.0.1:{wrong.port}"
        if source == "request":
            one = _asking(one, proxy=other)
        elif source == "command line":
            one = replace(one, proxy=other)
        else:
            http = replace(one.settings.http, proxy="")
            one = replace(one, settings=replace(one.settings, http=http))
            monkeypatch.setenv("https_proxy", other)
            monkeypatch.delenv("no_proxy", raising=False)
            monkeypatch.delenv("NO_PROXY", raising=False)
        hop = await sent(one)
    assert hop.failure is not None
    assert hop.failure.kind == "certificate_unusable"
    assert source in hop.failure.message
    assert (right.shown, wrong.shown) == ([], [])


async def test_a_proxy_that_speaks_no_tls_is_shown_nothing(lab: Lab) -> None:
    with http_proxy() as proxied:
        one = through(lab, proxied, entry_for(lab, "alice", "127.0.0.1"), said="alice-at-proxy")
        http = replace(one.settings.http, proxy=f"http://127.0.0.1:{proxied.port}")
        hop = await sent(replace(one, settings=replace(one.settings, http=http)))
    assert hop.failure is None
    assert _seen_nothing(hop)


def _seen_nothing(hop: Hop) -> bool:
    return hop.proxy is not None and hop.proxy.tls is None


async def test_another_certificate_for_the_proxy_makes_a_new_connection(lab: Lab) -> None:
    entry = entry_for(lab, "alice", "127.0.0.1")
    with secure_proxy(lab) as proxied:
        async with sender() as ours:
            for word in ("", "alice-at-proxy", "", "alice-at-proxy"):
                hop = (await ours.send(through(lab, proxied, entry, said=word, site="optional"))).hops[-1]
                assert hop.failure is None
    alice = lab.identities["alice"].sha256
    assert proxied.shown == [None, alice]  # the two that came again were kept apart
