"""How many columns characters take, where every terminal agrees on it.

Emoji, joiners, combining and right-to-left characters are left out on purpose: terminals, their versions and their
fonts differ, and who is unsure must not count columns. Characters of ambiguous width (borders, arrows, dots) count as
one column; a terminal that is set to draw them wide, as some in East Asia are, needs `glyphs = "ascii"`.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Final

_ONE: Final = (
    "\x20\x7e\xa0\xac\xae\u02ff\u0370\u0377\u037a\u037f\u0384\u0482\u048a\u052f\u1e00\u1eff\u2010\u2015\u2018\u2022"
    "\u2026\u2026\u2030\u2030\u2032\u2033\u2039\u203a\u20ac\u20ac\u2116\u2116\u2190\u2193\u21b5\u21b5\u2200\u22ff"
    "\u2500\u25fc\u2713\u2714\u2717\u2718\u2800\u28ff"
)
_TWO: Final = (
    "\u3000\u3029\u3030\u303e\u3041\u3096\u309b\u30ff\u3400\u4dbf\u4e00\u9fcb\uac00\ud7a3"
    "\uf900\ufa2d\uff01\uff60\uffe0\uffe6"
)
UNSURE: Final = -1


def narrow(text: str) -> bool:
    """Tell whether each character surely takes one column."""
    return text.isascii() or all(of(character) == 1 for character in set(text))


def sure(text: str) -> bool:
    """Tell whether each character surely takes one column or two."""
    return all(of(character) > 0 for character in set(text))


@lru_cache(maxsize=4096)
def of(text: str) -> int:
    """Return the columns of one character: 1, 2, or UNSURE; 0 for none."""
    if not text:
        return 0
    return 1 if _within(text, _ONE) else 2 if _within(text, _TWO) else UNSURE


def _within(character: str, ranges: str) -> bool:
    """Tell whether a character is in one of the ranges, of each of which the first and the last stand in a row."""
    at = bisect_right(ranges, character)
    return at % 2 == 1 or (at > 0 and ranges[at - 1] == character)
