"""Plain ASCII for a terminal that shows nothing else: borders, arrows and dots by their nearest sign, cell for cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_UTF8: Final = ("utf-8", "utf8")
_COERCED: Final = "C.UTF-8"
_UNKNOWN: Final = "?"
_LIKE: Final = {
    "-": "─╌┄┈╴╶‐‑‒–—―−",
    "=": "━═╍┅┉╸╺",
    "|": "│┃║╎╏┆┇┊┋╵╷╹╻",
    "/": "╱⁄",
    "\\": "╲",
    "#": "█▉▊▋■▓▒",
    "<": "←◀◂◄‹«⇐",
    ">": "→▶▸►›»⇒",
    "^": "↑▲▴",
    "v": "↓▼▾✓✔",
    "x": "×✗✘✕",
    "*": "•●★☆◆∙",
    "o": "○◦°",
    ".": "·",
    "'": "‘’′‚",
    '"': "“”″„",
    "~": "…≈∼",
}
_BOX: Final = range(0x2500, 0x2580)
_BLOCKS: Final = range(0x2580, 0x25A0)
_TABLE: Final = {ord(sign): plain for plain, signs in _LIKE.items() for sign in signs}


class PlainGlyphs(LineFilter):
    """Draws every line in ASCII, each cell where it was; accents are left off, other letters become question marks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line in ASCII."""
        if all(segment.text.isascii() for segment in segments):
            return segments
        return [_plain(segment) for segment in segments]


def are_plain(wanted: str, environ: Mapping[str, str], encoding: str) -> bool:
    """Tell whether to draw in ASCII: settings say so, else the locale or the encoding of what is drawn on."""
    if wanted != "auto":
        return wanted == "ascii"
    if not encoding.lower().startswith(_UTF8):
        return True
    said = _locale(environ)
    return bool(said) and not said.lower().partition("@")[0].endswith(_UTF8)


def plain(text: str) -> str:
    """Return a text in ASCII, of the same width in cells."""
    return text if text.isascii() else "".join(map(_sign, text))


def _locale(environ: Mapping[str, str]) -> str:
    """Return what the environment says of letters; Python itself puts one into LC_CTYPE where LANG is plain C."""
    language, letters = environ.get("LANG", ""), environ.get("LC_CTYPE", "")
    said = language if letters == _COERCED and language else letters
    return environ.get("LC_ALL") or said or language


def _plain(segment: Segment) -> Segment:
    return segment if segment.control or segment.text.isascii() else Segment(plain(segment.text), segment.style)


def _sign(letter: str) -> str:
    if letter.isascii():
        return letter
    code, width = ord(letter), cell_len(letter)
    if code in _TABLE:
        return _TABLE[code] * width
    if code in _BOX:
        return "+" * width
    if code in _BLOCKS or letter.isspace():
        return " " * width
    import unicodedata  # only where there is something to look up

    base = unicodedata.normalize("NFKD", letter)[:1]
    return base if width == 1 and base.isascii() and base.isprintable() else _UNKNOWN * width
