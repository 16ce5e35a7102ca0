"""TLS with an HTTPS proxy: observed like any other, and its failures are the proxy's, not the server's."""

from __future__ import annotations

import ssl
from dataclasses import replace

import pytest

from tests.lab import BOTH, Watch
from tests.secure_proxy import VERSIONS, entry_for, hanging_up, proxy_handshake, secure_proxy, through
from tests.sending import sender, sent, ticket
from workbench import records
from workbench.demo.authority import Order
from workbench.demo.lab import Lab
from workbench.models import Request, RequestTls


@pytest.mark.parametrize("version", BOTH, ids=VERSIONS.values())
async def test_the_handshake_with_the_proxy_is_told_beside_the_servers(lab: Lab, version: ssl.TLSVersion) -> None:
    with secure_proxy(lab, version=version) as proxied:
        hop = await sent(through(lab, proxied))
    assert hop.failure is None, hop.failure
    seen = proxy_handshake(hop)
    assert (seen.version, seen.server_name, seen.verified) == (VERSIONS[version], "127.0.0.1", True)
    assert seen.trusted_by == str(lab.ca_file)
    assert seen.trust_source is not None
    assert seen.peer_chain[0].subject == "CN=proxy"
    assert seen.messages
    assert seen.client_certificate.requested is True
    assert (seen.client_certificate.sent, seen.client_certificate.verdict) == (False, "none_to_send")
    assert hop.tls is not None
    assert hop.tls.server_name == "api.demo.test"
    assert hop.tls.client_certificate.verdict == "accepted"


async def test_the_record_holds_it(lab: Lab) -> None:
    with secure_proxy(lab) as proxied:
        async with sender() as ours:
            exchange = await ours.send(through(lab, proxied))
    hops = records.exchange_document(exchange)["hops"]
    assert isinstance(hops, list)
    proxy = hops[0]["proxy"]
    assert list(proxy) == ["url", "source", "tls"]
    assert proxy["tls"]["version"] == "TLSv1.3"
    assert list(proxy["tls"]) == list(hops[0]["tls"])


REFUSALS = [
    ("", "requires a client certificate"),
    ("stranger-at-proxy", "refused your certificate (stranger-at-proxy)"),
]


@pytest.mark.parametrize("version", BOTH, ids=VERSIONS.values())
@pytest.mark.parametrize(("word", "words"), REFUSALS)
async def test_a_proxy_that_refuses_us_is_the_one_that_is_named(
    lab: Lab, seen: Watch, version: ssl.TLSVersion, word: str, words: str
) -> None:
    entry = entry_for(lab, "stranger", "127.0.0.1")
    with secure_proxy(lab, version=version, asks=ssl.CERT_REQUIRED) as proxied:
        hop = await sent(through(lab, proxied, entry, said=word))
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.stage) == ("proxy_failed", "connect")
    assert f"The proxy https://127.0.0.1:{proxied.port} (from the settings)" in hop.failure.message
    assert f"The proxy {words}" in hop.failure.message
    assert "The server" not in hop.failure.message
    assert "proxy_certificate" in hop.failure.hint
    handshake = proxy_handshake(hop)
    assert handshake.client_certificate.verdict == ("refused" if word else "none_to_send")
    assert [alert.sender for alert in handshake.alerts] == ["server"]
    assert hop.tls is None
    assert seen.connections("mtls") == ()


@pytest.mark.parametrize("version", BOTH, ids=VERSIONS.values())
@pytest.mark.parametrize("site", ["mtls", "http"])
async def test_a_proxy_whose_certificate_does_not_verify_is_the_one_that_is_named(
    lab: Lab, seen: Watch, version: ssl.TLSVersion, site: str
) -> None:
    wrong = Order(common_name="proxy", dns=("elsewhere.test",), use="server")
    with secure_proxy(lab, version=version, order=wrong) as proxied:
        hop = await sent(replace(through(lab, proxied, site=site), proxy=f"https://127.0.0.1:{proxied.port}"))
    assert hop.failure is not None
    assert hop.failure.kind == "proxy_failed"
    assert "The proxy's certificate is not valid for 127.0.0.1" in hop.failure.message
    assert "The server" not in hop.failure.message
    handshake = proxy_handshake(hop)
    assert (handshake.verification, handshake.verified) == ("on", False)
    assert [problem.code for problem in handshake.problems] == ["hostname_mismatch"]
    assert [alert.sender for alert in handshake.alerts] == ["client"]
    assert handshake.peer_chain
    assert seen.connections(site) == ()


