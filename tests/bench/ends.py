"""Rows of the app's end by a signal in mid-send: the draft is saved, the send aborted, the terminal put right."""

from __future__ import annotations

import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, RowFailed, interleaved
from tests.bench.pressed import Pressed
from tests.bench.terminal import Terminal

_BARE: Final = (sys.executable, str(Path(__file__).with_name("bare_app.py")))
_MOST_PAIRS: Final = 20
_PHASE: Final = "waiting for the answer"


def ends(bench: Bench) -> Iterator[Figure]:
    """Measure from the signal until the process is gone; the bare app takes no notice of one, it is just killed."""
    count = min(bench.pairs, _MOST_PAIRS)
    for number in (signal.SIGTERM, signal.SIGHUP):
        pairs = interleaved(count, partial(_ours, bench, number), partial(_theirs, number))
        row, limit = f"ends: {number.name} in mid-send", Limit(bound=300, of="ours")
        yield Figure(row=row, against="a bare Textual app", unit="ms", pairs=tuple(pairs), limit=limit)


def _ours(bench: Bench, number: signal.Signals) -> float:
    home = bench.scratch / "ends-home"
    home.mkdir()
    try:
        return _ended(home, number)
    finally:
        shutil.rmtree(home)


def _ended(home: Path, number: signal.Signals) -> float:
    command = (sys.executable, "-m", "workbench", "--home", str(home))
    with socket.create_server(("127.0.0.1", 0)) as silent, Pressed(command, {}) as terminal:
        terminal.wait_until_idle()
        terminal.press(f"http://127.0.0.1:{silent.getsockname()[1]}/".encode())
        terminal.wait_until_idle()
        terminal.press(b"\n")
        terminal.wait_for(_PHASE)
        seconds = terminal.ended_by(number)
        if (status := terminal.status()) != 128 + number:
            raise RowFailed(f"{number.name} ended it with status {status}")
        return seconds * 1000


def _theirs(number: signal.Signals) -> float:
    with Terminal(_BARE, {}) as terminal:
        terminal.wait_until_idle()
        return terminal.ended_by(number) * 1000
