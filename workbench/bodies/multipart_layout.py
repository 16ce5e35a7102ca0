"""The parts of a multipart body (RFC 2046 §5.1): the head of each, its size, and how it begins where it is text."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator
from typing import Final

from workbench.bodies.bounded import Bounded, Writable
from workbench.bodies.job import Refused

_HEAD_ROOM: Final = 64 * 1024
_BEGINNING: Final = 4096


def lay_out(
    data: bytes | mmap.mmap, out: Writable, progress: Callable[[int], None], boundary: bytes
) -> tuple[str, ...]:
    """Write a list of the parts; raise Refused where there is no boundary or it does not stand in the body."""
    if not boundary:
        raise Refused("the Content-Type names no boundary", 0)
    out, count = Bounded(out, len(data)), 0
    for start, end in _parts(data, b"--" + boundary):
        count += 1
        out.write(b"" if count == 1 else b"\n")
        _write(data, start, end, count, out)
        progress(end)
    if not count:
        raise Refused("the boundary that the Content-Type names does not stand in it", 0)
    return ()


def _parts(data: bytes | mmap.mmap, delimiter: bytes) -> Iterator[tuple[int, int]]:
    place = data.find(delimiter)
    while place >= 0:
        start = place + len(delimiter)
        if data[start : start + 2] == b"--":
            return
        following = data.find(b"\n" + delimiter, start)
        yield start, len(data) if following < 0 else following
        place = following + 1 if following >= 0 else -1


def _write(data: bytes | mmap.mmap, start: int, end: int, number: int, out: Writable) -> None:
    head = data[start : min(end, start + _HEAD_ROOM)]
    lines, _, _ = head.replace(b"\r\n", b"\n").partition(b"\n\n")
    split = max(head.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in head else 0, 0) or head.find(b"\n\n") + 2
    body_start = start + split
    body_end = end - 1 if data[max(start, end - 1) : end] == b"\r" else end
    out.write(b"part %d, %d bytes\n" % (number, max(0, body_end - body_start)))
    for line in lines.strip(b"\n").split(b"\n"):
        out.write(b"  " + line + b"\n")
    beginning = data[body_start : min(body_end, body_start + _BEGINNING)]
    if b"\0" in beginning:
        out.write(b"    (binary)")
        return
    shown = beginning.replace(b"\r\n", b"\n").split(b"\n")
    out.write(b"\n".join(b"    " + line for line in shown))
    if body_end - body_start > _BEGINNING:
        out.write(b"\n    (%d bytes more; Raw shows them)" % (body_end - body_start - _BEGINNING))
