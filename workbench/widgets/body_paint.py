"""One row of a body in its colours: what its pieces are, and what was looked for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from rich.segment import Segment
from rich.style import Style

from workbench.bodies import colours
from workbench.bodies.kinds import Kind

Spans = tuple[tuple[int, int], ...]


def segments(
    text: str, reach: tuple[int, int], kind: Kind, found: Spans, style: Callable[[str], Style]
) -> Iterator[Segment]:
    """Yield the stretches of one style of a text within `reach`; `style` knows the parts by name, "" is the rest.

    Only what is within costs anything: a line of 16 KiB stands in some two hundred rows.
    """
    place, last = reach
    parts = [""] * (last - place)
    for part, begins, ends in (*_coloured_within(kind, text, reach), *(("found", *span) for span in found)):
        start, end = max(begins - place, 0), min(ends - place, len(parts))
        if start < end:
            parts[start:end] = [part] * (end - start)
    for part, stretch in groupby(parts):
        end = place + sum(1 for _ in stretch)
        yield Segment(text[place:end], style(part))
        place = end


def occurrences(text: str, needle: str, reach: tuple[int, int]) -> Spans:
    """Return where a needle stands in a text, in any case, as far as that touches `reach`; they may overlap."""
    if not needle:
        return ()
    first, last = max(0, reach[0] - len(needle) + 1), reach[1] + len(needle) - 1
    starts = re.compile(f"(?={re.escape(needle)})", re.IGNORECASE).finditer(text, first, last)
    return tuple((found.start(), found.start() + len(needle)) for found in starts)


def _coloured_within(kind: Kind, text: str, reach: tuple[int, int]) -> tuple[tuple[str, int, int], ...]:
    if len(text) > colours.LONGEST:
        return ()
    marks = _coloured(kind, text)
    return marks[bisect_right(marks, reach[0], key=itemgetter(2)) : bisect_left(marks, reach[1], key=itemgetter(1))]


@lru_cache(maxsize=64)  # lines: those in view; one of them may have thousands of marks
def _coloured(kind: Kind, text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(colours.of(kind, text))
