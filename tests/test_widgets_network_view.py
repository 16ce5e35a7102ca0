from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.app import App, ComposeResult

from tests import hops
from tests.hops import EXPIRED, NOW, exchange, hop, nobody, peer
from workbench.models import ClientCertificate, Departure, Exchange, ProxyUsed, Storyteller
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.network_facts import network_facts
from workbench.widgets.network_story import Told
from workbench.widgets.network_view import NetworkView


def read(made: Exchange, tell: Storyteller = hops.tell, arrows: tuple[str, str] = ("→", "←")) -> str:
    return "\n".join(_lines(network_facts(made, Told(tell=tell, arrows=arrows))))


def _lines(facts: Sequence[Fact]) -> list[str]:
    found = []
    for fact in facts:
        found.append(f"{fact.label}: {fact.value}{'  ' + fact.aside if fact.aside else ''}")
        found += [f"  {line}" for line in _lines(fact.more)]
    return found


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
    assert "our Certificate message was full" in said


def test_each_message_is_a_row_with_side_and_time_that_opens_to_its_fields() -> None:
    said = read(exchange(hop(hops.accepted())))
    assert "Handshake: 1 message  Enter opens one\n→   0.0 ms: We offer TLS 1.3  ClientHello\n" in said
    assert "\n  Message: ClientHello\n  Versions: TLS 1.3\n  Server name: api.example.test" in said


def test_a_terminal_without_arrows_has_signs_of_ascii() -> None:
    assert "\n>   0.0 ms: We offer" in read(exchange(hop(hops.accepted())), arrows=(">", "<"))


def test_the_story_of_a_reused_connection_is_said_to_be_an_earlier_one_s() -> None:
    said = read(exchange(hop(hops.accepted(), reused=True)))
    assert "Handshake: 1 message, on an earlier request: this connection was reused" in said
    assert "(connection reused)" in said


def test_where_no_message_was_observed_there_is_no_story() -> None:
    assert "Handshake" not in read(exchange(hop(hops.accepted(messages=()))))


def test_an_issuer_that_the_server_does_not_accept_is_pointed_out() -> None:
    note = "The server accepts CN=A; yours is issued by CN=Other CA."
    ours = replace(hops.refused().client_certificate, note=note)
    assert note in read(exchange(hop(hops.accepted(client_certificate=ours))))


EMPTY = "our Certificate message was empty"
ANSWERS = [
    (hops.accepted().client_certificate, "our Certificate message was full"),
    (hops.asked_none_sent().client_certificate, EMPTY),
    (ClientCertificate(requested=True, sent=False, verdict="withheld"), EMPTY),
    (ClientCertificate(requested=True, sent=False), "our Certificate message did not go out"),
    (ClientCertificate(requested=True), "our Certificate message was not observed"),
]


@pytest.mark.parametrize(("ours", "words"), ANSWERS)
def test_our_answer_is_said_to_be_full_or_empty(ours: ClientCertificate, words: str) -> None:
    assert words in read(exchange(hop(hops.accepted(client_certificate=ours))))


def test_what_the_server_accepts_is_named_or_opens_where_it_is_long() -> None:
    few = replace(hops.accepted().client_certificate, signature_algorithms=("ed25519", "ed448"))
    assert ": it accepts signatures by: ed25519, ed448" in read(exchange(hop(hops.accepted(client_certificate=few))))
    many = tuple(f"CN=CA {number}" for number in range(1, 1001))
    ours = replace(few, signature_algorithms=("ed25519",) * 9, acceptable_issuers=many)
    said = read(exchange(hop(hops.accepted(client_certificate=ours))))
    assert ": the server accepts 1000 issuers\n  1: CN=CA 1\n" in said
    assert "\n  and: 800 more\n: it accepts 9 signature algorithms\n  1: ed25519\n" in said


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
    said = read(exchange(hop(tls)))
    assert "NOT VERIFIED: verification is off, and the check of the host name with it" in said
    assert "nothing that is judged would have failed" in said


def test_with_verification_off_a_fault_is_what_would_have_failed() -> None:
    tls = replace(hops.verification_failed(), verification="off", verified=None)
    assert "! would have failed: The server's certificate expired on 2026-01-01." in read(exchange(hop(tls)))


def test_revocation_is_said_not_to_be_judged() -> None:
    assert ": CN=api.example.test  revocation is not judged" in read(exchange(hop(hops.accepted())))


SOURCES = [
    ("system", None, "trusted by the system's store"),
    ("~/pki/ca.pem", "the CA of your entry alice", "trusted by the CA of your entry alice (~/pki/ca.pem)"),
    ("~/pki/ca.pem", "the CA file ~/pki/ca.pem", "trusted by the CA file ~/pki/ca.pem"),
    ("~/pki/ca.pem", None, "trusted by ~/pki/ca.pem"),
]


@pytest.mark.parametrize(("by", "source", "words"), SOURCES)
def test_where_trust_came_from_is_named(by: str, source: str | None, words: str) -> None:
    said = read(exchange(hop(hops.accepted(trusted_by=by, trust_source=source))))
    assert f"Server: verified, chain of 2, {words}\n" in said


def test_what_is_not_standard_is_said() -> None:
    departures = (Departure(text="TLS 1.0 is allowed", loud=True), Departure(text="connects to 10.0.0.5"))
    said = read(exchange(hop(hops.accepted(), departures=departures)))
    assert "Unusual: TLS 1.0 is allowed\n: connects to 10.0.0.5" in said


def test_tls_with_a_proxy_is_told_like_that_with_a_server() -> None:
    proxy = ProxyUsed(url="https://p:3128", source="settings", tls=hops.asked_none_sent())
    said = read(exchange(hop(hops.accepted(), proxy=proxy)))
    assert "Proxy: https://p:3128, from settings; TLS to it: verified, chain of 2" in said
    to_proxy = said[said.index("To the proxy: https://p:3128") :]
    assert "Your cert: asked; none was chosen, so an empty answer went out" in to_proxy
    assert "We offer TLS 1.3  ClientHello" in to_proxy


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (200, 50), (60, 16)])
async def test_the_story_is_reached_and_opened_by_keys(size: tuple[int, int]) -> None:
    class Host(App[None]):
        CSS = "NetworkView { height: 1fr; }"

        def compose(self) -> ComposeResult:
            yield NetworkView(hops.tell)

    app = Host()
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        view = app.query_one(NetworkView)
        view.focus()
        view.show(exchange(hop(hops.accepted(), reused=True)))
        await pilot.pause()
        for _ in range(40):
            if view.cursor is not None:
                break
            await pilot.press("down")
        await pilot.press("right")
        shown = "\n".join(view.render_line(y).text.rstrip() for y in range(view.size.height))
        assert "v →   0.0 ms We offer TLS 1.3  ClientHello" in shown
        assert "    Server name   api.example.test" in shown


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


async def test_the_whole_story_is_copied_with_what_is_folded() -> None:
    wanted: list[str] = []

    class Shell(App[None]):
        def compose(self) -> ComposeResult:
            yield NetworkView(hops.tell)

        def on_network_view_copy_wanted(self, event: NetworkView.CopyWanted) -> None:
            wanted.append(event.text)

    app = Shell()
    async with app.run_test(size=(60, 16)) as pilot:
        view = app.query_one(NetworkView)
        view.focus()
        await pilot.press("y")
        assert wanted == []
        view.show(exchange(hop(hops.accepted())))
        await pilot.press("y")
    assert wanted == [view.text] and "asked, SENT, accepted" in wanted[0]
