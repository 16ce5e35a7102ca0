"""One row of a body in its colours: what its pieces are, and what was looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style

from workbench.bodies import colours
from workbench.bodies.kinds import Kind

Spans = tuple[tuple[int, int], ...]


def segments(
    text: str, reach: tuple[int, int], kind: Kind, found: Spans, style: Callable[[str], Style]
) -> Iterator[Segment]:
    """Yield the stretches of one style of a text within `reach`; `style` knows the parts by name, "" is the rest."""
    first, last = reach
    marks = [*((part, start, end) for part, start, end in _coloured(kind, text)), *(("found", *span) for span in found)]
    cuts = sorted({first, last, *(place for _, *ends in marks for place in ends if first < place < last)})
    for start, end in pairwise(cuts):
        parts = [part for part, begins, ends in marks if begins <= start < ends]
        yield Segment(text[start:end], style(parts[-1] if parts else ""))


def occurrences(text: str, needle: str) -> Spans:
    """Return where a needle stands in a text, in any case."""
    return tuple(_occurrences(text.lower(), needle.lower())) if needle else ()


@lru_cache(maxsize=256)
def _coloured(kind: Kind, text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(colours.of(kind, text))


def _occurrences(text: str, needle: str) -> Iterator[tuple[int, int]]:
    place = text.find(needle)
    while place >= 0:
        yield place, place + len(needle)
        place = text.find(needle, place + len(needle))
