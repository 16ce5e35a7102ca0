"""A handshake alone: everything a send does up to the end of TLS, and not a byte of HTTP to the server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.lab import Watch
from tests.peers import needs_nginx, nginx
from tests.proxy import http_proxy, socks5_proxy
from tests.sending import hurried, sender, ticket
from workbench.demo.lab import Lab
from workbench.engine import Engine, Ticket
from workbench.models import Exchange, Request, RequestTls, TlsVersion


async def _shaken(one: Ticket, *, observing: bool = True) -> Exchange:
    async with sender(observing=observing) as ours:
        return await ours.handshake(one)


SCENES = [
    ("tls", None, "not_requested", None),
    ("mtls", None, "unknown", None),  # sent, and taken as far as TLS goes
    ("mtls12", None, "unknown", None),
    ("mtls", "none", "none_to_send", "certificate_required"),
    ("mtls12", "none", "none_to_send", "certificate_required"),
    ("optional", "none", "none_to_send", None),
    ("mtls", "stranger", "refused", "certificate_refused"),
    ("mtls12", "stranger", "refused", "certificate_refused"),
    ("expired", None, "unknown", "tls_verification"),
]


@pytest.mark.parametrize(("site", "who", "verdict", "kind"), SCENES)
async def test_a_handshake_alone_tells_what_a_send_would(
    lab: Lab, seen: Watch, site: str, who: str | None, verdict: str, kind: str | None
) -> None:
    exchange = await _shaken(ticket(lab, lab.url(site), who=who))
    (hop,) = exchange.hops
    assert exchange.outcome == ("prepared" if kind is None else "failure"), hop.failure
    assert hop.tls is not None
    assert hop.tls.client_certificate.verdict == verdict
    assert (hop.failure.kind if hop.failure is not None else None) == kind
    assert hop.response is None
    assert hop.timing.tls is not None
    assert seen.ended(site).requests == type(seen.ended(site).requests)()


async def test_a_connection_that_is_kept_is_not_used(lab: Lab, seen: Watch) -> None:
    async with sender() as ours:
        await ours.send(ticket(lab, lab.url("mtls")))
        shaken = await ours.handshake(ticket(lab, lab.url("mtls")))
        again = await ours.send(ticket(lab, lab.url("mtls")))
    assert shaken.hops[0].reused is False
    assert again.hops[0].reused is True
    assert len(seen.connections("mtls")) == 2


@pytest.mark.parametrize(("version", "spoken"), [("TLSv1.2", False), ("TLSv1.3", True)])
async def test_one_version_alone_can_be_tried(lab: Lab, version: TlsVersion, spoken: bool) -> None:
    only = RequestTls(minimum_version=version, maximum_version=version)
    exchange = await _shaken(ticket(lab, lab.url("mtls"), request=Request(tls=only)))
    tls = exchange.hops[0].tls
    assert tls is not None
    assert (tls.version, exchange.outcome) == ((version, "prepared") if spoken else (None, "failure"))


@pytest.mark.parametrize("kind", ["http", "socks"])
async def test_a_tunnel_is_opened_for_it(lab: Lab, seen: Watch, kind: str) -> None:
    with http_proxy() if kind == "http" else socks5_proxy() as proxied:
        scheme = "http" if kind == "http" else "socks5"
        exchange = await _shaken(ticket(lab, lab.url("mtls"), proxy=f"{scheme}://127.0.0.1:{proxied.port}"))
    assert exchange.outcome == "prepared", exchange.hops[0].failure
    assert exchange.hops[0].tls is not None
    assert len(proxied.asked) == 1
    assert seen.ended("mtls").requests == type(seen.ended("mtls").requests)()


async def test_plain_http_is_connected_and_left(lab: Lab, seen: Watch) -> None:
    exchange = await _shaken(ticket(lab, lab.url("http")))
    (hop,) = exchange.hops
    assert (exchange.outcome, hop.tls) == ("prepared", None)
    assert hop.remote is not None
    assert seen.ended("http").requests == type(seen.ended("http").requests)()


async def test_what_cannot_be_connected_is_a_failure(lab: Lab) -> None:
    exchange = await _shaken(ticket(lab, "https://127.0.0.1:9/", settings=hurried(lab, connect_timeout=1)))
    assert exchange.failure is not None
    assert exchange.failure.kind == "connection_refused"


async def test_what_cannot_be_prepared_is_a_failure(lab: Lab) -> None:
    exchange = await _shaken(ticket(lab, "ftp://127.0.0.1/"))
    assert exchange.failure is not None
    assert exchange.failure.kind == "invalid_request"


async def test_without_the_callback_it_works_as_well(lab: Lab) -> None:
    exchange = await _shaken(ticket(lab, lab.url("mtls"), who="stranger"), observing=False)
    assert exchange.outcome == "failure"


@needs_nginx
@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
async def test_nginx_lets_anybody_finish_the_handshake(lab: Lab, tmp_path: Path, version: str) -> None:
    with nginx(lab, tmp_path, version=version) as url:
        said = ticket(lab, url, who="none")
        settings = replace(said.settings, resolve={"peer.demo.test": "127.0.0.1"})
        exchange = await _shaken(replace(said, settings=settings))
    assert exchange.outcome == "prepared", exchange.failure
    tls = exchange.hops[0].tls
    assert tls is not None
    assert (tls.version, tls.client_certificate.requested) == (version, True)
    assert tls.client_certificate.verdict == "none_to_send"


def test_the_engine_does_it_in_its_thread(lab: Lab) -> None:
    engine = Engine()
    try:
        exchange = engine.handshake(ticket(lab, lab.url("mtls"))).result(10)
    finally:
        engine.close()
    assert exchange.outcome == "prepared"
