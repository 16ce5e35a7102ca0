"""JSON, YAML or TOML, told apart by the text itself and read without trusting it.

Refused: keys that stand twice (readers disagree on which counts), nesting deeper than a hundred levels, and in YAML
merges, tags, and every scalar but texts, true, false and null. So a text that expands when read stays small.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal

from workbench.documents import DocumentError
from workbench.documents import parse as parse_toml
from workbench.interchange.rows import ListingError
from workbench.visible import visible

if TYPE_CHECKING:
    import yaml

LIMIT: Final = 16 * 1024 * 1024
"""How many characters are read: an export of all of Insomnia's requests has a few million."""
_DEEPEST: Final = 100

Notation = Literal["JSON", "YAML", "TOML"]


def decoded(data: bytes) -> str:
    """Return a file's text: UTF-8, or UTF-16 with its mark, as editors on Windows save it; raises ListingError."""
    charset = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(charset)
    except UnicodeDecodeError as fault:
        raise ListingError(f"byte {fault.start}", "the file is no text in UTF-8") from None


def parse(text: str) -> tuple[Notation, object]:
    """Return how the text is written and what it holds; raises ListingError with the line of the mistake."""
    if len(text) > LIMIT:
        raise ListingError("", f"the file is too large: more than {LIMIT // 1024 // 1024} million characters")
    bare = text.removeprefix("\ufeff")
    start = bare.lstrip()[:1]
    if not start:
        raise ListingError("", "the file is empty")
    if start == "{":
        return "JSON", _json(bare)
    if start == "[" and not _is_toml_heading(bare):
        return "JSON", _json(bare)
    return _toml_or_yaml(bare)


def _is_toml_heading(text: str) -> bool:
    line = text.lstrip().partition("\n")[0].partition("#")[0].strip()
    inside = line.strip("[]")
    return line.endswith("]") and bool(inside) and inside.replace("_", "").replace(".", "").isalnum()


def _json(text: str) -> object:
    try:
        found: object = json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as fault:
        raise ListingError(f"line {fault.lineno}, column {fault.colno}", f"not JSON: {fault.msg}") from None
    except RecursionError:
        raise ListingError("", "the values are nested too deeply") from None
    except ListingError:
        raise
    except ValueError:  # an integer of thousands of digits
        raise ListingError("", "a number in it is too large") from None
    return found


def _unique(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ListingError("", f"the key “{_short(key)}” stands twice in the same place")
        found[key] = value
    return found


def _toml_or_yaml(text: str) -> tuple[Notation, object]:
    try:
        return "TOML", parse_toml(text)
    except DocumentError as fault:
        if _is_toml_heading(text):
            raise ListingError(fault.where, fault.message) from None
    except RecursionError:
        raise ListingError("", "the values are nested too deeply") from None
    return "YAML", _yaml(text)


def _yaml(text: str) -> object:
    import yaml  # 20 ms, and no other command needs it

    from workbench.interchange import plain_yaml

    try:
        _refuse_depth(yaml.parse(text, Loader=plain_yaml.Events))
        found: object = yaml.load(text, Loader=plain_yaml.PlainLoader)  # noqa: S506 - a SafeLoader that knows less
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ListingError(place, f"neither JSON, TOML nor YAML: {_short(fault.problem or 'unreadable')}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        if isinstance(fault, ListingError):
            raise
        raise ListingError("", "neither JSON, TOML nor YAML: a character or value in it cannot be read") from None
    return found


def _refuse_depth(events: Iterable[yaml.Event]) -> None:
    import yaml

    depth = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise ListingError("", f"the values are nested deeper than {_DEEPEST} levels")


def _short(text: str) -> str:
    return visible(text if len(text) <= 80 else f"{text[:79]}…")
