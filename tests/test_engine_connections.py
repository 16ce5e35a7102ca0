"""Connections: kept, renewed, limited in time, and closed at once when a person says stop."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lab import Watch
from tests.odd_servers import spoken
from tests.sending import hurried, lab_settings, options, sender, sent, ticket
from workbench.demo.lab import Lab
from workbench.engine import Engine, Sender
from workbench.models import CertificateEntry, Event, Exchange, Progress, Request, RequestBody
from workbench.settings import Settings


def _read_head(conn: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        part = conn.recv(65536)
        if not part:
            break
        data += part
    return data


async def test_a_connection_is_used_again_and_says_so(lab: Lab, seen: Watch) -> None:
    async with sender() as ours:
        first = (await ours.send(ticket(lab, lab.url("mtls")))).hops[0]
        second = (await ours.send(ticket(lab, lab.url("mtls")))).hops[0]
    assert (first.reused, second.reused) == (False, True)
    assert first.timing.tls is not None
    assert (second.timing.dns, second.timing.tcp, second.timing.tls) == (None, None, None)
    assert second.tls == first.tls
    assert len(seen.connections("mtls")) == 1


async def test_another_identity_gets_another_connection(lab: Lab, seen: Watch) -> None:
    async with sender() as ours:
        for who in ("alice", "none", "alice", "expired"):
            await ours.send(ticket(lab, lab.url("dropper"), who=who))
    offered = [(connection.offered or ("",))[0] for connection in seen.connections("dropper")]
    assert offered == [lab.identities["alice"].sha256, "", lab.identities["expired"].sha256]


async def test_another_server_name_gets_another_connection(lab: Lab, seen: Watch) -> None:
    from workbench.models import RequestTls

    named = Request(method="GET", tls=RequestTls(server_name="echo.demo.test"))
    async with sender() as ours:
        await ours.send(ticket(lab, lab.url("optional")))
        await ours.send(ticket(lab, lab.url("optional"), request=named))
    assert [c.server_name for c in seen.connections("optional")] == ["optional.demo.test", "echo.demo.test"]


def _own_entry(settings: Settings, cert: Path, key: Path) -> Settings:
    entry = CertificateEntry(id="own", host="api.demo.test", port="*", cert_file=str(cert), key_file=str(key))
    return replace(settings, certificates=(entry,))


async def test_a_rotated_file_counts_at_the_next_send(lab: Lab, seen: Watch, tmp_path: Path) -> None:
    cert, key = tmp_path / "own.crt", tmp_path / "own.key"
    settings = _own_entry(lab_settings(lab), cert, key)
    told = []
    async with sender() as ours:
        for who in ("alice", "stranger", "alice"):
            identity = lab.identities[who]
            assert identity.cert_file and identity.key_file
            shutil.copyfile(identity.cert_file, cert)
            shutil.copyfile(identity.key_file, key)
            entry = (await ours.send(ticket(lab, lab.url("mtls"), settings=settings))).hops[0].selection.entry
            told.append(entry.seen.sha256 if entry and entry.seen else None)
    offered = [(connection.offered or ("",))[0] for connection in seen.connections("mtls")]
    assert offered == told == [lab.identities[who].sha256 for who in ("alice", "stranger", "alice")]


@pytest.mark.parametrize("change", ["disabled", "removed"])
async def test_a_disabled_or_removed_entry_is_not_used_by_a_kept_connection(lab: Lab, seen: Watch, change: str) -> None:
    settings = lab_settings(lab)
    alice = next(entry for entry in settings.certificates if entry.name == "alice")
    after = (replace(alice, enabled=False),) if change == "disabled" else ()
    async with sender() as ours:
        await ours.send(ticket(lab, lab.url("optional"), settings=replace(settings, certificates=(alice,))))
        hop = (await ours.send(ticket(lab, lab.url("optional"), settings=replace(settings, certificates=after)))).hops[
            0
        ]
    assert hop.tls is not None
    assert hop.tls.client_certificate.sent is False
    assert [bool(connection.offered) for connection in seen.connections("optional")] == [True, False]


UNUSABLE = [
    ("file gone", {"cert_file": "/nowhere/a.crt"}, "file_missing"),
    ("key of another", {"key_file": "stranger"}, "key_mismatch"),
    ("asked passphrase", {"passphrase": "ask"}, "needs_passphrase"),
]


@pytest.mark.parametrize(("what", "change", "code"), UNUSABLE, ids=[row[0] for row in UNUSABLE])
async def test_an_entry_that_cannot_be_used_stops_before_a_byte(
    lab: Lab, seen: Watch, what: str, change: dict[str, str], code: str
) -> None:
    settings = lab_settings(lab)
    alice = next(entry for entry in settings.certificates if entry.name == "alice")
    if change.get("key_file") == "stranger":
        change = {"key_file": str(lab.identities["stranger"].key_file)}
    settings = replace(settings, certificates=(replace(alice, **change),))  # type: ignore[arg-type]
    hop = await sent(ticket(lab, lab.url("mtls"), settings=settings))
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.stage, hop.failure.problem) == ("certificate_unusable", "certificate", code)
    assert hop.selection.usable is False
    assert (hop.tls, hop.remote) == (None, None)
    assert seen.connections() == ()


async def test_an_unknown_name_stops(lab: Lab, seen: Watch) -> None:
    hop = await sent(ticket(lab, lab.url("mtls"), who="nobody"))
    assert hop.failure is not None
    assert hop.failure.kind == "certificate_unusable"
    assert "nobody" in hop.failure.message
    assert seen.connections() == ()


async def test_a_connection_closed_while_idle_is_renewed(lab: Lab) -> None:
    """The server closes after each answer, without saying so beforehand."""
    answers = 0

    def serve(conn: socket.socket) -> None:
        nonlocal answers
        _read_head(conn)
        conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        answers += 1
        time_to_read = conn.recv(65536)
        assert time_to_read is not None

    with spoken(serve) as port:
        async with sender() as ours:
            hops = [(await ours.send(ticket(lab, f"http://127.0.0.1:{port}/"))).hops[0] for _ in range(3)]
    assert [hop.failure for hop in hops] == [None, None, None]
    assert any("fresh" in note for hop in hops for note in hop.notes)


async def test_a_post_is_not_repeated_by_itself(lab: Lab) -> None:
    def serve(conn: socket.socket) -> None:
        _read_head(conn)
        conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        conn.recv(65536)

    request = Request(method="POST", body=RequestBody(type="text", text=""))
    with spoken(serve) as port:
        async with sender() as ours:
            url = f"http://127.0.0.1:{port}/"
            await ours.send(ticket(lab, url, request=request))
            hop = (await ours.send(ticket(lab, url, request=request))).hops[0]
    assert hop.failure is not None
    assert hop.failure.kind == "disconnected"


async def test_a_dropped_kept_connection_is_never_called_a_refusal(lab: Lab) -> None:
    """The handshake had asked and been answered; an end on a later request says nothing about the certificate."""
    request = Request(method="POST", body=RequestBody(type="text", text=""))
    async with sender() as ours:
        first = await ours.send(ticket(lab, lab.url("mtls")))
        settings = hurried(lab, timeout=0.3)
        slow = ticket(lab, lab.url("mtls", "/slow?seconds=5"), request=request, settings=settings)
        second = (await ours.send(slow)).hops[0]
    assert first.failure is None
    assert second.reused
    assert second.tls is not None
    assert second.tls.client_certificate.verdict == "accepted"


LIMITS: list[tuple[str, str, str]] = [
    ("nothing listens", "connection_refused", "connect"),
    ("no answer", "read_timeout", "receive"),
    ("no handshake", "tls_timeout", "tls"),
    ("not TLS", "tls_protocol", "tls"),
    ("closes", "disconnected", "receive"),
    ("closes in the handshake", "disconnected", "tls"),
    ("not HTTP", "bad_response", "receive"),
    ("half a body", "disconnected", "receive"),
]


def _behave(what: str) -> Callable[[socket.socket], None]:
    def serve(conn: socket.socket) -> None:
        match what:
            case "no answer" | "no handshake":
                while conn.recv(65536):
                    pass
            case "not TLS":
                conn.recv(65536)
                conn.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            case "closes" | "closes in the handshake":
                conn.recv(65536)
            case "not HTTP":
                _read_head(conn)
                conn.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
            case "half a body":
                _read_head(conn)
                conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")

    return serve


@pytest.mark.parametrize(("what", "kind", "stage"), LIMITS, ids=[row[0] for row in LIMITS])
async def test_what_a_server_can_do_is_a_failure_in_words(lab: Lab, what: str, kind: str, stage: str) -> None:
    scheme = "https" if stage == "tls" else "http"
    with spoken(_behave(what)) as port:
        if what == "nothing listens":
            port = _free_port()
        url = f"{scheme}://127.0.0.1:{port}/"
        hop = await sent(ticket(lab, url, settings=hurried(lab, timeout=0.3, connect_timeout=0.5)))
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.stage) == (kind, stage), hop.failure
    assert str(port) in hop.failure.message or kind in ("disconnected",)
    assert hop.failure.hint


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


async def test_what_came_of_a_broken_body_is_kept(lab: Lab) -> None:
    with spoken(_behave("half a body")) as port:
        async with sender() as ours:
            exchange = await ours.send(ticket(lab, f"http://127.0.0.1:{port}/"))
    assert exchange.outcome == "failure"
    assert exchange.body is not None
    assert (exchange.body.data, exchange.body.complete) == (b"half", False)
    assert exchange.response is not None


@pytest.mark.slow
async def test_a_slow_download_goes_on(lab: Lab) -> None:
    """The time limit counts from the last byte, not from the first."""

    def serve(conn: socket.socket) -> None:
        _read_head(conn)
        conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n")
        for _ in range(12):
            time.sleep(0.1)  # only all of them together are to take longer than the limit
            conn.sendall(b"x")

    with spoken(serve) as port:
        hop = await sent(ticket(lab, f"http://127.0.0.1:{port}/", settings=hurried(lab, timeout=1.0)))
    assert hop.failure is None


async def test_a_name_without_an_address_is_said(lab: Lab) -> None:
    hop = await sent(ticket(lab, "https://no-such-name.invalid/"))
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.stage) == ("dns_failed", "dns")
    assert "no-such-name.invalid" in hop.failure.message


async def test_a_requests_own_address_goes_over_the_settings(lab: Lab) -> None:
    request = Request(method="GET", options=options(resolve="127.0.0.1"))
    settings = replace(lab_settings(lab), resolve={})
    hop = await sent(ticket(lab, lab.url("mtls"), request=request, settings=settings))
    assert hop.failure is None
    assert (hop.remote or "").startswith("127.0.0.1:")


async def test_an_address_of_the_command_goes_over_the_requests(lab: Lab) -> None:
    request = Request(method="GET", options=options(resolve="127.0.0.9"))
    hop = await sent(ticket(lab, lab.url("mtls"), request=request, resolve={"api.demo.test": "127.0.0.1"}))
    assert (hop.remote or "").startswith("127.0.0.1:")


async def test_a_refused_connection_is_told_in_the_systems_word(lab: Lab) -> None:
    hop = await sent(ticket(lab, f"http://127.0.0.1:{_free_port()}/"))
    assert hop.failure is not None
    assert "connection refused" in hop.failure.message
    assert "call failed" not in hop.failure.message


STOPPED = [("slow", "receive"), ("no handshake", "tls"), ("big", "receive")]


@pytest.mark.parametrize(("what", "stage"), STOPPED, ids=[row[0] for row in STOPPED])
async def test_a_cancel_closes_the_socket_at_once(lab: Lab, what: str, stage: str) -> None:
    """Looked at from the other side: the server's read ends."""
    ended = threading.Event()
    began = threading.Event()

    def serve(conn: socket.socket) -> None:
        if what != "no handshake":
            _read_head(conn)
        if what == "big":
            conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 1000)
        else:
            conn.recv(65536) if what == "no handshake" else None
        began.set()
        try:
            while conn.recv(65536):
                pass
        finally:
            ended.set()

    with spoken(serve) as port:
        scheme = "https" if what == "no handshake" else "http"
        async with sender() as ours:
            task = asyncio.create_task(ours.send(ticket(lab, f"{scheme}://127.0.0.1:{port}/")))
            await asyncio.to_thread(began.wait, 5)
            await asyncio.sleep(0)
            task.cancel()
            exchange = await task
            assert await asyncio.to_thread(ended.wait, 5)
    assert exchange.failure is not None
    assert (exchange.failure.kind, exchange.failure.stage) == ("cancelled", stage)


