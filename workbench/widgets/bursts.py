"""Keys that came faster than anybody types: a paste from a terminal that puts no brackets around it (GNU screen)."""

from __future__ import annotations

from collections import deque
from typing import Final

BURST_SECONDS: Final = 0.025
_KEYS: Final = 3
_LONG: Final = 8
_LONG_SECONDS: Final = 0.15  # 60 keys a second: a held key gives 30, a hurried person 20; we may be slow to read
_TAIL_SECONDS: Final = 0.05


class Bursts:
    """The times at which the last keys arrived; not those at which they were dealt with."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_LONG + 1)

    def note(self, time: float) -> None:
        """Note one more key."""
        self._times.append(time)

    @property
    def running(self) -> bool:
        """Whether the last key is part of a paste: among others, or right behind many that came at once.

        A paste may reach us in two parts, the line end alone in the second; nobody presses Enter so soon after a
        paste, and then Enter again sends.
        """
        times = self._times
        if len(times) > _LONG:
            tail = times[-1] - times[-2]
            return self._short or (times[-2] - times[0] < _LONG_SECONDS and tail < _TAIL_SECONDS)
        return self._short

    @property
    def _short(self) -> bool:
        times = self._times
        return len(times) >= _KEYS and times[-1] - times[-_KEYS] < BURST_SECONDS
