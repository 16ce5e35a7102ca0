"""Bodies as they arrive: seen while they do, right in both sizes, stopped where they must be, kept as they came."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import sys
import threading
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import brotli
import pytest
import zstandard

from tests.arriving import WAYS, Told, asked, chunked, served, whole
from tests.odd_servers import answering, spoken
from tests.packed import PACKED, bomb
from tests.sending import hurried, lab_settings, sender
from workbench.demo.lab import Lab
from workbench.engine import Engine, Ticket
from workbench.models import Content, Exchange, Request, RequestBody, Response, Underway

TEXT = b"".join(b"line %d of a text\n" % number for number in range(500))
SECONDS = 10.0


def body(exchange: Exchange) -> Content:
    assert exchange.body is not None
    return exchange.body


def response(exchange: Exchange) -> Response:
    assert exchange.response is not None
    return exchange.response


def said(exchange: Exchange) -> str:
    assert exchange.failure is not None
    return f"{exchange.failure.kind}: {exchange.failure.message} {exchange.failure.hint}"


def limited(lab: Lab, one: Ticket, megabytes: int) -> Ticket:
    settings = lab_settings(lab)
    return replace(one, settings=replace(settings, http=replace(settings.http, decoded_limit=megabytes)))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("coding", [*sorted(PACKED), "gzip, br"])
@pytest.mark.parametrize("in_chunks", [False, True])
async def test_both_sizes_are_true(lab: Lab, tmp_path: Path, way: str, coding: str, in_chunks: bool) -> None:
    packed = TEXT
    for name in coding.split(", "):
        packed = PACKED[name](packed)
    header = f"Content-Encoding: {coding}"
    talk = chunked([packed[:100], packed[100:]], header) if in_chunks else whole(packed, header)
    with served(lab, tmp_path, way, talk) as url:
        async with sender() as ours:
            exchange = await ours.send(asked(lab, url))
    assert exchange.outcome == "response" and body(exchange).data == TEXT and body(exchange).complete
    assert (response(exchange).body_bytes, response(exchange).wire_bytes) == (len(TEXT), len(packed))
    assert body(exchange).raw is None


async def test_the_codings_asked_for_are_those_that_are_undone(lab: Lab, tmp_path: Path) -> None:
    async with sender() as ours:
        exchange = await ours.send(asked(lab, lab.url("tls")))
    assert ("Accept-Encoding", "gzip, deflate, br, zstd") in exchange.hops[0].request.headers


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_is_there_while_it_arrives_and_a_stop_keeps_what_came(lab: Lab, tmp_path: Path, way: str) -> None:
    gates, told, engine = [threading.Event() for _ in range(3)], Told(), Engine()
    talk = chunked([b"data: 1\n\n", b"data: 2\n\n", b"data: 3\n\n"], "Content-Type: text/event-stream", gates=gates)
    with served(lab, tmp_path, way, talk) as url:
        sending = engine.send(asked(lab, url), told)
        assert told.began()
        growing = told.arriving.body
        assert told.arriving.response.status == 200
        assert growing.wait(0, SECONDS) and growing.read(0, 100) == b"data: 1\n\n"
        assert not growing.wait(9, 0.01) and not growing.complete
        gates[0].set()
        assert growing.wait(9, SECONDS) and growing.read(9, 100) == b"data: 2\n\n"
        sending.cancel()
        exchange = sending.result(SECONDS)
    engine.close()
    assert said(exchange).startswith("cancelled: Stopped by you.")
    assert (body(exchange).data, body(exchange).complete) == (b"data: 1\n\ndata: 2\n\n", False)
    assert (response(exchange).body_bytes, response(exchange).wire_bytes) == (18, 18)
    assert growing.complete and growing.wait(18, SECONDS)
    assert told.progress[-1].arrived == 18 and told.progress[-1].expected is None


def test_of_an_answer_that_takes_a_while_the_record_so_far_is_told(lab: Lab, tmp_path: Path) -> None:
    gates, told, engine = [threading.Event()], Told(), Engine()
    with served(
        lab, tmp_path, "https", chunked([b"data: 1\n\n"], "Content-Type: text/event-stream", gates=gates)
    ) as url:
        sending = engine.send(asked(lab, url), told)
        assert told.until(lambda event: isinstance(event, Underway))
        (record,) = [event.exchange for event in told.events if isinstance(event, Underway)]
        (hop,) = record.hops
        assert (record.outcome, record.body, hop.failure) == ("response", None, None)
        assert hop.response is not None and hop.response.status == 200
        assert hop.tls is not None and hop.tls.verified and hop.timing.wait is not None
        gates[0].set()
        assert sending.result(SECONDS).outcome == "response"
    engine.close()


@pytest.mark.parametrize("coding", sorted(PACKED))
def test_a_packed_stream_is_read_as_far_as_its_server_flushed_it(lab: Lab, tmp_path: Path, coding: str) -> None:
    pieces, gates, told, engine = _flushed(coding), [threading.Event(), threading.Event()], Told(), Engine()
    with served(lab, tmp_path, "http", chunked(pieces, f"Content-Encoding: {coding}", gates=gates)) as url:
        sending = engine.send(asked(lab, url), told)
        assert told.began()
        growing = told.arriving.body
        assert growing.wait(0, SECONDS) and growing.read(0, 100) == b"first\n"
        for gate in gates:
            gate.set()
        exchange = sending.result(SECONDS)
    engine.close()
    assert body(exchange).data == b"first\nsecond\n"


def _flushed(coding: str) -> list[bytes]:
    match coding:
        case "br":
            packer = brotli.Compressor()
            return [packer.process(b"first\n") + packer.flush(), packer.process(b"second\n") + packer.finish()]
        case "zstd":
            frame = zstandard.ZstdCompressor().compressobj()
            first = frame.compress(b"first\n") + frame.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            return [first, frame.compress(b"second\n") + frame.flush()]
        case _:
            deflate = zlib.compressobj(wbits=31 if coding == "gzip" else 15)
            first = deflate.compress(b"first\n") + deflate.flush(zlib.Z_SYNC_FLUSH)
            return [first, deflate.compress(b"second\n") + deflate.flush()]


@pytest.mark.parametrize("coding", sorted(PACKED))
async def test_a_bomb_stops_at_the_limit_and_all_of_that_is_said(lab: Lab, tmp_path: Path, coding: str) -> None:
    megabytes = 60 if coding == "zstd" else 15  # its library unpacks by blocks, whatever comes of it
    packed = bomb(coding, megabytes)
    with served(lab, tmp_path, "http", whole(packed, f"Content-Encoding: {coding}")) as url:
        async with sender() as ours:
            exchange = await ours.send(limited(lab, asked(lab, url), 2))
            kept = body(exchange)
            assert kept.path is None or kept.path.stat().st_size == kept.size
            assert kept.raw is not None and kept.raw.size == response(exchange).wire_bytes <= len(packed)
    assert 2_000_000 < response(exchange).body_bytes == kept.size < megabytes * 1_000_000
    assert set(kept.data) == {0} and not kept.complete
    assert said(exchange).startswith(f"bad_response: The {coding} body unpacks to more than 2.0 MB: of ")
    assert "http.decoded_limit in the settings: 2 (MB), 0 for none." in said(exchange)


async def test_no_limit_is_none_and_what_shrinks_as_usual_is_no_bomb(lab: Lab, tmp_path: Path) -> None:
    usual = b"".join(os.urandom(20).hex().encode() * 4 for _ in range(10_000))
    for data, megabytes in ((bytes(3_000_000), 0), (usual, 1)):
        with served(lab, tmp_path, "http", whole(gzip.compress(data), "Content-Encoding: gzip")) as url:
            async with sender() as ours:
                exchange = await ours.send(limited(lab, asked(lab, url), megabytes))
        assert exchange.outcome == "response" and body(exchange).data == data


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory as Linux tells it")
def test_a_bomb_of_a_gigabyte_costs_little_memory(lab: Lab, tmp_path: Path) -> None:
    code = (
        "import re, sys\nfrom pathlib import Path\nfrom workbench.__main__ import main\nstatus = main(sys.argv[1:])\n"
        # Not ru_maxrss, which begins with what the process had that made this one.
        "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())\n"
        "print(status, int(peak[1]) // 1024, file=sys.stderr)"
    )
    with served(lab, tmp_path, "http", whole(bomb("zstd", 10) * 100, "Content-Encoding: zstd")) as url:
        call = [sys.executable, "-c", code, "send", url, "--home", str(lab.folders.settings_file.parent)]
        call += ["--resolve", "peer.demo.test=127.0.0.1", "-o", "/dev/null"]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
    status, peak = map(int, done.stderr.split()[-2:])
    assert status == 5 and "512.0 MB" in done.stderr, done.stderr
    assert peak < 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A body that is not what it says."""

    coding: str
    sent: bytes
    shown: bytes
    words: str


