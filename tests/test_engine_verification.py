"""The server's certificate: what stops a send, what is said with verification off, and where trust came from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.lab import Watch
from tests.sending import lab_settings, sender, sent, ticket, unverified
from workbench.demo.lab import Lab
from workbench.models import CaEntry

FAULTS = [
    ("expired", "expired"),
    ("not_yet_valid", "not_yet_valid"),
    ("wrong_host", "hostname_mismatch"),
    ("self_signed", "self_signed"),
    ("untrusted", "unknown_issuer"),
    ("missing_intermediate", "missing_intermediate"),
    ("expired_intermediate", "ca_expired"),
    ("client_only", "no_server_auth"),
    ("several_faults", "weak_signature"),
]


@pytest.mark.parametrize(("site", "code"), FAULTS)
async def test_a_faulty_server_certificate_stops_the_send(lab: Lab, seen: Watch, site: str, code: str) -> None:
    hop = await sent(ticket(lab, lab.url(site)))
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.stage, hop.failure.certificate) == ("tls_verification", "tls", "theirs")
    assert hop.tls is not None
    assert (hop.tls.verified, hop.tls.verification, hop.tls.trusted_by) == (False, "on", None)
    assert code in [problem.code for problem in hop.tls.problems]
    assert hop.tls.client_certificate.sent is False
    assert hop.tls.client_certificate.verdict == "unknown"
    assert hop.tls.peer_chain
    assert [alert.sender for alert in hop.tls.alerts] == ["client"]
    assert seen.ended(site).requests == type(seen.ended(site).requests)()


@pytest.mark.parametrize(("site", "code"), FAULTS)
async def test_with_verification_off_the_fault_is_still_named(lab: Lab, site: str, code: str) -> None:
    hop = await sent(ticket(lab, lab.url(site), request=unverified()))
    assert hop.failure is None
    assert hop.response is not None
    assert hop.tls is not None
    assert (hop.tls.verified, hop.tls.verification) == (None, "off")
    assert code in [problem.code for problem in hop.tls.problems]


async def test_a_good_chain_has_no_problems_with_verification_off(lab: Lab) -> None:
    hop = await sent(ticket(lab, lab.url("tls"), request=unverified()))
    assert hop.tls is not None
    assert hop.tls.problems == ()


async def test_trust_is_named_by_the_file_that_gave_it(lab: Lab) -> None:
    hop = await sent(ticket(lab, lab.url("tls")))
    assert hop.tls is not None
    assert (hop.tls.verified, hop.tls.trusted_by) == (True, str(lab.ca_file))


@pytest.mark.parametrize("switch", ["extra_ca off", "entry off", "another host", "another port"])
async def test_a_ca_counts_only_where_it_is_switched_on_and_matches(lab: Lab, switch: str) -> None:
    settings = lab_settings(lab)
    ca = settings.cas[0]
    if switch == "extra_ca off":
        settings = replace(settings, tls=replace(settings.tls, extra_ca=False))
    changed = {
        "extra_ca off": ca,
        "entry off": replace(ca, enabled=False),
        "another host": replace(ca, host="*.example.test", port="*"),
        "another port": replace(ca, host="*.demo.test"),
    }
    settings = replace(settings, cas=(changed[switch],))
    hop = await sent(ticket(lab, lab.url("tls"), settings=settings))
    assert hop.failure is not None
    assert hop.failure.kind == "tls_verification"


async def test_a_ca_for_this_host_and_port_counts(lab: Lab) -> None:
    settings = lab_settings(lab)
    settings = replace(settings, cas=(replace(settings.cas[0], host="open.demo.test", port="*"),))
    hop = await sent(ticket(lab, lab.url("tls"), settings=settings))
    assert hop.failure is None


async def test_the_ca_of_an_entry_is_trusted_for_its_hosts_whoever_is_chosen(lab: Lab) -> None:
    settings = lab_settings(lab)
    alice = next(entry for entry in settings.certificates if entry.name == "alice")
    others = tuple(entry for entry in settings.certificates if entry.name != "alice")
    with_ca = replace(alice, ca_file=str(lab.ca_file))
    settings = replace(settings, cas=(), certificates=(*others, with_ca))
    hop = await sent(ticket(lab, lab.url("optional"), who="none", settings=settings))
    assert hop.failure is None
    assert hop.tls is not None
    assert hop.tls.trusted_by == str(lab.ca_file)


async def test_a_ca_named_for_one_send_counts(lab: Lab) -> None:
    settings = replace(lab_settings(lab), cas=())
    hop = await sent(ticket(lab, lab.url("tls"), settings=settings, ca_files=(str(lab.ca_file),)))
    assert hop.failure is None


async def test_a_missing_ca_file_is_left_out_and_said(lab: Lab) -> None:
    settings = lab_settings(lab)
    settings = replace(settings, cas=(*settings.cas, CaEntry(file="/nowhere/ca.pem")))
    hop = await sent(ticket(lab, lab.url("tls"), settings=settings))
    assert hop.failure is None
    assert any("/nowhere/ca.pem" in note for note in hop.notes)


async def test_a_ca_file_that_holds_no_certificate_stops_the_send(lab: Lab, tmp_path: Path) -> None:
    noise = tmp_path / "ca.pem"
    noise.write_text("nothing to see")
    settings = replace(lab_settings(lab), cas=(CaEntry(file=str(noise)),))
    hop = await sent(ticket(lab, lab.url("tls"), settings=settings))
    assert hop.failure is not None
    assert str(noise) in hop.failure.message
    assert hop.tls is None


async def test_a_ca_file_that_changes_counts_at_the_next_send(lab: Lab, tmp_path: Path) -> None:
    another = (lab.home / "pki" / "another-ca.pem").read_bytes()
    ca = tmp_path / "ca.pem"
    ca.write_bytes(another)
    settings = replace(lab_settings(lab), cas=(CaEntry(file=str(ca)),))
    async with sender() as ours:
        before = (await ours.send(ticket(lab, lab.url("tls"), settings=settings))).hops[-1]
        ca.write_bytes(another + lab.ca_file.read_bytes())
        after = (await ours.send(ticket(lab, lab.url("tls"), settings=settings))).hops[-1]
    assert before.failure is not None
    assert after.failure is None


async def test_another_server_name_is_sent_and_verified(lab: Lab, seen: Watch) -> None:
    from workbench.models import Request, RequestTls

    request = Request(method="GET", tls=RequestTls(server_name="api.demo.test"))
    hop = await sent(ticket(lab, lab.url("tls"), request=request))
    assert hop.failure is not None
    assert hop.tls is not None
    assert [problem.code for problem in hop.tls.problems] == ["hostname_mismatch"]
    assert seen.ended("tls").server_name == "api.demo.test"


async def test_the_chain_is_described(lab: Lab) -> None:
    hop = await sent(ticket(lab, lab.url("tls")))
    assert hop.tls is not None
    leaf, intermediate = hop.tls.peer_chain
    assert leaf.issuer == intermediate.subject
    assert any("demo.test" in name for name in leaf.san)
    assert len(leaf.sha256) == 64
    assert leaf.key_type == "EC-P-256"


@pytest.mark.parametrize("site", ["expired", "self_signed"])
async def test_without_the_callback_the_chain_is_judged_all_the_same(lab: Lab, site: str) -> None:
    hop = await sent(ticket(lab, lab.url(site)), observing=False)
    assert hop.tls is not None
    assert site in [problem.code for problem in hop.tls.problems]
