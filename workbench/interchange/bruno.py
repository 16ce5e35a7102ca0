"""Bruno's client certificates, as `bruno.json` and the file for `bru run --client-cert-config` hold them.

Bruno, "Client certificates": `{"enabled", "certs": [{domain, type: cert|pfx, certFilePath, keyFilePath, pfxFilePath,
passphrase}]}`, in bruno.json under `clientCertificates`. The first domain that matches is taken, at any port where
it names none; `*` is any text. Relative paths count from the collection, and all values may hold {{variables}}.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from workbench.interchange import drafts
from workbench.interchange.drafts import Draft, Item, ItemFault
from workbench.interchange.rows import Base, Listing, ListingError, Row
from workbench.models import Port

NAME: Final = "bruno"
TITLE: Final = "Bruno's collection settings (bruno.json)"
BEGINNINGS: Final = (
    "Bruno sends a certificate also to hosts whose names only begin with the domain; no entry does that."
)
_DOMAIN: Final = re.compile(r"(?:([a-z]+)://)?([^/]*)(/.*)?", re.DOTALL | re.IGNORECASE)
_PORT: Final = re.compile(r":[0-9]+\Z")
_REGULAR: Final = re.compile(r"[?+()\[\]{}|^$\\]")


def recognises(document: object) -> bool:
    """Tell whether a JSON document is a collection's settings."""
    if not isinstance(document, dict) or "opencollection" in document:
        return False
    return "clientCertificates" in document or {"version", "name", "type"} <= document.keys()


def read(document: object) -> Listing:
    """Read the settings; raises ListingError."""
    held = document.get("clientCertificates") if isinstance(document, dict) else None
    return listing(held, "clientCertificates", name=NAME, title=TITLE)


def listing(held: object, place: str, *, name: str, title: str, base: Base = "file") -> Listing:
    """Read `{"enabled", "certs"}`, which stands at `place` of the file; raises ListingError."""
    if not isinstance(held, dict | None):
        raise ListingError(place, 'expected an object with "enabled" and "certs"')
    values = held or {}
    prefix = f"{place}." if place else ""
    try:
        enabled = drafts.flag(values, "enabled", True)
    except ItemFault as fault:
        raise ListingError(f"{prefix}enabled", "expected true or false") from fault
    found = drafts.items(values.get("certs"), f"{prefix}certs")
    rows = drafts.bounded(_row(f"{prefix}certs[{at}]", item, enabled=enabled) for at, item in enumerate(found))
    notes: tuple[str, ...] = (BEGINNINGS,) if rows else ()
    if not enabled:
        notes += ("They are switched off in the file, and are switched off here too.",)
    return Listing(format=name, title=title, rows=rows, precedence="first", base=base, notes=notes)


def _row(place: str, item: object, *, enabled: bool) -> Row:
    if not isinstance(item, dict):
        return drafts.unread(place, "It is no object with a domain and files: left out.")
    try:
        kind = drafts.text(item, "type") or "cert"
        draft = _draft(place, item, kind)
    except ItemFault as fault:
        return drafts.unread(place, str(fault))
    if kind not in ("cert", "pfx"):
        return Row(where=place, said=draft.host, losses=("Its type is neither cert nor pfx: left out.",))
    return domain_row(replace(draft, enabled=enabled))


def _draft(place: str, item: Item, kind: str) -> Draft:
    pair = kind == "cert"
    unused = ("pfxFilePath",) if pair else ("certFilePath", "keyFilePath")
    ignored = tuple(key for key in unused if drafts.text(item, key))
    return Draft(
        place=place,
        host_key="domain",
        host=drafts.text(item, "domain"),
        cert=drafts.text(item, "certFilePath") if pair else "",
        key=drafts.text(item, "keyFilePath") if pair else "",
        pfx="" if pair else drafts.text(item, "pfxFilePath"),
        passphrase=drafts.text(item, "passphrase"),
        notes=tuple(f"{key} is not used by a certificate of type {kind}." for key in ignored),
    )


def domain_row(draft: Draft) -> Row:
    """Return the row for a domain as Bruno matches it: a prefix of the URL behind https://."""
    if "{{" in draft.host:
        return drafts.row(draft)
    found = _DOMAIN.fullmatch(draft.host.strip())
    fault = _fault(found)
    if fault or found is None:
        return Row(where=draft.place, said=draft.host, losses=(fault,))
    bare = found[2]
    port: Port = None if _PORT.search(bare) else "*"
    row = replace(drafts.row(replace(draft, host=bare, port=port)), said=draft.host)
    if row.entry and port == "*":
        row = row.noted("Without a port Bruno sends it to any port, and so does the entry.")
    if row.entry and bare.startswith("*") and bare[1:2] not in ("", "."):
        row = row.losing(f"Bruno sends it to {bare[1:]} itself too; the entry does not.")
    return row


def _fault(found: re.Match[str] | None) -> str:
    if found is None:
        return "The domain cannot be read: left out."
    if (found[1] or "https").lower() != "https":
        return f"Only https URLs get a certificate, and this is for {found[1]}: left out."
    if (found[3] or "/") not in ("/", "/*"):
        return "It is for some paths of the host only; an entry is for all of them: left out."
    if _REGULAR.search(found[2]):
        return "The domain holds a sign of regular expressions, which Bruno would follow: left out."
    return ""
