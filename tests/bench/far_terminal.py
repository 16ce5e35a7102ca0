"""A terminal at the far end of a slow line: keys take half a round trip, and bytes what the line needs for them.

Nothing is held back from the program: as with ssh, far more fits into the buffers on the way than the line carries.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.bench.figures import RowFailed
from tests.bench.terminal import Terminal, answers

_QUIET: Final = 0.12  # seconds
_HARDLY_ANY: Final = 0.004  # seconds of CPU in a quiet spell
_WITHIN: Final = 30.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A line: its round trip in seconds, and what it carries towards the person in bits a second, 0 for all."""

    round_trip: float = 0.0
    bits: float = 0.0


class FarTerminal(Terminal):
    """One program whose output is seen over a link, and whose keys come over it."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int], link: Link
    ) -> None:
        self._link = link
        self._free_at = 0.0
        self._outward: list[tuple[float, int, bytes]] = []
        self._pressed = 0
        self.last_arrival = 0.0
        """When the person saw the last byte so far, by the monotonic clock."""
        super().__init__(command, environment, size)

    def press(self, keys: bytes) -> float:
        """Press keys; return when."""
        now = time.monotonic()
        self._later(now + self._link.round_trip / 2, keys)
        return now

    def settle(self) -> None:
        """Wait until it neither writes nor computes, and all has arrived at both ends."""
        deadline = time.monotonic() + _WITHIN
        while time.monotonic() < deadline:
            before = self.cpu_seconds()
            quiet = not self._read(_QUIET) and self.cpu_seconds() - before < _HARDLY_ANY
            if quiet and not self._outward and time.monotonic() > self.last_arrival + _QUIET:
                return
        raise RowFailed(f"no rest within {_WITHIN:.0f} s; the screen:\n{self.screen()}")

    def wait_for(self, text: str) -> None:
        """Wait until the screen shows a text, and it has come to rest."""
        deadline = time.monotonic() + _WITHIN
        while text not in self.screen():
            if time.monotonic() > deadline:
                raise RowFailed(f"{text!r} was not shown; the screen:\n{self.screen()}")
            self.settle()

    def run_until(self, moment: float) -> None:
        """Read until that moment of the monotonic clock."""
        while (left := moment - time.monotonic()) > 0:
            self._read(left)

    def bytes_of(self, keys: bytes) -> int:
        """Press keys and return how many bytes are written for them."""
        before = self.size
        self.press(keys)
        self.settle()
        return self.size - before

    def lag_of(self, key: bytes, presses: int, rate: float) -> float:
        """Hold a key down; return how many seconds after its last press the person sees the last byte."""
        begin = pressed = time.monotonic()
        for number in range(presses):
            self.run_until(begin + number / rate)
            pressed = self.press(key)
        self.settle()
        return self.last_arrival - pressed

    def _read(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while True:
            now = time.monotonic()
            while self._outward and self._outward[0][0] <= now:
                self._write(heapq.heappop(self._outward)[2])
            next_at = min(deadline, self._outward[0][0]) if self._outward else deadline
            if super()._read(max(0.0, next_at - now)):
                return True
            if time.monotonic() >= deadline:
                return False

    def _answer(self, data: bytes) -> None:
        begin = max(time.monotonic(), self._free_at)
        self._free_at = begin + (len(data) * 8 / self._link.bits if self._link.bits else 0.0)
        self.last_arrival = self._free_at + self._link.round_trip / 2
        for answer in answers(data):
            self._later(self.last_arrival + self._link.round_trip / 2, answer)

    def _later(self, moment: float, data: bytes) -> None:
        self._pressed += 1
        heapq.heappush(self._outward, (moment, self._pressed, data))
