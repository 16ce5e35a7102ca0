"""What values weigh in memory: about the bytes of all that is in them, what is in them twice once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from sys import getsizeof
from typing import Final

MANY: Final = 2000
"""So many things in one place are not looked at one by one: a server can send hundreds of thousands of headers."""


def weigh(value: object) -> int:
    """Return about how many bytes a value takes."""
    return sum(parts(value).values())


def parts(value: object) -> dict[int, int]:
    """Return the bytes of each part of a value by its id, which is the part's as long as the value lives."""
    found: dict[int, int] = {}
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if part is None or id(part) in found:
            continue
        found[id(part)] = getsizeof(part)
        if isinstance(part, tuple) and len(part) > MANY:
            found[id(part)] += _of_many(part)
        else:
            waiting.extend(_within(part))
    return found


def _of_many(values: Sequence[object]) -> int:
    """Return about what values, and those in them that are tuples, take where each is there but once."""
    inner = [value for value in values if isinstance(value, tuple)]
    return sum(map(getsizeof, values)) + sum(sum(map(getsizeof, value)) for value in inner)


def _within(value: object) -> Iterable[object]:
    if isinstance(value, str | bytes | float | int):
        return ()
    if isinstance(value, tuple | list):
        return value
    if isinstance(value, Mapping):
        return (*value.keys(), *value.values())
    return [getattr(value, name) for name in getattr(value, "__dataclass_fields__", ())]
