"""Plain ASCII for a terminal that shows nothing else, cell for cell.

What the app draws with has its nearest sign. Everything else may be a peer's, and so has one stand-in that nothing a
peer writes looks like: a question mark in reverse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_UTF8: Final = ("utf-8", "utf8")
_COERCED: Final = "C.UTF-8"
_UNKNOWN: Final = "?"
_LIKE: Final = {
    "-": "─╌┄┈╴╶",
    "=": "━═╍┅┉╸╺",
    "|": "│┃║╎╏┆┇┊┋╵╷╹╻",
    "/": "╱",
    "\\": "╲",
    "#": "█▉▊▋■▓▒",
    "<": "←◀◂◄",
    ">": "→▶▸►",
    "^": "↑▲▴",
    "v": "↓▼▾↕",
    "*": "•●",
    ".": "·",
    '"': "“”",
    "~": "…",
}
_BOX: Final = range(0x2500, 0x2580)
_BLOCKS: Final = range(0x2580, 0x25A0)
_TABLE: Final = {ord(sign): plain for plain, signs in _LIKE.items() for sign in signs}


class PlainGlyphs(LineFilter):
    """Draws every line in ASCII, each cell where it was; letters that it has not become question marks in reverse."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line in ASCII."""
        if all(segment.text.isascii() for segment in segments):
            return segments
        return [drawn for segment in segments for drawn in _drawn(segment)]


def are_plain(wanted: str, environ: Mapping[str, str], encoding: str) -> bool:
    """Tell whether to draw in ASCII: settings say so, else the locale or the encoding of what is drawn on."""
    if wanted != "auto":
        return wanted == "ascii"
    if not encoding.lower().startswith(_UTF8):
        return True
    said = _locale(environ)
    return bool(said) and not said.lower().partition("@")[0].endswith(_UTF8)


def plain(text: str) -> Iterator[tuple[str, bool]]:
    """Yield a text in ASCII, of the same width in cells, and whether each stretch stands for something unlike."""
    signs: list[tuple[str, bool]] = []
    for letter in text:
        width = cell_len(letter)
        if signs and not width:  # an accent makes another letter of the one before
            signs[-1] = (_UNKNOWN * len(signs[-1][0]), True)
        else:
            signs.append(_sign(letter, width))
    for is_unknown, stretch in groupby(signs, itemgetter(1)):
        yield "".join(sign for sign, _ in stretch), is_unknown


def _locale(environ: Mapping[str, str]) -> str:
    """Return what the environment says of letters; Python itself puts one into LC_CTYPE where LANG is plain C."""
    language, letters = environ.get("LANG", ""), environ.get("LC_CTYPE", "")
    said = language if letters == _COERCED and language else letters
    return environ.get("LC_ALL") or said or language


def _drawn(segment: Segment) -> Iterator[Segment]:
    if segment.control or segment.text.isascii():
        yield segment
        return
    style = segment.style or Style.null()
    unknown = style + Style(reverse=not style.reverse)
    for text, is_unknown in plain(segment.text):
        yield Segment(text, unknown if is_unknown else segment.style)


def _sign(letter: str, width: int) -> tuple[str, bool]:
    """Return what stands for a letter, and whether that is for want of anything like it."""
    code = ord(letter)
    if letter.isascii():
        return letter, False
    if code in _TABLE:
        return _TABLE[code] * width, False
    if code in _BOX:
        return "+" * width, False
    if code in _BLOCKS or letter.isspace():
        return " " * width, False
    return _UNKNOWN * width, True
