"""Foreign text in visible form: nothing a peer wrote may reach the terminal as a command.

Escapes, C0 and C1 controls, bidirectional overrides and other invisible characters are shown by name, in the
way of `cat -v` for the ASCII ones. What comes out holds no control character but the line feeds and tabs
asked for.
"""

from __future__ import annotations

import re

_C0 = {code: "^" + chr(code ^ 0x40) for code in (*range(0x20), 0x7F)}
_C1 = {code: f"\\x{code:02x}" for code in range(0x80, 0xA0)}
_INVISIBLE = {
    code: f"<U+{code:04X}>"
    for code in (
        0x00AD,  # soft hyphen
        0x061C,  # Arabic letter mark
        0x115F,
        0x1160,
        0x180E,
        *range(0x200B, 0x2010),  # zero width, left-to-right and right-to-left marks
        *range(0x2028, 0x202F),  # separators, bidirectional embeddings and overrides
        *range(0x2060, 0x2070),  # joiners and bidirectional isolates
        0x3164,
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
        *range(0xFE00, 0xFE10),  # variation selectors: no width of their own, and terminals disagree
        *range(0xE0000, 0xE0080),  # tags: invisible ASCII
    )
}
_SURROGATES = {code: f"\\x{code - 0xDC00:02x}" for code in range(0xDC80, 0xDD00)}
_LONE = {code: f"<U+{code:04X}>" for code in (*range(0xD800, 0xDC80), *range(0xDD00, 0xE000))}
_TABLE = {**_C0, **_C1, **_INVISIBLE, **_SURROGATES, **_LONE}
_LINES = {code: shown for code, shown in _TABLE.items() if code not in (0x09, 0x0A)}
_SUSPECT = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_TABLE)) + "]")


def visible(text: str) -> str:
    """Return `text` on one line: every control or invisible character is replaced by its name."""
    if text.isascii() and text.isprintable():  # most text; a fiftieth of what the search takes
        return text
    return text.translate(_TABLE) if _SUSPECT.search(text) else text


def visible_lines(text: str) -> str:
    """Return `text` with its line feeds and tabs kept; CR LF counts as one line feed."""
    return text.replace("\r\n", "\n").translate(_LINES)


def decoded(data: bytes, charset: str = "utf-8") -> str:
    r"""Return bytes as text; what is not valid becomes `\xNN` when it is made visible, nothing is lost."""
    try:
        return data.decode(charset, errors="surrogateescape")
    except (LookupError, UnicodeError, ValueError):
        return data.decode("utf-8", errors="surrogateescape")
