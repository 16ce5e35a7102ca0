"""Rows of what watching the handshake costs: a cold GET, and a large body, with the recorder and without it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final, NamedTuple

from tests.bench.bench import Bench
from tests.bench.downloads import check, large
from tests.bench.figures import Figure, Limit, Pair, interleaved_async
from tests.bench.sends import in_loop, sending, timed
from workbench.engine import Sender

_MANY: Final = 500  # a difference of a tenth of a millisecond drowns in fewer
_MOST_DOWNLOADS: Final = 40


def observing(bench: Bench) -> Iterator[Figure]:
    """Measure what watching the handshake costs a cold GET: by the clock, and in CPU time of the engine's thread."""
    limit = Limit(bound=0.15, of="difference")
    spent = in_loop(_cold(bench))
    clock = tuple((ours.clock, theirs.clock) for ours, theirs in spent)
    cpu = tuple((ours.cpu, theirs.cpu) for ours, theirs in spent)
    yield Figure(row="observing", against="not observing", unit="ms", pairs=clock, limit=limit)
    yield Figure(row="observing: cpu", against="not observing", unit="ms", pairs=cpu, limit=limit)


def observed_download(bench: Bench) -> Iterator[Figure]:
    """Measure what it costs a body of 256 MiB, whose every record passes the recorder."""
    limit = Limit(bound=0.97, least=True)
    pairs = in_loop(_download(bench))
    yield Figure(row="observed-download", against="not observing", unit="MB/s", pairs=pairs, limit=limit)


class _Spent(NamedTuple):
    clock: float
    cpu: float


async def _cold(bench: Bench) -> tuple[tuple[_Spent, _Spent], ...]:
    place = bench.server
    ticket = place.ticket(place.url, closing=True)
    count = bench.pairs if bench.brief else max(_MANY, bench.pairs)

    async def spent(sender: Sender) -> _Spent:
        started = time.thread_time()
        clock = await timed(sender, ticket)
        return _Spent(clock, (time.thread_time() - started) * 1000)

    async with sending() as watching, sending(observing=False) as blind:
        return tuple(await interleaved_async(count, lambda: spent(watching), lambda: spent(blind)))


async def _download(bench: Bench) -> tuple[Pair, ...]:
    place, file, size = bench.server, bench.scratch / "body", large(bench)
    ticket = place.ticket(place.big(size), closing=True, save_to=file)

    async def speed(sender: Sender) -> float:
        milliseconds = await timed(sender, ticket)
        return check(file, size) / milliseconds / 1000

    count = min(bench.pairs, _MOST_DOWNLOADS)
    async with sending() as watching, sending(observing=False) as blind:
        return tuple(await interleaved_async(count, lambda: speed(watching), lambda: speed(blind)))
