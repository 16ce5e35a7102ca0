"""Every place in a body where a text or an expression stands, in any case; large windows at a time."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from typing import Final

from workbench.bodies.encoding import Encoding
from workbench.bodies.job import Job, Refused
from workbench.bodies.source import Readable, Source

MOST: Final = 1_000_000
PLACE: Final = struct.Struct("=QQ")
"""How a place is written: where it starts, where it ends."""
_WINDOW: Final = 1 << 20
_OVERLAP: Final = 1 << 16  # where a line is longer than a window, an expression finds no more than this across its end


def compiled(needle: str, *, regex: bool) -> re.Pattern[str]:
    """Return what finds a text or an expression in any case; raise re.error."""
    return re.compile(needle if regex else re.escape(needle), re.IGNORECASE | re.MULTILINE)


def places(
    source: Readable,
    encoding: Encoding,
    pattern: re.Pattern[str],
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[tuple[int, int]]:
    """Yield where matches start and end, in bytes; empty ones are none."""
    position = after = encoding.mark
    while position < len(source):
        data = source.read(position, position + _WINDOW)
        is_last = position + len(data) >= len(source)
        cut = len(data) if is_last else _cut(data, encoding)
        for first, last in _matches(pattern, data[:cut] if cut else data, encoding):
            if position + first >= after:
                yield position + first, position + last
                after = position + last
        position += cut if cut or is_last else max(encoding.unit, len(data) - _OVERLAP)
        if not is_last and not cut:
            position -= encoding.begins(data[: len(data) - _OVERLAP])
        progress(position)


def main(job: Job) -> None:
    """Write all places of a job's needle, after saying which is the first from where one looks on."""
    arguments = job.arguments
    newline = job.text("newline").encode("latin-1")
    mark, start = arguments["mark"], arguments["start"]
    encoding = Encoding(name=job.text("charset"), newline=newline, mark=mark if isinstance(mark, int) else 0)
    try:
        pattern = compiled(job.text("needle"), regex=bool(arguments["regex"]))
    except (re.error, RecursionError, OverflowError) as error:
        raise Refused(f"a wrong expression: {error}") from error
    is_said = False
    for count, (first, last) in enumerate(places(Source(job.data), encoding, pattern, job.progress), 1):
        if not is_said and isinstance(start, int) and first >= start:
            job.say({"found": [first, last]})
            is_said = True
        job.out.write(PLACE.pack(first, last))
        if count == MOST:
            job.remark(f"the first {MOST:,} are counted")
            return


def _cut(data: bytes, encoding: Encoding) -> int:
    """Return where the last line of a window that is whole ends, 0 where none does."""
    place = data.rfind(encoding.newline)
    while place > 0 and place % encoding.unit:
        place = data.rfind(encoding.newline, 0, place + encoding.unit - 1)
    return max(0, place + encoding.unit) if place > 0 else 0


def _matches(pattern: re.Pattern[str], data: bytes, encoding: Encoding) -> Iterator[tuple[int, int]]:
    text = encoding.text(data)
    if len(text) == len(data):  # a byte a character
        for found in pattern.finditer(text):
            if found.end() > found.start():
                yield found.span()
        return
    seen, offset = 0, 0
    for found in pattern.finditer(text):
        if found.end() == found.start():
            continue
        first = offset + _length(text[seen : found.start()], encoding)
        seen, offset = found.end(), first + _length(found[0], encoding)
        yield first, offset


def _length(text: str, encoding: Encoding) -> int:
    errors = "surrogateescape" if encoding.unit == 1 else "surrogatepass"
    try:
        return len(text.encode(encoding.name, errors))
    except ValueError:
        return len(text) * encoding.unit
