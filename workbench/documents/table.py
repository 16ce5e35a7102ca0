"""A table of a document, read key by key with the type each must have."""

from __future__ import annotations

import math
import re
from collections.abc import Set
from dataclasses import field
from datetime import UTC, date, datetime, time
from typing import TypeVar

from workbench.documents.source import DocumentError
from workbench.nouns import dataclass
from workbench.visible import visible

_Default = TypeVar("_Default")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHOWN = 60
_LARGEST = 10**_SHOWN


@dataclass(frozen=True, slots=True)
class Table:
    """Values and the place they stand at; every reader raises DocumentError for a value of another type.

    A key that is absent gives the reader's default. The value found is told, unless it is a secret.
    """

    values: dict[str, object] = field(repr=False)
    where: str = ""

    def place(self, key: str) -> str:
        """Return the full path of a key, as an error names it."""
        part = key if _BARE.fullmatch(key) else f'"{visible(key)}"'
        return f"{self.where}.{part}" if self.where else part

    def fault(self, key: str, message: str) -> DocumentError:
        """Return the error that says what is wrong with a key's value."""
        return DocumentError(self.place(key), message)

    def unknown(self, known: Set[str]) -> tuple[str, ...]:
        """Return the places of keys that are not among `known`."""
        if self.values.keys() <= known:
            return ()
        return tuple(self.place(key) for key in self.values if key not in known)

    def text(self, key: str, default: _Default, *, secret: bool = False) -> str | _Default:
        """Read a text."""
        if key not in self.values:
            return default
        value = self.values[key]
        if not isinstance(value, str):
            raise self.other(key, "a text in quotes", secret=secret)
        return value

    def filled(self, key: str, default: _Default) -> str | _Default:
        """Read a text that says something."""
        value = self.text(key, default)
        if isinstance(value, str) and (not value or value.isspace()) and key in self.values:
            raise self.fault(key, "expected a text that says something, found an empty one")
        return value

    def required(self, key: str) -> str:
        """Read a text that must be there."""
        value = self.filled(key, None)
        if value is None:
            raise self.fault(key, "expected a text in quotes, found nothing: the key is missing")
        return value

    def flag(self, key: str, default: _Default) -> bool | _Default:
        """Read true or false."""
        if key not in self.values:
            return default
        value = self.values[key]
        if not isinstance(value, bool):
            raise self.other(key, "true or false")
        return value

    def whole(self, key: str, default: _Default) -> int | _Default:
        """Read an integer, 0 or more."""
        if key not in self.values:
            return default
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.other(key, "an integer, 0 or more")
        return value

    def number(self, key: str, default: _Default) -> float | _Default:
        """Read a number."""
        if key not in self.values:
            return default
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.other(key, "a number")
        try:
            return float(value)
        except OverflowError:
            raise self.other(key, "a smaller number") from None

    def seconds(self, key: str, default: _Default) -> float | _Default:
        """Read a time in seconds, more than 0."""
        value = self.number(key, default)
        if isinstance(value, float) and not is_duration(value):
            raise self.other(key, "a number of seconds, more than 0")
        return value

    def moment(self, key: str) -> datetime | None:
        """Read a date and time; without an offset it is taken as UTC."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, date):
            raise self.other(key, "a date and time such as 2026-11-20T15:00:00Z, without quotes")
        if not isinstance(value, datetime):
            value = datetime.combine(value, time())
        return value if value.tzinfo else value.replace(tzinfo=UTC)

    def table(self, key: str) -> Table:
        """Read a table; an absent one is empty."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.other(key, f"a table: [{key}]")
        return Table(value, self.place(key))

    def tables(self, key: str) -> tuple[Table, ...]:
        """Read a list of tables; an absent one is empty."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.other(key, f"a list of tables: [[{key}]]")
        place = self.place(key)
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                raise DocumentError(f"{place}[{index}]", f"expected a table, found {described(item)}")
        return tuple([Table(item, f"{place}[{index}]") for index, item in enumerate(value)])

    def texts(self, key: str, *, secret: bool = False) -> dict[str, str]:
        """Read a table whose values are all texts."""
        table = self.table(key)
        return {name: table.text(name, "", secret=secret) for name in table.values}

    def other(self, key: str, expected: str, *, secret: bool = False) -> DocumentError:
        """Return the error for a value that is not what is expected."""
        return self.fault(key, f"expected {expected}, found {described(self.values[key], secret=secret)}")


def described(value: object, *, secret: bool = False) -> str:
    """Say what a value is, shortened; a secret's type only."""
    if isinstance(value, bool):
        return "true or false" if secret else str(value).lower()
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "a very large integer"
    kind = _kind(value)
    if secret or kind.startswith("a "):
        return kind
    shown = visible(f'"{value}"' if isinstance(value, str) else str(value))
    return f"{kind} {shown if len(shown) <= _SHOWN else shown[:_SHOWN] + '…'}"


def _kind(value: object) -> str:
    match value:
        case str():
            return "the text"
        case int():
            return "the integer"
        case float():
            return "the number"
        case date() | time():
            return "the date"
        case list():
            return "a list"
        case _:
            return "a table"


def is_duration(seconds: float) -> bool:
    """Tell whether so many seconds can be waited for."""
    return seconds > 0 and math.isfinite(seconds)
