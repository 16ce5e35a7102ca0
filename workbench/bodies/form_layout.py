"""A form's fields (WHATWG URL §5), one a line as they came, their percent signs read where that shows a character."""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable
from typing import BinaryIO, Final

_ESCAPED: Final = re.compile(rb"%([2-9A-Fa-f][0-9A-Fa-f])")
_PIECE: Final = 1 << 16


def lay_out(data: bytes | mmap.mmap, out: BinaryIO, progress: Callable[[int], None], start: int = 0) -> tuple[str, ...]:
    """Write each field as `name = value`; escaped control characters stay escaped."""
    while start < len(data):
        end = data.find(b"&", start)
        end = len(data) if end < 0 else end
        if start > 0:
            out.write(b"\n")
        equals = data.find(b"=", start, end)
        _write(data, start, end if equals < 0 else equals, out)
        if equals >= 0:
            out.write(b" = ")
            _write(data, equals + 1, end, out)
        start = end + 1
        progress(start)
    return ()


def _write(data: bytes | mmap.mmap, start: int, end: int, out: BinaryIO) -> None:
    while start < end:
        stop = min(end, start + _PIECE)
        if stop < end and (cut := data.rfind(b"%", stop - 2, stop)) >= 0:
            stop = cut
        out.write(_ESCAPED.sub(_character, data[start:stop].replace(b"+", b" ")))
        start = stop


def _character(found: re.Match[bytes]) -> bytes:
    code = int(found[1], 16)
    return found[0] if code == 0x7F else bytes([code])
