"""Foreign text in visible form: nothing a peer wrote may reach the terminal as a command.

Escapes, C0 and C1 controls, bidirectional overrides and other invisible characters are shown by name, in the
way of `cat -v` for the ASCII ones. What comes out holds no control character but the line feeds and tabs
asked for.
"""

from __future__ import annotations

import re
from functools import cache

_C0 = {code: "^" + chr(code ^ 0x40) for code in (*range(0x20), 0x7F)}
_C1 = {code: f"\\x{code:02x}" for code in range(0x80, 0xA0)}
_RANGES = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),
    (0x180E, 0x180E),
    (0x200B, 0x200F),  # zero width, left-to-right and right-to-left marks
    (0x2028, 0x202E),  # separators, bidirectional embeddings and overrides
    (0x2060, 0x206F),  # joiners and bidirectional isolates
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),  # variation selectors: no width of their own, and terminals disagree
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),  # tags: invisible ASCII
)
_INVISIBLE = {code: f"<U+{code:04X}>" for first, last in _RANGES for code in range(first, last + 1)}
_SURROGATES = {code: f"\\x{code - 0xDC00:02x}" for code in range(0xDC80, 0xDD00)}
_LONE = {code: f"<U+{code:04X}>" for code in (*range(0xD800, 0xDC80), *range(0xDD00, 0xE000))}
_TABLE = {**_C0, **_C1, **_INVISIBLE, **_SURROGATES, **_LONE}
_LINES = {code: shown for code, shown in _TABLE.items() if code not in (0x09, 0x0A)}


def visible(text: str) -> str:
    """Return `text` on one line: every control or invisible character is replaced by its name."""
    if text.isascii() and text.isprintable():  # most text; a fiftieth of what the search takes
        return text
    return text.translate(_TABLE) if _suspect().search(text) else text


@cache
def _suspect() -> re.Pattern[str]:
    ranges = "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
    return re.compile(f"[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff{ranges}]")


def visible_lines(text: str) -> str:
    """Return `text` with its line feeds and tabs kept; CR LF counts as one line feed."""
    return text.replace("\r\n", "\n").translate(_LINES)


def decoded(data: bytes, charset: str = "utf-8") -> str:
    r"""Return bytes as text; what is not valid becomes `\xNN` when it is made visible, nothing is lost."""
    try:
        return data.decode(charset, errors="surrogateescape")
    except (LookupError, UnicodeError, ValueError):
        return data.decode("utf-8", errors="surrogateescape")