def test_the_engine_sends_from_its_own_thread_and_ends_at_once(lab: Lab) -> None:
    told: list[Event] = []
    threads: set[str] = set()

    def observe(event: Event) -> None:
        told.append(event)
        threads.add(threading.current_thread().name)

    engine = Engine()
    done: list[Exchange] = []
    faults: list[BaseException] = []
    sending = engine.send(ticket(lab, lab.url("mtls")), observe)
    sending.add_done_callback(done.append, faults.append)
    assert sending.result(10).failure is None
    hanging = engine.send(ticket(lab, lab.url("slow")))
    started = time.monotonic()
    engine.close()
    assert time.monotonic() - started < 5
    assert hanging.result(1).failure is not None
    assert threads == {"workbench-engine"}
    assert done
    phases = [event.phase for event in told if isinstance(event, Progress)]
    assert [phase for index, phase in enumerate(phases) if phase not in phases[:index]] == [
        "dns",
        "connect",
        "tls",
        "send",
        "wait",
        "receive",
    ]


def test_a_send_is_stopped_through_its_handle(lab: Lab) -> None:
    engine = Engine()
    sending = engine.send(ticket(lab, lab.url("slow")))
    sending.cancel()
    exchange = sending.result(5)
    assert exchange.failure is not None
    assert exchange.failure.kind == "cancelled"
    engine.close()


