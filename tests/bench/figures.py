"""What a row found: pairs measured in turn, their medians, and whether these keep to the row's limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import Literal, TypeVar

T = TypeVar("T")
Pair = tuple[float, float]


class RowFailed(Exception):
    """A row could not be measured; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A bound that one of a figure's values keeps to: at most, or with `least` at least."""

    bound: float
    of: Literal["ratio", "difference", "ours"] = "ratio"
    least: bool = False

    def __str__(self) -> str:
        of = "" if self.of == "ratio" else f"{self.of} "
        return f"{of}{'at least' if self.least else 'at most'} {self.bound:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table: ours and what it is held against, in pairs, with their unit."""

    row: str
    against: str
    unit: str
    pairs: tuple[Pair, ...]
    limit: Limit | None = None

    @property
    def ours(self) -> float:
        """The median of our side."""
        return median(ours for ours, _ in self.pairs)

    @property
    def theirs(self) -> float:
        """The median of the other side."""
        return median(theirs for _, theirs in self.pairs)

    @property
    def ratio(self) -> float:
        """Our median by theirs; 1 where both are nothing."""
        if not self.theirs:
            return inf if self.ours else 1.0
        return self.ours / self.theirs

    @property
    def difference(self) -> float:
        """The median of how much ours is above theirs, pair by pair: what both suffer alike is not in it."""
        return median(ours - theirs for ours, theirs in self.pairs)

    @property
    def kept(self) -> bool | None:
        """Whether the limit is kept; None where there is none."""
        if self.limit is None:
            return None
        values = {"ratio": self.ratio, "difference": self.difference, "ours": self.ours}
        value = values[self.limit.of]
        return value >= self.limit.bound if self.limit.least else value <= self.limit.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """A line of the table without figures: what it would be held against is not here."""

    row: str
    against: str
    limit: Limit | None = None


def interleaved(count: int, ours: Callable[[], T], theirs: Callable[[], T]) -> list[tuple[T, T]]:
    """Measure both in turn, each of them first every other time; a pair before the first is not counted."""
    pairs = []
    for ours_first in _turns(count):
        if ours_first:
            pairs.append((ours(), theirs()))
        else:
            other = theirs()
            pairs.append((ours(), other))
    return pairs[1:]


async def interleaved_async(
    count: int, ours: Callable[[], Awaitable[T]], theirs: Callable[[], Awaitable[T]]
) -> list[tuple[T, T]]:
    """Do the same within a running event loop."""
    pairs = []
    for ours_first in _turns(count):
        if ours_first:
            pairs.append((await ours(), await theirs()))
        else:
            other = await theirs()
            pairs.append((await ours(), other))
    return pairs[1:]


def _turns(count: int) -> Iterator[bool]:
    return (number % 2 == 0 for number in range(count + 1))
