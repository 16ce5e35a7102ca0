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
_AHEAD: Final = 1 << 16  # bytes: what begins in a window ends in it, or at most so far behind it
_BEHIND: Final = 1 << 10  # bytes: how far an expression looks back


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
    start = position = encoding.mark  # the text looked at begins before the place from where on something is looked for
    while position < len(source):
        data = source.read(start, position + _WINDOW + _AHEAD)
        seen = position - start
        is_last = start + len(data) >= len(source)
        end = len(source) if is_last else position + _whole(data[seen : seen + _WINDOW], encoding)
        after = end
        for first, last in _matches(pattern, data, seen, encoding):
            if start + first >= end:
                break
            yield start + first, start + last
            after = max(end, start + last)
        start += _aligned(data, after - _BEHIND - start, encoding)
        position = after
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


def _whole(data: bytes, encoding: Encoding) -> int:
    """Return where the last line of a window that is whole ends; where none does, the last whole character."""
    place = data.rfind(encoding.newline)
    while place > 0 and place % encoding.unit:
        place = data.rfind(encoding.newline, 0, place + encoding.unit - 1)
    return place + encoding.unit if place >= 0 else _aligned(data, len(data), encoding)


def _aligned(data: bytes, offset: int, encoding: Encoding) -> int:
    """Return the last place up to an offset where a character starts."""
    return offset - encoding.begins(data[:offset]) if offset > 0 else 0


def _matches(pattern: re.Pattern[str], data: bytes, offset: int, encoding: Encoding) -> Iterator[tuple[int, int]]:
    """Yield matches from a byte on; what stands before it is seen by `^` and the like."""
    text = encoding.text(data)
    seen = offset if len(text) == len(data) else len(encoding.text(data[:offset]))
    for found in pattern.finditer(text, seen):
        if found.end() == found.start():
            continue
        if len(text) == len(data):  # a byte a character
            yield found.span()
        else:
            first = offset + _length(text[seen : found.start()], encoding)
            seen, offset = found.end(), first + _length(found[0], encoding)
            yield first, offset


def _length(text: str, encoding: Encoding) -> int:
    errors = "surrogateescape" if encoding.unit == 1 else "surrogatepass"
    try:
        return len(text.encode(encoding.name, errors))
    except ValueError:
        return len(text) * encoding.unit
