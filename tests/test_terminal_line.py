"""The line takes what there is when it is free for it, waits for a slow terminal's answer, and lets nobody wait."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.terminal import needs_pty
from workbench.terminal.line import ASK, Line

pytestmark = needs_pty
PATIENCE = 20.0


class Desk:
    """What there is to send, piece by piece; the last one that nobody took yet replaces those before it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._text = b""
        self.taken = 0

    def put(self, text: bytes) -> None:
        with self._guard:
            self._text = text

    def take(self) -> bytes:
        with self._guard:
            text, self._text = self._text, b""
            self.taken += bool(text)
            return text


@contextmanager
def _lined() -> Iterator[tuple[Desk, Line, int]]:
    reading, writing = os.pipe()
    desk = Desk()
    line = Line(writing, desk.take)
    try:
        yield desk, line, reading
    finally:
        os.close(reading)
        line.close()
        os.close(writing)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)  # the line's thread tells nobody


def _read(reading: int, size: int) -> bytes:
    read = b""
    while len(read) < size:
        read += os.read(reading, size - len(read))
    return read


def test_a_terminal_that_takes_nothing_lets_nobody_wait() -> None:
    with _lined() as (desk, line, reading):
        for number in range(1000):
            desk.put(b"%7d" % number * 10_000)
            line.wake()
        _until(lambda: desk.taken >= 1)
        assert desk.taken < 10
        read = b""
        while not read.removesuffix(ASK).endswith(b"%7d" % 999):
            read += os.read(reading, 65536)
        assert desk.taken < 10


def test_a_terminal_is_asked_where_it_is_after_so_much() -> None:
    with _lined() as (desk, line, reading):
        desk.put(b"little")
        line.wake()
        assert _read(reading, 6) == b"little"
        desk.put(b"much" * 300)
        line.wake()
        assert _read(reading, 1200 + len(ASK)).endswith(ASK)


def test_no_more_than_a_window_follows_until_the_terminal_answers() -> None:
    with _lined() as (desk, line, reading):
        line.answered()
        for _ in range(2):
            desk.put(b"x" * 3000)
            line.wake()
            _until(lambda: not desk._text)
        _read(reading, 6000 + len(ASK))
        desk.put(b"old")
        line.wake()
        desk.put(b"new")
        line.wake()
        assert desk.taken == 2
        line.answered()
        assert _read(reading, 3) == b"new"


def test_a_terminal_that_never_answers_is_not_waited_for() -> None:
    with _lined() as (desk, line, reading):
        for _ in range(5):
            desk.put(b"x" * 3000)
            line.wake()
            _until(lambda: not desk._text)
        assert _read(reading, 15_000).count(ASK) == 1


def test_all_is_written_before_the_line_is_closed() -> None:
    reading, writing = os.pipe()
    desk = Desk()
    line = Line(writing, desk.take)
    desk.put(b"the last of it")
    line.wake()
    line.close()
    os.close(writing)
    assert os.read(reading, 100) == b"the last of it"
    os.close(reading)


def test_who_leaves_asks_nothing_that_would_be_answered_to_the_next() -> None:
    with _lined() as (desk, line, reading):
        for _ in range(2):
            desk.put(b"x" * 1100)
            line.wake()
            _until(lambda: not desk._text)
        assert _read(reading, 2200 + len(ASK)).count(ASK) == 1
        line.answered()
        line.settle()
        desk.put(b"the last of it")
        line.wake()
        assert os.read(reading, 100) == b"the last of it"


def test_a_line_that_was_given_up_writes_nothing_beside_the_next_and_takes_nothing_from_it() -> None:
    reading, writing = os.pipe()
    desk = Desk()
    old = Line(writing, desk.take)
    desk.put(b"o" * 200_000)
    old.wake()
    _until(lambda: not desk._text)
    old.hurry()
    old.close()
    desk.put(b"new")
    old.wake()
    line = Line(writing, desk.take)
    line.wake()
    read = b""
    while b"new" not in read:
        read += os.read(reading, 65536)
    assert read.endswith(b"new") and len(read) < 200_000
    old._thread.join(PATIENCE)
    assert not old._thread.is_alive()
    line.close()
    os.close(writing)
    assert os.read(reading, 100) == b""
    os.close(reading)


def test_a_terminal_that_went_away_is_not_written_to() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    desk = Desk()
    line = Line(writing, desk.take)
    desk.put(b"lost")
    line.wake()
    _until(lambda: line.broken)
    line.settle()
    line.close()
    os.close(writing)
