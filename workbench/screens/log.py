"""The log: every send and every deed of the app, kept while the app runs, bounded in number and in bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, overload

from workbench.models import Choice, Exchange, LogEntry
from workbench.screens.log_sharing import Sharing
from workbench.screens.log_weight import weigh

if TYPE_CHECKING:
    from workbench.screens.desk import Level

LIMIT: Final = 10_000
LIMIT_BYTES: Final = 64 * 1024 * 1024
_SHELL: Final = 1000  # an entry's own objects, and what the allocator adds


class Log(Sequence[LogEntry]):
    """Entries, oldest first; a body is kept by its head only, its size stays true.

    Where there are too many, or they weigh too much, the oldest are dropped; the newest stays whatever it weighs.
    """

    def __init__(self) -> None:
        self._entries: deque[LogEntry] = deque()
        self._weights: deque[int] = deque()
        self._total = 0
        self._sharing = Sharing()
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
        return self._total + self._sharing.weight

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
        self.dropped = 0

    def _add(self, entry: LogEntry, weight: int) -> LogEntry:
        from workbench.widgets import console_gist  # with the first entry: no start waits for it

        gist = console_gist.gist(entry)
        kept = replace(entry, gist=gist)
        self._entries.append(kept)
        self._weights.append(_SHELL + weight + weigh(entry.text) + weigh(gist.text))
        self._total += self._weights[-1]
        while len(self._entries) > 1 and (len(self._entries) > LIMIT or self.weight > LIMIT_BYTES):
            self._entries.popleft()
            self._total -= self._weights.popleft()
            self.dropped += 1
        return kept
