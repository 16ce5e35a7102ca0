"""`[keys]`: another key for a deed, by the id of its binding; how a key may be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from workbench.documents import DocumentError, Table
from workbench.documents.table import described

EXPECTED: Final = 'keys such as "f6", "ctrl+g", "z" or "^G,question_mark"'
_SIGNS: Final = {
    "!": "exclamation_mark",
    '"': "quotation_mark",
    "#": "number_sign",
    "$": "dollar_sign",
    "%": "percent_sign",
    "&": "ampersand",
    "'": "apostrophe",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "*": "asterisk",
    "+": "plus",
    "-": "minus",
    ".": "full_stop",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less_than_sign",
    "=": "equals_sign",
    ">": "greater_than_sign",
    "?": "question_mark",
    "@": "at",
    "[": "left_square_bracket",
    "\\": "backslash",
    "]": "right_square_bracket",
    "^": "circumflex_accent",
    "_": "underscore",
    "`": "grave_accent",
    "{": "left_curly_bracket",
    "|": "vertical_line",
    "}": "right_curly_bracket",
    "~": "tilde",
}
_MOVES: Final = ("home", "end", "pageup", "pagedown", "up", "down", "left", "right", "delete", "insert")
_TYPED: Final = ("enter", "escape", "tab", "space", "backspace")
_FUNCTION: Final = tuple(f"f{number}" for number in range(1, 25))
_NAMED: Final = frozenset((*_SIGNS.values(), "comma", *_TYPED, *_MOVES, *_FUNCTION))
_OTHERWISE: Final = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "control": "ctrl",
    "option": "alt",
}
_MODIFIERS: Final = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})
_CARET: Final = re.compile(r"\^[A-Za-z@\[\\\]^_]")
_EATEN: Final = {"ctrl+h": "Backspace", "ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+left_square_bracket": "Esc"}
_SENT: Final = re.compile(r"ctrl\+([a-z]|at|space|backslash|right_square_bracket|circumflex_accent|underscore)")


def read(root: Table) -> dict[str, str]:
    """Read the keys of a settings file by the id of what they do; raises DocumentError."""
    found: dict[str, str] = {}
    for name, table, key in _flat(root.table("keys")):
        try:
            found[name] = normal(table.required(key))
        except ValueError as fault:
            raise DocumentError(table.place(key), str(fault)) from None
    return found


def straighten(values: dict[str, object]) -> None:
    """Bring `send.letter = "z"`, which is a table in a table to TOML, under its one name."""
    keys = values.get("keys")
    if isinstance(keys, dict):
        values["keys"] = {name: table.values[key] for name, table, key in _flat(Table(keys))}


def normal(text: str) -> str:
    """Return one key or more, commas between, in one spelling each; raises ValueError saying what was expected."""
    keys = [key.strip() for key in text.split(",")]
    if "" in keys[1:]:
        raise ValueError(f'expected {EXPECTED}, found {described(text)}; a comma itself is written "comma"')
    return ",".join(dict.fromkeys(map(_normal, keys)))


def spellings(key: str) -> tuple[str, ...]:
    """Return the names under which a key may arrive: terminals and protocols differ."""
    if key in ("ctrl+at", "ctrl+space"):
        return "ctrl+@", "ctrl+space"
    if key.startswith("alt+ctrl+"):
        return key, f"ctrl+alt+{key.removeprefix('alt+ctrl+')}"
    return (key,)


def doubt(key: str) -> str:
    """Say why a key will not arrive from every terminal, "" where it will."""
    if key in _EATEN:
        return f"every terminal sends {_EATEN[key]} for it"
    modifiers, _, base = key.rpartition("+")
    plain = not modifiers or _SENT.fullmatch(key) or key == "shift+tab"
    if plain and base not in _FUNCTION[12:]:
        return ""
    if base in (*_MOVES, *_FUNCTION):
        return "not every terminal sends it"
    return "only a terminal with the kitty keyboard protocol can tell it"


def _normal(key: str) -> str:
    if _CARET.fullmatch(key):
        return f"ctrl+{_base(key[1].lower(), key)}"
    head, plus, last = key.rpartition("+")
    if plus and not last:  # "+" itself, or "ctrl++"
        head, last = head.removesuffix("+"), "+"
    modifiers = {_modifier(name.strip().lower(), key) for name in head.split("+")} if head else set()
    base = _base(last.strip(), key)
    if modifiers == {"shift"} and len(base) == 1 and base.upper() != base:
        return base.upper()  # as every terminal sends it
    return "+".join((*sorted(modifiers), base.lower() if "ctrl" in modifiers else base))


def _modifier(name: str, key: str) -> str:
    found = _OTHERWISE.get(name, name)
    if found not in _MODIFIERS:
        raise ValueError(f"expected {EXPECTED}, found {described(key)}: there is no modifier {name}")
    return found


def _base(base: str, key: str) -> str:
    if len(base) == 1 and base.isprintable() and not base.isspace():
        return _SIGNS.get(base, base)
    lowered = base.lower()
    found = _OTHERWISE.get(lowered, lowered)
    if found not in _NAMED:
        raise ValueError(f"expected {EXPECTED}, found {described(key)}")
    return found


def _flat(table: Table, before: str = "") -> Iterator[tuple[str, Table, str]]:
    for key, value in table.values.items():
        if isinstance(value, dict):
            yield from _flat(table.table(key), f"{before}{key}.")
        else:
            yield f"{before}{key}", table, key
