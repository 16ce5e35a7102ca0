"""The terminal's input, read in a thread: unlike Textual's own reader it stops at once, and no byte is a fault.

What is no UTF-8 was typed on a terminal of another charset; where there is nothing more to read, the terminal is gone,
which the app finds out by itself.
"""

from __future__ import annotations

import os
import re
import select
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.message import Message

_TICK: Final = 0.1  # seconds after which an escape alone is a key
_AT_ONCE: Final = 4096
_SEQUENCE: Final = re.compile("(?=\x1b)")


def listen(terminal: int, stop: int, process: Callable[[Message], None], *, debug: bool) -> None:
    """Call `process` with every key and answer from one descriptor, until there is something to read from the other."""
    parser = XTermParser(debug)
    decode = getincrementaldecoder("utf-8")("replace").decode
    while True:
        ready, _, _ = select.select([terminal, stop], [], [], _TICK)
        if stop in ready:
            break
        if terminal in ready:
            data = _read(terminal)
            if not data:
                select.select([stop], [], [])
                break
            for piece in filter(None, _SEQUENCE.split(decode(data))):
                parser = parser if _handed_on(parser.feed(piece), process) else XTermParser(debug)
        for event in parser.tick():
            process(event)
    with suppress(EOFError, ParseError):
        for _ in parser.feed(""):
            pass


def _handed_on(events: Iterable[Message], process: Callable[[Message], None]) -> bool:
    """Hand on what was read; False where a key is spelled in a way that Textual's parser does not know."""
    try:
        for event in events:
            process(event)
    except ValueError:
        return False
    return True


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, _AT_ONCE)
    except OSError:
        return b""
