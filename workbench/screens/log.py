"""The log: every send and every deed of the app, kept while the app runs, bounded in number and in bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, overload

from workbench.models import Choice, Content, Exchange, LogEntry
from workbench.screens.desk import Level

LIMIT: Final = 10_000
KEPT_BODY: Final = 16_384


class Log(Sequence[LogEntry]):
    """Entries, oldest first; a body is kept by its head only, its size stays true."""

    def __init__(self) -> None:
        self._entries: deque[LogEntry] = deque(maxlen=LIMIT)

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

    def sent(self, exchange: Exchange, choice: Choice | None = None) -> LogEntry:
        """Add a finished send, made while the session was somebody."""
        return self._add(LogEntry(at=exchange.started, exchange=shortened(exchange), choice=choice))

    def said(self, text: str, level: Level) -> LogEntry:
        """Add something the app did or warns of."""
        return self._add(LogEntry(at=datetime.now(UTC), text=text, level=level))

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()

    def _add(self, entry: LogEntry) -> LogEntry:
        self._entries.append(entry)
        return entry


def shortened(exchange: Exchange) -> Exchange:
    """Return an exchange with the heads of its bodies only."""
    hops = tuple(replace(hop, request=replace(hop.request, body=_head(hop.request.body))) for hop in exchange.hops)
    return replace(exchange, hops=hops, body=_head(exchange.body))


def _head(body: Content | None) -> Content | None:
    if body is None or (body.path is None and len(body.data) <= KEPT_BODY):
        return body
    return replace(body, data=body.data[:KEPT_BODY], path=None)
