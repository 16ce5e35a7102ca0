"""The log: every send and every deed of the app, kept while the app runs, bounded in number and in bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, overload

from workbench.models import Choice, Exchange, Gist, LogEntry
from workbench.screens.log_packing import TOGETHER, Unpacked, packed
from workbench.screens.log_sharing import Sharing
from workbench.screens.log_weight import weigh

if TYPE_CHECKING:
    from workbench.screens.desk import Level

LIMIT: Final = 10_000
LIMIT_BYTES: Final = 64 * 1024 * 1024
_SHELL: Final = 1000  # an entry's own objects, and what the allocator adds
_PACKED_SHELL: Final = 400
_AT_HAND: Final = 64
"""How many of the newest are never packed: they are looked at, and the next ones share with them."""
_HEAVY: Final = 24_000
"""What weighs more is not packed either: that would take a moment, and save little."""
_LATELY: Final = 8


class Log(Sequence[LogEntry]):
    """Entries, oldest first; an answer's body is kept by its head only, its size stays true.

    Where there are too many, or they weigh too much, the oldest are dropped; the newest stays whatever it weighs.
    """

    def __init__(self) -> None:
        self._entries: deque[LogEntry] = deque()
        self._weights: deque[int] = deque()
        self._total = 0
        self._sharing = Sharing()
        self._unpacked = Unpacked()
        self._fresh = 0  # so many of the newest have not been packed
        self.dropped = 0
        """How many entries have been dropped since the log was last emptied."""

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> LogEntry: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[LogEntry]: ...

    def __getitem__(self, index: int | slice) -> LogEntry | Sequence[LogEntry]:
        return list(self._entries)[index] if isinstance(index, slice) else self._entries[index]

    def __iter__(self) -> Iterator[LogEntry]:
        return iter(self._entries)

    @property
    def weight(self) -> int:
        """About how many bytes of memory the entries take."""
        return self._total + self._sharing.weight + self._unpacked.weight

    def sent(self, exchange: Exchange, choice: Choice | None = None) -> LogEntry:
        """Add a finished send, made while the session was somebody."""
        kept, weight = self._sharing.kept(exchange)
        return self._add(LogEntry(at=exchange.started, exchange=kept, choice=choice), weight)

    def said(self, text: str, level: Level) -> LogEntry:
        """Add something the app did or warns of."""
        return self._add(LogEntry(at=datetime.now(UTC), text=text, level=level), 0)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._weights.clear()
        self._total = 0
        self._sharing = Sharing()
        self._unpacked = Unpacked()
        self._fresh = 0
        self.dropped = 0

    def _add(self, entry: LogEntry, weight: int) -> LogEntry:
        from workbench.widgets import console_gist  # with the first entry: no start waits for it

        gist = self._known(console_gist.gist(entry))
        kept = replace(entry, gist=gist)
        self._entries.append(kept)
        self._weights.append(_SHELL + weight + weigh(entry.text) + weigh(gist.text))
        self._total += self._weights[-1]
        self._fresh += 1
        if self._fresh >= _AT_HAND + TOGETHER:
            self._pack()
        while len(self._entries) > 1 and (len(self._entries) > LIMIT or self.weight > LIMIT_BYTES):
            self._entries.popleft()
            self._total -= self._weights.popleft()
            self.dropped += 1
        self._fresh = min(self._fresh, len(self._entries))
        return kept

    def _known(self, gist: Gist) -> Gist:
        """Return the same that one of the last entries has, where one does."""
        lately = islice(reversed(self._entries), _LATELY)
        return next((entry.gist for entry in lately if entry.gist == gist), None) or gist

    def _pack(self) -> None:
        """Pack the oldest that are not."""
        numbers = range(-self._fresh, -self._fresh + TOGETHER)
        light = [number for number in numbers if self._weights[number] < _HEAVY]
        self._fresh -= TOGETHER
        if not light:
            return
        entries, weight = packed([self._entries[number] for number in light], self._unpacked)
        for number, entry in zip(light, entries, strict=True):
            self._entries[number] = entry
            self._total -= self._weights[number]
            self._weights[number] = _PACKED_SHELL + weight + weigh(entry.text)
            self._total += self._weights[number]
