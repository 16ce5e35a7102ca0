"""`send --trace`: every hop's handshake in order on stderr, its fields below each message, nothing raw."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests import cli, hops
from tests import told_handshakes as told
from tests.cli import at
from tests.handshakes import TLS12, TLS13
from workbench.commands import trace
from workbench.demo.lab import Lab
from workbench.models import Handshake, ProxyUsed


def test_every_hop_is_told_in_order_with_its_fields() -> None:
    first = hops.hop(hops.accepted(messages=told.shaken(TLS13, with_identity=True)), status=302)
    last = hops.hop(hops.accepted(messages=told.shaken(TLS12, with_identity=False)), reused=True)
    lines = list(trace.lines(hops.exchange(first, last)))
    assert lines[:2] == ["hop 1: GET https://api.example.test:8443/get", "TLS with 127.0.0.1:8443:"]
    assert lines[2].startswith("     0.0 ms → ClientHello         We offer TLS 1.3")
    assert "              Server name: api.test" in lines
    second = lines[lines.index("hop 2: GET https://api.example.test:8443/get") :]
    assert second[1] == "TLS with 127.0.0.1:8443 (of an earlier request: the connection was reused):"
    assert any("Certificate         We answer with an empty certificate: nothing was sent" in line for line in second)


def test_tls_with_a_proxy_comes_before_tls_with_the_server() -> None:
    tls = hops.accepted(messages=told.shaken(TLS13, with_identity=False))
    proxy = ProxyUsed(url="https://bob:hunter2@p:3128", source="settings", tls=tls)
    lines = list(trace.lines(hops.exchange(hops.hop(tls, proxy=proxy))))
    heads = [line for line in lines if line.startswith("TLS")]
    assert len(heads) == 2
    assert heads[0].startswith("TLS with the proxy https://")
    assert heads[1] == "TLS:"
    assert "hunter2" not in "\n".join(lines)


@pytest.mark.parametrize(("tls", "words"), [(None, "no TLS handshake"), (hops.accepted(messages=()), "  not observed")])
def test_what_was_not_there_is_said(tls: Handshake | None, words: str) -> None:
    assert list(trace.lines(hops.exchange(hops.hop(tls))))[-1] == words


def test_secrets_of_the_url_are_masked() -> None:
    request = replace(hops.hop(None).request, url="https://a.test/?token=abcdef")
    assert "abcdef" not in "\n".join(trace.lines(hops.exchange(hops.hop(None, request=request))))


@pytest.mark.slow
def test_a_send_tells_its_handshakes_on_stderr_and_in_the_record(lab: Lab) -> None:
    ended = cli.process("send", lab.url("mtls"), "--trace", "--json", home=lab.home)
    assert ended.status == 0
    assert "→ ClientHello" in ended.err
    assert "We send our certificate: 2 certificates, CN=alice" in ended.err
    messages = at(ended.json(), "hops", 0, "tls", "messages")
    assert isinstance(messages, list)
    assert [each["name"] for each in messages][:2] == ["ClientHello", "ServerHello"]
    assert messages[0]["fields"]["Server name"] == lab.url("mtls").split("/")[2].split(":")[0]
    json.dumps(messages)


@pytest.mark.slow
def test_stderr_without_arrows_gets_signs_of_ascii(lab: Lab) -> None:
    ended = cli.process("send", lab.url("mtls"), "--trace", home=lab.home, environ={"PYTHONIOENCODING": "ascii"})
    assert "> ClientHello" in ended.err
    assert "→" not in ended.err
    assert "\\u2192" not in ended.err
