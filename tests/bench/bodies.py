"""Rows of large answers in the app: shown how soon, the longest key unanswered meanwhile, the memory above idle."""

from __future__ import annotations

import shutil
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Final, NamedTuple

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, interleaved
from tests.bench.pressed import Pressed
from workbench.demo import bulk

_NEEDLE: Final = b"no such thing"
_TYPED: Final = b"ZXQJVKWY"  # letters that nothing else on the screen has
_MOST_RUNS: Final = 5  # each takes ten seconds
_LINE: Final = b"%07d a line of a log, as long as it takes for a million to be 73 MB..\n"


class Case(NamedTuple):
    """A body, what its beginning looks like on the screen, and what the line under it says of it in the end."""

    name: str
    content_type: str
    body: bytes
    first: bytes
    last: bytes


class Found(NamedTuple):
    """What one run found: milliseconds, milliseconds, megabytes, megabytes."""

    shown: float
    key: float
    memory: float
    children: float


_WHAT: Final = (
    ("shown after the last byte", "ms", 300.0),
    ("longest key unanswered", "ms", 100.0),
    ("memory above idle", "MB", 64.0),
    ("memory of the child process", "MB", 64.0),
)
_TINY: Final = Case("a tiny body", "application/json", b'{"name": "user 000000"}', b"user 000000", b"Pretty")


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
    for case in _cases():
        yield from _figures(case.name, _pairs(bench, case))


def _pairs(bench: Bench, case: Case) -> Sequence[tuple[Found, Found]]:
    return interleaved(min(bench.pairs, _MOST_RUNS), lambda: run(bench, case), lambda: run(bench, _TINY))


def _figures(name: str, pairs: Sequence[tuple[Found, Found]]) -> Iterator[Figure]:
    for at, (what, unit, bound) in enumerate(_WHAT):
        # The tiny body needs no child process: a ratio wants something to divide by.
        values = tuple((ours[at], theirs[at] or 1.0) for ours, theirs in pairs)
        limit = Limit(bound=bound, of="ours")
        yield Figure(row=f"{name}: {what}", against=_TINY.name, unit=unit, pairs=values, limit=limit)


def _cases() -> Iterator[Case]:
    for megabytes in (10, 50):
        body = b"".join(bulk.json_array(megabytes))
        yield Case(f"{megabytes} MB JSON", "application/json", body, b"user 000000", b"Pretty")
    lines = b"".join(_LINE % number for number in range(1_000_000))
    yield Case(f"{len(lines) // 1_000_000} MB of 1,000,000 lines", "text/plain", lines, b"0000000 a line", b"1,000,000")


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
        terminal.wait_until_idle()
        idle = terminal.anonymous_now()
        terminal.press(server.url.encode())
        terminal.wait_until_idle()
        start = terminal.size
        terminal.press(b"\n")
        terminal.probe(_TYPED, lambda: case.first in terminal.since(start))
        shown = terminal.moment(terminal.until(case.first, start))
        terminal.probe(_TYPED, lambda: case.last in terminal.since(start))
        shown -= server.ended_at  # what is seen while it arrives comes before its last byte
        _search(terminal)
        memory = terminal.anonymous - idle
        return Found(max(0.0, shown) * 1000, terminal.longest * 1000, memory / 1e6, terminal.children / 1e6)


def _search(terminal: Pressed) -> None:
    terminal.press(b"\x0fr")  # jump to the response
    terminal.wait_until_idle()
    for keys in (b"/", _NEEDLE):
        terminal.press(keys)
        terminal.wait_until_idle()
    start = terminal.size
    terminal.press(b"\r")
    terminal.probe(b"j", lambda: b"not in" in terminal.since(start), echoes=False)
