"""One hop's record: whose answer it is behind a proxy, what came on the way elsewhere, where the time went."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from h2.connection import H2Connection

from tests import odd_servers
from tests.arriving import asked, served
from tests.http2_server import http2_context, speaking_http2
from tests.peers import HOST
from tests.proxy import Proxied, http_proxy
from tests.secure_proxy import entry_for, secure_proxy
from tests.sending import hurried, lab_settings, sender, sent, ticket, unverified
from workbench.demo.lab import Lab
from workbench.models import Event, Exchange, Progress, Request, RequestBody

TEXT = b"It has moved. " * 20


def not_here(server: H2Connection, stream: int) -> None:
    """Find nothing, and say so packed."""
    server.send_headers(stream, [(":status", "404"), ("x-from", "server"), ("content-encoding", "gzip")])
    server.send_data(stream, gzip.compress(b"not here"), end_stream=True)


@contextmanager
def proxy(lab: Lab, scheme: str) -> Iterator[Proxied]:
    with http_proxy() if scheme == "http" else secure_proxy(lab) as proxied:
        yield proxied


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_behind_a_proxy_the_answer_over_http_2_is_the_server_s(lab: Lab, tmp_path: Path, scheme: str) -> None:
    settings = lab_settings(lab)
    settings = replace(settings, http=replace(settings.http, http2=True))
    with speaking_http2(http2_context(lab, tmp_path), not_here) as port, proxy(lab, scheme) as proxied:
        way = f"{scheme}://127.0.0.1:{proxied.port}"
        async with sender() as ours:
            exchange = await ours.send(asked(lab, f"https://{HOST}:{port}/", settings=settings, proxy=way))
    assert proxied.asked[0].startswith("CONNECT")
    assert exchange.response is not None, exchange.failure
    assert (exchange.response.status, exchange.response.http_version) == (404, "HTTP/2")
    assert ("x-from", "server") in exchange.response.headers
    assert exchange.body is not None and exchange.body.data == b"not here"


def redirecting(location: str, body: bytes, *headers: str) -> bytes:
    head = ["HTTP/1.1 302 Found", f"Location: {location}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode() + body


async def _answered(lab: Lab, answer: bytes) -> Exchange:
    """Send to a server that answers so at first, and with an empty 200 then."""
    answers = [answer]

    def manners(conn: socket.socket) -> None:
        while conn.recv(65536):
            conn.sendall(answers.pop() if answers else b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with odd_servers.spoken(manners) as port:
        async with sender() as ours:
            return await ours.send(asked(lab, f"http://{HOST}:{port}/"))


@pytest.mark.parametrize("packed", [False, True])
async def test_a_redirect_that_is_not_followed_keeps_its_body_and_its_sizes(lab: Lab, packed: bool) -> None:
    body = gzip.compress(TEXT) if packed else TEXT
    coding = ("Content-Encoding: gzip",) if packed else ()
    exchange = await _answered(lab, redirecting("gopher://nowhere.test/", body, *coding))
    assert exchange.failure is not None and len(exchange.hops) == 1
    assert exchange.body is not None and (exchange.body.data, exchange.body.complete) == (TEXT, True)
    assert exchange.response is not None
    assert (exchange.response.body_bytes, exchange.response.wire_bytes) == (len(TEXT), len(body))


async def test_of_a_redirect_that_is_followed_the_sizes_are_told_and_the_body_is_not_the_last_one_s(lab: Lab) -> None:
    exchange = await _answered(lab, redirecting("/next", TEXT))
    first = exchange.hops[0].response
    assert first is not None and (first.body_bytes, first.wire_bytes) == (len(TEXT), len(TEXT))
    assert exchange.body is not None and exchange.body.data == b""


async def test_a_redirect_is_followed_whatever_is_wrong_with_its_body(lab: Lab) -> None:
    exchange = await _answered(lab, redirecting("/next", TEXT, "Content-Encoding: gzip"))
    assert exchange.outcome == "response" and len(exchange.hops) == 2
    assert any("gzip" in note for note in exchange.hops[0].notes)


async def test_of_a_redirect_s_large_body_only_the_beginning_is_read_and_that_is_said(lab: Lab) -> None:
    exchange = await _answered(lab, redirecting("gopher://nowhere.test/", bytes(5_000_000)))
    assert exchange.body is not None and 65_536 < exchange.body.size < 5_000_000 and not exchange.body.complete
    assert any("redirect's body no more was read" in note for note in exchange.hops[0].notes)


async def test_where_the_next_hop_cannot_be_made_the_last_one_s_body_is_not_shown_as_its(lab: Lab) -> None:
    missing = entry_for(lab, "alice", "elsewhere.test", cert_file="/nowhere/alice.crt")
    settings = replace(lab_settings(lab), certificates=(missing,))
    with odd_servers.spoken(odd_servers.answering(redirecting("https://elsewhere.test/", TEXT))) as port:
        async with sender() as ours:
            exchange = await ours.send(asked(lab, f"http://{HOST}:{port}/", settings=settings))
    assert exchange.failure is not None and exchange.failure.kind == "certificate_unusable"
    assert (len(exchange.hops), exchange.body) == (2, None)


async def test_a_stop_between_two_hops_lets_no_further_one_go_out(lab: Lab, tmp_path: Path) -> None:
    """The stop comes with the answer, and meets the hop while its record is written."""
    seen: list[bytes] = []

    def talk(conn: socket.socket) -> None:
        seen.append(b"")
        conn.sendall(redirecting("/next", TEXT))

    def observe(event: Event) -> None:
        task = asyncio.current_task()
        if isinstance(event, Progress) and (event.hop, event.phase) == (0, "receive") and task is not None:
            task.cancel()

    with served(lab, tmp_path, "https", talk) as url:
        async with sender() as ours:
            exchange = await ours.send(asked(lab, url, request=unverified()), observe)
    assert len(seen) == len(exchange.hops) == 1
    assert exchange.failure is not None and exchange.failure.kind == "cancelled"
    assert exchange.response is not None and exchange.response.status == 302


async def test_where_no_answer_comes_the_time_until_then_was_the_wait_for_it(lab: Lab) -> None:
    with odd_servers.spoken(odd_servers.silence) as port:
        hop = await sent(asked(lab, f"http://{HOST}:{port}/", settings=hurried(lab, timeout=0.3)))
    assert hop.failure is not None and hop.failure.kind == "read_timeout"
    assert hop.timing.wait is not None and hop.timing.download is None


async def test_a_refusal_in_tls_1_3_was_waited_for(lab: Lab) -> None:
    hop = await sent(ticket(lab, lab.url("mtls"), who="stranger"))
    assert hop.failure is not None and hop.failure.kind == "certificate_refused"
    assert hop.timing.wait is not None and hop.timing.download is None


async def test_a_request_that_is_not_taken_was_being_sent_until_the_end(lab: Lab, tmp_path: Path) -> None:
    file = tmp_path / "upload.bin"
    file.write_bytes(bytes(30_000_000))
    request = Request(method="POST", body=RequestBody(type="file", file=str(file)))
    gate = threading.Event()

    def silent(_conn: socket.socket) -> None:
        gate.wait(10)

    with odd_servers.spoken(silent) as port:
        settings = hurried(lab, timeout=0.3)
        hop = await sent(asked(lab, f"http://{HOST}:{port}/", request=request, settings=settings))
        gate.set()
    assert hop.failure is not None and hop.failure.kind == "write_timeout"
    assert hop.timing.send is not None and hop.timing.wait is None
