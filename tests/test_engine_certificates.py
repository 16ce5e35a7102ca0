"""Every server that asks, in both TLS versions, given the right certificate, none, and a stranger's.

What the record says is held against what the server says it saw.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from tests.lab import Watch
from tests.sending import lab_settings, sender, sent, ticket
from workbench.demo.lab import Lab
from workbench.engine import Sender
from workbench.models import Alert, Exchange, Failure


@dataclass(frozen=True)
class Case:
    site: str
    who: str
    requested: bool | None
    sent: bool
    verdict: str
    status: int | None = None
    kind: str | None = None
    alert: str | None = None

    def __str__(self) -> str:
        return f"{self.site}-{self.who}"


def _both(site: str, twin: str, *cases: Case) -> list[Case]:
    return [Case(**{**vars(case), "site": name}) for name in (site, twin) for case in cases]


ASKING = [
    Case("mtls", "alice", True, True, "accepted", 200),
    Case("mtls", "none", True, False, "none_to_send", None, "certificate_required", "certificate_required"),
    Case("mtls", "stranger", True, True, "refused", None, "certificate_refused", "unknown_ca"),
    Case("mtls", "expired", True, True, "refused", None, "certificate_refused", "certificate_expired"),
    Case("mtls12", "alice", True, True, "accepted", 200),
    Case("mtls12", "none", True, False, "none_to_send", None, "certificate_required", "handshake_failure"),
    Case("mtls12", "stranger", True, True, "refused", None, "certificate_refused", "unknown_ca"),
    Case("mtls12", "expired", True, True, "refused", None, "certificate_refused", "certificate_expired"),
    *_both(
        "optional",
        "optional12",
        Case("", "alice", True, True, "accepted", 200),
        Case("", "none", True, False, "none_to_send", 200),
        Case("", "stranger", True, True, "refused", None, "certificate_refused", "unknown_ca"),
    ),
    *_both(
        "tls",
        "tls12",
        Case("", "alice", False, False, "not_requested", 200),
        Case("", "none", False, False, "not_requested", 200),
        Case("", "stranger", False, False, "not_requested", 200),
    ),
    *_both(
        "picky",
        "picky12",
        Case("", "alice", True, True, "refused", None, "certificate_refused", "unknown_ca"),
        Case("", "stranger", True, True, "accepted", 200),
    ),
    *_both(
        "polite",
        "polite12",
        Case("", "alice", True, True, "accepted", 200),
        Case("", "none", True, False, "none_to_send", 400),
        Case("", "stranger", True, True, "likely_refused", 400),
    ),
    *_both(
        "dropper",
        "dropper12",
        Case("", "alice", True, True, "accepted", 200),
        Case("", "none", True, False, "none_to_send", None, "disconnected"),
        Case("", "stranger", True, True, "likely_refused", None, "disconnected"),
    ),
]


@pytest.mark.parametrize("case", ASKING, ids=str)
async def test_the_record_says_what_the_server_saw(lab: Lab, seen: Watch, case: Case) -> None:
    hop = await sent(ticket(lab, lab.url(case.site), who=case.who))
    assert hop.tls is not None
    ours = hop.tls.client_certificate
    assert (ours.requested, ours.sent, ours.verdict) == (case.requested, case.sent, case.verdict)
    assert (hop.response.status if hop.response else None) == case.status
    assert (hop.failure.kind if hop.failure else None) == case.kind
    assert hop.failure is None or _says_whose(hop.failure, case)
    assert _server_alerts(hop.tls.alerts) == ((case.alert,) if case.alert else ())
    saw = seen.ended(case.site)
    expected = lab.identities[case.who].sha256 if case.sent else None
    assert (saw.offered[0] if saw.offered else None) == expected
    assert saw.alerts_sent == ((case.alert,) if case.alert else ())
    assert saw.tls_version == hop.tls.version or hop.failure is not None


def _server_alerts(alerts: tuple[Alert, ...]) -> tuple[str, ...]:
    return tuple(alert.name for alert in alerts if alert.sender == "server")


def _says_whose(failure: Failure, case: Case) -> bool:
    """Whether a failure says that it is about our certificate, which one, and what to do."""
    return failure.certificate == "ours" and bool(failure.hint) and (not case.sent or case.who in failure.message)


@pytest.mark.parametrize("site", ["dropper", "dropper12"])
@pytest.mark.parametrize("who", ["stranger", "none"])
async def test_an_end_without_an_alert_is_told_as_one(lab: Lab, site: str, who: str) -> None:
    hop = await sent(ticket(lab, lab.url(site), who=who))
    assert hop.tls is not None
    assert hop.tls.alerts == ()


async def test_the_answer_tells_the_certificate_that_arrived(lab: Lab) -> None:
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("mtls")))
    assert _saw(exchange)["sha256"] == lab.identities["alice"].sha256
    assert exchange.hops[0].tls is not None
    assert exchange.hops[0].tls.client_certificate.sha256 == lab.identities["alice"].sha256


def _saw(exchange: Exchange) -> dict[str, str]:
    assert exchange.body is not None
    client = json.loads(exchange.body.data)["client_certificate"]
    assert isinstance(client, dict)
    return client


async def test_a_pkcs12_file_with_a_sealed_passphrase_is_used(lab: Lab) -> None:
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("other")))
    assert _saw(exchange)["sha256"] == lab.identities["bob"].sha256


@pytest.mark.parametrize("site", ["mtls", "mtls12", "polite", "dropper", "picky"])
async def test_without_the_callback_nothing_is_guessed(lab: Lab, site: str) -> None:
    hop = await sent(ticket(lab, lab.url(site), who="stranger"), observing=False)
    assert hop.tls is not None
    ours = hop.tls.client_certificate
    assert (ours.requested, ours.sent, ours.verdict) == (None, None, "unknown")
    assert "Not observable" in ours.note
    assert len(hop.tls.peer_chain) == 2


async def test_without_the_callback_an_alert_is_still_named(lab: Lab) -> None:
    hop = await sent(ticket(lab, lab.url("mtls"), who="none"), observing=False)
    assert hop.tls is not None
    assert [alert.name for alert in hop.tls.alerts] == ["certificate_required"]
    assert hop.failure is not None
    assert hop.failure.kind in ("tls_alert", "certificate_required")


async def test_a_certificate_of_a_foreign_issuer_is_named_in_the_note(lab: Lab) -> None:
    """Python's ssl servers send an empty list, which means any: nothing may be said then."""
    hop = await sent(ticket(lab, lab.url("mtls"), who="stranger"))
    assert hop.tls is not None
    assert hop.tls.client_certificate.acceptable_issuers == ()
    assert "accepts" not in hop.tls.client_certificate.note


