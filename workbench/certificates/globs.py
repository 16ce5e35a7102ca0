"""Patterns over text, matched in linear time whatever they hold.

`*` is one character or more, `?` is one, `{a,b}` is either, `[a-c]` is one of; the rest stands for itself.
The places in the text that a part of the pattern may have reached are the bits of one integer, so no input
makes a match backtrack: a regular expression with several `*` would take polynomial time or worse.
"""

from __future__ import annotations

import re
import string
from enum import Enum
from functools import lru_cache

from workbench.nouns import dataclass

_LETTERS = string.ascii_lowercase
_DIGITS = string.digits
_LITERAL = re.compile(r"[a-z0-9._-]+")
SPECIAL = frozenset("*?[]{}")


class GlobError(ValueError):
    """A pattern that cannot be read; the message says which part, and holds nothing else of the text."""


class Wild(Enum):
    """The parts of a pattern that stand for any character."""

    ONE = "?"
    SOME = "*"


Element = str | Wild | frozenset[str] | tuple[str, ...]
"""Literal text, a wildcard, one character of a set, or either of some texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glob:
    """A pattern taken apart; `head` and `tail` are the literal text it begins and ends with, `inner` that between."""

    elements: tuple[Element, ...]
    inner: tuple[str, ...]
    head: str
    tail: str
    simple: bool  # nothing but head, one `*` and tail


def parse(text: str) -> Glob:
    """Take a lower-case pattern apart; raise GlobError where the syntax is wrong or nested."""
    elements: list[Element] = []
    at = 0
    while at < len(text):
        element, at = _element(text, at)
        elements.append(element)
    head, tail = (_literal(elements[:1]), _literal(elements[-1:])) if len(elements) > 1 else ("", "")
    middle = elements[bool(head) : len(elements) - bool(tail)]
    inner = tuple(element for element in middle if isinstance(element, str))
    return Glob(elements=tuple(elements), inner=inner, head=head, tail=tail, simple=middle == [Wild.SOME])


def matches(glob: Glob, text: str) -> bool:
    """Tell whether the whole of `text` is covered, in time linear in its length."""
    if not text.endswith(glob.tail) or not text.startswith(glob.head):
        return False
    if glob.simple:
        return len(text) > len(glob.head) + len(glob.tail)
    return _holds(glob, text) and _reaches_end(glob, text)


def _holds(glob: Glob, text: str) -> bool:
    """Tell whether the literal parts stand in `text` one after the other, which is quickly denied."""
    at, end = len(glob.head), len(text) - len(glob.tail)
    for literal in glob.inner:
        found = text.find(literal, at, end)
        if found < 0:
            return False
        at = found + len(literal)
    return at <= end


def _reaches_end(glob: Glob, text: str) -> bool:
    reached = 1
    for element in glob.elements:
        reached = _after(element, reached, text)
        if not reached:
            return False
    return bool(reached >> len(text) & 1)


def _literal(elements: list[Element]) -> str:
    return next((element for element in elements if isinstance(element, str)), "")


def _element(text: str, at: int) -> tuple[Element, int]:
    match text[at]:
        case "*":
            return Wild.SOME, at + 1
        case "?":
            return Wild.ONE, at + 1
        case "{":
            return _either(*_enclosed(text, at, "}"))
        case "[":
            return _one_of(*_enclosed(text, at, "]"))
    found = _LITERAL.match(text, at)
    if not found:
        raise GlobError(f"“{text[at]}” cannot stand in a host")
    return found[0], found.end()


def _enclosed(text: str, at: int, closing: str) -> tuple[str, int]:
    end = text.find(closing, at)
    if end < 0:
        raise GlobError(f"“{text[at]}” is never closed by “{closing}”")
    return text[at + 1 : end], end + 1


def _either(inside: str, end: int) -> tuple[tuple[str, ...], int]:
    choices = tuple(inside.split(","))
    if SPECIAL.intersection(inside):
        raise GlobError("only plain text may stand between “{” and “}”")
    if len(choices) < 2:
        raise GlobError("“{…}” needs at least two choices with a comma between them")
    if not all(_LITERAL.fullmatch(choice) for choice in choices if choice):
        raise GlobError("a choice in “{…}” holds something that cannot stand in a host")
    return choices, end


def _one_of(inside: str, end: int) -> tuple[frozenset[str], int]:
    if inside[:1] in ("!", "^"):
        raise GlobError("“[!…]”, anything but these, is not possible")
    if not inside:
        raise GlobError("“[…]” holds no character")
    members: set[str] = set()
    at = 0
    while at < len(inside):
        width = 3 if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside) else 1
        members.update(_span(inside[at], inside[at + width - 1]))
        at += width
    return frozenset(members), end


def _span(first: str, last: str) -> str:
    if first == last and first in f"{_LETTERS}{_DIGITS}-_":
        return first
    for alphabet in (_LETTERS, _DIGITS):
        if first in alphabet and last in alphabet and first < last:
            return alphabet[alphabet.index(first) : alphabet.index(last) + 1]
    raise GlobError("“[…]” takes letters, digits, “-”, “_” and rising ranges such as “a-c”, nothing else")


def _after(element: Element, reached: int, text: str) -> int:
    """Return the places that can be reached through `element` from those in `reached`, of which there is one at least.

    Bit n stands for the place after n characters.
    """
    match element:
        case Wild.SOME:
            return _everywhere(text) & ~(((reached & -reached) << 1) - 1)
        case Wild.ONE:
            return reached << 1 & _everywhere(text)
        case str():
            return _through(element, reached, text)
        case frozenset():
            places = _places(text)
            return (reached & sum(places.get(member, 0) for member in element)) << 1
        case tuple():
            total = 0
            for choice in element:
                total |= _through(choice, reached, text)
            return total


def _through(literal: str, reached: int, text: str) -> int:
    places = _places(text)
    for character in literal:
        reached = (reached & places.get(character, 0)) << 1
    return reached


def _everywhere(text: str) -> int:
    return (1 << len(text) + 1) - 1


@lru_cache(maxsize=64)
def _places(text: str) -> dict[str, int]:
    """Return for each character of `text` the places where it stands, as bits."""
    places: dict[str, int] = {}
    for at, character in enumerate(text):
        places[character] = places.get(character, 0) | 1 << at
    return places