async def test_verification_off_is_about_servers_and_not_about_the_proxy(lab: Lab) -> None:
    wrong = Order(common_name="proxy", dns=("elsewhere.test",), use="server")
    with secure_proxy(lab, order=wrong) as proxied:
        one = through(lab, proxied)
        hop = await sent(replace(one, request=replace(one.request, tls=RequestTls(verify=False))))
    assert hop.failure is not None
    assert hop.failure.kind == "proxy_failed"


async def test_the_servers_refusal_through_the_proxy_stays_the_servers(lab: Lab) -> None:
    with secure_proxy(lab) as proxied:
        one = through(lab, proxied)
        hop = await sent(ticket(lab, lab.url("mtls"), who="stranger", settings=one.settings))
    assert hop.failure is not None
    assert hop.failure.kind == "certificate_refused"
    assert proxy_handshake(hop).client_certificate.verdict == "none_to_send"
    assert proxy_handshake(hop).verified is True


async def test_a_proxy_that_opens_no_way_took_the_certificate(lab: Lab) -> None:
    entry = entry_for(lab, "alice", "127.0.0.1")
    with secure_proxy(lab, refuse=True) as proxied:
        hop = await sent(through(lab, proxied, entry, said="alice-at-proxy"))
    assert hop.failure is not None
    assert "403" in hop.failure.message
    assert proxy_handshake(hop).client_certificate.verdict == "accepted"


async def test_a_plain_request_through_it_tells_the_proxys_handshake(lab: Lab) -> None:
    with secure_proxy(lab) as proxied:
        hop = await sent(replace(through(lab, proxied, site="http"), proxy=f"https://127.0.0.1:{proxied.port}"))
    assert hop.failure is None, hop.failure
    assert hop.tls is None
    assert proxy_handshake(hop).verified is True


async def test_the_settings_versions_hold_for_the_proxy_and_the_requests_do_not(lab: Lab) -> None:
    only12 = Request(tls=RequestTls(maximum_version="TLSv1.2"))
    with secure_proxy(lab) as proxied:  # speaks TLS 1.3 alone
        one = through(lab, proxied, site="mtls12")
        taken = await sent(replace(one, request=replace(only12, url=one.request.url)))
        tls = replace(one.settings.tls, maximum_version="TLSv1.2")
        refused = await sent(replace(one, settings=replace(one.settings, tls=tls)))
    assert taken.failure is None, taken.failure
    assert refused.failure is not None
    assert refused.failure.kind == "proxy_failed"


async def test_without_the_callback_the_proxy_is_named_all_the_same(lab: Lab) -> None:
    with secure_proxy(lab, asks=ssl.CERT_REQUIRED) as proxied:
        hop = await sent(through(lab, proxied), observing=False)
    assert hop.failure is not None
    assert hop.failure.kind == "proxy_failed"
    assert "Not observable" in proxy_handshake(hop).client_certificate.note


async def test_a_handshake_alone_goes_through_it_too(lab: Lab, seen: Watch) -> None:
    with secure_proxy(lab) as proxied:
        async with sender() as ours:
            exchange = await ours.handshake(through(lab, proxied))
    assert exchange.outcome == "prepared", exchange.failure
    assert proxy_handshake(exchange.hops[0]).verified is True
    assert exchange.hops[0].tls is not None
    assert len(seen.ended("mtls").requests) == 0


async def test_a_proxy_that_hangs_up_on_the_handshake_is_named_and_no_alert_is_made_up(lab: Lab) -> None:
    with hanging_up() as port:
        one = ticket(lab, lab.url("mtls"), proxy=f"https://127.0.0.1:{port}")
        hop = await sent(one)
    assert hop.failure is not None
    assert hop.failure.kind == "proxy_failed"
    assert f"127.0.0.1:{port}" in hop.failure.message
    handshake = proxy_handshake(hop)
    assert (handshake.alerts, handshake.verified, handshake.version) == ((), None, None)
