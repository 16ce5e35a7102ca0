"""Bodies packed by each coding, whole, damaged, and as bombs."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final

import brotli
import zstandard

MEGABYTE: Final = 1_000_000


def zstd(data: bytes) -> bytes:
    """Pack by zstd, with a checksum."""
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def br(data: bytes) -> bytes:
    """Pack by brotli."""
    return bytes(brotli.compress(data, quality=5))


def raw_deflate(data: bytes) -> bytes:
    """Pack as some servers read "deflate": without zlib's wrapping."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(data) + deflate.flush()


PACKED: Final[dict[str, Callable[[bytes], bytes]]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": br,
    "zstd": zstd,
}


@cache
def bomb(coding: str, megabytes: int) -> bytes:
    """Return zeros packed so that few bytes hold so many megabytes."""
    return PACKED[coding](bytes(megabytes * MEGABYTE))
