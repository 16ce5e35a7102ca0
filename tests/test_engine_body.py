"""Bodies: decoded by their codings, kept in memory while small, in a private file when large."""

from __future__ import annotations

import gzip
import stat
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sending import sender, ticket
from workbench.demo.lab import Lab
from workbench.engine import decoding
from workbench.engine.body import IN_MEMORY, Sink, SpillFolder
from workbench.models import Request


def _decoded(coding: str, data: bytes, step: int = 7) -> bytes:
    decoder, _ = decoding.decoder_for([("content-encoding", coding)])
    parts = [decoder.feed(data[at : at + step]) for at in range(0, len(data), step)]
    return b"".join(parts) + decoder.finish()


def _raw_deflate(data: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(data) + deflate.flush()


CODINGS = [
    ("", lambda data: data),
    ("identity", lambda data: data),
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", _raw_deflate),
    ("gzip, deflate", lambda data: zlib.compress(gzip.compress(data))),
    ("gzip", lambda data: gzip.compress(data[:5]) + gzip.compress(data[5:])),
]


@pytest.mark.parametrize(("coding", "encode"), CODINGS)
@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_a_coding_is_undone(coding: str, encode: object, step: int) -> None:
    data = b"some text that is worth packing " * 30
    assert callable(encode)
    assert _decoded(coding, encode(data), step) == data


@given(st.binary(max_size=2000), st.integers(1, 500))
def test_gzip_is_undone_however_it_is_cut(data: bytes, step: int) -> None:
    assert _decoded("gzip", gzip.compress(data), step) == data


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_is_not_the_coding_is_said(coding: str) -> None:
    with pytest.raises(decoding.Undecodable, match=coding):
        _decoded(coding, b"plain text, not packed at all", 100)


def test_a_coded_body_that_breaks_off_is_said() -> None:
    with pytest.raises(decoding.Undecodable, match="breaks off"):
        _decoded("gzip", gzip.compress(b"x" * 1000)[:-9])


def test_an_unknown_coding_is_shown_as_it_came() -> None:
    decoder, remark = decoding.decoder_for([("Content-Encoding", "br")])
    assert decoder.feed(b"abc") == b"abc"
    assert "br" in remark


def test_a_small_body_stays_in_memory(tmp_path: Path) -> None:
    folder = SpillFolder()
    with Sink(folder) as sink:
        sink.add(b"abc")
    content = sink.content()
    assert (content.size, content.data, content.path) == (3, b"abc", None)
    folder.remove()


def test_a_large_body_goes_to_a_private_file() -> None:
    folder = SpillFolder()
    with Sink(folder) as sink:
        for _ in range(IN_MEMORY // 1000 + 10):
            sink.add(b"x" * 1000)
    content = sink.content()
    assert content.path is not None
    assert content.path.stat().st_size == content.size > IN_MEMORY
    assert len(content.data) == 1024 * 1024
    if sys.platform != "win32":
        assert stat.S_IMODE(content.path.stat().st_mode) == 0o600
    folder.remove()
    assert not content.path.exists()


def test_a_body_is_saved_where_it_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "out.bin"
    with Sink(SpillFolder(), target) as sink:
        sink.add(b"abc")
    assert target.read_bytes() == b"abc"
    assert sink.content().data == b"abc"


async def test_big_bodies_arrive_whole(lab: Lab, tmp_path: Path) -> None:
    target = tmp_path / "big.json"
    async with sender() as ours:
        url = lab.url("big", "/big?megabytes=12&kind=lines")
        kept = await ours.send(ticket(lab, url))
        saved = await ours.send(ticket(lab, url, save_to=target))
        assert kept.body is not None
        assert kept.body.path is not None
        assert kept.body.path.read_bytes() == target.read_bytes()
    assert saved.body is not None
    assert saved.body.size == target.stat().st_size == kept.body.size
    assert kept.response is not None
    assert kept.response.wire_bytes == kept.response.body_bytes == kept.body.size
    assert not kept.body.path.exists()


async def test_a_target_that_cannot_be_written_is_named(lab: Lab, tmp_path: Path) -> None:
    target = tmp_path / "no" / "such" / "folder.txt"
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("tls"), save_to=target))
    assert exchange.failure is not None
    assert str(target) in exchange.failure.message


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
async def test_a_full_disk_is_not_blamed_on_the_server(lab: Lab) -> None:
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("tls"), save_to=Path("/dev/full")))
    assert exchange.failure is not None
    assert exchange.failure.kind == "invalid_request"
    assert "/dev/full" in exchange.failure.message
    assert "no space" in exchange.failure.message


async def test_head_has_no_body(lab: Lab) -> None:
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("tls"), request=Request(method="HEAD")))
    assert exchange.failure is None
    assert exchange.body is not None
    assert exchange.body.size == 0
