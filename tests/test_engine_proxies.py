"""Proxies, for real: through them the certificate reaches the server, and never the proxy."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509

from tests import odd_servers as odd
from tests.lab import Watch, pem_file
from tests.proxy import http_proxy, socks5_proxy
from tests.sending import hurried, lab_settings, sender, sent, ticket
from workbench.certificates.sealing import Sealer
from workbench.demo.authority import Order
from workbench.demo.lab import Lab
from workbench.engine import Ticket, proxies
from workbench.engine.outgoing import NotPrepared
from workbench.models import Origin, Request, RequestOptions
from workbench.settings import proxies as sealed


def _through(lab: Lab, site: str, url: str, **changes: Any) -> Ticket:
    return ticket(lab, lab.url(site), proxy=url, **changes)


async def test_a_tunnel_carries_our_certificate_to_the_server(lab: Lab, seen: Watch) -> None:
    with http_proxy() as proxied:
        hop = await sent(_through(lab, "mtls", f"http://127.0.0.1:{proxied.port}"))
    assert hop.failure is None
    assert hop.proxy is not None
    assert (hop.proxy.url, hop.proxy.source) == (f"http://127.0.0.1:{proxied.port}", "command line")
    assert hop.tls is not None
    assert hop.tls.client_certificate.verdict == "accepted"
    assert (seen.only("mtls").offered or ("",))[0] == lab.identities["alice"].sha256
    assert [line.split(" ")[0] for line in proxied.asked] == ["CONNECT"]
    assert "api.demo.test" in proxied.asked[0]


async def test_an_https_proxy_gets_no_client_certificate(lab: Lab, seen: Watch) -> None:
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    order = Order(common_name="proxy", more_names=(address,), use="server")
    issued = lab.authorities.intermediate.issue(order)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with pem_file(issued) as path:
        context.load_cert_chain(path)
    context.load_verify_locations(lab.ca_file)
    context.verify_mode = ssl.CERT_OPTIONAL
    with http_proxy(context=context) as proxied:
        hop = await sent(_through(lab, "mtls", f"https://127.0.0.1:{proxied.port}"))
    assert hop.failure is None, hop.failure
    assert proxied.client_certificates == [False]
    assert hop.tls is not None
    assert hop.tls.client_certificate.verdict == "accepted"
    assert hop.tls.server_name == "api.demo.test"


async def test_plain_http_is_forwarded(lab: Lab) -> None:
    with http_proxy() as proxied:
        hop = await sent(_through(lab, "http", f"http://127.0.0.1:{proxied.port}"))
    assert hop.response is not None
    assert proxied.asked[0].startswith("GET http://plain.demo.test:")


async def test_socks_carries_the_name(lab: Lab) -> None:
    with socks5_proxy() as proxied:
        hop = await sent(_through(lab, "mtls", f"socks5://127.0.0.1:{proxied.port}"))
    assert hop.failure is None, hop.failure
    assert proxied.asked[0].startswith("api.demo.test:")


async def test_a_refusal_by_the_alert_is_seen_through_the_tunnel(lab: Lab) -> None:
    with http_proxy() as proxied:
        hop = await sent(_through(lab, "mtls", f"http://127.0.0.1:{proxied.port}", who="stranger"))
    assert hop.failure is not None
    assert hop.failure.kind == "certificate_refused"


REFUSALS = [("refuses", {"refuse": True}, "403"), ("wants a password", {"password": "p"}, "407")]


@pytest.mark.parametrize(("what", "manners", "status"), REFUSALS, ids=[row[0] for row in REFUSALS])
async def test_a_proxy_that_does_not_open_a_way_is_named(
    lab: Lab, what: str, manners: dict[str, bool], status: str
) -> None:
    with http_proxy(**manners) as proxied:  # type: ignore[arg-type]
        hop = await sent(_through(lab, "mtls", f"http://127.0.0.1:{proxied.port}"))
    assert hop.failure is not None
    assert hop.failure.kind == "proxy_failed"
    assert status in hop.failure.message
    assert str(proxied.port) in hop.failure.message


async def test_a_password_is_given_and_never_shown(lab: Lab) -> None:
    settings = lab_settings(lab)
    with http_proxy(password="s3cret/@") as proxied:
        url = f"http://user:s3cret%2F%40@127.0.0.1:{proxied.port}"
        hidden = sealed.sealed(url, Sealer(lab.folders.sealing))
        settings = replace(settings, http=replace(settings.http, proxy=hidden))
        hop = await sent(ticket(lab, lab.url("mtls"), settings=settings))
    assert hop.failure is None, hop.failure
    assert hop.proxy is not None
    assert "s3cret" not in repr(hop)
    assert "s3cret" not in hidden
    assert hop.proxy.source == "settings"


async def test_a_proxy_that_is_not_there_is_named(lab: Lab) -> None:
    with http_proxy() as gone:
        pass
    hop = await sent(_through(lab, "mtls", f"http://127.0.0.1:{gone.port}", settings=hurried(lab, connect_timeout=1)))
    assert hop.failure is not None
    assert hop.failure.kind == "proxy_failed"
    assert str(gone.port) in hop.failure.message


async def test_what_a_proxy_speaks_instead_is_laid_to_the_proxy(lab: Lab) -> None:
    def ssh(conn: socket.socket) -> None:
        conn.recv(4096)
        conn.sendall(b"SSH-2.0-x\r\n")

    with odd.spoken(ssh) as port:
        hop = await sent(_through(lab, "mtls", f"http://127.0.0.1:{port}"))
    assert hop.failure is not None and hop.failure.kind == "proxy_failed"
    assert f"127.0.0.1:{port} speaks SSH" in hop.failure.message
    assert lab.url("mtls").split("/")[2] not in hop.failure.message


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["socks5", "http", "https"])
async def test_a_server_that_is_no_proxy_is_named(lab: Lab, scheme: str) -> None:
    """A plain web server, taken for a proxy."""
    port = lab.url("http").rsplit(":", 1)[1].strip("/")
    settings = hurried(lab, timeout=2, connect_timeout=2)
    hop = await sent(_through(lab, "mtls", f"{scheme}://127.0.0.1:{port}", settings=settings))
    assert hop.failure is not None
    # This one answers 200 to CONNECT too, and then waits: nothing but the time tells.
    assert hop.failure.kind == ("tls_timeout" if scheme == "http" else "proxy_failed"), hop.failure
    assert f"127.0.0.1:{port}" in hop.failure.message + hop.failure.hint


HTTPS = Origin(scheme="https", host="api.example.test", port=8443)
NO_PROXY = [
    ("", False),
    ("*", True),
    ("example.test", True),
    (".example.test", True),
    ("*.example.test", True),
    ("api.example.test:8443", True),
    ("api.example.test:443", False),
    ("ample.test", False),
    ("other.test, example.test", True),
    ("10.0.0.0/8", False),
]


@pytest.mark.parametrize(("listed", "spared"), NO_PROXY)
def test_no_proxy_is_read_as_curl_does(listed: str, spared: bool) -> None:
    assert (proxies.proxy_for(HTTPS, None, "http://proxy:1", listed) is None) == spared


@pytest.mark.parametrize(("listed", "spared"), [("10.0.0.0/8", True), ("10.1.2.3", True), ("10.1.2.4", False)])
def test_no_proxy_knows_networks(listed: str, spared: bool) -> None:
    origin = Origin(scheme="https", host="10.1.2.3", port=443)
    assert (proxies.proxy_for(origin, None, "http://proxy:1", listed) is None) == spared


def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


ENVIRONMENT = [
    ({"https_proxy": "http://env:1"}, "http://env:1", "environment (https_proxy)"),
    ({"HTTPS_PROXY": "http://env:1"}, "http://env:1", "environment (HTTPS_PROXY)"),
    ({"all_proxy": "socks5://env:1"}, "socks5://env:1", "environment (all_proxy)"),
    ({"https_proxy": "http://env:1", "no_proxy": "example.test"}, None, None),
    ({"http_proxy": "http://env:1"}, None, None),
    ({}, None, None),
]


@pytest.mark.parametrize(("environment", "url", "source"), ENVIRONMENT)
def test_the_environments_proxy_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], url: str | None, source: str | None
) -> None:
    _clean(monkeypatch)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = proxies.proxy_for(HTTPS, None, "", "")
    assert (str(found.url) if found else None, found.source if found else None) == (url, source)


def test_the_command_goes_over_settings_and_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    _clean(monkeypatch)
    monkeypatch.setenv("https_proxy", "http://env:1")
    found = proxies.proxy_for(HTTPS, "http://said:2", "http://set:3", "*")
    assert found is not None
    assert str(found.url) == "http://said:2"
    assert proxies.proxy_for(HTTPS, "none", "http://set:3", "") is None
    assert proxies.proxy_for(HTTPS, None, "none", "") is None


ASKED = [
    ("http://said:2", "http://asked:4", "http://set:3", "http://said:2", "command line"),
    ("none", "http://asked:4", "http://set:3", None, None),
    (None, "http://asked:4", "http://set:3", "http://asked:4", "request"),
    (None, "none", "http://set:3", None, None),
    (None, None, "http://set:3", "http://set:3", "settings"),
    (None, None, "", "http://env:1", "environment (https_proxy)"),
]


@pytest.mark.parametrize(("said", "asked", "configured", "url", "source"), ASKED)
def test_the_request_goes_over_settings_and_environment_and_under_the_command(
    monkeypatch: pytest.MonkeyPatch, said: str | None, asked: str | None, configured: str, url: str | None, source: str
) -> None:
    _clean(monkeypatch)
    monkeypatch.setenv("https_proxy", "http://env:1")
    found = proxies.proxy_for(HTTPS, said, configured, "", asked=asked)
    assert (str(found.url) if found else None, found.source if found else None) == (url, source)


def test_no_proxy_spares_nothing_the_proxy_that_a_request_asks_for() -> None:
    assert proxies.proxy_for(HTTPS, None, "", "*", asked="http://asked:4") is not None


@pytest.mark.parametrize("kind", ["http", "socks5", "socks5h"])
async def test_the_requests_proxy_carries_it_and_is_named(lab: Lab, kind: str) -> None:
    with http_proxy() if kind == "http" else socks5_proxy() as proxied:
        request = Request(options=RequestOptions(proxy="{{way}}"))
        variables = {"way": f"{kind}://127.0.0.1:{proxied.port}"}
        hop = await sent(ticket(lab, lab.url("mtls"), request=request, variables=variables))
    assert hop.failure is None, hop.failure
    assert hop.proxy is not None
    assert (hop.proxy.url, hop.proxy.source) == (variables["way"], "request")
    assert hop.tls is not None
    assert hop.tls.client_certificate.verdict == "accepted"


async def test_the_requests_proxy_is_used_on_every_hop(lab: Lab) -> None:
    with http_proxy() as proxied:
        request = Request(options=RequestOptions(proxy=f"http://127.0.0.1:{proxied.port}"))
        url = lab.url("mtls12", f"/redirect?to={lab.url('optional12')}")
        async with sender() as ours:
            exchange = await ours.send(ticket(lab, url, request=request))
    assert exchange.failure is None
    assert [hop.proxy.source for hop in exchange.hops if hop.proxy is not None] == ["request", "request"]
    assert len(proxied.asked) == 2


async def test_a_request_can_go_without_the_settings_proxy(lab: Lab) -> None:
    settings = lab_settings(lab)
    settings = replace(settings, http=replace(settings.http, proxy="http://127.0.0.1:9"))
    request = Request(options=RequestOptions(proxy="none"))
    hop = await sent(ticket(lab, lab.url("mtls"), request=request, settings=settings))
    assert (hop.failure, hop.proxy) == (None, None)


@pytest.mark.parametrize("text", ["ftp://proxy:1", "http://", "http://[bad"])
def test_an_address_that_is_no_proxy_is_refused(text: str) -> None:
    with pytest.raises(NotPrepared):
        proxies.proxy_for(HTTPS, text, "", "")


def test_a_proxy_that_is_no_url_keeps_its_password_to_itself() -> None:
    origin = Origin(scheme="https", host="a.test", port=443)
    with pytest.raises(NotPrepared) as refused:
        proxies.proxy_for(origin, "http://user:pa/ss@proxy.test:1", "", "")
    assert "pa" not in str(refused.value).split()
    assert "'pa" not in str(refused.value)
    assert "%2F" in refused.value.hint


async def test_a_proxy_that_does_not_listen_is_the_one_that_is_named(lab: Lab) -> None:
    hop = await sent(_through(lab, "mtls", "http://127.0.0.1:9"))
    assert hop.failure is not None
    assert hop.failure.kind == "proxy_failed"
    assert "Nothing listens at http://127.0.0.1:9" in hop.failure.message
