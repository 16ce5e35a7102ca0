"""A search in a body: all places where something stands, found beside the keys, walked through one by one."""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Final

from workbench import marks
from workbench.bodies import seeking, workshop
from workbench.bodies.document import Document
from workbench.bodies.job import Fact
from workbench.bodies.source import Readable, Source
from workbench.bodies.workshop import Outcome, Task, Work
from workbench.nouns import dataclass
from workbench.visible import visible

_AT_ONCE: Final = 256 * 1024
_ARRIVED: Final = 16 << 20  # bytes of a body that still arrives, which are copied to be looked through
_PATIENCE: Final = 5.0  # seconds for a mebibyte: an expression that takes longer would take for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where a search came to, None for nowhere, and in words how it stands; `is_shown` where it was shown before.

    `again` is the end of the words where it went round the end.
    """

    span: tuple[int, int] | None
    words: str
    is_shown: bool = False
    again: str = ""


class BodySearch:
    """One needle in one document; `came` is called with each hit, perhaps later."""

    def __init__(self, call: Callable[[Callable[[], None]], None], came: Callable[[Hit], None]) -> None:
        self._call = call
        self._came = came
        self.needle = ""
        self.is_regex = False
        self.span: tuple[int, int] | None = None
        self._places: Source | None = None
        self._remark = ""
        self._size = 0
        self._work: Work | None = None
        self._document: Document | None = None

    def start(self, document: Document, needle: str, offset: int, *, regex: bool) -> None:
        """Look for a text in any case, or for an expression, and go to the first place from a byte on.

        Of a body that still arrives that is what there is of it, 16 MiB at most.
        """
        self.close()
        self.needle, self.is_regex, self._document = needle, regex, document
        self._places = self.span = None
        source = document.lines.source
        self._size = _size(source)
        self._remark = f", in the first {marks.size(self._size)}" if self._size < len(source) else ""
        if not needle:
            return
        if not isinstance(source, Source):
            source = Source(source.read(0, self._size))
        if not regex and len(source) <= _AT_ONCE:
            found = seeking.places(source, document.lines.encoding, seeking.compiled(needle, regex=False))
            self._places = Source(b"".join(seeking.PLACE.pack(*place) for place in found))
            self._go(offset, 1)
        else:
            self._send(source, document, offset)

    def step(self, document: Document, offset: int, step: int) -> None:
        """Go to the next place, or to the one before; a document that is new is looked through first."""
        if not self.needle or self._work is not None:
            return
        is_new = document is not self._document or self._places is None
        if self.span is not None and not is_new:
            offset = self.span[0] + (step > 0)
        if is_new or (step > 0 and self._size != _size(document.lines.source)):
            self.start(document, self.needle, offset, regex=self.is_regex)
        else:
            self._go(offset, step)

    @property
    def is_working(self) -> bool:
        """Whether a child looks through the body."""
        return self._work is not None

    def close(self) -> None:
        """End what is under way."""
        if self._work is not None:
            self._work.cancel()
        self._work = None

    def forget(self) -> None:
        """Let go of the document and of what was found in it; what was looked for stays."""
        self.close()
        self._document = self._places = self.span = None

    def _send(self, source: Source, document: Document, offset: int) -> None:
        encoding = document.lines.encoding
        arguments: dict[str, Fact] = {
            "needle": self.needle,
            "regex": self.is_regex,
            "start": offset,
            "charset": encoding.name,
            "newline": encoding.newline.decode("latin-1"),
            "mark": encoding.mark,
        }
        task = Task(module="workbench.bodies.seeking", arguments=arguments, patience=_PATIENCE)
        made = self._number = object()

        def told(fact: Mapping[str, Fact]) -> None:
            self._call(lambda: self._told(made, fact))

        def done(outcome: Outcome) -> None:
            self._call(lambda: self._done(made, outcome, offset))

        self._work = workshop.start(task, source, told, done)

    def _told(self, made: object, fact: Mapping[str, Fact]) -> None:
        found = fact.get("found")
        if made is self._number and self._work is not None and isinstance(found, list):
            first, last = found
            if isinstance(first, int) and isinstance(last, int):
                self.span = first, last
                self._came(Hit(span=self.span, words="counting …"))

    def _done(self, made: object, outcome: Outcome, offset: int) -> None:
        if made is not self._number or self._work is None or outcome.cancelled:
            return
        self._work = None
        if outcome.source is None:
            self._came(Hit(span=None, words=outcome.fault))
            return
        self._places = outcome.source
        self._remark += "".join(f", {note}" for note in outcome.notes)
        self._go(self.span[0] if self.span is not None else offset, 1, is_shown=self.span is not None)

    def _go(self, offset: int, step: int, *, is_shown: bool = False) -> None:
        """Go to the first place from a byte on, or the last before it, round the end."""
        count = len(self._places or b"") // seeking.PLACE.size
        if count == 0:
            self.span = None
            self._came(Hit(span=None, words=f'"{visible(self.needle)}" is not in the body'))
            return
        place = bisect_left(range(count), offset, key=lambda number: self._place(number)[0])
        number = place if step > 0 else place - 1
        round_the_end = number >= count or number < 0
        number %= count
        self.span = self._place(number)
        again = "" if not round_the_end else ", from the top again" if step > 0 else ", from the end again"
        words = f"{number + 1:,} of {count:,}{self._remark}{again}"
        self._came(Hit(span=self.span, words=words, is_shown=is_shown, again=again))

    def _place(self, number: int) -> tuple[int, int]:
        data: bytes | mmap.mmap = self._places.data if self._places is not None else b""
        first, last = seeking.PLACE.unpack_from(data, number * seeking.PLACE.size)
        return first, last


def _size(source: Readable) -> int:
    """Return how many bytes are looked through."""
    return len(source) if isinstance(source, Source) else min(len(source), _ARRIVED)
