"""Request files: read, written and listed; keys unknown to this version survive a save (contract §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from workbench import atomic, folders
from workbench.documents import Document, DocumentError, Table, keep_comments, parse, read, toml_text
from workbench.models import Request, RequestOptions, RequestTls
from workbench.nouns import dataclass
from workbench.workspace.checking import check
from workbench.workspace.faults import RequestFileError
from workbench.workspace.shape import Values, request_of, values_of

FOLDER_FILE = "folder.toml"
_KNOWN = {
    "": (
        "name",
        "description",
        "method",
        "url",
        "params",
        "headers",
        "path_params",
        "body",
        "auth",
        "tls",
        "options",
    ),
    "body": ("type", "text", "fields", "file"),
    "tls": tuple(item.name for item in fields(RequestTls)),
    "options": tuple(item.name for item in fields(RequestOptions)),
    "params": ("name", "value", "enabled"),
    "headers": ("name", "value", "enabled"),
    "fields": ("name", "value", "file", "content_type", "enabled"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRequest:
    """One file of the list: the request in it, or why it cannot be read."""

    path: Path
    request: Request | None = None
    error: RequestFileError | None = None


def load(path: Path) -> Request:
    """Read a request file; raises RequestFileError, also where there is none."""
    with _faults(path, "read"):
        return _checked(read(path).values)


def save(path: Path, request: Request) -> Path | None:
    """Write a request file, making its folders; raises RequestFileError, and then the old file stands.

    Comments do not survive: where there were any, the file as it was is kept, and its path returned.
    """
    with _faults(path, "written"):
        folders.make(path.parent)
        found = _existing(path)
        if found.values and _checked(found.values) == request:
            return None
        data = _encoded(_merged(found.values, values_of(request), ""))
        _checked(parse(data.decode()))
        kept = keep_comments(path, found.data)
        atomic.write(path, data)
        return kept


def list_requests(folder: Path) -> tuple[SavedRequest, ...]:
    """Return every request file below `folder`, by path; one that is wrong is there with its error."""
    found = {path.relative_to(folder).parts: path for path in folder.rglob("*.toml")}
    return tuple(_saved(found[parts]) for parts in sorted(found) if _is_listed(found[parts], parts))


def _is_listed(path: Path, parts: tuple[str, ...]) -> bool:
    hidden = any(part.startswith(".") for part in parts)
    return not hidden and path.name != FOLDER_FILE and path.is_file()


def _saved(path: Path) -> SavedRequest:
    try:
        return SavedRequest(path=path, request=load(path))
    except RequestFileError as error:
        return SavedRequest(path=path, error=error)


def _existing(path: Path) -> Document:
    try:
        return read(path)
    except FileNotFoundError:
        return Document()


def _checked(values: Values) -> Request:
    # Also what a save finds: a file that is wrong is not written over, somebody is editing it.
    request = request_of(Table(values))
    check(request)
    return request


def _encoded(values: Values) -> bytes:
    try:
        return toml_text(values, inline=("params", "headers")).encode()
    except UnicodeEncodeError:
        raise DocumentError("", "a text in it is not Unicode") from None


def _merged(old: Mapping[str, object], new: Mapping[str, object], table: str) -> Values:
    """Return the new values in the old order, with the keys of the old ones that nobody here knows."""
    known = _KNOWN.get(table, ())
    values: Values = {}
    for key in [*old, *(key for key in new if key not in old)]:
        if key in new:
            values[key] = _merged_value(old.get(key), new[key], key)
        elif table in _KNOWN and key not in known:
            values[key] = old[key]
        elif key in ("tls", "options") and (kept := _merged_value(old[key], {}, key)):
            values[key] = kept
    return values


def _merged_value(old: object, new: object, key: str) -> object:
    match old, new:
        case dict(), dict() if key in _KNOWN:
            return _merged(old, new, key)
        case list(), list() if key in _KNOWN:
            return [_merged(_namesake(old, item, index), item, key) for index, item in enumerate(new)]
        case _:
            return new


def _namesake(old: list[Values], item: Values, index: int) -> Values:
    """Return the old field that became `item`: of those with its name, the one in its place or the first."""
    named = {place: each for place, each in enumerate(old) if each.get("name") == item["name"]}
    return named.get(index) or next(iter(named.values()), {})


@contextmanager
def _faults(path: Path, verb: str) -> Iterator[None]:
    try:
        yield
    except DocumentError as fault:
        raise RequestFileError(path, fault.where, fault.message) from None
    except OSError as fault:
        raise RequestFileError(path, "", f"cannot be {verb}: {fault.strerror or fault}") from fault
