"""A small JSON laid out as lines to be compared, with every number and string spelled as it came."""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(
    r'[ \t\r\n]*(?:("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null|NaN|-?Infinity)|([{}\[\],:]))', re.DOTALL
)
_CLOSES: Final = {"{": "}", "[": "]"}
_STEP: Final = "  "
_MAX_INDENT: Final = 32


def looks_like_json(text: str, content_type: str) -> bool:
    """Tell whether a body calls itself JSON or starts like it."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith(("/json", "+json")):
        return True
    return kind in ("", "text/plain", "application/octet-stream") and text.lstrip()[:1] in ("{", "[")


def laid_out(text: str) -> list[str] | None:
    """Return JSON as lines, indented two blanks a level (32 levels at most), None for what is not JSON.

    Only white space between tokens changes: duplicate keys, their order and the spelling of numbers stay. It
    takes time linear in the text and gives way to other threads all the time.
    """
    layout = _Layout()
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None or not layout.take(found[found.lastindex or 0]):
            return None
        position = found.end()
    return layout.finished()


class _Layout:
    """The lines made so far, and the one in the making."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._open: list[str] = []
        self._just_opened = False

    def take(self, piece: str) -> bool:
        """Add one token; False where no JSON goes on like this."""
        if piece in "}]":
            return self._close(piece)
        if self._just_opened:
            self._break()
        self._just_opened = piece in _CLOSES
        if self._just_opened:
            self._open.append(piece)
        self._line.append(": " if piece == ":" else piece)
        if piece == ",":
            self._break()
        return True

    def finished(self) -> list[str] | None:
        """Return the lines, None where something was left open or nothing came."""
        if self._open or not self._line:
            return None
        return [*self._lines, "".join(self._line)]

    def _close(self, piece: str) -> bool:
        if not self._open or _CLOSES[self._open.pop()] != piece:
            return False
        if not self._just_opened:
            self._break()
        self._just_opened = False
        self._line.append(piece)
        return True

    def _break(self) -> None:
        self._lines.append("".join(self._line))
        self._line = [_STEP * min(len(self._open), _MAX_INDENT)]
