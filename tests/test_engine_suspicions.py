import json
import socket
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests import cli, hops
from tests.intercepting import intercepting
from tests.lab import Watch
from tests.peers import free_port, needs_nginx, nginx
from tests.sending import headers, lab_settings, options, sender, sent, ticket, unverified
from workbench import records
from workbench.demo.authority import Authority, Order, self_signed
from workbench.demo.issued import pem
from workbench.demo.lab import Lab
from workbench.engine import suspicions
from workbench.models import CertificateEntry, Hop, Request, Suspicion
from workbench.settings import Settings


def of(hop: Hop, code: str) -> Suspicion:
    (found,) = [one for one in hop.suspicions if one.code == code]
    return found


def codes(hop: Hop) -> list[str]:
    return [one.code for one in hop.suspicions]


def leaf_alone(lab: Lab, folder: Path, host: str, *, chained: bool = False) -> Settings:
    """Return settings with carol for a host, her file with or without the intermediate that issued her."""
    issued = lab.authorities.intermediate.issue(Order(common_name="carol"))
    cert, key = issued.write(folder, "carol")
    if not chained:
        cert.write_bytes(pem(issued.certificate))
    entry = CertificateEntry(id="carol", name="carol", host=host, port="*", cert_file=str(cert), key_file=str(key))
    return replace(lab_settings(lab), certificates=(entry,))


@pytest.mark.parametrize("site", ["mtls", "mtls12"])
@pytest.mark.parametrize("chained", [False, True])
async def test_our_missing_intermediate_is_named_when_the_server_does_not_know_our_ca(
    lab: Lab, tmp_path: Path, site: str, chained: bool, seen: Watch
) -> None:
    url = lab.url(site)
    host = url.split("/")[2].rpartition(":")[0]
    hop = await sent(ticket(lab, url, settings=leaf_alone(lab, tmp_path, host, chained=chained)))
    assert hop.tls is not None
    if chained:
        assert hop.tls.client_certificate.verdict == "accepted" and not hop.suspicions
        return
    assert hop.tls.client_certificate.verdict == "refused"
    assert "unknown_ca" in seen.only(site).alerts_sent
    found = of(hop, "own_intermediate_missing")
    issuer = lab.authorities.intermediate.certificate.subject.rfc4514_string()
    assert f"(carol) went out without its issuer {issuer}" in found.message
    assert f"{tmp_path}/carol.crt" in found.message
    assert "workbench certs replace carol --crt FILE" in found.hint


async def test_one_that_signed_itself_lacks_no_issuer(lab: Lab, tmp_path: Path) -> None:
    cert, key = self_signed(Order(common_name="dave")).write(tmp_path, "dave")
    entry = CertificateEntry(id="d", host="api.demo.test", port="*", cert_file=str(cert), key_file=str(key))
    hop = await sent(ticket(lab, lab.url("mtls"), settings=replace(lab_settings(lab), certificates=(entry,))))
    assert hop.tls is not None and hop.tls.client_certificate.verdict == "refused"
    assert not hop.suspicions


@needs_nginx
@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
async def test_a_400_about_the_certificate_points_to_the_intermediate_too(
    lab: Lab, tmp_path: Path, version: str
) -> None:
    with nginx(lab, tmp_path, version=version) as url:
        settings = leaf_alone(lab, tmp_path, "peer.demo.test")
        hop = await sent(ticket(lab, url, settings=settings, resolve={"peer.demo.test": "127.0.0.1"}))
    assert hop.response is not None and hop.response.status == 400
    assert codes(hop) == ["own_intermediate_missing"]


async def test_a_host_header_on_an_address_offers_to_resolve_the_name(lab: Lab) -> None:
    url = lab.url("mtls")
    port = url.split("/")[2].rpartition(":")[2]
    request = Request(method="GET", headers=headers(Host=f"api.demo.test:{port}"))
    hop = await sent(ticket(lab, f"https://127.0.0.1:{port}/", request=request))
    assert hop.failure is not None
    found = of(hop, "host_header_on_address")
    assert "the Host header api.demo.test" in found.message
    assert f'Send to https://api.demo.test:{port} with "connect to" 127.0.0.1' in found.hint
    assert f"(--resolve api.demo.test:{port}=127.0.0.1)" in found.hint


