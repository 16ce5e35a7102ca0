"""The engine against nginx and openssl: refusals by HTTP, lists of acceptable issuers, keys that do not fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.peers import HOST, needs_nginx, needs_openssl, nginx, s_server
from tests.sending import lab_settings, sender, sent, ticket
from workbench.demo.lab import Lab
from workbench.engine import Ticket
from workbench.models import ClientCertificate, Exchange, Hop

VERSIONS = {"TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}
NGINX = [
    ("alice", "accepted", True, 200, "SUCCESS"),
    ("none", "none_to_send", False, 400, "No required SSL certificate was sent"),
    ("stranger", "likely_refused", True, 400, "The SSL certificate error"),
    ("expired", "likely_refused", True, 400, "The SSL certificate error"),
]


def _ticket(lab: Lab, url: str, who: str) -> Ticket:
    return ticket(lab, url, who=who, resolve={HOST: "127.0.0.1"})


def _ours(hop: Hop) -> ClientCertificate:
    assert hop.tls is not None
    return hop.tls.client_certificate


@needs_nginx
@pytest.mark.parametrize("version", VERSIONS)
async def test_nginx_refuses_in_http(lab: Lab, tmp_path: Path, version: str) -> None:
    with nginx(lab, tmp_path, version=version) as url:
        for who, verdict, was_sent, status, words in NGINX:
            async with sender() as ours:
                exchange: Exchange = await ours.send(_ticket(lab, url, who))
            hop = exchange.hops[0]
            assert hop.failure is None
            assert (_ours(hop).verdict, _ours(hop).sent, _ours(hop).requested) == (verdict, was_sent, True), who
            assert hop.response is not None
            assert hop.response.status == status
            assert exchange.body is not None
            assert words.encode() in exchange.body.data
            assert hop.tls is not None
            assert (hop.tls.version, hop.tls.alerts) == (version, ())


@needs_nginx
async def test_the_issuers_that_nginx_accepts_are_named(lab: Lab, tmp_path: Path) -> None:
    root = lab.authorities.root.certificate.subject.rfc4514_string()
    with nginx(lab, tmp_path, version="TLSv1.3") as url:
        for who in ("alice", "stranger"):
            ours = _ours(await sent(_ticket(lab, url, who)))
            assert ours.acceptable_issuers == (root,)
            assert (f"The server accepts {root}" in ours.note) == (who == "stranger"), ours.note


@needs_nginx
async def test_http2_is_spoken_where_settings_ask_for_it(lab: Lab, tmp_path: Path) -> None:
    settings = lab_settings(lab)
    both = {"HTTP/1.1": settings, "HTTP/2": replace(settings, http=replace(settings.http, http2=True))}
    with nginx(lab, tmp_path, version="TLSv1.3") as url:
        for version, asked in both.items():
            async with sender() as ours:
                hops = [
                    (await ours.send(replace(_ticket(lab, url, "alice"), settings=asked))).hops[0] for _ in range(2)
                ]
            assert [hop.response.http_version for hop in hops if hop.response] == [version, version]
            assert [hop.reused for hop in hops] == [False, True]
            assert [_ours(hop).verdict for hop in hops] == ["accepted", "accepted"]


S_SERVER = [
    ("alice", "accepted", None),
    ("none", "none_to_send", {"TLSv1.2": "handshake_failure", "TLSv1.3": "certificate_required"}),
    ("stranger", "refused", {"TLSv1.2": "unknown_ca", "TLSv1.3": "unknown_ca"}),
    ("expired", "refused", {"TLSv1.2": "certificate_expired", "TLSv1.3": "certificate_expired"}),
]


@needs_openssl
@pytest.mark.parametrize("version", VERSIONS)
async def test_openssl_refuses_by_alert_and_says_whom_it_accepts(lab: Lab, tmp_path: Path, version: str) -> None:
    options = ("-CAfile", str(lab.ca_file), "-Verify", "3", "-verify_return_error", VERSIONS[version])
    root = lab.authorities.root.certificate.subject.rfc4514_string()
    with s_server(lab, tmp_path, *options) as url:
        for who, verdict, alert in S_SERVER:
            hop = await sent(_ticket(lab, url, who))
            assert _ours(hop).verdict == verdict, who
            assert root in _ours(hop).acceptable_issuers
            assert hop.tls is not None
            names = [said.name for said in hop.tls.alerts if said.sender == "server"]
            assert names == ([alert[version]] if alert else [])
            assert (hop.failure is None) == (alert is None)
            if who == "stranger":
                assert hop.failure is not None
                assert "yours is issued by" in hop.failure.hint


@needs_openssl
@pytest.mark.parametrize("version", VERSIONS)
async def test_a_key_that_fits_no_accepted_algorithm_is_withheld(lab: Lab, tmp_path: Path, version: str) -> None:
    """OpenSSL sends an empty answer in silence; only the messages show it."""
    options = ("-CAfile", str(lab.ca_file), "-Verify", "3", "-client_sigalgs", "rsa_pss_rsae_sha256")
    with s_server(lab, tmp_path, *options, VERSIONS[version]) as url:
        hop = await sent(_ticket(lab, url, "alice"))
    assert (_ours(hop).verdict, _ours(hop).sent) == ("withheld", False)
    assert "rsa_pss_rsae_sha256" in _ours(hop).signature_algorithms
    assert hop.failure is not None
    assert hop.failure.kind == "certificate_required"
    assert "not sent" in hop.failure.message


@needs_openssl
async def test_a_server_that_asks_after_the_handshake_gets_no_broken_connection(lab: Lab, tmp_path: Path) -> None:
    """We offer post-handshake authentication; a server that would use it can at least be spoken to."""
    with s_server(lab, tmp_path, "-tls1_3") as url:
        hop = await sent(_ticket(lab, url, "alice"))
    assert hop.failure is None
    assert _ours(hop).verdict == "not_requested"