PLAIN = b"<html>not packed</html>"
WRONG = [
    Wrong(coding="gzip", sent=PLAIN, shown=PLAIN, words="is not the gzip that its Content-Encoding says"),
    Wrong(coding="br", sent=PLAIN, shown=PLAIN, words="is not the br that its Content-Encoding says"),
    Wrong(coding="zstd", sent=b"x", shown=b"x", words="The zstd body breaks off before its end."),
    Wrong(coding="gzip", sent=gzip.compress(TEXT)[:-4], shown=TEXT, words="The gzip body breaks off before its end."),
    Wrong(coding="gzip", sent=gzip.compress(TEXT)[:-8] + b"wrong!!!", shown=TEXT, words="is damaged after"),
]


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("cut", [False, True])
async def test_a_wrong_coding_shows_what_came_with_what_was_wrong(
    lab: Lab, tmp_path: Path, case: Wrong, cut: bool
) -> None:
    sent = case.sent
    pieces = [sent[:9], sent[9:]] if cut and len(sent) > 9 else [sent]
    with served(lab, tmp_path, "http", chunked(pieces, f"Content-Encoding: {case.coding}")) as url:
        async with sender() as ours:
            exchange = await ours.send(asked(lab, url))
    assert said(exchange).startswith("bad_response: ") and case.words in said(exchange)
    assert body(exchange).data == case.shown
    raw = body(exchange).raw
    assert (raw.data if raw is not None else body(exchange).data) == sent
    assert (response(exchange).body_bytes, response(exchange).wire_bytes) == (len(case.shown), len(sent))


