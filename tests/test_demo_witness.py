"""What a server's socket reads out of the client's Certificate message."""

from __future__ import annotations

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import lab as client
from tests.lab import Watch
from workbench.demo import names, witness
from workbench.demo.issued import fingerprint
from workbench.demo.lab import Lab


def _message(ders: list[bytes], *, tls13: bool) -> bytes:
    entries = b"".join(len(der).to_bytes(3) + der + (b"\0\0" if tls13 else b"") for der in ders)
    body = (b"\0" if tls13 else b"") + len(entries).to_bytes(3) + entries
    return b"\x0b" + len(body).to_bytes(3) + body


@given(st.lists(st.binary(max_size=40)), st.booleans())
def test_the_certificates_of_a_message_are_read_in_order(ders: list[bytes], tls13: bool) -> None:
    assert witness.certificates(_message(ders, tls13=tls13), tls13=tls13) == tuple(ders)


@given(st.binary(max_size=80), st.booleans())
def test_any_bytes_are_read_without_an_exception(data: bytes, tls13: bool) -> None:
    witness.certificates(data, tls13=tls13)


@pytest.mark.parametrize("version", client.BOTH)
def test_a_refused_certificate_is_noted_with_its_chain(lab: Lab, seen: Watch, version: ssl.TLSVersion) -> None:
    client.ask(lab.url("picky"), client.client_context(lab, "alice", version=version))
    chain = (lab.identities["alice"].sha256, fingerprint(lab.authorities.intermediate.certificate))
    assert (seen.only("picky").offered, seen.only("picky").client) == (chain, None)


def test_the_name_a_client_asks_for_is_noted(lab: Lab, seen: Watch) -> None:
    client.ask(lab.url("tls"), client.client_context(lab))
    assert seen.only("tls").server_name == names.OPEN


def test_an_alert_of_the_client_is_noted_as_the_clients(lab: Lab, seen: Watch) -> None:
    client.ask(lab.url("expired"), client.client_context(lab))
    assert seen.ended("expired").alerts_received == ("certificate_expired",)
    assert seen.ended("expired").alerts_sent == ()


@pytest.mark.slow
def test_without_watching_what_passed_is_still_known() -> None:
    with Lab() as unwatched:
        watch = Watch(unwatched.log)
        client.ask(unwatched.url("mtls"), client.client_context(unwatched, "alice"))
        connection = watch.only("mtls")
    assert connection.client is not None
    assert (connection.client.subject, connection.offered) == ("CN=alice", None)
