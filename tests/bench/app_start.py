"""Rows of the app's start, on the lab's home: when its first screen stands, and what it costs until it rests."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, interleaved
from tests.bench.terminal import Terminal

_BARE: Final = (sys.executable, str(Path(__file__).with_name("bare_app.py")))
_BARE_TEXT: Final = "bare and ready"
_OUR_TEXT: Final = "^Q Quit"  # the end of the footer, which is the last line
_OUR_LIST: Final = "mTLS: the right"  # the first of the saved requests
_AGAINST: Final = "a bare Textual app"


class _Start(NamedTuple):
    paint_ms: float
    list_ms: float
    cpu_ms: float
    written: float


def start(bench: Bench) -> Iterator[Figure]:
    """Measure starts at 80x24: each on a fresh copy of the home, so that none finds another's draft."""
    pairs = interleaved(bench.pairs, lambda: _ours(bench), lambda: _start(_BARE, _BARE_TEXT, _BARE_TEXT))
    paint, listed, cpu, written = (tuple((ours[at], theirs[at]) for ours, theirs in pairs) for at in range(4))
    yield Figure(row="start: first paint", against=_AGAINST, unit="ms", pairs=paint, limit=Limit(bound=1.5))
    yield Figure(row="start: the list stands", against=_AGAINST, unit="ms", pairs=listed)
    yield Figure(row="start: CPU until idle", against=_AGAINST, unit="ms", pairs=cpu, limit=Limit(bound=2.2))
    yield Figure(row="start: bytes written", against=_AGAINST, unit="B", pairs=written)


def _ours(bench: Bench) -> _Start:
    home = bench.scratch / "home"
    shutil.copytree(bench.lab.home, home)
    try:
        return _start((sys.executable, "-m", "workbench", "--home", str(home)), _OUR_TEXT, _OUR_LIST)
    finally:
        shutil.rmtree(home)


def _start(command: Sequence[str], text: str, listed: str) -> _Start:
    with Terminal(command, {}) as terminal:
        terminal.wait_until_idle()
        cpu = terminal.cpu_seconds()
        return _Start(
            paint_ms=terminal.shown_at(text) * 1000,
            list_ms=terminal.shown_at(listed) * 1000,
            cpu_ms=cpu * 1000,
            written=terminal.size,
        )
