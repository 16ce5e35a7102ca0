"""Rows of the console: opened with ten thousand entries, scrolled and filtered, against a console of ten.

Entries are those that a log keeps of sends and deeds; what counts is until what was asked for is to be seen. The
memory row is what the log's entries take, by the allocator's own count, and holds them against what the log says.
"""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from textual.screen import Screen

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, Pair, RowFailed, interleaved_async
from tests.desks import DeskApp, Lists, shown
from tests.hops import answered, exchange, failed
from workbench import atomic
from workbench.models import Exchange
from workbench.screens import save_all
from workbench.screens.console import ConsoleScreen
from workbench.screens.log import LIMIT, Log
from workbench.widgets.console import Console
from workbench.widgets.filter_line import FilterLine
from workbench.widgets.text_field import TextField

_FEW: Final = 10
_MOST_PAIRS: Final = 40
_MOST_SAVES: Final = 5
_LOOKS: Final = 5000
_AGAINST: Final = "a console of ten entries"
_SIZE: Final = (80, 24)
_LOW: Final = (80, 12)  # so that ten entries have to be scrolled too
_WORD: Final = "status:5xx"
_BRIEFLY: Final = 1000


def console(bench: Bench) -> Iterator[Figure]:
    """Measure in one process at 80x24; scrolling on a screen that ten entries are too many for."""
    for home in ("many", "few"):
        (bench.scratch / home).mkdir()
    count = _BRIEFLY if bench.brief else LIMIT
    gc.freeze()  # what is loaded, as the app does at its start
    log, memory = _full(count)
    opened, word, filtered, back, saved = asyncio.run(_measured(bench, log))
    scrolled = asyncio.run(_scrolling(bench, log))
    gc.unfreeze()
    yield _figure(f"console: open {count:,}, {_sized(_SIZE)}", opened, Limit(bound=50, of="ours"))
    yield _figure(f"console: scroll {count:,}, {_sized(_LOW)}", scrolled, Limit(bound=1.5))
    yield _figure(f"console: slowest letter of the first word, {_WORD}", word, Limit(bound=100, of="ours"))
    yield _figure("console: a letter of the filter", filtered, Limit(bound=100, of="ours"))
    yield _figure("console: the filter ends", back, Limit(bound=100, of="ours"))
    yield _figure("console: longest pause while all is saved", saved, Limit(bound=100, of="ours"))
    row, limit = f"console: memory of {count:,}", Limit(bound=64, of="ours")
    yield Figure(row=row, against="what the log says", unit="MB", pairs=(memory,), limit=limit)


def _sized(size: tuple[int, int]) -> str:
    return "x".join(map(str, size))


def _figure(row: str, pairs: list[Pair], limit: Limit) -> Figure:
    return Figure(row=row, against=_AGAINST, unit="ms", pairs=tuple(pairs), limit=limit)


