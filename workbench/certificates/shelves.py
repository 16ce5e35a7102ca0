"""Many hosts and patterns, laid out so that a host finds those that cover it, or nearly do, without trying all.

A pattern stands on the shelf of the literal text it ends with, or begins with where that is longer: of a thousand
only the few on shelves that fit a host are tried on it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from typing import Final

from workbench.certificates.hosts import Pattern
from workbench.nouns import dataclass

_RELATIVES: Final = 20
_AFTER_DOT: Final = "/"  # what follows "." in ASCII

Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Shelved:
    pattern: Pattern
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """Hosts and patterns with their places; an exact host by its text, a pattern by how it ends or begins."""

    exact: Mapping[str, Places]
    by_tail: Mapping[str, tuple[_Shelved, ...]]
    tails: tuple[int, ...]  # the lengths there are
    by_head: Mapping[str, tuple[_Shelved, ...]]  # the empty head: with neither
    heads: tuple[int, ...]


def shelve(patterns: Iterable[tuple[Pattern, int]]) -> Shelves:
    """Lay out patterns with their places."""
    exact: dict[str, list[int]] = {}
    by_tail: dict[str, list[_Shelved]] = {}
    by_head: dict[str, list[_Shelved]] = {}
    for pattern, at in patterns:
        glob = pattern.glob
        if glob is None:
            exact.setdefault(pattern.text, []).append(at)
        elif len(glob.tail) > len(glob.head):
            by_tail.setdefault(glob.tail, []).append(_Shelved(pattern, at))
        else:
            by_head.setdefault(glob.head, []).append(_Shelved(pattern, at))
    return Shelves(
        exact={text: tuple(places) for text, places in exact.items()},
        by_tail={text: tuple(shelf) for text, shelf in by_tail.items()},
        tails=_lengths(by_tail),
        by_head={text: tuple(shelf) for text, shelf in by_head.items()},
        heads=_lengths(by_head),
    )


def covering(shelves: Shelves, host: str) -> Places:
    """Return the places of all that cover a host in normal form, in no order."""
    shelved = (each.at for each in _candidates(shelves, host) if each.pattern.matches(host))
    return (*shelves.exact.get(host, ()), *shelved)


def _lengths(shelves: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted({len(text) for text in shelves}))


def _candidates(shelves: Shelves, host: str) -> Iterator[_Shelved]:
    for length in shelves.tails:
        if length > len(host):
            break
        yield from shelves.by_tail.get(host[-length:], ())
    for length in shelves.heads:
        if length > len(host):
            break
        yield from shelves.by_head.get(host[:length], ())


class Relatives:
    """Finds what nearly covers a host: its domain's pattern, a parent named exactly, or names under it.

    Made ready at the first question, which comes when somebody looks and not when something is sent.
    """

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._reversed: Sequence[str] | None = None

    def of(self, host: str) -> Places:
        """Return places in the order added; of the names under the host only the last added."""
        return tuple(sorted({*self._subdomains_of(host), *self._parents(host), *self._under(host)}))

    def _subdomains_of(self, host: str) -> Iterator[int]:
        pattern = f"*.{host}"
        return (each.at for each in self._shelves.by_tail.get(f".{host}", ()) if each.pattern.text == pattern)

    def _parents(self, host: str) -> Iterator[int]:
        parent = host.partition(".")[2]
        while parent:
            yield from self._shelves.exact.get(parent, ())
            parent = parent.partition(".")[2]

    def _under(self, host: str) -> Places:
        if self._reversed is None:
            self._reversed = sorted(text[::-1] for text in self._shelves.exact)
        spelled = host[::-1]
        first = bisect_left(self._reversed, f"{spelled}.")
        last = bisect_left(self._reversed, f"{spelled}{_AFTER_DOT}", lo=first)
        found = (self._shelves.exact[text[::-1]] for text in self._reversed[first:last])
        return tuple(nlargest(_RELATIVES, (at for places in found for at in places)))
