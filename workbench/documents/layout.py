"""TOML as people like to find it: `[section]` and `[[list]]` blocks, inner tables on a line of their own.

tomli_w writes the values; it would put short lists of tables into brackets, to which nobody can add a
`[[block]]` by hand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(values: Mapping[str, object], inline: Collection[str] = ()) -> str:
    """Return the document as text; lists of tables named in `inline` stand in brackets, others as blocks."""
    blocks = {key: value for key, value in values.items() if key not in inline and _is_block(value)}
    lines = [*_assignments({key: value for key, value in values.items() if key not in blocks})]
    for key, value in blocks.items():
        for heading, table in _headed(_key(key), value):
            lines += ["", *_section(heading, table)] if lines else [*_section(heading, table)]
    return "\n".join(lines) + "\n" if lines else ""


def _is_block(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)
    )


def _headed(name: str, value: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    if isinstance(value, list):
        for item in value:
            yield f"[[{name}]]", item
    elif isinstance(value, Mapping):
        inner = {key: item for key, item in value.items() if isinstance(item, Mapping)}
        outer = {key: item for key, item in value.items() if key not in inner}
        if outer or not inner:
            yield f"[{name}]", outer
        for key, item in inner.items():
            yield from _headed(f"{name}.{_key(key)}", item)


def _section(heading: str, table: Mapping[str, object]) -> Iterator[str]:
    yield heading
    yield from _assignments(table)


def _assignments(table: Mapping[str, object]) -> Iterator[str]:
    for key, value in table.items():
        yield f"{_key(key)} = {_value(value, multiline=True)}"


def _value(value: object, *, multiline: bool = False) -> str:
    if isinstance(value, str) and value.isprintable() and '"' not in value and "\\" not in value:
        return f'"{value}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    match value:
        case Mapping():
            inner = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case list() if any(isinstance(item, Mapping | list) for item in value):
            return "\n".join(("[", *(f"    {_value(item)}," for item in value), "]"))
        case list():
            return f"[{', '.join(_value(item) for item in value)}]"
        case datetime() if value.utcoffset() == timedelta():
            return value.isoformat().replace("+00:00", "Z")
        case _:
            return _atom(value, multiline=multiline)


@lru_cache(maxsize=512)
def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _written({key: 0}).removesuffix(" = 0\n")


def _atom(value: object, *, multiline: bool) -> str:
    # A text with a carriage return stays on one line: tomli_w would drop it from the other form.
    lines = multiline and isinstance(value, str) and "\r" not in value
    return _written({"v": value}, multiline=lines).removeprefix("v = ").removesuffix("\n")


def _written(values: Mapping[str, object], *, multiline: bool = False) -> str:
    import tomli_w  # only a save pays for it

    return tomli_w.dumps(values, multiline_strings=multiline)