async def _measured(bench: Bench, full: Log) -> list[list[Pair]]:
    count = min(bench.pairs, _MOST_PAIRS)
    async with _sides(bench, full, _SIZE) as (many, few):
        rows = [await interleaved_async(count, many.opened, few.opened)]
        rows.append(await interleaved_async(count, many.first_word, few.first_word))
        await many.stand()
        await few.stand()
        rows.append(await interleaved_async(count, many.filtered, few.filtered))
        rows.append(await interleaved_async(count, many.listed_again, few.listed_again))
        rows.append(await interleaved_async(max(1, min(count // 2, _MOST_SAVES)), many.saved, few.saved))
    return rows


async def _scrolling(bench: Bench, full: Log) -> list[Pair]:
    async with _sides(bench, full, _LOW) as (many, few):
        await many.stand()
        await few.stand()
        return await interleaved_async(min(bench.pairs, _MOST_PAIRS), many.scrolled, few.scrolled)


@asynccontextmanager
async def _sides(bench: Bench, full: Log, size: tuple[int, int]) -> AsyncIterator[tuple[_Side, _Side]]:
    short = Log()
    fill(short, _FEW)
    async with _side(bench.scratch / "many", full, size) as many, _side(bench.scratch / "few", short, size) as few:
        yield many, few


@dataclass
class _Side:
    """An app whose log has so many entries, and its console once it stands."""

    app: DeskApp
    count: int
    screen: ConsoleScreen | None = None

    @property
    def last(self) -> str:
        """What the newest line says."""
        return f"/n{self.count - 1} "

    @property
    def standing(self) -> ConsoleScreen:
        """The console, which stands."""
        if self.screen is None:
            raise RowFailed("the console does not stand")
        return self.screen

    async def stand(self) -> None:
        """Open the console, and wait until its newest line is to be seen."""
        self.screen = ConsoleScreen(self.app.desk)
        with self.app._context():  # of two apps in one loop, this one is meant
            await self.app.push_screen(self.screen)
        await self._seen(self.last, lambda: self._rows.row_count() == self.count)

    async def opened(self) -> float:
        """Open the console, and close it again, which is not measured."""
        started = time.perf_counter()
        await self.stand()
        taken = time.perf_counter() - started
        await self._close()
        return taken * 1000

    async def first_word(self) -> float:
        """Type a word into the filter of a console that has just been opened, letter by letter; return the slowest."""
        await self.stand()
        self._rows.action_want("filter")
        await self._typed("")
        slowest = max([await self._typed(_WORD[:end]) for end in range(1, len(_WORD) + 1)])
        await self._close()
        return slowest

    async def _close(self) -> None:
        with self.app._context():
            await self.standing.dismiss(None)

    async def scrolled(self) -> float:
        """Go to the first line and back to the last."""
        rows = self._rows
        started = time.perf_counter()
        with self.app._context():
            rows.action_first()
            await self._seen("/n0 ", lambda: rows.scroll_offset.y == 0)
            rows.action_last()
            await self._seen(self.last, lambda: rows.scroll_offset.y > 0)
        return (time.perf_counter() - started) * 1000

    async def filtered(self) -> float:
        """Type the letter that leaves a ninth of everything."""
        if not self.standing.query(FilterLine):
            self._rows.action_want("filter")
        await self._typed("/n")
        return await self._typed("/n9", sum(str(number)[0] == "9" for number in range(self.count)))

    async def listed_again(self) -> float:
        """Take it away again."""
        await self.filtered()
        return await self._typed("/n", self.count)

    async def saved(self) -> float:
        """Write the archive as the console does, and return the longest time in which nothing else was done."""
        file, over = self.app.desk.folders.data / "all.har", asyncio.Event()
        parts = partial(atomic.write_parts, file, save_all.written(self._rows.entries, "HAR"))
        with self.app._context():
            self.app.desk.background(parts, lambda _: over.set())
            longest, seen = 0.0, time.perf_counter()
            while not over.is_set():
                await asyncio.sleep(0.001)
                longest, seen = max(longest, time.perf_counter() - seen), time.perf_counter()
        return longest * 1000

    @property
    def _rows(self) -> Console:
        return self.standing.query_one(Console)

    async def _typed(self, text: str, left: int | None = None) -> float:
        """Have the filter say so, and wait until what it leaves is told on the screen."""
        started = time.perf_counter()
        with self.app._context():
            await self._until(lambda: bool(self.standing.query(TextField)))
            self.standing.query_one(TextField).value = text
            await self._until(lambda: self._rows.query_text == text and self._told in shown(self.app))
        taken = time.perf_counter() - started
        if left not in (None, self._rows.count):
            raise RowFailed(f"the filter {text} left {self._rows.count:,}")
        return taken * 1000

    @property
    def _told(self) -> str:
        """What the console says of its filter."""
        return f"showing {self._rows.count:,} of them" if self._rows.asked.terms else "showing all"

    async def _seen(self, text: str, drawn: Callable[[], bool]) -> None:
        """Wait until a text is on the screen; it is drawn for that, and so not before there is a chance."""
        await self._until(lambda: drawn() and text in shown(self.app))

    async def _until(self, holds: Callable[[], bool]) -> None:
        for _ in range(_LOOKS):
            if holds():
                return
            await asyncio.sleep(0.001)
        raise RowFailed("it was never to be seen")


@asynccontextmanager
async def _side(home: Path, log: Log, size: tuple[int, int]) -> AsyncIterator[_Side]:
    app = DeskApp(home, lambda _desk: Screen(), Lists())
    app.desk._log = log
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield _Side(app, len(log))


def fill(log: Log, count: int) -> None:
    """Put so many entries into a log, as a session would: most to one server, some elsewhere, some failed."""
    for number in range(count):
        log.sent(_exchange(number))


def _exchange(number: int) -> Exchange:
    """Return a send of its own: no two have an object in common, as none of real sends have."""
    hop = failed() if number % 10 == 8 else answered(f"/n{number}", 500 if number % 10 == 7 else 200)
    url = f"https://api.example.test:8443/n{number}"
    asked = replace(hop.request, url=url)
    hop = replace(hop, request=asked, timing=replace(hop.timing, total=100.0 + number / 7))
    started = datetime.fromtimestamp(1_790_000_000 + number, UTC)
    return replace(exchange(hop, body=f'{{"number": {number}}}'.encode()), started=started)


def _full(count: int) -> tuple[Log, Pair]:
    """Return a log of so many entries, and what it takes in memory beside what it says it takes."""
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    log = Log()
    fill(log, count)
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return log, (taken / 1e6, log.weight / 1e6)
