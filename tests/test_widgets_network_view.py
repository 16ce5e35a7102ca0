from dataclasses import replace
from datetime import timedelta

from tests import hops
from tests.hops import EXPIRED, NOW, exchange, hop, nobody, peer
from workbench.models import ClientCertificate, Exchange, ProxyUsed
from workbench.widgets.network_view import network_facts


def read(made: Exchange) -> str:
    return "\n".join(f"{fact.label}: {fact.value}" for fact in network_facts(made))


def test_an_accepted_certificate_is_told_from_question_to_acceptance() -> None:
    said = read(exchange(hop(hops.accepted())))
    assert "Server: verified, chain of 2, trusted by ~/pki/company-ca.pem" in said
    assert "Your cert: asked, SENT, accepted" in said
    assert ": CN=alice  sha256 7a1f90c27a1f90c2…" in said
    assert ": alice: by rule *.example.test:8443, 1 of 2" in said
    assert ": the server accepts issuers: CN=Example Test CA, CN=Partner CA" in said
    assert "Protocol: TLSv1.3  TLS_AES_256_GCM_SHA384  HTTP/1.1  127.0.0.1:8443" in said
    assert "Chain: 1  CN=api.example.test" in said
    assert "   for api.example.test" in said
    assert "valid until 2027-06-01 (192 days left), from 2026-06-01" in said
    assert "Handshake:     0.0 ms → ClientHello  TLS 1.3 offered" in said


def test_an_issuer_that_the_server_does_not_accept_is_pointed_out() -> None:
    assert "yours is issued by CN=Other CA, which is not in that list" in read(exchange(hop(hops.refused())))


def test_an_empty_list_is_any_issuer() -> None:
    ours = replace(hops.accepted().client_certificate, acceptable_issuers=())
    said = read(exchange(hop(hops.accepted(client_certificate=ours))))
    assert "the server accepts any issuer (its list is empty)" in said


def test_a_fault_names_the_certificate_it_concerns() -> None:
    said = read(exchange(hop(hops.verification_failed(), failure=EXPIRED)))
    assert "Server: verification FAILED, chain of 1" in said
    assert "! The server's certificate expired on 2026-01-01. (CN=old.test)" in said
    assert "expired 2026-01-01 (323 days ago)" in said


def test_verification_off_is_loud() -> None:
    tls = hops.accepted(verification="off", verified=None)
    assert "NOT VERIFIED: verification is off" in read(exchange(hop(tls)))


def test_plain_http_is_said_to_be_open_to_anyone() -> None:
    made = hop(None, selection=nobody(), request=replace(hop(None).request, url="http://plain.test/"))
    said = read(exchange(made))
    assert "Server: not verified: plain http" in said
    assert "Your cert: not sent: there was no TLS handshake" in said


def test_an_alert_has_its_side_and_its_meaning() -> None:
    said = read(exchange(hop(hops.refused())))
    assert "Alert: the server sent fatal unknown_ca: it does not know your CA" in said


def test_what_was_not_observed_is_not_guessed() -> None:
    tls = hops.accepted(client_certificate=ClientCertificate(), verified=None)
    said = read(exchange(hop(tls)))
    assert "Your cert: not known whether asked, not known whether sent" in said
    assert "Server: not verified: the handshake ended before" in said


def test_a_server_certificate_that_ends_soon_is_announced() -> None:
    leaf = peer("CN=api.example.test", not_after=NOW + timedelta(days=11, hours=1))
    said = read(exchange(hop(hops.accepted(peer_chain=(leaf,)))))
    assert "[! server cert expires in 11 days]" in said


def test_each_redirect_hop_has_its_own_story_the_last_first() -> None:
    first = hop(hops.accepted(), status=302, reason="Found")
    last = hop(hops.asked_none_sent(), selection=nobody(), proxy=ProxyUsed(url="http://p:1", source="settings"))
    said = read(exchange(first, last))
    assert said.index("asked, NONE SENT") < said.index("Redirect 1: GET") < said.index("asked, SENT, accepted")
    assert "Redirect 1: GET https://api.example.test:8443/get answered 302 Found" in said
    assert "Proxy: http://p:1, from settings" in said


def test_secrets_in_urls_are_masked() -> None:
    secret = replace(hop(None).request, url="https://bob:hunter2@a.test/?token=abc")
    said = read(exchange(hop(hops.accepted(), request=secret), hop(hops.accepted())))
    assert "hunter2" not in said
    assert "abc" not in said
