"""What belongs together in a laid-out body, told from how far its lines are indented, where it is asked for."""

from __future__ import annotations

import re
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from workbench.bodies.json_layout import MAX_INDENT
from workbench.bodies.lines import Lines
from workbench.bodies.source import Readable

STEP: Final = 2
DEEPEST: Final = STEP * MAX_INDENT
"""How many blanks a line begins with at most, however deep it stands."""
MOST_REGIONS: Final = 500_000
_LOOKED_AT: Final = 1 << 20
_INDENT: Final = re.compile(rb" *+")
_CLOSERS: Final = (b"}", b"]", b"</")


class Region(NamedTuple):
    """Lines that hide behind `opener` when it is folded: from the one after it to `last`."""

    opener: int
    last: int


def indent(lines: Lines, number: int) -> int:
    """Return how many blanks a line begins with, as far as a layout indents."""
    found = _INDENT.match(lines.raw(number, DEEPEST + 1))
    return found.end() if found else 0


def region(lines: Lines, number: int, goes_on: Callable[[], bool] = lambda: True) -> Region | None:
    """Return what a line opens, None where it opens nothing. Looks through as much as it takes, while it `goes_on`."""
    if number + 1 >= len(lines):
        return None
    level = indent(lines, number)
    if indent(lines, number + 1) <= level:
        return None
    start, _ = lines.span(number + 1)
    place, found = next(_starts(lines.source, level, start, goes_on), (-1, 0))
    if place < 0:
        return Region(number, len(lines) - 1) if goes_on() else None
    last = lines.at(place)
    return Region(number, last if found == level and _closes(lines.source, place) else last - 1)


def parent(lines: Lines, number: int) -> int | None:
    """Return the line that opens what a line stands in, None at the outermost level. Looks backwards."""
    level = indent(lines, number)
    return _before(lines, number, level - 1) if level else None


def opened(lines: Lines, number: int) -> int | None:
    """Return the line that opens what a line closes, None where it closes nothing. Looks backwards."""
    level = indent(lines, number)
    if number == 0 or indent(lines, number - 1) <= level or not _closes(lines.source, lines.span(number)[0]):
        return None
    return _before(lines, number, level)


def _before(lines: Lines, number: int, level: int) -> int | None:
    pattern = re.compile(rb"\n {0,%d}+(?=[^ \n])" % level)
    end, _ = lines.span(number)
    while end > 0:
        start = max(0, end - _LOOKED_AT)
        found = deque(pattern.finditer(lines.source.read(start, end)), maxlen=1)
        if found:
            return lines.at(start + found[0].start() + 1)
        end = start + DEEPEST + 2 if start else 0
    return 0 if indent(lines, 0) <= level else None


def regions(lines: Lines, level: int, goes_on: Callable[[], bool] = lambda: True) -> tuple[array[int], array[int]]:
    """Return openers and last lines of all that is opened at a level of indentation, in order, 500,000 at most."""
    openers, lasts = array("Q"), array("Q")
    before, before_place, before_level = 0, 0, 0
    for place, found in _starts(lines.source, level, 0, goes_on):
        number = before + _between(lines, before_place, place, before)
        if number > before + 1:
            openers.append(before)
            lasts.append(number if found == before_level and _closes(lines.source, place) else number - 1)
            if len(openers) >= MOST_REGIONS:
                break
        before, before_place, before_level = number, place, found
    return openers, lasts


def _between(lines: Lines, start: int, end: int, before: int) -> int:
    if end - start > _LOOKED_AT:
        return lines.at(end) - before
    return lines.source.read(start, end).count(b"\n")


def _starts(source: Readable, level: int, start: int, goes_on: Callable[[], bool]) -> Iterator[tuple[int, int]]:
    """Yield where lines start that are indented no more than `level`, after the one that holds `start`, and how far."""
    pattern = re.compile(rb"\n {0,%d}+(?=[^ \n])" % level)
    while start < len(source) and goes_on():
        data = source.read(start, start + _LOOKED_AT)
        for found in pattern.finditer(data):
            yield start + found.start() + 1, found.end() - found.start() - 1
        if start + len(data) >= len(source):
            return
        # The last line end is looked at again with what follows it; its blanks may have been cut.
        cut = data.rfind(b"\n", 1)
        start += cut if cut > 0 else len(data)
        time.sleep(0.0005)


def _closes(source: Readable, place: int) -> bool:
    return source.read(place, place + DEEPEST + 2).lstrip(b" ").startswith(_CLOSERS)
