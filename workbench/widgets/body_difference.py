"""Bodies held against each other line by line: JSON laid out first, each read to a limit that is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from difflib import SequenceMatcher
from io import BytesIO
from itertools import islice
from typing import Final

from workbench import charsets, marks
from workbench.bodies import encoding, json_layout, kinds
from workbench.bodies.job import Refused
from workbench.models import Content, Exchange
from workbench.nouns import dataclass
from workbench.visible import decoded

READ_BYTES: Final = 1024 * 1024
READ_LINES: Final = 20_000
ALIGNED_LINES: Final = 2_000
"""How many lines that differ are looked through for lines in common; more are held against each other in order."""
_SNIFFED: Final = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that all bodies have alike, or what each has in this place where they differ; None: not compared."""

    lines: tuple[tuple[str, ...] | None, ...]
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the bodies come to in words, and block by block where they were read as text."""

    words: tuple[str, ...]
    alike: bool
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One body as lines, as far as it was read."""

    data: bytes = field(repr=False)
    size: int
    lines: tuple[str, ...] = field(repr=False)
    is_json: bool = False
    is_binary: bool = False
    whole: bool = True


def difference(exchanges: Sequence[Exchange | None]) -> Difference | None:
    """Compare the bodies of those that were answered, in their places; None where fewer than two were. Takes time."""
    bodies = {place: _read(one) for place, one in enumerate(exchanges) if one is not None and one.response is not None}
    if len(bodies) < 2:
        return None
    first, *others = bodies.values()
    same_bytes = all((one.data, one.size) == (first.data, first.size) for one in others)
    if same_bytes:
        return Difference(words=(_equal(first),), alike=True)
    if any(one.is_binary for one in bodies.values()):
        sizes = ", ".join(marks.size(one.size) for one in bodies.values())
        return Difference(words=(f"not text, so not shown: the bytes differ ({sizes})",), alike=False)
    blocks = tuple(_placed(bodies, len(exchanges)))
    alike = all(block.same for block in blocks)
    return Difference(words=tuple(_words(list(bodies.values()), alike=alike)), alike=alike, blocks=blocks)


def aligned(bodies: Sequence[Sequence[str]]) -> Iterator[tuple[bool, tuple[tuple[str, ...], ...]]]:
    """Yield the lines of all bodies in order, in blocks that are the same in all, and blocks that are not."""
    first, *others = bodies
    matched = [_matched(first, other) for other in others]
    before = (0,) * len(bodies)
    same: list[str] = []
    for place in range(len(first)):
        if not all(place in found for found in matched):
            continue
        here = (place, *(found[place] for found in matched))
        if here != before:
            if same:
                yield True, (tuple(same),) * len(bodies)
            yield False, _between(bodies, before, here)
            same = []
        same.append(first[place])
        before = tuple(at + 1 for at in here)
    if same:
        yield True, (tuple(same),) * len(bodies)
    if any(at < len(body) for at, body in zip(before, bodies, strict=True)):
        yield False, _between(bodies, before, tuple(map(len, bodies)))


def _between(bodies: Sequence[Sequence[str]], start: Sequence[int], end: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(body[first:last]) for body, first, last in zip(bodies, start, end, strict=True))


def _matched(first: Sequence[str], other: Sequence[str]) -> Mapping[int, int]:
    """Return which line of the other body each line of the first is, in ascending order in both."""
    shortest = min(len(first), len(other))
    head = next((place for place in range(shortest) if first[place] != other[place]), shortest)
    room = shortest - head
    tail = next((back for back in range(room) if first[-1 - back] != other[-1 - back]), room)
    found = {place: place for place in range(head)}
    found |= _matched_within(first[head : len(first) - tail], other[head : len(other) - tail], head)
    found |= {len(first) - back: len(other) - back for back in range(tail, 0, -1)}
    return found


def _matched_within(first: Sequence[str], other: Sequence[str], start: int) -> Mapping[int, int]:
    if max(len(first), len(other)) > ALIGNED_LINES:
        pairs = enumerate(zip(first, other, strict=False), start)
        return {place: place for place, (one, two) in pairs if one == two}
    matcher = SequenceMatcher(None, first, other)
    return {
        start + block.a + step: start + block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _placed(bodies: Mapping[int, _Read], count: int) -> Iterator[Block]:
    """Yield blocks with a place for every exchange, also for those that were not answered."""
    for same, lines in aligned([body.lines for body in bodies.values()]):
        by_place = dict(zip(bodies, lines, strict=True))
        yield Block(lines=tuple(by_place.get(place) for place in range(count)), same=same)


def _read(exchange: Exchange) -> _Read:
    body = exchange.body or Content()
    data = body.data[:READ_BYTES]
    whole = body.path is None and len(body.data) <= READ_BYTES
    if b"\0" in data[:_SNIFFED]:
        return _Read(data=data, size=body.size, lines=(), is_binary=True, whole=whole)
    kind = _content_type(exchange)
    text = decoded(data, charsets.named(kind))
    laid_out = _laid_out(text) if whole and kinds.of(kind, text) == "json" else None
    lines = text.removesuffix("\n").split("\n") if laid_out is None else laid_out
    kept = tuple(line.removesuffix("\r") for line in islice(lines, READ_LINES)) if data else ()
    return _Read(
        data=data,
        size=body.size,
        lines=kept,
        is_json=laid_out is not None,
        whole=whole and len(lines) <= READ_LINES,
    )


def _laid_out(text: str) -> list[str] | None:
    """Return JSON as the lines it is read in, every number and string as it came; None for what is none."""
    made = BytesIO()
    try:
        json_layout.lay_out(encoding.utf_8(text), made, lambda _done: None)
    except Refused:
        return None
    return decoded(made.getvalue()).removesuffix("\n").split("\n")


def _content_type(exchange: Exchange) -> str:
    headers = exchange.response.headers if exchange.response else ()
    return next((value for name, value in headers if name.lower() == "content-type"), "")


def _equal(first: _Read) -> str:
    if not first.size:
        return "none has a body"
    if len(first.data) < first.size:
        rest = "the rest was not compared"
        return f"equal byte for byte in the first {marks.size(len(first.data))} of {marks.size(first.size)}; {rest}"
    return f"equal byte for byte, {marks.size(first.size)}"


def _words(bodies: Sequence[_Read], *, alike: bool) -> Iterator[str]:
    is_json = all(body.is_json for body in bodies)
    laid_out = " as JSON, laid out" if is_json else ""
    if alike:
        yield f"the same{laid_out or ' line by line, as far as it was read'}; the bytes differ"
    else:
        yield f"differs{laid_out or ', line by line'}"
    if not all(body.whole for body in bodies):
        yield f"only the first {marks.size(READ_BYTES)} or {READ_LINES:,} lines of each were compared"
    if max(len(body.lines) for body in bodies) > ALIGNED_LINES and not alike:
        yield f"where more than {ALIGNED_LINES:,} lines differ, they are compared one by one in order"
