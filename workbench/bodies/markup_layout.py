"""XML and HTML laid out for reading: an element a line, one with nothing but text in it on one line."""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable
from typing import Final

from workbench.bodies import markup_text
from workbench.bodies.bounded import Bounded, Writable
from workbench.bodies.job import Refused
from workbench.bodies.json_layout import MAX_INDENT
from workbench.bodies.markup_text import Piece

_BLANK: Final = b" \t\r\n\f"
_SOLID: Final = re.compile(rb"[^ \t\r\n\f]")
_KEPT: Final = frozenset((b"pre", b"textarea", b"script", b"style"))
_COPIED: Final = 1 << 20
_SHORT: Final = 4096  # bytes of text that may stand on the line of its element
_FLUSHED: Final = 2048
_DEEPEST: Final = 10_000  # elements open one in another: their names are held
_BREAKS: Final = tuple(b"\n" + b"  " * depth for depth in range(MAX_INDENT + 1))


def lay_out(
    data: bytes | mmap.mmap, out: Writable, progress: Callable[[int], None], start: int = 0, *, html: bool = False
) -> tuple[str, ...]:
    """Write markup to `out`, two blanks a level, 32 levels at most. Raise Refused where it is no XML.

    Only white space at the edges of text changes; HTML is never refused, and keeps the text of `pre` and `script`.
    """
    return _Layout(data, out, progress, html=html).run(start)


class _Layout:
    def __init__(self, data: bytes | mmap.mmap, out: Writable, progress: Callable[[int], None], *, html: bool) -> None:
        self._data = data
        self._out = Bounded(out, len(data))
        self._progress = progress
        self._html = html
        self._open: list[bytes] = []
        self._made: list[bytes] = []
        self._is_first = True
        self._elements = 0
        self._on_line = False
        """Whether the last thing made is an opening tag, or one with text after it on the same line."""

    def run(self, start: int) -> tuple[str, ...]:
        for count, piece in enumerate(markup_text.pieces(self._data, start, html=self._html)):
            self._take(piece)
            if count % _FLUSHED == 0:
                self._flush(piece.end)
        if self._open and not self._html:
            raise Refused(f"it ends while <{_name(self._open[-1])}> is open", len(self._data))
        if not self._elements and not self._html:
            raise Refused("there is no element in it", start)
        self._flush(len(self._data))
        return ()

    def _take(self, piece: Piece) -> None:
        match piece.kind:
            case "text":
                self._text(piece)
            case "close":
                self._close(piece)
            case _:
                self._line(piece.start, piece.end)
                self._elements += piece.kind != "other"
                if piece.kind == "open":
                    self._enter(piece)

    def _enter(self, piece: Piece) -> None:
        if len(self._open) >= _DEEPEST:
            if not self._html:
                raise Refused(f"more than {_DEEPEST:,} elements are open, one in another", piece.start)
            del self._open[: _DEEPEST // 2]  # paragraphs nobody closes: only the innermost are looked at again
        self._open.append(piece.name)
        self._on_line = True

    def _text(self, piece: Piece) -> None:
        if self._html and self._open and self._open[-1] in _KEPT:
            self._copy(piece.start, piece.end)
            return
        first = _SOLID.search(self._data, piece.start, piece.end)
        if first is None:
            return
        if not self._open and not self._html:
            raise Refused("text stands outside of all elements", first.start())
        last = piece.end
        while self._data[last - 1] in _BLANK:
            last -= 1
        begins_line = not self._on_line or last - first.start() > _SHORT
        if begins_line or b"\n" in self._data[first.start() : last]:
            self._line(first.start(), last)
        else:
            self._copy(first.start(), last)

    def _close(self, piece: Piece) -> None:
        if self._html and piece.name not in self._open[-MAX_INDENT:]:
            self._line(piece.start, piece.end)
            return
        if not self._html and (not self._open or self._open[-1] != piece.name):
            inner = f"<{_name(self._open[-1])}> is open" if self._open else "nothing is open"
            raise Refused(f"</{_name(piece.name)}> comes while {inner}", piece.start)
        while self._open.pop() != piece.name:  # HTML: what closes by itself
            pass
        if self._on_line:
            self._copy(piece.start, piece.end)
        else:
            self._line(piece.start, piece.end)
        self._on_line = False

    def _line(self, start: int, end: int) -> None:
        if not self._is_first:
            self._made.append(_BREAKS[min(len(self._open), MAX_INDENT)])
        self._is_first = self._on_line = False
        self._copy(start, end)

    def _copy(self, start: int, end: int) -> None:
        for at in range(start, end, _COPIED):
            self._made.append(self._data[at : min(end, at + _COPIED)])
            if end - start > _COPIED:
                self._flush(at)

    def _flush(self, position: int) -> None:
        made = b"".join(self._made)
        self._made.clear()
        self._out.write(made)
        self._progress(position)


def _name(name: bytes) -> str:
    return name[:80].decode("utf-8", errors="surrogateescape")
