"""From a file to the tables it holds; every way in which it is no TOML is one error with a place."""

from __future__ import annotations

import os
import re
from dataclasses import field
from pathlib import Path

import tomli  # tomllib under its first name, and compiled: three times as fast where there are thousands of entries

from workbench.documents import stamps
from workbench.documents.stamps import Stamp
from workbench.nouns import dataclass
from workbench.visible import visible

_PLACE = re.compile(r"(?P<what>.*) \(at (?P<place>[^()]*)\)", re.DOTALL)
_HINTS = {
    "Invalid value": "expected a text in quotes, a number, true or false, or a list",
    "Unescaped '\\' in a string": "a path with backslashes stands in single quotes",
    "Invalid hex value": "a path with backslashes stands in single quotes",
    "Cannot overwrite a value": "this key is said twice",
    "Expected newline or end of document after a statement": "is a quote missing, or one too many?",
    "Cannot declare": "it is there already, above: put both together",
    "Cannot mutate immutable namespace": "this list is written in brackets above: add to it there",
}


class DocumentError(Exception):
    """A document that is not as expected: where ("line 3, column 7", or a key such as "ca[0].file"), what."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(where, message)
        self.where = where
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A TOML file as it stood: its bytes, the tables they mean, and its stamp."""

    data: bytes = field(default=b"", repr=False)
    values: dict[str, object] = field(default_factory=dict, repr=False)
    stamp: Stamp | None = None


def read(path: Path) -> Document:
    """Read a document; raises OSError, or DocumentError where it is no TOML."""
    with path.open("rb") as file:
        stamp = stamps.read(os.fstat(file.fileno()))  # before the reading: a change meanwhile has another
        data = file.read()
    return Document(data=data, values=parse(_text(data)), stamp=stamp)


def parse(text: str) -> dict[str, object]:
    """Return the tables that TOML text means; raises DocumentError with line and column."""
    try:
        return tomli.loads(text)
    except RecursionError:
        raise DocumentError("", "lists or tables are nested too deeply") from None
    except ValueError as fault:  # tomli's own, and Python's limit on the digits of a number
        raise _explained(str(fault), text) from None


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError("", "expected UTF-8 text, found UTF-16: save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise DocumentError(f"line {line}", f"expected UTF-8 text, found byte 0x{data[fault.start]:02x}") from None


def _explained(said: str, text: str) -> DocumentError:
    found = _PLACE.fullmatch(said)
    what, place = (found["what"], found["place"]) if found else (said, "")
    if not place.startswith("line"):  # "end of document"
        place = f"line {max(1, len(text.splitlines()))}"
    hint = next((f": {words}" for start, words in _HINTS.items() if what.startswith(start)), "")
    return DocumentError(place, f"not TOML: {visible(what)}{hint}")
