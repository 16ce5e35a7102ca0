"""Large bodies, made of one block that is sent again and again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

MEGABYTE = 1024 * 1024
_RECORD = 128
_LINE = 64


def json_array(megabytes: int) -> Iterator[bytes]:
    """Yield an array of objects that is valid JSON and exactly so many MiB long."""
    block = _json_block()
    for index in range(megabytes):
        yield _ends(block, first=index == 0, last=index == megabytes - 1)


def lines(megabytes: int) -> Iterator[bytes]:
    """Yield lines of text, exactly so many MiB in all."""
    block = _line_block()
    for _ in range(megabytes):
        yield block


def _ends(block: bytes, *, first: bool, last: bool) -> bytes:
    if not first and not last:
        return block  # as it is: a copy of each MiB would cost as much as encrypting it
    return (b"[" if first else b",") + block[1:-1] + (b"]" if last else b"\n")


@cache
def _json_block() -> bytes:
    return b"".join(_json_record(number) for number in range(MEGABYTE // _RECORD))


def _json_record(number: int) -> bytes:
    fields = {"id": f"{number:06d}", "name": f"user {number:06d}", "active": number % 3 == 0, "note": ""}
    missing = _RECORD - 2 - len(json.dumps(fields))
    fields["note"] = "x" * missing
    return b"," + json.dumps(fields).encode() + b"\n"


@cache
def _line_block() -> bytes:
    count = MEGABYTE // _LINE
    return b"".join(f"line {number:06d} ".encode().ljust(_LINE - 1, b".") + b"\n" for number in range(count))