async def test_a_large_body_does_not_lose_the_alert(lab: Lab) -> None:
    """A TLS 1.3 server refuses while we are still writing; the alert comes after a failed write."""
    from workbench.models import Request, RequestBody

    for megabytes in (1, 8):
        request = Request(method="POST", body=RequestBody(type="text", text="x" * megabytes * 1_000_000))
        for _ in range(5):
            hop = await sent(ticket(lab, lab.url("mtls"), who="stranger", request=request))
            assert hop.failure is not None
            assert hop.failure.kind == "certificate_refused", hop.failure


@pytest.mark.slow
async def test_parallel_sends_do_not_mix_their_certificates(lab: Lab) -> None:
    import asyncio

    async def one(ours: Sender, who: str) -> tuple[str, str | None]:
        exchange = await ours.send(ticket(lab, lab.url("dropper"), who=who))
        tls = exchange.hops[0].tls
        return who, tls.client_certificate.verdict if tls else None

    async with sender() as ours:
        found = await asyncio.gather(*(one(ours, who) for _ in range(20) for who in ("alice", "none", "stranger")))
    expected = {"alice": "accepted", "none": "none_to_send", "stranger": "likely_refused"}
    assert all(expected[who] == verdict for who, verdict in found)


def test_the_lab_offers_the_identities_by_name(lab: Lab) -> None:
    assert {entry.name for entry in lab_settings(lab).certificates} >= {"alice", "bob", "stranger", "expired"}