async def test_it_is_said_of_a_request_that_is_only_prepared_and_not_of_a_plain_one(lab: Lab) -> None:
    async with sender() as ours:
        for url, named, expected in (
            ("https://10.0.0.5/", "api.example.com", ["host_header_on_address"]),
            ("https://[::1]:8443/", "api.example.com", ["host_header_on_address"]),
            ("http://10.0.0.5/", "api.example.com", []),
            ("https://10.0.0.5/", "10.0.0.6", []),
            ("https://10.0.0.5/", "*", []),
            ("https://api.example.com/", "other.example.com", []),
        ):
            request = Request(method="GET", headers=headers(Host=named))
            made = await ours.prepare(ticket(lab, url, request=request))
            assert codes(made.hops[0]) == expected, url


ELSEWHERE = {"localhost": "127.9.9.9"}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"resolve": ELSEWHERE}, "--resolve on the command line"),
        ({"request": Request(method="GET", options=options(resolve="127.9.9.9"))}, 'the request\'s "connect to"'),
        ({"settings": ELSEWHERE}, "[resolve] in the settings"),
    ],
)
async def test_an_override_that_leads_nowhere_is_named_with_what_dns_answers_now(
    lab: Lab, changes: dict[str, Any], where: str
) -> None:
    if "settings" in changes:
        changes = {"settings": replace(lab_settings(lab), resolve=changes["settings"])}
    hop = await sent(ticket(lab, f"https://localhost:{free_port()}/", **changes))
    assert hop.failure is not None and hop.failure.stage == "connect"
    found = of(hop, "stale_resolve")
    assert f"looked for at 127.9.9.9, because {where} says so; DNS answers" in found.message
    assert "127.0.0.1" in found.message


async def test_an_override_to_a_server_of_another_name_is_suspected_too(lab: Lab) -> None:
    with intercepting(Authority.root("Other CA"), transparent=True) as other:
        url = f"https://localhost:{other.port}/"
        hop = await sent(ticket(lab, url, request=unverified(), resolve={"localhost": "127.0.0.2"}))
        same = await sent(ticket(lab, url, request=unverified(), resolve={"localhost": "127.0.0.1"}))
    assert "stale_resolve" not in codes(same)
    assert not codes(hop) or codes(hop) == ["stale_resolve"]  # not every system listens on all of 127/8


async def test_what_dns_does_not_know_cannot_be_out_of_date(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_named: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    untrusted = await sent(ticket(lab, lab.url("untrusted")))
    assert untrusted.failure is not None and not untrusted.suspicions
    gone = await sent(ticket(lab, f"https://gone.demo.test:{free_port()}/", resolve={"gone.demo.test": "127.0.0.1"}))
    assert "DNS knows no address for it now" in of(gone, "stale_resolve").message


async def test_a_name_server_that_is_silent_holds_nobody_up_for_long(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    never = Event()
    monkeypatch.setattr(suspicions, "_LOOKUP_SECONDS", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: never.wait(5))
    hop = await sent(ticket(lab, f"https://gone.demo.test:{free_port()}/", resolve={"gone.demo.test": "127.0.0.1"}))
    never.set()
    assert "DNS knows no address" in of(hop, "stale_resolve").message


@pytest.mark.parametrize("site", ["mtls", "mtls12", "expired", "refused"])
async def test_where_nothing_is_amiss_with_the_setting_nothing_is_suspected(lab: Lab, site: str) -> None:
    url = lab.url(site) if site != "refused" else f"https://127.0.0.1:{free_port()}/"
    assert (await sent(ticket(lab, url))).suspicions == ()


def test_send_says_what_it_suspects_on_stderr_before_what_failed(lab: Lab, lab_home: Path) -> None:
    with intercepting(Authority.root("X Proxy CA")) as spy:
        proxy = f"http://127.0.0.1:{spy.port}"
        ended = cli.inside("send", "https://api.example.com/", "--proxy", proxy, home=lab_home)
    assert ended.status == 4
    assert ended.err.index("this connection looks inspected") < ended.err.index("Nothing was sent.")
    assert "workbench ca add --from api.example.com:443 --sha256 HEX" in ended.err and "(-k)" in ended.err


def test_a_record_holds_code_message_and_hint() -> None:
    found = Suspicion(code="our_clock", message="It is late.", hint="Set it.")
    made = hops.exchange(replace(hops.hop(hops.accepted()), suspicions=(found,)))
    told = json.loads(json.dumps(records.exchange_document(made)))
    assert told["hops"][0]["suspicions"] == [{"code": "our_clock", "message": "It is late.", "hint": "Set it."}]
