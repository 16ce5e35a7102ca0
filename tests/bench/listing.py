"""Rows of the certificate list: opened with ten thousand entries, and scrolled, against a list of ten.

What counts is until the rows are to be seen; the files are read behind it meanwhile, as they are for a person.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from textual.screen import Screen

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, Pair, RowFailed, interleaved_async
from tests.desks import DeskApp, Lists, holding, pair, pki, shown
from workbench.screens.certificates import CertificatesScreen
from workbench.widgets.certificate_table import CertificateTable

_MANY: Final = 10_000
_FEW: Final = 10
_MOST_PAIRS: Final = 40
_LOOKS: Final = 5000
_AGAINST: Final = "a list of ten entries"


def listing(bench: Bench) -> Iterator[Figure]:
    """Measure on settings that are loaded, at 80x24."""
    folder = bench.scratch / "pki"
    pki(folder)
    for home in ("many", "few"):
        (bench.scratch / home).mkdir()
    opened, scrolled = asyncio.run(_measured(bench, folder))
    yield _figure("list: open 10,000", opened, Limit(bound=300, of="ours"))
    yield _figure("list: scroll 10,000", scrolled, Limit(bound=1.5))


def _figure(row: str, pairs: list[Pair], limit: Limit) -> Figure:
    return Figure(row=row, against=_AGAINST, unit="ms", pairs=tuple(pairs), limit=limit)


async def _measured(bench: Bench, folder: Path) -> tuple[list[Pair], list[Pair]]:
    count = min(bench.pairs, _MOST_PAIRS)
    async with _app(bench.scratch / "many", folder, _MANY) as many, _app(bench.scratch / "few", folder, _FEW) as few:
        opened = await interleaved_async(count, lambda: _opened(many), lambda: _opened(few))
        there = (await _standing(many), f"h{_MANY - 1}.example.test")
        here = (await _standing(few), f"h{_FEW - 1}.example.test")
        scrolled = await interleaved_async(count, lambda: _scrolled(many, *there), lambda: _scrolled(few, *here))
    return opened, scrolled


@asynccontextmanager
async def _app(home: Path, folder: Path, entries: int) -> AsyncIterator[DeskApp]:
    listed = tuple(pair(folder, "alice", host=f"h{at}.example.test", id=f"i{at}") for at in range(entries))
    app = DeskApp(home, lambda _desk: Screen(), Lists())
    holding(app.desk, listed)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield app


async def _opened(app: DeskApp) -> float:
    started = time.perf_counter()
    screen = await _standing(app)
    taken = time.perf_counter() - started
    with app._context():
        await screen.dismiss(None)
    return taken * 1000


async def _standing(app: DeskApp) -> CertificatesScreen:
    """Open the list, and wait until its first row is to be seen."""
    screen = CertificatesScreen(app.desk)
    with app._context():  # of two apps in one loop, this one is meant
        await app.push_screen(screen)
    await _seen(app, "h0.example.test")
    return screen


async def _scrolled(app: DeskApp, screen: CertificatesScreen, last: str) -> float:
    table = screen.query_one(CertificateTable)
    started = time.perf_counter()
    with app._context():
        table.action_last()
        await _seen(app, last)
        table.action_first()
        await _seen(app, "h0.example.test")
    return (time.perf_counter() - started) * 1000


async def _seen(app: DeskApp, text: str) -> None:
    """Wait until a text is on the screen, which is drawn for it each time."""
    for _ in range(_LOOKS):
        if text in shown(app):
            return
        await asyncio.sleep(0.001)
    raise RowFailed(f"{text} was never to be seen")
