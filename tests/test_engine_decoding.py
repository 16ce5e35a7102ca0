"""Content codings undone, however they are cut, and what is said of those that are wrong."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packed import PACKED, bomb, br, raw_deflate, zstd
from workbench.engine import decoding
from workbench.engine.decoding import Decoder, Undecodable

TEXT = b"".join(b"line %d of a text, %d\n" % (number, number * 7919) for number in range(400))


def decoder(coding: str) -> Decoder:
    """The decoder for a Content-Encoding."""
    return decoding.decoder_for([("Content-Encoding", coding)])[0]


def decoded(coding: str, data: bytes, step: int = 100_000) -> tuple[bytes, str, list[str]]:
    """What came out, what was wrong, what was said of it."""
    ours, out, fault = decoder(coding), b"", ""
    try:
        for at in range(0, len(data), step):
            for piece in ours.feed(data[at : at + step]):
                out += piece
        ours.finish()
    except Undecodable as error:
        fault = str(error)
    return out, fault, list(ours.remarks())


CODINGS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("", bytes),
    ("identity", bytes),
    *PACKED.items(),
    ("x-gzip", gzip.compress),
    ("GZip", gzip.compress),
    ("deflate", raw_deflate),
    ("deflate", gzip.compress),
    ("gzip, deflate", lambda data: zlib.compress(gzip.compress(data))),
    ("br, zstd, gzip", lambda data: gzip.compress(zstd(br(data)))),
    ("gzip", lambda data: gzip.compress(data[:5]) + gzip.compress(data[5:])),
    ("zstd", lambda data: zstd(data[:5]) + b"\x50\x2a\x4d\x18\x03\0\0\0abc" + zstd(data[5:])),
]


@pytest.mark.parametrize(("coding", "pack"), CODINGS)
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_a_coding_is_undone(coding: str, pack: Callable[[bytes], bytes], step: int) -> None:
    assert decoded(coding, pack(TEXT), step) == (TEXT, "", [])


@given(st.sampled_from(sorted(PACKED)), st.binary(max_size=2000), st.integers(1, 500))
def test_every_coding_is_undone_however_it_is_cut(coding: str, data: bytes, step: int) -> None:
    assert decoded(coding, PACKED[coding](data), step) == (data, "", [])


@given(st.sampled_from([*PACKED, "gzip, br"]), st.binary(max_size=300), st.integers(1, 50))
def test_no_bytes_make_a_decoder_raise_anything_else(coding: str, data: bytes, step: int) -> None:
    decoded(coding, data, step)


@given(st.sampled_from(sorted(PACKED)), st.integers(0, 10_000), st.integers(1, 255))
def test_one_wrong_byte_never_goes_further_than_words(coding: str, place: int, change: int) -> None:
    packed = bytearray(PACKED[coding](TEXT))
    packed[place % len(packed)] ^= change
    decoded(coding, bytes(packed), 97)


@pytest.mark.parametrize("coding", sorted(PACKED))
@pytest.mark.parametrize("step", [1, 100_000])
def test_what_is_not_the_coding_at_all_is_said(coding: str, step: int) -> None:
    out, fault, _ = decoded(coding, b"<html>plain text, not packed at all</html>", step)
    assert not out and fault.startswith(f"The body is not the {coding} that its Content-Encoding says")


@pytest.mark.parametrize("coding", sorted(PACKED))
@pytest.mark.parametrize("step", [1, 100_000])
def test_what_came_before_the_breaking_off_is_there(coding: str, step: int) -> None:
    out, fault, _ = decoded(coding, PACKED[coding](TEXT)[:-9], step)
    assert TEXT.startswith(out) and fault == f"The {coding} body breaks off before its end."


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd"])
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_a_wrong_checksum_is_said_and_costs_no_byte(coding: str, step: int) -> None:
    out, fault, _ = decoded(coding, PACKED[coding](TEXT)[:-2] + b"zz", step)
    assert out == TEXT and "is damaged after" in fault and "check" in fault


@pytest.mark.parametrize("coding", sorted(PACKED))
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_bytes_after_the_end_are_left_out_and_said(coding: str, step: int) -> None:
    said = f"After the end of the {coding} body came 8 B more, left out: not {coding}."
    assert decoded(coding, PACKED[coding](TEXT) + b"garbage!", step) == (TEXT, "", [said])


@pytest.mark.parametrize("coding", sorted(PACKED))
def test_no_body_at_all_is_whole(coding: str) -> None:
    assert decoded(coding, b"") == (b"", "", [])


@pytest.mark.parametrize("coding", ["compress", "gzip, exi", "b\x1br"])
def test_an_unknown_coding_is_shown_as_it_came(coding: str) -> None:
    ours, remark = decoding.decoder_for([("Content-Encoding", coding)])
    assert b"".join(ours.feed(b"abc")) == b"abc"
    assert "is not undone" in remark and "\x1b" not in remark


def test_codings_in_many_layers_are_not_undone() -> None:
    ours, remark = decoding.decoder_for([("content-encoding", "gzip, gzip, gzip"), ("content-encoding", "br,br,br")])
    assert b"".join(ours.feed(b"abc")) == b"abc"
    assert remark == "The body is shown as it came: of 6 codings one in another none is undone."


@pytest.mark.parametrize(
    ("coding", "megabytes", "largest"),
    [("gzip", 15, 300_000), ("deflate", 15, 300_000), ("br", 15, 600_000), ("zstd", 60, 23_000_000)],
)
def test_a_bomb_comes_out_in_pieces(coding: str, megabytes: int, largest: int) -> None:
    pieces = [len(piece) for piece in decoder(coding).feed(bomb(coding, megabytes))]
    assert sum(pieces) == megabytes * 1_000_000 and max(pieces) <= largest


def test_a_window_that_http_does_not_allow_is_refused() -> None:
    import zstandard

    wide = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    out, fault, _ = decoded("zstd", packer.compress(TEXT) + packer.flush())
    assert not out and "it asks for a window of more than 8 MB" in fault


def test_no_library_is_loaded_before_a_body_needs_it() -> None:
    code = (
        "import sys\nfrom workbench.engine import decoding\n"
        "decoding.decoder_for([('content-encoding', 'br, zstd')])\n"
        "print([name for name in ('brotli', '_brotli', 'zstandard') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("coding", ["gzip", "zstd", "gzip, zstd"])
def test_frames_with_nothing_in_them_are_no_work_without_end(coding: str) -> None:
    packed = PACKED[coding.partition(",")[0]](b"") * 20_000
    for outer in coding.split(", ")[1:]:
        packed = PACKED[outer](packed)
    out, fault, _ = decoded(coding, packed)
    assert (out, "frames hold nothing" in fault) == (b"", True)


def test_frames_to_skip_between_others_are_no_fault() -> None:
    packed = (b"\x50\x2a\x4d\x18\x03\0\0\0abc" + zstd(b"x")) * 1500
    assert decoded("zstd", packed, 999) == (b"x" * 1500, "", [])


def test_what_comes_of_nothing_is_counted_all_the_same() -> None:
    skipped = b"\x50\x2a\x4d\x18" + (20_000_000).to_bytes(4, "little") + bytes(20_000_000)
    ours = decoder("zstd, gzip")
    steps = [len(piece) for piece in ours.feed(gzip.compress(skipped, 1))]
    assert sum(steps) == 0 and len(steps) > 50 and ours.made == len(skipped)
