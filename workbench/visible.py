"""Foreign text in visible form: nothing a peer wrote may reach the terminal as a command.

Escapes, C0 and C1 controls, bidirectional overrides and other invisible characters are shown by name, in the
way of `cat -v` for the ASCII ones. What comes out holds no control character but the line feeds and tabs
asked for.
"""

from __future__ import annotations

import re
from functools import cache

_RANGES = (  # Unicode's Default_Ignorable_Code_Point, and what separates lines or annotates
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer vowels that are not seen
    (0x180B, 0x180F),  # Mongolian variation selectors
    (0x200B, 0x200F),  # zero width, left-to-right and right-to-left marks
    (0x2028, 0x202E),  # separators, bidirectional embeddings and overrides
    (0x2060, 0x206F),  # joiners and bidirectional isolates
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),  # variation selectors: no width of their own, and terminals disagree
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),  # tags, which are invisible ASCII, and more variation selectors
)
_ASCII_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def visible(text: str) -> str:
    """Return `text` on one line: every control or invisible character is replaced by its name."""
    if text.isascii() and text.isprintable():  # most text; a fiftieth of what the search takes
        return text
    return text.translate(_names()) if _suspect().search(text) else text


@cache
def _names() -> dict[int, str]:
    """Return what stands for each sign; made when there is one, as no start has need of thousands."""
    named = [(0xD800, 0xDC7F), (0xDD00, 0xDFFF), *_RANGES]  # lone surrogates
    return {
        **{code: "^" + chr(code ^ 0x40) for code in (*range(0x20), 0x7F)},
        **{code: f"\\x{code:02x}" for code in range(0x80, 0xA0)},
        **{code: f"\\x{code - 0xDC00:02x}" for code in range(0xDC80, 0xDD00)},  # bytes that are no text
        **{code: f"<U+{code:04X}>" for first, last in named for code in range(first, last + 1)},
    }


@cache
def _names_in_lines() -> dict[int, str]:
    return {code: shown for code, shown in _names().items() if code not in (0x09, 0x0A)}


@cache
def _suspect() -> re.Pattern[str]:
    ranges = "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
    return re.compile(f"[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff{ranges}]")


def visible_lines(text: str) -> str:
    """Return `text` with its line feeds and tabs kept; CR LF counts as one line feed."""
    whole = text.replace("\r\n", "\n")
    return whole if whole.isascii() and not _ASCII_CONTROL.search(whole) else whole.translate(_names_in_lines())


def decoded(data: bytes, charset: str = "utf-8") -> str:
    r"""Return bytes as text; what is not valid becomes `\xNN` when it is made visible, nothing is lost."""
    try:
        return data.decode(charset, errors="surrogateescape")
    except (LookupError, UnicodeError, ValueError):
        return data.decode("utf-8", errors="surrogateescape")
