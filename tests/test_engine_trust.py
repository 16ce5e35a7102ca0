"""Trust, step by step: who vouched, in words, and that every change counts at the next send, kept connection or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lab import Watch
from tests.sending import lab_settings, sender, sent, ticket
from workbench.demo.lab import Lab
from workbench.models import CaEntry
from workbench.settings import Settings

Change = Callable[[Settings], Settings]


def _switched(settings: Settings, **tls: bool) -> Settings:
    return replace(settings, tls=replace(settings.tls, **tls))  # type: ignore[arg-type]


def _ca(settings: Settings, **changes: object) -> Settings:
    return replace(settings, cas=(replace(settings.cas[0], **changes),))  # type: ignore[arg-type]


WITHDRAWN: list[tuple[str, Change]] = [
    ("extra_ca off", lambda settings: _switched(settings, extra_ca=False)),
    ("the entry off", lambda settings: _ca(settings, enabled=False)),
    ("for another host", lambda settings: _ca(settings, host="other.test", port="*")),
    ("for another port", lambda settings: _ca(settings, host="*.demo.test", port=1)),
    ("removed", lambda settings: replace(settings, cas=())),
]


@pytest.mark.parametrize(("what", "change"), WITHDRAWN, ids=[row[0] for row in WITHDRAWN])
async def test_trust_that_is_withdrawn_is_gone_at_the_next_send_and_given_again_is_back(
    lab: Lab, seen: Watch, what: str, change: Change
) -> None:
    settings = lab_settings(lab)
    async with sender() as ours:
        first = (await ours.send(ticket(lab, lab.url("tls"), settings=settings))).hops[-1]
        without = (await ours.send(ticket(lab, lab.url("tls"), settings=change(settings)))).hops[-1]
        again = (await ours.send(ticket(lab, lab.url("tls"), settings=settings))).hops[-1]
    assert first.failure is None
    assert without.failure is not None
    assert (without.failure.kind, without.reused) == ("tls_verification", False)
    assert again.failure is None
    assert len(seen.requests("tls")) == 2


async def test_switching_the_system_store_makes_a_new_connection(lab: Lab) -> None:
    settings = lab_settings(lab)
    async with sender() as ours:
        for system_ca in (True, False, True):
            changed = _switched(settings, system_ca=system_ca)
            hop = (await ours.send(ticket(lab, lab.url("tls"), settings=changed))).hops[-1]
            assert hop.failure is None
        kept = (await ours.send(ticket(lab, lab.url("tls"), settings=changed))).hops[-1]
    assert kept.reused


async def test_several_files_with_several_certificates_each_count(lab: Lab, tmp_path: Path) -> None:
    another, own = (lab.home / "pki" / "another-ca.pem").read_bytes(), lab.ca_file.read_bytes()
    one, two = tmp_path / "one.pem", tmp_path / "two.pem"
    one.write_bytes(another + own)
    two.write_bytes(own + another)
    settings = lab_settings(lab)
    for cas in ((one,), (two,), (one, two), (two, one)):
        entries = tuple(CaEntry(file=str(file)) for file in cas)
        hop = await sent(ticket(lab, lab.url("tls"), settings=replace(settings, cas=entries)))
        assert hop.tls is not None
        assert hop.tls.trusted_by == str(cas[0])


async def test_a_file_for_this_host_counts_beside_one_for_another(lab: Lab) -> None:
    another = str(lab.home / "pki" / "another-ca.pem")
    entries = (
        CaEntry(file=str(lab.ca_file), host="elsewhere.test", port="*"),
        CaEntry(file=another, host="*.demo.test", port="*"),
        CaEntry(file=str(lab.ca_file), host="open.demo.test", port="*"),
    )
    hop = await sent(ticket(lab, lab.url("tls"), settings=replace(lab_settings(lab), cas=entries)))
    assert hop.failure is None
    assert hop.tls is not None
    assert hop.tls.trust_source == f"the CA file {lab.ca_file} ([[ca]] for open.demo.test:*)"


@pytest.mark.parametrize("site", ["optional", "mtls12"])
async def test_the_ca_of_an_entry_is_named_as_the_entrys(lab: Lab, site: str) -> None:
    settings = lab_settings(lab)
    alice = next(entry for entry in settings.certificates if entry.name == "alice")
    with_ca = replace(alice, ca_file=str(lab.ca_file))
    settings = replace(settings, cas=(), certificates=(with_ca,))
    hop = await sent(ticket(lab, lab.url(site), settings=settings))
    assert hop.tls is not None
    assert (hop.tls.trusted_by, hop.tls.trust_source) == (str(lab.ca_file), "the CA of your entry alice")


SOURCES = [
    (CaEntry(file="FILE"), "the CA file FILE ([[ca]] for every host)"),
    (CaEntry(file="FILE", host="*.demo.test", port="*"), "the CA file FILE ([[ca]] for *.demo.test:*)"),
]


@pytest.mark.parametrize(("entry", "words"), SOURCES)
async def test_a_ca_file_is_named_with_the_hosts_it_is_for(lab: Lab, entry: CaEntry, words: str) -> None:
    file = str(lab.ca_file)
    settings = replace(lab_settings(lab), cas=(replace(entry, file=file),))
    hop = await sent(ticket(lab, lab.url("tls"), settings=settings))
    assert hop.tls is not None
    assert hop.tls.trust_source == words.replace("FILE", file)


async def test_a_ca_named_for_one_send_is_the_options(lab: Lab) -> None:
    settings = replace(lab_settings(lab), cas=())
    hop = await sent(ticket(lab, lab.url("tls"), settings=settings, ca_files=(str(lab.ca_file),)))
    assert hop.tls is not None
    assert (hop.tls.trusted_by, hop.tls.trust_source) == (str(lab.ca_file), "--cacert")


async def test_unverified_trust_has_no_source(lab: Lab) -> None:
    settings = _switched(lab_settings(lab), verify=False)
    hop = await sent(ticket(lab, lab.url("tls"), settings=settings))
    assert hop.tls is not None
    assert (hop.tls.trusted_by, hop.tls.trust_source) == (None, None)


async def test_verification_switched_on_again_is_not_served_by_an_unverified_connection(lab: Lab) -> None:
    settings = lab_settings(lab)
    async with sender() as ours:
        off = (await ours.send(ticket(lab, lab.url("expired"), settings=_switched(settings, verify=False)))).hops[-1]
        on = (await ours.send(ticket(lab, lab.url("expired"), settings=settings))).hops[-1]
    assert off.failure is None
    assert on.failure is not None
    assert (on.failure.kind, on.reused) == ("tls_verification", False)
