"""A certificate that is refused, wherever and whenever the server does it, is told as that: never as a read error.

A TLS 1.3 server judges when our side of the handshake is done: its alert meets the request on the way.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import odd_programs
from tests import odd_servers as odd
from tests.peers import HOST, needs_nginx, needs_openssl, nginx
from tests.proxy import Proxied, http_proxy, socks5_proxy
from tests.sending import sender, sent, ticket
from workbench.demo.lab import Lab
from workbench.engine import Ticket
from workbench.models import ClientCertificate, Hop, Request, RequestBody, RequestOptions, RequestTls

VERSIONS = ("-tls1_2", "-tls1_3")
BIG = Request(method="POST", body=RequestBody(type="text", text="x" * 20_000_000))
SMALL = Request(method="GET")
SIZES = (pytest.param(SMALL, id="small"), pytest.param(BIG, id="20 MB", marks=pytest.mark.slow))


class Outcome(NamedTuple):
    """Who sends, and what comes of it."""

    who: str
    verdict: str
    alert: str | None = None

    def __str__(self) -> str:
        return self.who


OUTCOMES = [
    Outcome("alice", "accepted"),
    Outcome("none", "none_to_send"),
    Outcome("stranger", "refused", "unknown_ca"),
    Outcome("expired", "refused", "certificate_expired"),
]


def _ticket(lab: Lab, port: int, who: str, request: Request = SMALL) -> Ticket:
    return ticket(lab, f"https://{HOST}:{port}/", who=who, request=request, resolve={HOST: "127.0.0.1"})


def _ours(hop: Hop) -> ClientCertificate:
    assert hop.tls is not None
    return hop.tls.client_certificate


def _refused(hop: Hop, who: str) -> None:
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.stage, hop.failure.certificate) == ("certificate_refused", "tls", "ours")
    assert f"refused your certificate ({who})" in hop.failure.message
    assert "--cert NAME" in hop.failure.hint
    assert (_ours(hop).verdict, _ours(hop).sent, _ours(hop).requested) == ("refused", True, True)
    assert hop.tls is not None
    assert [(said.sender, said.level) for said in hop.tls.alerts] == [("server", "fatal")]


def _strict(lab: Lab, *more: str) -> tuple[str, ...]:
    return ("-CAfile", str(lab.ca_file), "-Verify", "3", "-verify_return_error", *more)


def _python(lab: Lab, folder: Path, host: str = HOST) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*odd.shown(lab, folder, host=host))
    context.load_verify_locations(lab.ca_file)
    return context


@contextmanager
def _blocking(lab: Lab, folder: Path, version: str) -> Iterator[int]:
    context = _python(lab, folder)
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = context.maximum_version = (
        ssl.TLSVersion.TLSv1_2 if version == "-tls1_2" else ssl.TLSVersion.TLSv1_3
    )
    with odd.spoken(odd.secured(context)) as port:
        yield port


def _openssl(lab: Lab, folder: Path, version: str) -> AbstractContextManager[int]:
    return odd_programs.openssl(lab, folder, version, *_strict(lab))


Server = Callable[[Lab, Path, str], AbstractContextManager[int]]
SERVERS: dict[str, Server] = {"python": _blocking, "openssl": _openssl}


@needs_openssl
@pytest.mark.parametrize("request_", SIZES)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("server", SERVERS)
async def test_a_refusal_is_tied_to_the_certificate(
    lab: Lab, tmp_path: Path, server: str, version: str, request_: Request
) -> None:
    with SERVERS[server](lab, tmp_path, version) as port:
        for who in ("stranger", "expired"):
            _refused(await sent(_ticket(lab, port, who, request_)), who)
        hop = await sent(_ticket(lab, port, "none", request_))
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.stage) == ("certificate_required", "tls")
    assert (_ours(hop).verdict, _ours(hop).sent) == ("none_to_send", False)


@needs_openssl
@pytest.mark.parametrize("request_", SIZES)
@pytest.mark.parametrize("version", VERSIONS)
async def test_a_refusal_is_heard_over_http2(lab: Lab, tmp_path: Path, version: str, request_: Request) -> None:
    """httpcore reads no further after a failed write there."""
    http2 = replace(request_, options=RequestOptions(http2=True))
    with odd_programs.openssl(lab, tmp_path, version, *_strict(lab, "-alpn", "h2")) as port:
        for _ in range(3):
            _refused(await sent(_ticket(lab, port, "stranger", http2)), "stranger")


@needs_nginx
@pytest.mark.parametrize("request_", SIZES)
@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
async def test_nginx_s_refusal_in_http_is_heard_while_a_body_is_sent(
    lab: Lab, tmp_path: Path, version: str, request_: Request
) -> None:
    """It sends no alert, answers with 400 and stops reading."""
    with nginx(lab, tmp_path, version=version) as url:
        for who, verdict, words in (("none", "none_to_send", "HTTP 400"), ("stranger", "likely_refused", "HTTP 400")):
            hop = await sent(ticket(lab, url, who=who, request=request_, resolve={HOST: "127.0.0.1"}))
            assert hop.failure is None
            assert hop.response is not None
            assert hop.response.status == 400
            assert (_ours(hop).verdict, _ours(hop).sent) == (verdict, who != "none")
            assert words in _ours(hop).note


PROXIES: dict[str, Callable[[Lab, Path], AbstractContextManager[Proxied]]] = {
    "http": lambda _lab, _folder: http_proxy(),
    "https": lambda lab, folder: http_proxy(context=_python(lab, folder, "localhost")),
    "socks5": lambda _lab, _folder: socks5_proxy(),
}


@needs_openssl
@pytest.mark.parametrize("scheme", PROXIES)
@pytest.mark.parametrize("request_", SIZES)
async def test_a_refusal_is_heard_through_a_proxy(lab: Lab, tmp_path: Path, scheme: str, request_: Request) -> None:
    with odd_programs.openssl(lab, tmp_path, "-tls1_3", *_strict(lab)) as port, PROXIES[scheme](lab, tmp_path) as proxy:
        asked = _ticket(lab, port, "stranger", request_)
        hop = await sent(replace(asked, proxy=f"{scheme}://localhost:{proxy.port}"))
    _refused(hop, "stranger")
    assert hop.failure is not None
    assert "goes through the proxy" in hop.failure.hint


LATE: dict[str, tuple[odd_programs.Letter, tuple[str, ...], str]] = {
    "renegotiation": ("R", ("-tls1_2", "-no_resumption_on_reneg"), "by renegotiation"),
    "post-handshake": ("c", ("-tls1_3",), "after the handshake"),
}


@needs_openssl
@pytest.mark.parametrize("outcome", OUTCOMES, ids=str)
@pytest.mark.parametrize("way", LATE)
async def test_a_server_may_ask_when_the_request_has_come(lab: Lab, tmp_path: Path, way: str, outcome: Outcome) -> None:
    letter, options, words = LATE[way]
    more = ("-CAfile", str(lab.ca_file), "-verify_return_error")
    with odd_programs.typed(lab, tmp_path, *options, *more) as server:
        asking = threading.Thread(target=server.ask, args=(letter,), daemon=True)
        asking.start()
        hop = await sent(_ticket(lab, server.port, outcome.who))
        asking.join(5)
    ours = _ours(hop)
    assert (ours.requested, ours.sent, ours.verdict) == (True, outcome.who != "none", outcome.verdict)
    assert f"The server asked when it had the request, {words}" in ours.note
    assert ours.acceptable_issuers == (lab.authorities.root.certificate.subject.rfc4514_string(),)
    assert (hop.failure is None) == (outcome.alert is None)
    if outcome.alert is not None:
        _refused(hop, outcome.who)
        assert hop.tls is not None
        assert hop.tls.alerts[0].name == outcome.alert


@pytest.mark.parametrize("who", ["alice", "stranger", "none"])
async def test_a_kept_connection_on_which_the_server_asks_late(lab: Lab, tmp_path: Path, who: str) -> None:
    """Nothing was asked of the first request; what follows the second one's certificate is about it."""
    with odd.spoken(odd.asking_late(_python(lab, tmp_path), from_request=2)) as port:
        async with sender() as ours:
            first = (await ours.send(_ticket(lab, port, who))).hops[-1]
            second = (await ours.send(_ticket(lab, port, who))).hops[-1]
    assert (_ours(first).verdict, first.failure) == ("not_requested", None)
    assert second.reused is True
    assert second.notes == ()
    match who:
        case "alice":
            assert (_ours(second).verdict, second.failure) == ("accepted", None)
        case "stranger":
            _refused(second, who)
        case _:
            assert second.failure is not None
            assert (_ours(second).verdict, second.failure.kind) == ("none_to_send", "certificate_required")


