"""The lines of facts: counted when these come, made when they are looked at. A hostile head has very many."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final, overload

from textual.content import Content

from workbench.visible import visible
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.tone import words

LONG: Final = 4096
"""From how many characters on a value is cut wherever a line is full: nobody reads it for its words."""
_KEPT: Final = 200


class FactLines(Sequence[Content]):
    """What `wrapped` makes of facts in a width, and `headed` of a line of one by its number there."""

    def __init__(
        self,
        facts: Sequence[Fact],
        width: int,
        *,
        wrapped: Callable[[Fact, int], list[Content]],
        headed: Callable[[Fact, int, Content], Content],
    ) -> None:
        self._facts = facts
        self._width = width
        self._wrapped = wrapped
        self._headed = headed
        self._made: dict[int, list[Content]] = {}
        self._long = {number: _text(fact) for number, fact in enumerate(facts) if len(fact.value) > LONG}
        self._starts = array("Q", accumulate(map(self._height, range(len(facts))), initial=0))

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, line: int) -> Content: ...

    @overload
    def __getitem__(self, line: slice) -> list[Content]: ...

    def __getitem__(self, line: int | slice) -> Content | list[Content]:
        """Return a line, or some."""
        if isinstance(line, slice):
            return [self[number] for number in range(*line.indices(len(self)))]
        if not 0 <= line < len(self):
            raise IndexError(line)
        fact = bisect_right(self._starts, line) - 1
        return self._line(fact, line - self._starts[fact])

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return at which line the facts from `first` to before `last` start, and where they end."""
        return self._starts[first], self._starts[last]

    def _line(self, fact: int, line: int) -> Content:
        if fact in self._long:
            step = self._step(fact)
            piece = self._long[fact][line * step : (line + 1) * step]
            return self._headed(self._facts[fact], line, words((piece, self._facts[fact].tone)))
        if fact not in self._made:
            while len(self._made) >= _KEPT:
                del self._made[next(iter(self._made))]
            self._made[fact] = self._wrapped(self._facts[fact], self._width)
        return self._made[fact][line]

    def _height(self, number: int) -> int:
        fact = self._facts[number]
        if number in self._long:
            return -(-len(self._long[number]) // self._step(number))
        value = fact.value
        if len(value) <= self._width and not fact.aside and value.isascii() and value.isprintable():
            return 1
        return len(self._wrapped(fact, self._width))

    def _step(self, fact: int) -> int:
        """Return how many characters of a long value fit into a line, however wide they are."""
        return self._width if self._long[fact].isascii() else max(1, self._width // 2)


def _text(fact: Fact) -> str:
    aside = f"  {visible(fact.aside)}" if fact.aside else ""
    return f"{visible(fact.value)}{aside}"
