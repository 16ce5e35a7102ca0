"""What one item of a foreign list says, before it is known whether an entry can say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import islice
from typing import Final

from workbench.certificates.hosts import HostError, compile_pattern, typed_host
from workbench.interchange.rows import ListingError, Row
from workbench.models import CertificateEntry, Port
from workbench.nouns import dataclass

ASK: Final = "ask"
MOST: Final = 20_000
"""How many rows are read: an alias in YAML makes one of six characters."""
NONE_HELD: Final = "The row holds no certificate file: left out."
_VARIABLE: Final = re.compile(r"\{\{|\{%")
_PATTERNS_OF_OURS: Final = re.compile(r"[?{}\[\]]")
_ADDRESS: Final = re.compile(r"\A\[[0-9A-Fa-f:.]+\]")
_LONGEST_PATH: Final = 4096

Item = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The values of one item as written; "" where it says nothing. `place` is the key path of the item."""

    place: str
    host_key: str
    host: str
    port: Port = None
    name: str = ""
    cert: str = ""
    key: str = ""
    pfx: str = ""
    ca: str = ""
    passphrase: str = field(default="", repr=False)
    enabled: bool = True
    templated: bool = True  # {{…}} stands for something else
    notes: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()


class ItemFault(ValueError):
    """An item with a value of a type that its key cannot have."""


def items(value: object, where: str) -> Sequence[object]:
    """Return a list that must be one; raises ListingError."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ListingError(where, "expected a list")
    return value


def bounded(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows of a list; raises ListingError for more than anybody has."""
    found = tuple(islice(rows, MOST + 1))
    if len(found) > MOST:
        raise ListingError("", f"more than {MOST:,} rows, which is the most that are read")
    return found


def text(item: Item, key: str) -> str:
    """Read a text, "" where it is absent or null; raises ItemFault without repeating the value."""
    value = item.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ItemFault(f"{key} is not a text: left out.")
    return value


def flag(item: Item, key: str, default: bool) -> bool:
    """Read true or false; raises ItemFault."""
    value = item.get(key)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise ItemFault(f"{key} is neither true nor false: left out.")
    return value


def unread(place: str, fault: str) -> Row:
    """Return the row of an item that cannot be read."""
    return Row(where=place, said="", losses=(fault,))


def row(draft: Draft) -> Row:
    """Return the entry that says what a draft says, or no entry and why there is none."""
    blank = Row(where=draft.place, said=draft.host, notes=draft.notes, losses=draft.losses)
    fault = _fault(draft)
    if fault:
        return blank.losing(fault)
    try:
        host, port = typed_host(draft.host, draft.port)
        pattern = compile_pattern(host)
    except HostError as error:
        return blank.losing(f"{draft.host_key}: {error} Left out.")
    warned = blank.noted(pattern.warning) if pattern.warning else blank
    return _with_entry(warned, draft, host, port)


def _with_entry(blank: Row, draft: Draft, host: str, port: Port) -> Row:
    secret = draft.passphrase or None
    made = blank
    if secret and draft.templated and _VARIABLE.search(secret):
        secret = ASK
        made = made.losing("The passphrase is a variable of the other tool's: it is asked for in each session.")
    entry = CertificateEntry(
        id="",
        host=host,
        port=port,
        name=draft.name or None,
        cert_file=(draft.cert or None) if not draft.pfx else None,
        key_file=(draft.key or draft.cert or None) if not draft.pfx else None,
        pfx_file=draft.pfx or None,
        ca_file=draft.ca or None,
        passphrase=secret,
        enabled=draft.enabled,
    )
    if draft.pfx and (draft.cert or draft.key):
        made = made.losing("It names a PKCS#12 file and PEM files too: only the PKCS#12 file is taken.")
    return Row(where=made.where, said=made.said, entry=entry, notes=made.notes, losses=made.losses)


def _fault(draft: Draft) -> str:
    files = {"the certificate": draft.cert, "the key": draft.key, "the PKCS#12 file": draft.pfx, "the CA": draft.ca}
    if not draft.host.strip():
        return f"{draft.host_key} is empty, so it is for no host: left out."
    if draft.templated and _VARIABLE.search(draft.host):
        return f"{draft.host_key} holds a variable of the other tool's, and no host is known: left out."
    if draft.templated and _PATTERNS_OF_OURS.search(_ADDRESS.sub("", draft.host)):
        return f"{draft.host_key} holds a sign that is a pattern here and none in the other tool: left out."
    for what, path in files.items():
        if fault := path_fault(what, path, templated=draft.templated):
            return fault
    return "" if draft.cert or draft.pfx else NONE_HELD


def path_fault(what: str, path: str, *, templated: bool = True) -> str:
    """Say why a value cannot be the path of a file, without repeating it: it may be the key itself."""
    if templated and _VARIABLE.search(path):
        return f"The path of {what} holds a variable of the other tool's: left out."
    if "\n" in path or "-----BEGIN" in path or len(path) > _LONGEST_PATH:
        return f"It holds {what} itself and not a path: left out. Save it to a file and add that."
    if "\0" in path or any("\ud800" <= letter <= "\udfff" for letter in path):
        return f"The path of {what} is none that a file can have: left out."
    return ""
