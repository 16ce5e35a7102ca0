"""Rows that are folded away, as stretches: how the rows that are seen are numbered, and which they are."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import sub
from typing import Self


class Folds:
    """Stretches behind their openers, in order and apart: an opener is seen, what is after it up to `last` is not."""

    def __init__(self, openers: Sequence[int] = (), lasts: Sequence[int] = ()) -> None:
        self._openers = array("Q", openers)
        self._lasts = array("Q", lasts)
        self._hidden = array("Q", [0])
        self._hidden.extend(accumulate(map(sub, self._lasts, self._openers)))

    def __len__(self) -> int:
        return len(self._openers)

    @property
    def hidden(self) -> int:
        """How many are folded away."""
        return self._hidden[-1]

    @property
    def stretches(self) -> Sequence[tuple[int, int]]:
        """The openers with the last that each hides."""
        return tuple(zip(self._openers, self._lasts, strict=True))

    def real(self, seen: int) -> int:
        """Return the number of the one that is seen as number `seen`."""
        openers, hidden = self._openers, self._hidden
        # Where the openers are seen is told when it is asked for: a table of it would double what a change costs.
        before = bisect_right(range(len(openers)), seen - 1, key=lambda at: openers[at] - hidden[at]) if seen > 0 else 0
        return seen + hidden[before]

    def seen(self, real: int) -> int:
        """Return as what number one is seen; of one that is folded away, that of its opener."""
        before = bisect_right(self._openers, real - 1) if real > 0 else 0
        if before and real <= self._lasts[before - 1]:
            real = self._openers[before - 1]
            before -= 1
        return real - self._hidden[before]

    def last(self, opener: int) -> int | None:
        """Return the last that an opener hides, None where it hides nothing."""
        place = bisect_right(self._openers, opener) - 1
        return self._lasts[place] if place >= 0 and self._openers[place] == opener else None

    def holding(self, real: int) -> int | None:
        """Return the opener that hides this one, None where it is seen."""
        place = bisect_right(self._openers, real) - 1
        return self._openers[place] if place >= 0 and self._openers[place] < real <= self._lasts[place] else None

    def folded(self, opener: int, last: int) -> Self:
        """Return these and one more, which takes in those inside it."""
        first = bisect_right(self._openers, opener - 1) if opener else 0
        after = bisect_right(self._openers, last)
        openers = self._openers[:first] + array("Q", [opener]) + self._openers[after:]
        lasts = self._lasts[:first] + array("Q", [last]) + self._lasts[after:]
        return type(self)(openers, lasts)

    def unfolded(self, opener: int) -> Self:
        """Return these without the one of an opener."""
        place = bisect_right(self._openers, opener) - 1
        openers = self._openers[:place] + self._openers[place + 1 :]
        return type(self)(openers, self._lasts[:place] + self._lasts[place + 1 :])
