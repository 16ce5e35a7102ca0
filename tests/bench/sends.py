"""Rows of single GETs, timed inside the engine's loop: the wait of another thread is not in them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx

from tests.bench import plain
from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, Pair, RowFailed, interleaved_async
from tests.bench.places import Place
from workbench.engine import Sender, Ticket

T = TypeVar("T")


def cold(bench: Bench) -> Iterator[Figure]:
    """Measure a GET on a connection of its own, observed, with the context kept."""
    pairs = in_loop(_cold(bench))
    yield Figure(row="cold", against="raw ssl handshake + GET", unit="ms", pairs=pairs, limit=Limit(bound=1.9))


def warm(bench: Bench) -> Iterator[Figure]:
    """Measure a GET on a kept connection."""
    yield Figure(
        row="warm", against="stock async httpx", unit="ms", pairs=in_loop(_warm(bench)), limit=Limit(bound=0.95)
    )


def in_loop(work: Coroutine[object, object, T]) -> T:
    """Run in the kind of loop that the engine has."""
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(work)


@asynccontextmanager
async def sending(*, observing: bool = True) -> AsyncIterator[Sender]:
    """Make a sender that is closed at the end of the block."""
    sender = Sender(observing=observing)
    try:
        yield sender
    finally:
        await sender.aclose()


async def timed(sender: Sender, ticket: Ticket) -> float:
    """Send and return the milliseconds it took; a send that fails, or is not answered with 200, fails the row."""
    started = time.perf_counter()
    exchange = await sender.send(ticket)
    elapsed = (time.perf_counter() - started) * 1000
    if exchange.response is None or exchange.response.status != 200:
        raise RowFailed(f"our send failed: {exchange.failure or exchange.response}")
    return elapsed


async def _cold(bench: Bench) -> tuple[Pair, ...]:
    place = bench.server
    ticket, context = place.ticket(place.url, closing=True), plain.context(place)

    async def theirs() -> float:
        return plain.get(place, context) * 1000

    async with sending() as sender:
        return tuple(await interleaved_async(bench.pairs, lambda: timed(sender, ticket), theirs))


async def _warm(bench: Bench) -> tuple[Pair, ...]:
    place = bench.server
    ticket = place.ticket(place.url)
    async with sending() as sender, _stock(place) as client:
        return tuple(
            await interleaved_async(bench.pairs, lambda: timed(sender, ticket), lambda: _stock_get(client, place))
        )


def _stock(place: Place) -> httpx.AsyncClient:
    # httpx has no word for addresses: the host is in the header and in SNI, as with `[resolve]`.
    return httpx.AsyncClient(verify=plain.context(place), trust_env=False, headers={"Host": place.authority})


async def _stock_get(client: httpx.AsyncClient, place: Place) -> float:
    started = time.perf_counter()
    response = await client.get(f"https://127.0.0.1:{place.port}/", extensions={"sni_hostname": place.host})
    elapsed = (time.perf_counter() - started) * 1000
    response.raise_for_status()
    return elapsed
