"""What is odd about header fields: repeated where there may be one, names that are none, signs that do not belong."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from workbench import marks

_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ONCE: Final = frozenset(
    {"age", "authorization", "content-length", "content-location", "content-range", "content-type", "date", "etag"}
    | {"expires", "host", "if-modified-since", "last-modified", "location", "retry-after", "server", "user-agent"}
)
_LONG: Final = 8192
_COMPARED: Final = 100  # values of one name


def oddities(fields: Sequence[tuple[str, str]], most: int | None = None) -> tuple[str, ...]:
    """Return for each of the first `most` fields what is odd about it, "" for nothing (RFC 9110, 5.1 to 5.6)."""
    places: dict[str, list[int]] = {}
    for place, (name, _) in enumerate(fields):
        places.setdefault(name.lower(), []).append(place)
    return tuple("; ".join(_odd(fields, places, place)) for place in range(len(fields[:most])))


def _odd(fields: Sequence[tuple[str, str]], places: Mapping[str, Sequence[int]], place: int) -> Iterator[str]:
    name, value = fields[place]
    yield from _repeated(fields, places[name.lower()], place)
    if not _NAME.fullmatch(name):
        yield "the name is no header name" if name else "it has no name"
    if _CONTROL.search(value):
        yield "control characters in it"
    elif not value.isascii():
        yield "not ASCII: read as latin-1"
    if len(value) > _LONG:
        yield f"{marks.size(len(value))} long"
    if name.lower() == "content-length" and "transfer-encoding" in places:
        yield "does not count beside Transfer-Encoding"


def _repeated(fields: Sequence[tuple[str, str]], places: Sequence[int], place: int) -> Iterator[str]:
    """Tell of a field that stands at several places; found by halving, as a hostile head may have very many."""
    name = fields[place][0].lower()
    if len(places) == 1 or name == "set-cookie":
        return
    if name in _ONCE:
        differ = len({fields[each][1] for each in places[:_COMPARED]}) > 1
        yield f"stands there {len(places)} times, {'which differ' if differ else 'with one value'}"
    elif places[0] != place:
        yield f"{bisect_right(places, place)} of {len(places)} of this name"
