from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workbench import marks
from workbench.models import (
    CertificateEntry,
    ClientCertificate,
    Content,
    Exchange,
    Failure,
    FailureKind,
    Handshake,
    Hop,
    HopRequest,
    Problem,
    ProxyUsed,
    Request,
    Response,
    Selection,
    Timing,
    Verdict,
)

ALICE = CertificateEntry(id="k3f9a2", name="alice", host="a.test")
CHOSEN = Selection(url="https://a.test/", host="a.test", port=443, by="rule", entry=ALICE)
HTTPS = Hop(request=HopRequest(method="GET", url="https://a.test/"), selection=CHOSEN)
OK = Response(status=200, reason="OK", http_version="HTTP/1.1")


def hop(verdict: Verdict = "accepted", **ours: bool | None) -> Hop:
    certificate = ClientCertificate(verdict=verdict, requested=ours.get("requested"), sent=ours.get("sent"))
    return replace(HTTPS, tls=Handshake(version="TLSv1.3", verified=True, client_certificate=certificate))


def failed(of: Hop, kind: FailureKind) -> Hop:
    return replace(of, failure=Failure(stage="tls", kind=kind, message="no"))


@pytest.mark.parametrize(
    ("verdict", "mark", "words"),
    [
        ("not_requested", "[cert not asked]", "not asked for, not sent"),
        ("none_to_send", "[cert ASKED, NONE SENT]", "asked, NONE SENT"),
        ("withheld", "[cert ASKED, WITHHELD]", "asked, WITHHELD"),
        ("refused", "[cert REFUSED alice]", "asked, SENT, REFUSED"),
        ("likely_refused", "[cert LIKELY REFUSED alice]", "asked, SENT, likely refused"),
        ("accepted", "[cert SENT alice]", "asked, SENT, accepted"),
    ],
)
def test_every_verdict_has_its_mark_and_its_words(verdict: Verdict, mark: str, words: str) -> None:
    assert marks.certificate(hop(verdict)) == mark
    assert marks.words(hop(verdict)).startswith(words)


@pytest.mark.parametrize(
    ("requested", "sent", "mark", "words"),
    [
        (True, False, "[cert ASKED, NOT SENT]", "asked, NOT SENT"),
        (None, False, "[cert NOT SENT]", "not known whether asked, NOT SENT"),
        (None, None, "[cert not known]", "not known whether asked, not known whether sent"),
        (True, True, "[cert SENT alice]", "asked, SENT"),
    ],
)
def test_an_unknown_verdict_says_only_what_was_seen(
    requested: bool | None, sent: bool | None, mark: str, words: str
) -> None:
    seen = hop("unknown", requested=requested, sent=sent)
    assert (marks.certificate(seen), marks.words(seen)) == (mark, words)


def test_a_certificate_that_could_not_be_used_is_named() -> None:
    stopped = failed(HTTPS, "certificate_unusable")
    assert marks.certificate(stopped) == "[cert UNUSABLE alice]"
    assert "nothing was sent" in marks.words(stopped)


def test_the_first_known_fault_of_the_server_is_the_mark() -> None:
    problems = (Problem(code="other", message=""), Problem(code="expired", message=""))
    stopped = failed(replace(HTTPS, tls=Handshake(verified=False, problems=problems)), "tls_verification")
    assert marks.tls(stopped) == "[server cert EXPIRED]"


@pytest.mark.parametrize(
    ("case", "mark"),
    [
        (hop(), "[TLS ok]"),
        (replace(HTTPS, tls=Handshake(verification="off", verified=False)), "[NOT VERIFIED]"),
        (failed(replace(HTTPS, tls=Handshake()), "tls_protocol"), "[TLS FAILED]"),
        (failed(replace(HTTPS, tls=Handshake()), "tls_verification"), "[server cert NOT TRUSTED]"),
        (failed(HTTPS, "connection_refused"), ""),
        (replace(HTTPS, request=HopRequest(method="GET", url="HTTP://a.test")), "[no TLS]"),
    ],
)
def test_the_servers_side_has_a_mark(case: Hop, mark: str) -> None:
    assert marks.tls(case) == mark


def test_the_summary_is_one_line() -> None:
    done = replace(hop(), response=OK, timing=Timing(total=143.2))
    exchange = Exchange(
        request=Request(),
        outcome="response",
        started=datetime(2026, 1, 1, tzinfo=UTC),
        hops=(done,),
        body=Content(size=1900),
    )
    assert marks.summary(exchange) == "200 OK  143 ms  1.9 kB  TLSv1.3  [TLS ok]  [cert SENT alice]"
    refused = replace(exchange, outcome="failure", hops=(failed(hop("refused"), "certificate_refused"),))
    assert marks.summary(refused).startswith("FAILED")


def test_a_reason_phrase_cannot_reach_the_terminal_raw() -> None:
    done = replace(hop(), response=replace(OK, reason="\x1b]0;owned\x07"))
    exchange = Exchange(request=Request(), outcome="response", started=datetime.now(UTC), hops=(done,))
    assert "\x1b" not in marks.summary(exchange)


@pytest.mark.parametrize(
    ("entry", "label"),
    [
        (ALICE, "alice"),
        (CertificateEntry(id="i", host="h", cert_file="~/pki/client.crt"), "client.crt"),
        (CertificateEntry(id="i", host="h", pfx_file="bob.p12"), "bob.p12"),
        (CertificateEntry(id="i", host="h"), "i"),
        (CertificateEntry(id="i", host="h", name="\x1b[2J"), "^[[2J"),
    ],
)
def test_an_entry_is_called_by_its_name_or_its_file(entry: CertificateEntry, label: str) -> None:
    assert marks.label(entry) == label


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(0.4, "0 ms"), (143.2, "143 ms"), (999.7, "1.00 s"), (2410, "2.41 s"), (185_000, "3 min 5 s")],
)
def test_a_duration_reads_well(milliseconds: float, shown: str) -> None:
    assert marks.duration(milliseconds) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1900, "1.9 kB"),
        (999_999, "1.0 MB"),
        (73_000_000, "73.0 MB"),
        (2 * 10**9, "2.00 GB"),
    ],
)
def test_a_size_reads_well(count: int, shown: str) -> None:
    assert marks.size(count) == shown


def test_a_certificate_for_the_proxy_is_not_taken_for_the_servers() -> None:
    stopped = failed(replace(HTTPS, proxy=ProxyUsed(url="https://p.test", source="request")), "certificate_unusable")
    assert marks.certificate(stopped) == "[proxy cert UNUSABLE]"
    assert "the one for the proxy" in marks.words(stopped)
