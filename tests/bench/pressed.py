"""A terminal whose keys are pressed while the program works: how long the longest stays unanswered, and the memory."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import cycle
from pathlib import Path
from typing import Final

from tests.bench.figures import RowFailed
from tests.bench.terminal import Terminal, _family
from tests.pty_screen import PtyScreen

_EVERY: Final = 0.1  # seconds between two keys
_SAMPLED: Final = 0.2  # seconds between two looks at the memory
_ANSWERED: Final = 20.0


class Pressed(Terminal):
    """A program that is worked with."""

    longest = 0.0
    """Seconds that the longest key took until its answer was written."""
    anonymous = 0
    children = 0
    """The most bytes of memory of its own that were seen: the program's, and all of its children's together."""
    _sampled_at = 0.0
    _drawn = 0

    @cached_property
    def _screen(self) -> PtyScreen:
        return PtyScreen(*self._size)

    def press(self, keys: bytes) -> None:
        """Send keys as a terminal would."""
        os.write(self._master, keys)

    def moment(self, seconds: float) -> float:
        """Return what the monotonic clock says so many seconds after the start."""
        return self._started + seconds

    def sees(self, text: str) -> bool:
        """Tell whether the screen shows a text now; what was written since the last look is drawn for that."""
        for each in self.written[self._drawn :]:
            self._screen.feed(each.data)
        self._drawn = len(self.written)
        return text in self._screen.text()

    def probe(
        self, keys: Sequence[bytes], done: Callable[[], bool], echoes: bool = True, within: float = 120.0
    ) -> None:
        """Press one key after another, each when the one before was answered, until `done`.

        A key that `echoes` is answered when it is drawn itself, which nothing else may be; another by what comes first.
        """
        end = time.monotonic() + within
        for key in cycle(keys):
            self._probe(key if echoes else b"", key)
            pause = time.monotonic() + _EVERY
            while (left := pause - time.monotonic()) > 0:
                self._read(left)
            self._sample()
            if done():
                return
            if time.monotonic() > end:
                raise RowFailed(f"not done within {within:.0f} s; the screen:\n{self.screen()}")

    def _probe(self, echo: bytes, key: bytes) -> None:
        size, began = len(self.written), time.monotonic()
        self.press(key)
        while time.monotonic() - began < _ANSWERED:
            self._read(0.02)
            if self.written[size:] and echo in b"".join(each.data for each in self.written[size:]):
                self.longest = max(self.longest, time.monotonic() - began)
                return
        raise RowFailed(f"the key {key!r} was not answered; the screen:\n{self.screen()}")

    def _sample(self) -> None:
        if time.monotonic() - self._sampled_at < _SAMPLED:
            return
        self._sampled_at = time.monotonic()
        first, *others = _family(self._process.pid)
        self.anonymous = max(self.anonymous, _anonymous(first))
        self.children = max(self.children, sum(map(_anonymous, others)))

    def anonymous_now(self) -> int:
        """Return the bytes of memory of its own that the program has now."""
        return _anonymous(self._process.pid)


def _anonymous(pid: int) -> int:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Anonymous:")).split()[1]) * 1024
    return 0
