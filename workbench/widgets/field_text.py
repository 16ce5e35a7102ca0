"""Headers, parameters and form fields as lines of text, and back: one a line, `# ` before what is switched off.

Accept: application/json        a header
page=2                          a query parameter, or a form field
:id=42                          a value for `:id` in the path
photo=@cat.png;type=image/png   a file of a multipart form
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.models import Field, FormField
from workbench.nouns import dataclass
from workbench.visible import visible

_OFF = "# "
_TYPE = ";type="


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What the parameters' text holds: the query's, and values for the names in the path."""

    query: tuple[Field, ...] = ()
    path: Mapping[str, str]


def header_lines(headers: Sequence[Field]) -> str:
    """Return headers as text, one a line."""
    return "\n".join(_line(header, ": ") for header in headers)


def headers(text: str) -> tuple[Field, ...]:
    """Return the headers that a text names; a line without a colon is a name without a value."""
    return tuple(_field(line, ":") for line in _lines(text))


def colonless(text: str) -> int | None:
    """Return the number, from 1, of the first line that is no header for want of a colon."""
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if line.strip() and ":" not in line), None)


def param_lines(query: Sequence[Field], path: Mapping[str, str]) -> str:
    """Return path values and query parameters as text, one a line."""
    in_path = [f":{visible(name)}={visible(value)}" for name, value in path.items()]
    return "\n".join([*in_path, *(_line(param, "=") for param in query)])


def params(text: str) -> Params:
    """Return the parameters that a text names."""
    fields = [_field(line, "=") for line in _lines(text)]
    path = {found.name[1:]: found.value for found in fields if _is_path(found)}
    return Params(query=tuple(found for found in fields if not _is_path(found)), path=path)


def form_lines(fields: Sequence[FormField]) -> str:
    """Return form fields as text, one a line."""
    return "\n".join(_form_line(field) for field in fields)


def form_fields(text: str, *, files: bool) -> tuple[FormField, ...]:
    """Return the form fields that a text names; only where `files` does `@` before a value mean a file."""
    return tuple(_form_field(_field(line, "="), files=files) for line in _lines(text))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _line(field: Field, separator: str) -> str:
    return f"{'' if field.enabled else _OFF}{visible(field.name)}{separator}{visible(field.value)}"


def _field(line: str, separator: str) -> Field:
    enabled = not line.startswith(_OFF)
    name, _, value = line.removeprefix(_OFF).partition(separator)
    return Field(name=name.strip(), value=value.strip() if separator == ":" else value, enabled=enabled)


def _is_path(field: Field) -> bool:
    return field.enabled and len(field.name) > 1 and field.name.startswith(":")


def _form_line(field: FormField) -> str:
    value = visible(field.value) if field.file is None else f"@{visible(field.file)}"
    kind = f"{_TYPE}{visible(field.content_type)}" if field.content_type else ""
    return f"{'' if field.enabled else _OFF}{visible(field.name)}={value}{kind}"


def _form_field(field: Field, *, files: bool) -> FormField:
    if not files or not field.value.startswith("@"):
        return FormField(name=field.name, value=field.value, enabled=field.enabled)
    path, _, kind = field.value[1:].partition(_TYPE)
    return FormField(name=field.name, file=path, content_type=kind or None, enabled=field.enabled)
