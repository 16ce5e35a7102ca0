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

_EVERY: Final = 0.03  # seconds from an answer to the next key
_SAMPLED: Final = 0.05  # seconds between two looks at the memory
_ANSWERED: Final = 20.0


class Pressed(Terminal):
    """A program that is worked with."""

    longest = 0.0
    """Seconds that the longest key took until its answer was written."""
    anonymous = 0
    """The most bytes of memory of their own that the program and its children were seen to have, together."""
    _sampled_at = 0.0
    _drawn = 0

    @cached_property
    def _screen(self) -> PtyScreen:
        return PtyScreen(*self._size)

    def press(self, keys: bytes) -> None:
        """Send keys as a terminal would."""
        os.write(self._master, keys)

    def after(self, moment: float) -> float:
        """Return how many seconds after the start the monotonic clock said that."""
        return moment - self._started

    def sees(self, text: str) -> bool:
        """Tell whether the screen shows a text now."""
        return text in self.seen()

    def seen(self) -> str:
        """Return what is on the screen now; what was written since the last look is drawn for that."""
        for each in self.written[self._drawn :]:
            self._screen.feed(each.data)
        self._drawn = len(self.written)
        return self._screen.text()

    def wait_for(self, text: str) -> None:
        """Read until the screen shows a text."""
        end = time.monotonic() + _ANSWERED
        while not self.sees(text):
            self._read(_SAMPLED)
            if time.monotonic() > end:
                raise RowFailed(f"{text!r} was not shown; the screen:\n{self.screen()}")

    def probe(
        self, keys: Sequence[bytes], drawn: Callable[[str], object], done: Callable[[], bool], within: float = 120.0
    ) -> None:
        """Press one key after another until `done`; each is answered when what is `drawn` on the screen changes."""
        end = time.monotonic() + within
        for key in cycle(keys):
            self.answered(key, drawn)
            pause = time.monotonic() + _EVERY
            while (left := pause - time.monotonic()) > 0:
                self._read(left)
            if done():
                return
            if time.monotonic() > end:
                raise RowFailed(f"not done within {within:.0f} s; the screen:\n{self.screen()}")

    def answered(self, key: bytes, drawn: Callable[[str], object]) -> None:
        """Press one key, and wait until what is `drawn` is something else than before; an empty list is nothing."""
        before, began = drawn(self.seen()), time.monotonic()
        self.press(key)
        while time.monotonic() - began < _ANSWERED:
            if self._read(_SAMPLED) and drawn(self.seen()) not in (before, []):
                self.longest = max(self.longest, self.written[-1].at - self.after(began))
                return
        raise RowFailed(f"the key {key!r} was not answered; the screen:\n{self.screen()}")

    def rest(self) -> int:
        """Return the bytes of memory of its own that the program has at rest; the most counts from here on."""
        self.wait_until_idle()
        self.anonymous = self._anonymous_now()
        return self.anonymous

    def _read(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while True:
            self._sample()
            if super()._read(max(0.0, min(_SAMPLED, end - time.monotonic()))):
                return True
            if time.monotonic() >= end:
                return False

    def _sample(self) -> None:
        if time.monotonic() - self._sampled_at >= _SAMPLED:
            self._sampled_at = time.monotonic()
            self.anonymous = max(self.anonymous, self._anonymous_now())

    def _anonymous_now(self) -> int:
        program, *children = _family(self._process.pid)
        # A child that has not begun its own program has the memory of ours, which is not to count twice.
        begun = (child for child in children if _command(child) != _command(program))
        return _anonymous(program) + sum(map(_anonymous, begun))


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _anonymous(pid: int) -> int:
    # The kernel's own count: to have smaps_rollup walk the pages would take the program's time.
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("RssAnon:")).split()[1]) * 1024
    return 0
