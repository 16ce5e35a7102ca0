"""A body as lines to look at: laid out where it is JSON, by line where it is anything else, never all at once."""

from __future__ import annotations

import mmap
import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import sub
from typing import Final, Literal, Protocol

from workbench import charsets, marks
from workbench.bodies import json_text
from workbench.models import Content
from workbench.visible import decoded, visible

LONG_LINE: Final = 65_536
PRETTY_BYTES: Final = 8 * 1024 * 1024
_WRAPPED_LINES: Final = 5_000
_WRAPPED_LENGTH: Final = 1_000_000
_TAB: Final = 4
_SNIFFED: Final = 1_024


class Lines(Protocol):
    """Lines that are safe to show, found by number without holding them all."""

    longest: int
    """The length of the longest one, or more."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, number: int) -> str:
        """Return one, tabs expanded, controls in visible form."""

    def find(self, needle: str, start: int, *, back: bool = False) -> int | None:
        """Return the next line from `start` on, round the end, that holds a text in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A body ready to be drawn; `notes` stand above it, `wraps` says whether long lines may be folded."""

    lines: Lines
    kind: Literal["json", "text"] = "text"
    notes: tuple[str, ...] = ()
    wraps: bool = True


class TextLines:
    """Lines of a text in memory."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self.longest = max(map(len, lines), default=0)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, number: int) -> str:
        return _shown(self._lines[number])

    def find(self, needle: str, start: int, *, back: bool = False) -> int | None:
        """Look through the lines one by one."""
        wanted, count = needle.casefold(), len(self._lines)
        step = -1 if back else 1
        numbers = ((start + step * passed) % count for passed in range(count))
        return next((number for number in numbers if wanted in self._lines[number].casefold()), None)


class FileLines:
    """Lines of a file that stays on disk: eight bytes of memory a line; the file is mapped as long as this lives."""

    def __init__(self, mapped: mmap.mmap, charset: str) -> None:
        self._mapped = mapped
        self._charset = charset
        self._starts = array("Q", [0])
        self._starts.extend(found.end() for found in re.finditer(b"\n", mapped))
        if self._starts[-1] == len(mapped) and len(self._starts) > 1:
            self._starts.pop()
        ends = chain(islice(self._starts, 1, None), (len(mapped),))
        self.longest = min(LONG_LINE, max(map(sub, ends, self._starts)))

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, number: int) -> str:
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._mapped)
        line = decoded(self._mapped[start : min(end, start + LONG_LINE)].rstrip(b"\r\n"), self._charset)
        cut = end - start - LONG_LINE
        return _shown(line) + (f" … [{marks.size(cut)} more on this line]" if cut > 0 else "")

    def find(self, needle: str, start: int, *, back: bool = False) -> int | None:
        """Search the bytes; backwards means all of what is before."""
        pattern = re.compile(re.escape(needle.encode(errors="surrogateescape")), re.IGNORECASE)
        edge = self._starts[start % len(self._starts)]
        if back:
            places = [found.start() for found in pattern.finditer(self._mapped, 0, edge)]
            places = places or [found.start() for found in pattern.finditer(self._mapped, edge)]
            return self._line_at(places[-1]) if places else None
        found = pattern.search(self._mapped, edge) or pattern.search(self._mapped, 0, edge)
        return self._line_at(found.start()) if found else None

    def _line_at(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1


def at_once(content: Content, content_type: str) -> Document:
    """Return a body as it came, by line: quick at any size that is in memory."""
    text = decoded(content.data, charsets.named(content_type))
    lines = text.removesuffix("\n").split("\n")
    return Document(lines=TextLines(lines), notes=_notes(content), wraps=_wraps(lines, len(text)))


def prepared(content: Content, content_type: str) -> Document | None:
    """Return what takes longer, for a thread: JSON laid out, or the lines of a file; None where there is no more."""
    charset = charsets.named(content_type)
    if content.path is not None:
        return _mapped(content, content_type, charset)
    if len(content.data) > PRETTY_BYTES:
        return None
    text = decoded(content.data, charset)
    if not json_text.looks_like_json(text, content_type):
        return None
    lines = json_text.laid_out(text)
    if lines is None:
        return None
    return Document(lines=TextLines(lines), kind="json", notes=_notes(content), wraps=_wraps(lines, len(text)))


def _mapped(content: Content, content_type: str, charset: str) -> Document | None:
    if content.path is None:
        return None
    try:
        with content.path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return None
    notes = (f"{marks.size(content.size)}, shown as it came", *_notes(content))
    is_json = json_text.looks_like_json(decoded(content.data[:_SNIFFED], charset), content_type)
    return Document(lines=FileLines(mapped, charset), kind="json" if is_json else "text", notes=notes, wraps=False)


def _notes(content: Content) -> tuple[str, ...]:
    if content.complete:
        return ()
    return (f"! the connection ended before the body did: {marks.size(content.size)} arrived",)


def _wraps(lines: Sequence[str], length: int) -> bool:
    return len(lines) <= _WRAPPED_LINES and length <= _WRAPPED_LENGTH


def _shown(line: str) -> str:
    return visible(line.removesuffix("\r").expandtabs(_TAB))
