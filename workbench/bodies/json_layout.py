"""JSON laid out for reading, in time linear in its length and in memory that does not grow with it.

Only the white space between tokens changes: keys stay in order and doubled, numbers and escapes stay spelled as they
came. Several documents one after another, and the records of RFC 7464, are laid out one below the other. NaN and
Infinity, which JSON has no word for, are kept and remarked upon; control characters that stand bare in a string are
kept, line ends with a remark.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable
from typing import Final

from workbench.bodies.bounded import Bounded, Writable
from workbench.bodies.job import Refused

MAX_INDENT: Final = 32
_STEP: Final = b"  "
_STRING: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_NUMBER: Final = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+(?![0-9A-Za-z_.+-])"
_WORD: Final = rb"(?:true|false|null)(?![0-9A-Za-z_])"
_ODD: Final = rb"-?(?:NaN|Infinity)(?![0-9A-Za-z_])"
_BLANK: Final = rb"[ \t\r\n]*+"
_ITEM: Final = re.compile(
    _BLANK
    + b"(?:("
    + _STRING
    + b")"
    + _BLANK
    + b":"
    + _BLANK
    + b")?+(?:("
    + b"|".join((_STRING, _NUMBER, _WORD))
    + b")|("
    + _ODD
    + rb")|([\[{])|([\]}]))(?:"
    + _BLANK
    + b"(,))?+",
    re.DOTALL,
)
_BLANKS: Final = re.compile(_BLANK)
_RECORD: Final = re.compile(b"(?:" + _BLANK + rb"\x1e)++" + _BLANK)
_KEY: Final = re.compile(_STRING + _BLANK + b":" + _BLANK, re.DOTALL)
_CLOSES: Final = {b"{": b"}", b"[": b"]"}
_LARGE: Final = 1 << 20
_ITEMS: Final = 4096
_FRESH, _AFTER_COMMA, _AFTER_VALUE = range(3)
BARE: Final = "line ends stand bare in a string, which JSON does not allow: folds and paths go wrong (RFC 8259 §7)"
_ONCE: Final = "NaN or Infinity is in it, which JSON has no number for (RFC 8259 §6)"


def lay_out(
    data: bytes | mmap.mmap, out: Writable, progress: Callable[[int], None], start: int = 0, *, cut: bool = False
) -> tuple[str, ...]:
    """Write JSON to `out`, two blanks a level, 32 levels at most; return remarks. Raise Refused where it is none.

    One that was `cut` is laid out as far as it goes, with what is left at its end as it came.
    """
    return _Layout(data, out, progress, cut=cut).run(start)


class _Layout:
    """Where the layout is: the brackets that are open, and the pieces not yet written."""

    def __init__(self, data: bytes | mmap.mmap, out: Writable, progress: Callable[[int], None], *, cut: bool) -> None:
        self._data = data
        self._cut = cut
        self._out = Bounded(out, len(data))
        self._progress = progress
        self._open = bytearray()
        self._pieces: list[bytes] = []
        self._documents = 0
        self._empty = 0
        self._lines = 1
        self._remarks: dict[str, None] = {}
        self._state = _FRESH

    def run(self, position: int) -> tuple[str, ...]:
        data, match = self._data, _ITEM.match
        count = 0
        while (found := match(data, position) or self._in_next_record(position)) is not None:
            self._take(found, position)
            position = found.end()
            count += 1
            if count % _ITEMS == 0:
                self._flush(position)
        self._flush(position)
        if self._lines > count - self._empty:  # every item has one, but for the closing bracket of what is empty
            self._remarks[BARE] = None
        self._end(position)
        self._flush(position)
        if self._documents > 1:
            self._remarks[f"{self._documents:,} JSON documents, one after another"] = None
        return tuple(self._remarks)

    def _in_next_record(self, position: int) -> re.Match[bytes] | None:
        found = None if self._open else _RECORD.match(self._data, position)
        return found and _ITEM.match(self._data, found.end())

    def _take(self, found: re.Match[bytes], position: int) -> None:
        if found.end() - position > _LARGE:
            self._take_large(found)
            return
        key, value, odd, opener, closer, comma = found.groups()
        if closer is not None:
            self._close(found, closer, has_key=key is not None)
        else:
            self._enter(found, has_key=key is not None)
            if key is not None:
                self._pieces += (key, b": ")
            if opener is not None:
                self._open += opener
                self._pieces.append(opener)
                self._state = _FRESH
                if comma is not None:
                    raise Refused("a comma follows an opening bracket", found.start(6))
                return
            if odd is not None:
                self._remarks[_ONCE] = None
            self._pieces.append(value if odd is None else odd)
        self._go_on(found, has_comma=comma is not None)

    def _take_large(self, found: re.Match[bytes]) -> None:
        """Take a key or a value that is never held as a whole."""
        self._enter(found, has_key=found.start(1) >= 0)
        for group in (1, 2, 3):
            if found.start(group) >= 0:
                self._copy(found.start(group), found.end(group))
                self._pieces += (b": ",) if group == 1 else ()
        if found.start(4) >= 0:
            raise Refused("more than a mebibyte of blanks or key before a bracket", found.start(4))
        if found.start(5) >= 0:
            raise Refused("more than a mebibyte of blanks before a bracket", found.start(5))
        self._go_on(found, has_comma=found.start(6) >= 0)

    def _copy(self, start: int, end: int) -> None:
        for at in range(start, end, _LARGE):
            self._pieces.append(self._data[at : min(end, at + _LARGE)])
            self._flush(at)

    def _enter(self, found: re.Match[bytes], *, has_key: bool) -> None:
        """Begin the line of a key or value, where one may stand."""
        depth = len(self._open)
        if self._state == _AFTER_VALUE and depth:
            raise Refused("a comma or a closing bracket is missing", _first(found))
        if has_key != (depth > 0 and self._open[-1] == 0x7B):
            raise Refused("a key stands where none can" if has_key else "a key is missing", _first(found))
        if depth:
            self._pieces.append(_BREAKS[depth] if depth < MAX_INDENT else _BREAKS[MAX_INDENT])
        else:
            if self._documents:
                self._pieces.append(b"\n")
            self._documents += 1

    def _close(self, found: re.Match[bytes], closer: bytes, *, has_key: bool) -> None:
        if has_key or self._state == _AFTER_COMMA:
            raise Refused("a value is missing before a closing bracket", found.start(5))
        if not self._open or _CLOSES[bytes(self._open[-1:])] != closer:
            raise Refused("a closing bracket has no opening one", found.start(5))
        self._open.pop()
        if self._state == _FRESH:
            self._empty += 1
        else:
            self._pieces.append(_BREAKS[min(len(self._open), MAX_INDENT)])
        self._pieces.append(closer)

    def _go_on(self, found: re.Match[bytes], *, has_comma: bool) -> None:
        if not has_comma:
            self._state = _AFTER_VALUE
            return
        if not self._open:
            raise Refused("a comma follows the end of the document", found.start(6))
        self._pieces.append(b",")
        self._state = _AFTER_COMMA

    def _flush(self, position: int) -> None:
        made = b"".join(self._pieces)
        self._pieces.clear()
        self._lines += made.count(b"\n")
        self._out.write(made)
        self._progress(position)

    def _end(self, position: int) -> None:
        blanks = _BLANKS.match(self._data, position)
        position = blanks.end() if blanks else position
        if self._cut and self._documents and len(self._data) - position <= _LARGE:
            self._pieces += (_BREAKS[min(len(self._open), MAX_INDENT)], self._data[position:])
            return
        if position < len(self._data):
            raise self._wrong(position)
        if self._open:
            brackets = "a bracket is" if len(self._open) == 1 else f"{len(self._open):,} brackets are"
            raise Refused(f"it ends while {brackets} open", position)
        if not self._documents:
            raise Refused("there is nothing but blanks", position)

    def _wrong(self, position: int) -> Refused:
        if (key := _KEY.match(self._data, position)) is not None:
            return Refused("no value of JSON follows the colon", key.end())
        if self._data[position] == 0x22:
            return Refused("a string is not closed", position)
        return Refused("no JSON goes on like this", position)


_BREAKS: Final = tuple(b"\n" + _STEP * depth for depth in range(MAX_INDENT + 1))


def _first(found: re.Match[bytes]) -> int:
    return min(start for start in map(found.start, range(1, 6)) if start >= 0)
