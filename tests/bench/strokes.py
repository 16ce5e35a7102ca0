"""Rows of what the app writes to the terminal: for a key, at rest, and for a key held over a slow line.

Held against the same app drawn by Textual's own lines. Bytes hardly differ from run to run, so few pairs do.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Final, NamedTuple

from tests.bench.bench import Bench
from tests.bench.far_terminal import FarTerminal, Link
from tests.bench.figures import Figure, Limit, Pair

_AGAINST: Final = "the same by lines"
_PAIRS: Final = 3
_SMALL, _LARGE = (80, 24), (200, 50)
_NEAR: Final = Link()
_FAR: Final = Link(round_trip=0.1, bits=256_000)
_DOWN, _PAGE_DOWN, _NEXT_TAB = b"\x1b[B", b"\x1b[6~", b"\x1bOS"
_URL, _JUMP, _LEAVE = b"\x0c", b"\x0f", b"\x1b"
_PRESSES, _RATE = 25, 30.0
_IDLE_SECONDS: Final = 4.0


class _Written(NamedTuple):
    """What one session wrote, in bytes, and what it computed at rest, in ms a second."""

    start: float
    character: float
    row: float
    line: float
    page: float
    tab: float
    idle: float
    idle_cpu: float


_LIMITS: Final = _Written(start=7000, character=120, row=300, line=500, page=1500, tab=4000, idle=0, idle_cpu=2)
_ROWS: Final = (
    "start",
    "a character typed in the URL",
    "one row down in a list",
    "body scrolled by a line",
    "body scrolled by a page",
    "switch of a response tab",
    "idle",
    "idle, CPU",
)
_UNITS: Final = ("B", "B", "B", "B", "B", "B", "B/s", "ms/s")


def written(bench: Bench) -> Iterator[Figure]:
    """Measure the bytes of each at 80x24 in 256 colours, and 4 seconds of rest."""
    pairs = [(_session(bench, "cells"), _session(bench, "lines")) for _ in range(_count(bench))]
    for at, (row, unit) in enumerate(zip(_ROWS, _UNITS, strict=True)):
        figures = tuple((float(ours[at]), float(theirs[at])) for ours, theirs in pairs)
        yield Figure(
            row=f"bytes: {row}", against=_AGAINST, unit=unit, pairs=figures, limit=Limit(bound=_LIMITS[at], of="ours")
        )


def held(bench: Bench) -> Iterator[Figure]:
    """Measure how far behind the screen is after 25 presses at 30/s over 100 ms and 256 kbit/s: by lines, by pages."""
    sizes = ((_SMALL, 300.0), (_LARGE, 600.0))
    for (width, height), bound in sizes[:1] if bench.brief else sizes:
        found = [
            (_held(bench, "cells", (width, height)), _held(bench, "lines", (width, height)))
            for _ in range(_count(bench))
        ]
        for at, what in enumerate(("down", "page down")):
            pairs: tuple[Pair, ...] = tuple((ours[at] * 1000, theirs[at] * 1000) for ours, theirs in found)
            limit = Limit(bound=bound, of="ours")
            yield Figure(row=f"held: {what}, {width}x{height}", against=_AGAINST, unit="ms", pairs=pairs, limit=limit)


def _count(bench: Bench) -> int:
    return 1 if bench.brief else min(bench.pairs, _PAIRS)


def _session(bench: Bench, drawing: str) -> _Written:
    with _started(bench, drawing, _SMALL, _NEAR) as app:
        start = app.size
        row = [app.bytes_of(_DOWN) for _ in range(3)]
        _body_shown(app)
        tab = [app.bytes_of(_NEXT_TAB) for _ in range(4)]
        app.press(b"1")
        _to_the_last_row(app)
        line = [app.bytes_of(_DOWN) for _ in range(4)]
        page = [app.bytes_of(_PAGE_DOWN) for _ in range(3)]
        app.bytes_of(_URL)
        character = [app.bytes_of(b"%c" % letter) for letter in b"abcd"]
        before, cpu = app.size, app.cpu_seconds()
        app.run_until(time.monotonic() + _IDLE_SECONDS)
        idle, idle_cpu = (app.size - before) / _IDLE_SECONDS, (app.cpu_seconds() - cpu) * 1000 / _IDLE_SECONDS
    return _Written(
        start=start,
        character=median(character),
        row=median(row),
        line=median(line),
        page=median(page),
        tab=median(tab),
        idle=idle,
        idle_cpu=idle_cpu,
    )


def _held(bench: Bench, drawing: str, size: tuple[int, int]) -> tuple[float, float]:
    with _started(bench, drawing, size, _FAR) as app:
        _body_shown(app)
        _to_the_last_row(app)
        return app.lag_of(_DOWN, _PRESSES, _RATE), app.lag_of(_PAGE_DOWN, _PRESSES, _RATE)


def _body_shown(app: FarTerminal) -> None:
    app.bytes_of(b"g")
    app.bytes_of(b"\r")
    app.press(b"s")
    app.wait_for("200 OK")
    app.settle()
    app.bytes_of(_JUMP)
    app.bytes_of(b"r")


def _to_the_last_row(app: FarTerminal) -> None:
    app.press(_DOWN * 60)
    app.settle()


@contextmanager
def _started(bench: Bench, drawing: str, size: tuple[int, int], link: Link) -> Iterator[FarTerminal]:
    """Start the app on a copy of the lab's home that has many requests, the first of them for a large body."""
    home = bench.scratch / "drawn"
    shutil.copytree(bench.lab.home, home)
    try:
        for number in range(20):
            text = f'name = "{number:02}"\nmethod = "GET"\nurl = "{bench.lab.big(1)}&kind=json"\n'
            (home / "requests" / f"{number:02}.toml").write_text(text)
        command = (sys.executable, "-m", "workbench", "--home", str(home))
        with FarTerminal(command, {"WORKBENCH_DRAWING": drawing}, size, link) as app:
            app.wait_for("^Q Quit")
            app.settle()
            yield app
    finally:
        shutil.rmtree(home)
