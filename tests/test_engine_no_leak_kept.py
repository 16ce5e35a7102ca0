"""No kept connection shows a certificate longer than its entry stands: changed, disabled, removed, switched."""

from __future__ import annotations

import asyncio
import gc
import shutil
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes

from tests.sending import sender
from tests.two_servers import Stage
from workbench.certificates.material import Identity
from workbench.demo.authority import Order
from workbench.engine import Engine, Sender, Ticket, transport
from workbench.models import CertificateEntry, Choice, Request, RequestTls

HERE = "https://example.com:8443/"
Change = Callable[[Stage, CertificateEntry], tuple[CertificateEntry, ...]]


@pytest.fixture
async def ours() -> AsyncIterator[Sender]:
    """A sender that keeps its connections for the whole test."""
    async with sender() as kept:
        yield kept


def _alice(stage: Stage) -> CertificateEntry:
    return stage.entry("alice", "example.com")


CHANGES: list[tuple[str, Change, str | None]] = [
    ("nothing", lambda stage, alice: (alice,), "alice"),
    ("an entry for another host is added", lambda stage, alice: (alice, stage.entry("bob", "other.net")), "alice"),
    ("its name changes", lambda stage, alice: (replace(alice, name="else"),), "alice"),
    ("disabled", lambda stage, alice: (replace(alice, enabled=False),), None),
    ("removed", lambda stage, alice: (), None),
    ("for another host", lambda stage, alice: (replace(alice, host="other.net"),), None),
    ("for its subdomains", lambda stage, alice: (replace(alice, host="*.example.com"),), None),
    ("for another port", lambda stage, alice: (replace(alice, port=443),), None),
    ("for this port", lambda stage, alice: (replace(alice, port=8443),), "alice"),
    ("other files", lambda stage, alice: (replace(stage.entry("bob", "example.com"), id=alice.id),), "bob"),
    ("outranked", lambda stage, alice: (alice, stage.entry("bob", "example.com", id="later")), "bob"),
]


@pytest.mark.parametrize("http2", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["own pool", "httpcore's"])
@pytest.mark.parametrize(("what", "change", "who"), CHANGES, ids=[row[0] for row in CHANGES])
async def test_a_changed_entry_counts_at_the_next_send(
    stage: Stage, ours: Sender, what: str, change: Change, who: str | None, http2: bool
) -> None:
    alice = _alice(stage)
    await ours.send(_over(stage.ticket(HERE, alice), http2))
    exchange = await ours.send(_over(stage.ticket(HERE, *change(stage, alice)), http2))
    assert exchange.failure is None
    assert stage.shown() == [stage.sha256("alice"), stage.sha256(who) if who else None]
    assert exchange.hops[0].reused is (what in ("nothing", "an entry for another host is added"))
    stage.agree(exchange.hops[0])


def _over(ticket: Ticket, http2: bool) -> Ticket:
    settings = ticket.settings
    return replace(ticket, settings=replace(settings, http=replace(settings.http, http2=http2)))


WITHDRAWN = ["disabled", "removed", "for another host", "other files"]


@pytest.mark.parametrize("what", WITHDRAWN)
async def test_the_connection_of_a_withdrawn_entry_is_closed_at_the_next_send_whatever_that_is(
    stage: Stage, ours: Sender, what: str
) -> None:
    alice = _alice(stage)
    change = next(row[1] for row in CHANGES if row[0] == what)
    await ours.send(stage.ticket(HERE, alice))
    await ours.send(stage.ticket("http://other.net/", *change(stage, alice)))
    assert await asyncio.to_thread(stage.wait_for_end, stage.seen[0].connection)


def test_the_connection_of_a_withdrawn_entry_is_closed_without_another_send(stage: Stage) -> None:
    engine = Engine()
    try:
        assert engine.send(stage.ticket(HERE, _alice(stage))).result(10).failure is None
        engine.heed((replace(_alice(stage), enabled=False),))
        assert stage.wait_for_end(stage.seen[0].connection)
    finally:
        engine.close()
    engine.heed(())