@pytest.mark.slow
@pytest.mark.parametrize("who", ["alice", "none"])
async def test_what_is_asked_amid_a_large_body_is_not_denied(lab: Lab, tmp_path: Path, who: str) -> None:
    """Nobody listens to the records of a large body: what the server has us answer there is said to be unknown."""
    with odd.spoken(odd.asking_amid(_python(lab, tmp_path), size=4_000_000)) as port:
        hop = await sent(_ticket(lab, port, who))
    assert hop.failure is None
    assert (_ours(hop).verdict, _ours(hop).requested, _ours(hop).sent) == ("unknown", None, None)
    assert "most likely it asked for a certificate" in _ours(hop).note


async def test_what_is_asked_amid_a_small_body_is_heard(lab: Lab, tmp_path: Path) -> None:
    with odd.spoken(odd.asking_amid(_python(lab, tmp_path), size=100_000)) as port:
        hop = await sent(_ticket(lab, port, "alice"))
    assert (_ours(hop).verdict, _ours(hop).requested, _ours(hop).sent) == ("accepted", True, True)


async def test_without_the_offer_a_late_question_is_not_put(lab: Lab, tmp_path: Path) -> None:
    """Python's server then breaks off without a word, and nothing is said of a certificate."""
    request = Request(method="GET", tls=RequestTls(post_handshake_auth=False))
    with odd.spoken(odd.asking_late(_python(lab, tmp_path), from_request=1)) as port:
        hop = await sent(_ticket(lab, port, "alice", request))
    assert (_ours(hop).verdict, _ours(hop).sent) == ("not_requested", False)
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.certificate) == ("disconnected", None)
    assert "--no-post-handshake-auth" in hop.failure.hint


