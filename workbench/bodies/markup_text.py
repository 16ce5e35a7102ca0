"""The pieces of XML and HTML, in order and without a gap; nothing is resolved, so no entity can grow."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from workbench.bodies.job import Refused

Kind = Literal["open", "close", "empty", "other", "text"]

VOID: Final = frozenset(
    b"area base br col embed hr img input link meta param source track wbr".split()  # HTML §13.1.2
)
_RAW: Final = frozenset((b"script", b"style", b"pre", b"textarea", b"title"))
_NAME: Final = re.compile(rb"<[/?!]?([^\s<>/?!'\"=]*+)")
_MARK: Final = re.compile(rb"[<>\"']")
_SUBSET: Final = re.compile(rb"\]\s*+>")
_TAG_ROOM: Final = 1 << 20  # a tag is not longer; where one is, it is text
_FUEL: Final = 4  # how often the bytes may be looked at in search of ends that are not there


class Piece(NamedTuple):
    """One tag, comment, declaration or stretch of text: where it stands, and the name of a tag."""

    kind: Kind
    start: int
    end: int
    name: bytes = b""


def pieces(data: bytes | mmap.mmap, start: int, *, html: bool) -> Iterator[Piece]:
    """Yield all pieces from `start` on; raise Refused where XML does not go on, which HTML always does."""
    return _Reader(data, html=html).read(start)


class _Reader:
    def __init__(self, data: bytes | mmap.mmap, *, html: bool) -> None:
        self._data = data
        self._html = html
        self._fuel = _FUEL * len(data) + _TAG_ROOM

    def read(self, position: int) -> Iterator[Piece]:
        text_start = position
        while (place := self._data.find(b"<", position)) >= 0:
            piece = self._markup(place)
            if piece is None:
                if not self._html:
                    raise Refused("a < begins no tag, or one that does not end", place)
                position = place + 1
                continue
            if place > text_start:
                yield Piece("text", text_start, place)
            yield piece
            position = text_start = piece.end
            if self._html and piece.kind == "open" and piece.name in _RAW:
                text_start, position = position, self._raw_end(position, piece.name)
        if text_start < len(self._data):
            yield Piece("text", text_start, len(self._data))

    def _markup(self, place: int) -> Piece | None:
        head = self._data[place : place + 9]
        for opening, closing in ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")):
            if head.startswith(opening):
                return self._to(closing, place, place + len(opening))
        if head.startswith(b"<!"):
            return self._declaration(place)
        found = _NAME.match(self._data, place, place + 1024)
        name = found[1].lower() if found and self._html else found[1] if found else b""
        end = self._tag_end(place + 1) if name else None
        if end is None:
            return None
        if head[1:2] == b"/":
            return Piece("close", place, end, name)
        is_empty = self._data[end - 2 : end] == b"/>" or (self._html and name in VOID)
        return Piece("empty" if is_empty else "open", place, end, name)

    def _to(self, closing: bytes, place: int, after: int) -> Piece | None:
        if self._fuel < 0:
            return None
        end = self._data.find(closing, after)
        if end < 0:
            self._fuel -= len(self._data) - after
            return None
        return Piece("other", place, end + len(closing))

    def _declaration(self, place: int) -> Piece | None:
        end = self._tag_end(place + 1)
        # HTML has no subset, and is read on behind what does not end: there it would be looked for each time.
        subset = -1 if self._html else self._data.find(b"[", place, end if end is not None else len(self._data))
        if subset < 0:
            return None if end is None else Piece("other", place, end)
        found = _SUBSET.search(self._data, subset)
        return Piece("other", place, found.end()) if found else None

    def _tag_end(self, position: int) -> int | None:
        """Return where a tag ends, quotes passed over; None where another begins before, or it takes too long."""
        began, limit = position, position + _TAG_ROOM
        end = None
        while self._fuel > 0 and (found := _MARK.search(self._data, position, limit)) is not None:
            sign, position = found[0], found.end()
            if sign == b">":
                end = position
                break
            if sign == b"<":
                break
            closed = self._data.find(sign, position, limit)
            if closed < 0:
                position = limit
                break
            position = closed + 1
        if end is None:
            self._fuel -= min(position, limit) - began
        return end

    def _raw_end(self, position: int, name: bytes) -> int:
        """Return where the text of a script or the like ends."""
        found = re.compile(b"</" + re.escape(name) + rb"[\s>/]", re.IGNORECASE).search(self._data, position)
        return found.start() if found else len(self._data)