def test_a_dead_resolver_does_not_keep_the_engine_from_ending(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that never answers blocks getaddrinfo for good: here it really blocks."""
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: never.wait(30))
    engine = Engine()
    sending = engine.send(ticket(lab, "https://blocked.example.test/"))
    started = time.monotonic()
    engine.close()
    assert time.monotonic() - started < 5
    failure = sending.result(1).failure
    assert failure is not None
    assert failure.kind == "cancelled"
    never.set()


DESCRIPTORS = Path("/proc/self/fd")


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="counts descriptors in /proc")
async def test_no_socket_is_left_open(lab: Lab) -> None:
    def count() -> int:
        return sum(1 for _ in DESCRIPTORS.iterdir())

    ours = Sender()
    await ours.send(ticket(lab, lab.url("mtls")))
    await ours.aclose()
    before = count()
    for who in ("alice", "none", "stranger"):
        ours = Sender()
        for site in ("mtls", "mtls12", "dropper", "expired", "polite"):
            await ours.send(ticket(lab, lab.url(site), who=who))
        await ours.aclose()
    assert _settles(count, before)


def _settles(count: Callable[[], int], expected: int) -> bool:
    """The lab's own sockets are in this process, and its threads close them a moment later."""
    end = time.monotonic() + 5
    while count() > expected:
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
