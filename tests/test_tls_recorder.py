"""The recorder hears each connection by itself, keeps what there is room for, and can be deaf for a while."""

from __future__ import annotations

import ssl
from contextlib import suppress
from pathlib import Path

import pytest

from tests.handshakes import TLS13, Handshakes
from workbench.tls import handshake, recorder
from workbench.tls.recorder import ALERT, ObservedObject, Recorder


@pytest.fixture
def handshakes(tmp_path: Path) -> Handshakes:
    return Handshakes(TLS13, tmp_path)


def shaken(client: ssl.SSLContext, server: ssl.SSLContext) -> Recorder:
    """Return what was heard of a handshake in memory."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname="api.test")
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    assert isinstance(ours, ObservedObject)
    ours.recorder = Recorder()
    for _ in range(3):
        for side in (ours, theirs):
            with suppress(ssl.SSLWantReadError):
                side.do_handshake()
    return ours.recorder


def test_parallel_connections_are_told_apart(handshakes: Handshakes) -> None:
    client, server = handshakes.client(), handshakes.server()
    assert recorder.observe(client)
    first, second = shaken(client, server), shaken(client, server)
    assert [message.data[0] for message in first.messages][:2] == [1, 2]
    assert len(first.messages) == len(second.messages)
    assert first.messages[0].data != second.messages[0].data
    assert first.started <= first.messages[0].at <= second.started


def test_what_there_is_no_room_for_is_not_kept(handshakes: Handshakes) -> None:
    client, server = handshakes.client(), handshakes.server()
    recorder.observe(client)
    full = Recorder()
    full.room = 0
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname="api.test")
    assert isinstance(ours, ObservedObject)
    ours.recorder = full
    with suppress(ssl.SSLWantReadError):
        ours.do_handshake()
    assert full.messages == ()
    assert len(shaken(client, server).messages) > 8


def test_a_deaf_context_hears_nothing_and_everything_afterwards(handshakes: Handshakes) -> None:
    client, server = handshakes.client(), handshakes.server()
    recorder.observe(client)
    with recorder.deaf(client):
        assert shaken(client, server).messages == ()
    assert len(shaken(client, server).messages) > 8


def test_an_alert_that_came_while_deaf_is_known_from_openssl_s_error() -> None:
    heard = Recorder()
    error = ssl.SSLError(1, "[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca")
    error.reason = "TLSV1_ALERT_UNKNOWN_CA"
    handshake.hear_error(heard, error)
    (message,) = heard.messages
    assert (message.direction, message.content_type, message.data) == ("read", ALERT, bytes([2, 48]))
    assert [alert.name for alert in handshake.read(heard, complete=True).alerts] == ["unknown_ca"]


def test_an_error_that_is_no_alert_adds_nothing() -> None:
    heard = Recorder()
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    error.reason = "WRONG_VERSION_NUMBER"
    handshake.hear_error(heard, error)
    assert heard.messages == ()