@pytest.mark.parametrize("who", ["alice", "none"])
async def test_a_kept_connection_that_ends_accuses_nobody(lab: Lab, tmp_path: Path, who: str) -> None:
    """A POST is not repeated, so its end is told: the certificate, or its lack, had been taken before."""
    context = _python(lab, tmp_path)
    context.verify_mode = ssl.CERT_OPTIONAL
    count = 0

    def answer(tls: ssl.SSLSocket) -> None:
        nonlocal count
        count += 1
        if count == 1:
            odd.ok(tls)
        else:
            raise OSError("gone")

    with odd.spoken(odd.secured(context, answer)) as port:
        async with sender() as ours:
            first = (await ours.send(_ticket(lab, port, who, Request(method="POST")))).hops[-1]
            second = (await ours.send(_ticket(lab, port, who, Request(method="POST")))).hops[-1]
    assert first.failure is None
    assert second.reused is True
    assert second.failure is not None
    assert (second.failure.kind, second.failure.certificate) == ("disconnected", None)
    assert "certificate" not in second.failure.message
    assert _ours(second).verdict == ("accepted" if who == "alice" else "none_to_send")


async def test_a_body_that_breaks_off_is_not_laid_to_the_missing_certificate(lab: Lab, tmp_path: Path) -> None:
    context = _python(lab, tmp_path)
    context.verify_mode = ssl.CERT_OPTIONAL

    def half(tls: ssl.SSLSocket) -> None:
        tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        raise OSError("gone")

    with odd.spoken(odd.secured(context, half)) as port:
        hop = await sent(_ticket(lab, port, "none"))
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.certificate) == ("disconnected", None)
    assert "certificate" not in hop.failure.message


@needs_openssl
@pytest.mark.parametrize("version", VERSIONS)
async def test_a_withheld_certificate_is_told_with_its_key_and_what_would_fit(
    lab: Lab, tmp_path: Path, version: str
) -> None:
    options = _strict(lab, "-client_sigalgs", "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384", version)
    with odd_programs.openssl(lab, tmp_path, *options) as port:
        hop = await sent(_ticket(lab, port, "alice"))
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.certificate) == ("certificate_required", "ours")
    for text in (hop.failure.message, _ours(hop).note):
        assert "EC-P-256" in text
        assert "rsa_pss_rsae_sha256, rsa_pss_rsae_sha384" in text
    assert (_ours(hop).verdict, _ours(hop).sent) == ("withheld", False)


async def test_an_empty_list_of_issuers_is_said_to_be_any(lab: Lab) -> None:
    """Python's ssl servers name nobody."""
    missing = await sent(ticket(lab, lab.url("mtls"), who="none"))
    assert "accepting any issuer" in _ours(missing).note
    assert missing.failure is not None
    assert "The server accepts any issuer." in missing.failure.hint
    refused = await sent(ticket(lab, lab.url("mtls"), who="stranger"))
    assert "no acceptable issuers, which means any" in _ours(refused).note


@needs_openssl
@pytest.mark.parametrize(
    ("version", "requested", "words"),
    [("-tls1_2", None, "Whether it would have asked"), ("-tls1_3", True, "It had asked for a certificate")],
)
async def test_what_had_been_asked_before_we_stopped_is_said(
    lab: Lab, tmp_path: Path, version: str, requested: bool | None, words: str
) -> None:
    """Up to TLS 1.2 the question comes after the server's certificate, which did not pass here."""
    with odd_programs.openssl(lab, tmp_path, version, *_strict(lab)) as port:
        asked = ticket(lab, f"https://wrong.demo.test:{port}/", resolve={"wrong.demo.test": "127.0.0.1"})
        hop = await sent(asked)
    assert hop.failure is not None
    assert hop.failure.kind == "tls_verification"
    assert (_ours(hop).requested, _ours(hop).sent, _ours(hop).verdict) == (requested, False, "unknown")
    assert words in _ours(hop).note
