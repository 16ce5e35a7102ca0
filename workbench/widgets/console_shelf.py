"""The console's entries by number: which are listed under a filter, and which have been dropped at the old end.

A number is an entry's for good: the first ever is 0, and dropping the oldest renumbers nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from workbench.models import Gist, LogEntry
from workbench.widgets import console_gist
from workbench.widgets.console_filter import Query

_ALL = Query()


class Shelf:
    """Keeps entries in order and lists those that a query is about."""

    def __init__(self, entries: Iterable[LogEntry] = ()) -> None:
        self.entries = list(entries)
        self._gists = list(map(console_gist.of, self.entries))
        self.query = _ALL
        self.errors = _errors(self._gists)
        """How many entries are errors, listed or not."""
        self._first = 0
        self._listed: list[int] = []
        self.list_by(_ALL)

    def __len__(self) -> int:
        return len(self._listed)

    @property
    def listed(self) -> list[LogEntry]:
        """What is listed, oldest first."""
        return [self[number] for number in self._listed]

    def __getitem__(self, number: int) -> LogEntry:
        """Return the entry of a number."""
        return self.entries[number - self._first]

    def holds(self, number: int) -> bool:
        """Tell whether an entry is still there."""
        return self._first <= number < self._first + len(self.entries)

    def newest_send(self) -> int | None:
        """Return the place of the newest send that is listed."""
        places = range(len(self._listed) - 1, -1, -1)
        return next((place for place in places if self[self._listed[place]].exchange), None)

    def number(self, place: int) -> int:
        """Return the number of what is listed at a place."""
        return self._listed[place]

    def place(self, number: int) -> int | None:
        """Return where an entry is listed, None where it is not."""
        at = bisect_left(self._listed, number)
        return at if at < len(self._listed) and self._listed[at] == number else None

    def add(self, entry: LogEntry) -> bool:
        """Append an entry; tell whether it is listed."""
        gist = console_gist.of(entry)
        self.entries.append(entry)
        self._gists.append(gist)
        self.errors += gist.is_error
        wanted = self.query.holds(gist)
        if wanted:
            self._listed.append(self._first + len(self.entries) - 1)
        return wanted

    def counts(self, dropped: int) -> Iterator[str]:
        """Yield how many entries there are, went wrong, were dropped, and are listed, in words."""
        count = len(self.entries)
        yield f"{count:,} entr{'y' if count == 1 else 'ies'}"
        if self.errors:
            yield f"{self.errors:,} error{'' if self.errors == 1 else 's'}"
        if dropped:
            yield f"{dropped:,} older dropped"
        yield f"showing {len(self):,} of them" if self.query.terms else "showing all"

    def drop(self, count: int) -> int:
        """Drop the oldest; return how many of them were listed."""
        self.errors -= _errors(self._gists[:count])
        del self.entries[:count], self._gists[:count]
        self._first += count
        gone = bisect_left(self._listed, self._first)
        del self._listed[:gone]
        return gone

    def list_by(self, query: Query) -> None:
        """List what a query is about."""
        self.query = query
        numbers = range(self._first, self._first + len(self.entries))
        if not query.terms:
            self._listed = list(numbers)
            return
        left = list(zip(numbers, self._gists, strict=True))
        for term in query.terms:
            test = term.test
            left = [(number, gist) for number, gist in left if test(gist)]
        self._listed = [number for number, _ in left]


def _errors(gists: Iterable[Gist]) -> int:
    return [gist.is_error for gist in gists].count(True)
