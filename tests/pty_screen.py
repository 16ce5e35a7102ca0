"""What a terminal would show of the bytes that a program wrote: a screen of pyte, fed as they come."""

from __future__ import annotations

import re
from typing import Final

import pyte

# Sequences that pyte would draw as text.
_NOT_DRAWN: Final = re.compile(rb"\x1b\[[<=>?][0-9;]*(?:\$p|[cqu])|\x1b[P\]][^\x07\x1b]*(?:\x07|\x1b\\)")
_CUT_SHORT: Final = re.compile(rb"\x1b(?:\[[0-9;:<=>?$ ]*|[P\]][^\x07\x1b]*)?$")  # its rest is in the next chunk


class PtyScreen:
    """The screen as it stands after what was fed so far."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._cut = b""

    def feed(self, data: bytes) -> None:
        """Draw what came; a sequence that was cut short waits for its rest."""
        data = self._cut + data
        cut = _CUT_SHORT.search(data)
        end = cut.start() if cut else len(data)
        data, self._cut = data[:end], data[end:]
        self._stream.feed(_NOT_DRAWN.sub(b"", data))

    def resize(self, columns: int, rows: int) -> None:
        """Take another size, as a terminal's window does."""
        self._screen.resize(rows, columns)

    def text(self) -> str:
        """Return the lines of the screen."""
        return "\n".join(self._screen.display)
