"""JSON filtered by a JSONPath (RFC 9535), every value of the result spelled as it came.

Numbers keep their digits, strings their escapes, objects their order and their repeated keys. Loading this loads
the library, and a body takes ten times its size: both belong into a process of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any, Final

import jsonpath

from workbench.nouns import dataclass

_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_BLANKS: Final = re.compile(r"[ \t\r\n\x1e]*")  # and what begins a record of RFC 7464
_LONG_NUMBER: Final = 300  # digits that a float still holds
_REPEATED: Final = "a key stands twice in an object: a path sees the last one"


class PathFault(Exception):
    """A path that is none, or a body that has none: `str` says which, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """What a path found, as JSON: the value itself for a path that can only find one, else a list."""

    text: str = field(repr=False)
    matches: int
    notes: tuple[str, ...] = ()


def filtered(text: str, path: str) -> Filtered:
    """Return what a path finds in a JSON text, or in several that follow each other; raises PathFault."""
    compiled = _compiled(path)
    reading = _Reading()
    try:
        documents = list(reading.documents(text))
        found = [value for document in documents for value in _found(compiled, document)]
        only = found[0] if len(documents) == 1 and compiled.singular_query() and found else found
        pieces: list[str] = []
        _write(only, pieces)
        return Filtered(text="".join(pieces), matches=len(found), notes=tuple(reading.notes))
    except RecursionError as fault:
        raise PathFault("The body is nested too deep to be filtered.") from fault
    except json.JSONDecodeError as fault:
        raise PathFault(f"The body is not JSON: {fault.msg} in line {fault.lineno}.") from fault
    except jsonpath.JSONPathError as fault:
        raise PathFault(f"{path}: {_said(fault)}.") from fault


def _compiled(path: str) -> jsonpath.JSONPath:
    try:
        compiled = jsonpath.JSONPathEnvironment(strict=True).compile(path)
    except jsonpath.JSONPathError as fault:
        raise PathFault(f"{path} is no JSONPath: {_said(fault)}.") from fault
    except (OverflowError, ValueError) as fault:
        raise PathFault(f"{path}: a number in it is too large.") from fault
    if isinstance(compiled, jsonpath.CompoundJSONPath):
        raise PathFault(f"{path} is more than one JSONPath.")
    return compiled


def _found(compiled: jsonpath.JSONPath, document: Any) -> Iterator[object]:
    if not isinstance(document, str):
        yield from (match.obj for match in compiled.finditer(document))
    elif not compiled.segments:  # the library would take a string for a document that is still to be read
        yield document


def _said(fault: jsonpath.JSONPathError) -> str:
    words = str(fault.args[0]).replace("TOKEN_", "") if fault.args else "it cannot be read"
    where = fault.token.index if fault.token else -1
    return f"{words}, at character {where + 1}" if where >= 0 else words


class _Number(float):
    """A number whose own spelling Python's would not give back."""

    __slots__ = ("text",)
    text: str


class _Text(str):
    """A string with escapes: it compares as what they mean, and is written as it was spelled."""

    spelled: str


class _Repeated(dict[str, object]):
    """An object in which a key stands more than once; looked up, the last one counts."""

    pairs: Sequence[tuple[str, object]]


class _Reading:
    """One body on its way into Python's values; `notes` says what was odd about it."""

    def __init__(self) -> None:
        self.notes: dict[str, None] = {}
        self._escapes = False

    def documents(self, text: str) -> Iterator[Any]:
        """Yield each JSON text of a body, one after another."""
        self._escapes = "\\" in text
        if self._escapes:
            # Escaped twice, a string's value is its own spelling: Python's quick reader keeps no other trace of it.
            text = _ESCAPE.sub(_doubled, text)
        decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=_integer, parse_float=_fraction, parse_constant=_odd, strict=False
        )
        position = _after_blanks(text, 1 if text.startswith("\ufeff") else 0)
        while True:
            value, position = decoder.raw_decode(text, position)
            yield self._meant(value)
            position = _after_blanks(text, position)
            if position >= len(text):
                return

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        if self._escapes:
            pairs = [(_text(name), self._meant(value)) for name, value in pairs]
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        self.notes[_REPEATED] = None
        repeated = _Repeated(plain)
        repeated.pairs = pairs
        return repeated

    def _meant(self, value: object) -> object:
        if not self._escapes:
            return value
        if isinstance(value, str):
            return _text(value)
        return [self._meant(item) for item in value] if isinstance(value, list) else value


def _doubled(found: re.Match[str]) -> str:
    sign = found[1]
    return rf"\\\{sign}" if sign in '"\\' else rf"\\{sign}"


def _after_blanks(text: str, position: int) -> int:
    found = _BLANKS.match(text, position)
    return found.end() if found else position


def _text(spelled: str) -> str:
    if "\\" not in spelled or isinstance(spelled, _Text):
        return spelled
    try:
        text = _Text(json.loads(f'"{spelled}"', strict=False))
    except json.JSONDecodeError:
        text = _Text(spelled)  # an escape that means nothing stands for itself
    text.spelled = spelled
    return text


def _integer(text: str) -> object:
    if len(text) > _LONG_NUMBER or text == "-0":
        return _odd(text)
    return int(text)


def _fraction(text: str) -> object:
    value = float(text)
    return value if repr(value) == text else _odd(text)


def _odd(text: str) -> _Number:
    number = _Number(text.replace("Infinity", "inf"))
    number.text = text
    return number


def _write(value: object, pieces: list[str]) -> None:
    match value:
        case dict():
            _write_object(list(value.pairs if isinstance(value, _Repeated) else value.items()), pieces)
        case list():
            _write_list(value, pieces)
        case _Text():
            pieces.append(f'"{value.spelled}"')
        case str():
            pieces.append(f'"{value}"')
        case _Number():
            pieces.append(value.text)
        case _:
            pieces.append(json.dumps(value))


def _write_object(pairs: list[tuple[str, object]], pieces: list[str]) -> None:
    sign = "{"
    for name, value in pairs:
        pieces.append(sign)
        _write(name, pieces)
        pieces.append(":")
        _write(value, pieces)
        sign = ","
    pieces.append("}" if pairs else "{}")


def _write_list(items: list[object], pieces: list[str]) -> None:
    sign = "["
    for item in items:
        pieces.append(sign)
        _write(item, pieces)
        sign = ","
    pieces.append("]" if items else "[]")