@pytest.mark.slow
async def test_no_private_key_outlives_its_entry(stage: Stage, ours: Sender) -> None:
    def held() -> int:
        gc.collect()
        return sum(isinstance(each, Identity | ssl.SSLContext) for each in gc.get_objects())

    await ours.send(stage.ticket(HERE))
    before = held()
    await ours.send(stage.ticket(HERE, _alice(stage)))
    assert held() >= before + 2
    await ours.heed(())
    assert held() == before


async def test_a_connection_in_use_ends_with_its_answer(stage: Stage, ours: Sender) -> None:
    alice = _alice(stage)
    first = asyncio.create_task(ours.send(stage.ticket(HERE, alice)))
    await ours.heed((alice,))
    await asyncio.sleep(0)
    await ours.heed(())
    assert (await first).failure is None
    again = await ours.send(stage.ticket(HERE))
    assert again.hops[0].reused is False
    assert stage.shown() == [stage.sha256("alice"), None]


async def test_a_connection_that_nobody_uses_is_closed_in_time(
    stage: Stage, ours: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_KEEP_ALIVE", 0.05)
    monkeypatch.setattr(transport, "_SWEPT", 0.02)
    await ours.send(stage.ticket(HERE, _alice(stage)))
    assert await asyncio.to_thread(stage.wait_for_end, stage.seen[0].connection)


async def test_a_rotated_file_is_shown_at_the_next_send(stage: Stage, ours: Sender, tmp_path: Path) -> None:
    carol = stage.lab.authorities.intermediate.issue(Order(common_name="carol"))
    alice = stage.lab.identities["alice"]
    own = replace(_alice(stage), cert_file=str(tmp_path / "own.crt"), key_file=str(tmp_path / "own.key"))
    assert alice.cert_file
    assert alice.key_file
    shutil.copyfile(alice.cert_file, tmp_path / "own.crt")
    shutil.copyfile(alice.key_file, tmp_path / "own.key")
    await ours.send(stage.ticket(HERE, own))
    carol.write(tmp_path, "own")
    await ours.send(stage.ticket(HERE, own))
    assert stage.shown() == [alice.sha256, carol.certificate.fingerprint(hashes.SHA256()).hex()]
    assert stage.seen[0].connection != stage.seen[1].connection


def _pinned(stage: Stage, entries: tuple[CertificateEntry, ...], pin: str | None) -> Ticket:
    return stage.ticket(HERE, *entries, request=Request(method="GET", tls=RequestTls(certificate=pin)))


async def test_another_pin_is_another_connection(stage: Stage, ours: Sender) -> None:
    entries = (_alice(stage), stage.entry("bob", "example.com"))
    for pin in ("alice", "bob", "none", "id:alice-at-example.com", None):
        await ours.send(_pinned(stage, entries, pin))
    alice, bob = stage.sha256("alice"), stage.sha256("bob")
    assert stage.shown() == [alice, bob, None, alice, bob]
    assert len({seen.connection for seen in stage.seen}) == 3


async def test_another_identity_of_the_session_is_another_connection(stage: Stage, ours: Sender) -> None:
    entries = (_alice(stage), stage.entry("bob", "example.com"))
    alice, bob = stage.sha256("alice"), stage.sha256("bob")
    said = {"alice": alice, "bob": bob, "none": None}
    for name in (*said, *said):
        await ours.send(stage.ticket(HERE, *entries, choice=Choice(by="session", value=name)))
    assert stage.shown() == [*said.values(), *said.values()]
    assert len({seen.connection for seen in stage.seen}) == 3


async def test_a_name_that_goes_to_another_entry_takes_the_other_certificate(stage: Stage, ours: Sender) -> None:
    alice, bob = _alice(stage), stage.entry("bob", "example.com")
    word = Choice(by="session", value="alice")
    await ours.send(stage.ticket(HERE, alice, bob, choice=word))
    swapped = (replace(alice, name="bob"), replace(bob, name="alice"))
    await ours.send(stage.ticket(HERE, *swapped, choice=word))
    stopped = await ours.send(stage.ticket(HERE, *(replace(each, name="bob") for each in swapped), choice=word))
    assert stage.shown() == [stage.sha256("alice"), stage.sha256("bob")]
    assert stopped.failure is not None
    assert stopped.failure.kind == "certificate_unusable"