async def test_bytes_behind_a_gzip_body_are_a_note(lab: Lab, tmp_path: Path) -> None:
    with served(lab, tmp_path, "http", whole(gzip.compress(TEXT) + b"garbage!", "Content-Encoding: gzip")) as url:
        async with sender() as ours:
            exchange = await ours.send(asked(lab, url))
    assert exchange.outcome == "response" and body(exchange).data == TEXT
    assert "After the end of the gzip body came 8 B more, left out: not gzip." in exchange.hops[-1].notes


async def test_a_connection_that_ends_in_a_packed_body_leaves_both_what_came_and_what_it_was(lab: Lab) -> None:
    packed = gzip.compress(os.urandom(5000))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()

    def half(conn: socket.socket) -> None:
        conn.recv(65536)
        conn.sendall(head + packed[:3000])

    with spoken(half) as port:
        async with sender() as ours:
            exchange = await ours.send(asked(lab, f"http://peer.demo.test:{port}/"))
    assert said(exchange).startswith("disconnected: ")
    raw = body(exchange).raw
    assert raw is not None and raw.data == packed[:3000]
    assert 2000 < body(exchange).size < 3100 and response(exchange).wire_bytes == 3000


async def test_a_silent_event_stream_says_that_it_may_be_silent_for_longer(lab: Lab) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"
    with spoken(answering(head)) as port:
        async with sender() as ours:
            one = asked(lab, f"http://peer.demo.test:{port}/", settings=hurried(lab, timeout=0.2))
            exchange = await ours.send(one)
    assert said(exchange).startswith("read_timeout: ") and "An event stream may be silent for longer" in said(exchange)
    assert body(exchange).data == b"data: 1\n\n"


@pytest.mark.parametrize("way", WAYS)
async def test_an_upload_is_counted_as_it_goes(lab: Lab, tmp_path: Path, way: str) -> None:
    file, told = tmp_path / "upload.bin", Told()
    file.write_bytes(bytes(3_000_000))
    taken: list[int] = []

    def talk(conn: socket.socket) -> None:
        while sum(taken) < 3_000_000 - 65536:
            taken.append(len(conn.recv(65536)))
        whole(b"thanks")(conn)

    with served(lab, tmp_path, way, talk) as url:
        async with sender() as ours:
            request = Request(method="POST", body=RequestBody(type="file", file=str(file)))
            exchange = await ours.send(asked(lab, url, request=request), told)
    assert exchange.outcome == "response", exchange.failure
    counted = [(event.uploaded, event.to_upload) for event in told.progress if event.to_upload is not None]
    assert counted[-1] == (3_000_000, 3_000_000)
    assert counted == sorted(counted)


def test_one_send_that_unpacks_much_lets_another_through(lab: Lab, tmp_path: Path) -> None:
    engine, told = Engine(), Told()
    with served(lab, tmp_path, "http", whole(bomb("zstd", 10) * 40, "Content-Encoding: zstd")) as url:
        large = engine.send(limited(lab, asked(lab, url), 0), told)
        assert told.began()
        small = engine.send(asked(lab, lab.url("tls"))).result(SECONDS)
        assert small.outcome == "response" and not large.done()
        large.cancel()
        exchange = large.result(SECONDS)
    engine.close()
    assert said(exchange).startswith("cancelled") and 0 < body(exchange).size < 400_000_000
