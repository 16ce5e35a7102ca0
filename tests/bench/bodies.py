"""Rows of large answers in the app: shown how soon, the longest key unanswered meanwhile, the memory above idle."""

from __future__ import annotations

import shutil
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Final, NamedTuple

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, interleaved
from tests.bench.pressed import Pressed
from workbench.demo import bulk

_BARE: Final = (sys.executable, str(Path(__file__).with_name("bare_list.py")))
_BARE_KEYS: Final = 25
_QUESTION: Final = "Find text:"
_NEEDLE: Final = b"no such thing"
_LETTERS: Final = "жщюфцыэя"  # nothing else that is written has these
_TYPED: Final = tuple(letter.encode() for letter in _LETTERS)
_CURSOR: Final = " > "
_ARRIVING: Final = "arriving"
_MOST_RUNS: Final = 5  # each takes ten seconds
_AT_ONCE: Final = 0.005  # seconds: a screen may stand before the server's thread gets to its clock
_LEAST_SHOWN: Final = 1.0  # ms
_LEAST_MEMORY: Final = 0.1  # MB: below that, what was freed meanwhile is as much as what was taken
_LINE: Final = b"%07d a line of a log, as long as it takes for a million to be 73 MB..\n"


class Case(NamedTuple):
    """A body, what its beginning looks like on the screen, and what the line under it says of it in the end."""

    name: str
    content_type: str
    body: bytes
    first: str
    last: str


class Found(NamedTuple):
    """What one run found: milliseconds, milliseconds, megabytes."""

    shown: float
    key: float
    memory: float


class What(NamedTuple):
    """One of the things found, its limit, and what it is held against."""

    name: str
    unit: str
    bound: float
    against: str


_WHAT: Final = (
    What("shown after the last byte", "ms", 300.0, "a tiny body"),
    What("longest key unanswered", "ms", 100.0, "a bare field over a list"),
    What("memory above idle, child processes too", "MB", 64.0, "a tiny body"),
)
_TINY: Final = Case("a tiny body", "application/json", b'{"name": "user 000000"}', "user 000000", "Pretty")


class _Server:
    """Answers each connection with one body, and knows when the last byte was handed to the system."""

    def __init__(self, case: Case) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._case = case
        self.ended_at = 0.0
        Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/"

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                head = f"HTTP/1.1 200 OK\r\nContent-Type: {self._case.content_type}\r\n"
                connection.sendall(f"{head}Content-Length: {len(self._case.body)}\r\n\r\n".encode())
                connection.sendall(self._case.body)
                self.ended_at = time.monotonic()


def bodies(bench: Bench) -> Iterator[Figure]:
    """Measure each body in a fresh app, keys pressed all the while: as it arrives, is laid out and is searched."""
    for case in (_json(1),) if bench.brief else (_json(10), _json(50), _lines()):
        yield from _figures(case.name, _pairs(bench, case))


def _pairs(bench: Bench, case: Case) -> Sequence[tuple[Found, Found]]:
    return interleaved(min(bench.pairs, _MOST_RUNS), lambda: run(bench, case), lambda: _floor(bench))


def _figures(name: str, pairs: Sequence[tuple[Found, Found]]) -> Iterator[Figure]:
    for at, what in enumerate(_WHAT):
        values = tuple((ours[at], theirs[at]) for ours, theirs in pairs)
        row, limit = f"bodies: {name}, {what.name}", Limit(bound=what.bound, of="ours")
        yield Figure(row=row, against=what.against, unit=what.unit, pairs=values, limit=limit)


def _json(megabytes: int) -> Case:
    body = b"".join(bulk.json_array(megabytes))
    return Case(f"{megabytes} MB JSON", "application/json", body, "user 000000", "Pretty")


def _lines() -> Case:
    lines = b"".join(_LINE % number for number in range(1_000_000))
    name = f"{len(lines) // 1_000_000} MB of 1,000,000 lines"
    return Case(name, "text/plain", lines, "0000000 a line", "1,000,000")


@contextmanager
def _serving(case: Case) -> Iterator[_Server]:
    server = _Server(case)
    try:
        yield server
    finally:
        server.close()


def run(bench: Bench, case: Case) -> Found:
    """Send for a body, type all the while until it is laid out, look for what is not in it, and walk meanwhile."""
    home = bench.scratch / "bodies-home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    with _serving(case) as server, Pressed((sys.executable, "-m", "workbench", "--home", str(home)), {}) as terminal:
        idle = terminal.rest()
        terminal.press(server.url.encode())
        terminal.wait_until_idle()
        terminal.press(b"\n")
        terminal.probe(_TYPED, _letters, lambda: terminal.sees(case.first))
        terminal.probe(_TYPED, _letters, lambda: terminal.sees(case.last))
        _search(terminal)
        memory = max(_LEAST_MEMORY, (terminal.anonymous - idle) / 1e6)
        ended = terminal.after(server.ended_at)
        shown = terminal.shown_when(partial(_stands, case.first), case.first, since=ended - _AT_ONCE) - ended
        return Found(max(_LEAST_SHOWN, shown * 1000), terminal.longest * 1000, memory)


def _letters(screen: str) -> str:
    """Return what has been typed of the letters that nothing else shows, as far as it is in sight."""
    return "".join(letter for letter in screen if letter in _LETTERS)


def _cursor(screen: str) -> list[str]:
    """Return the line of the body that the cursor is on; no two near its beginning are alike."""
    return [line for line in screen.splitlines() if line[1:].startswith(_CURSOR)]


def _walks(screen: str) -> bool:
    """Tell whether the question what to look for is gone, and the body has its cursor again."""
    return _QUESTION not in screen and bool(_cursor(screen))


def _stands(first: str, screen: str) -> bool:
    """Tell whether all of a body has come, and its beginning is in sight: a part of it may have been before."""
    return first in screen and _ARRIVING not in screen


def _floor(bench: Bench) -> Found:
    """Send for a tiny body, and see how long keys take that only a bare app has to answer."""
    found = run(bench, _TINY)
    with Pressed(_BARE, {}) as terminal:
        terminal.wait_until_idle()
        for _ in range(1 if bench.brief else _BARE_KEYS):
            terminal.probe(_TYPED[:1], _letters, lambda: True)
            terminal.probe(_TYPED[1:2], _letters, lambda: True)
        return found._replace(key=terminal.longest * 1000)


def _search(terminal: Pressed) -> None:
    terminal.press(b"\x0fr")  # jump to the response
    terminal.wait_until_idle()
    for keys in (b"/", _NEEDLE):
        terminal.press(keys)
        terminal.wait_until_idle()
    terminal.answered(b"\r", _walks)
    terminal.probe((b"j", b"k"), _cursor, lambda: terminal.sees("not in"))
