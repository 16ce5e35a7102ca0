"""newman's `--ssl-client-cert-list`: JSON, a list of {name, matches, key: {src}, cert: {src}, pfx: {src}, passphrase}.

Postman Collection SDK, `Certificate` and `UrlMatchPattern`: https only, a pattern is SCHEME://HOST[:PORT]/PATH, the
first certificate with a pattern that matches is taken, `*.example.com` is example.com itself too, and a host of `*`
is every host at every port. newman reads the files where it was started.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from workbench.interchange import drafts
from workbench.interchange.drafts import Draft, Item, ItemFault
from workbench.interchange.rows import Listing, Row
from workbench.models import Port

NAME: Final = "newman"
TITLE: Final = "newman's list of client certificates"
_PATTERN: Final = re.compile(r"(\*|[a-z]+)://(\*(?=[:/])|\*\.[^*/]+|[^*/]+)(:\*)?(/.*)", re.DOTALL | re.IGNORECASE)
_KEYS: Final = frozenset({"matches", "cert", "key", "pfx"})
ALL_URLS: Final = "<all_urls>"


def recognises(document: object) -> bool:
    """Tell whether a JSON document is such a list; an empty one is."""
    if not isinstance(document, list):
        return False
    return not document or any(isinstance(item, dict) and _KEYS & item.keys() for item in document)


def read(document: object) -> Listing:
    """Read the list; raises ListingError."""
    found = drafts.items(document, "")
    rows = drafts.bounded(row for at, item in enumerate(found) for row in _rows(f"[{at}]", item))
    return Listing(format=NAME, title=TITLE, rows=rows, precedence="first", base="cwd")


def _rows(place: str, item: object) -> Iterator[Row]:
    if not isinstance(item, dict):
        yield drafts.unread(place, "It is no object with matches, cert and key: left out.")
        return
    try:
        common = _common(place, item)
        matches = drafts.items(item.get("matches"), f"{place}.matches")
    except ItemFault as fault:
        yield drafts.unread(place, str(fault))
        return
    if not matches:
        yield drafts.unread(place, "matches is empty, so it is for no host: left out.")
    for at, match in enumerate(matches):
        where = f"{place}.matches[{at}]"
        if isinstance(match, str):
            yield from _matched(replace(common, place=where, host=match), match)
        else:
            yield drafts.unread(where, "The pattern is not a text: left out.")


def _common(place: str, item: Item) -> Draft:
    return Draft(
        place=place,
        host_key="matches",
        host="",
        name=drafts.text(item, "name"),
        cert=_source(item, "cert"),
        key=_source(item, "key"),
        pfx=_source(item, "pfx"),
        passphrase=drafts.text(item, "passphrase"),
    )


def _source(item: Item, key: str) -> str:
    value = item.get(key)
    if isinstance(value, dict):
        return drafts.text(value, "src") if "src" in value or "value" not in value else drafts.text(value, "value")
    return drafts.text(item, key)


def _matched(draft: Draft, pattern: str) -> Iterator[Row]:
    if pattern == ALL_URLS:
        yield _said(drafts.row(replace(draft, host="*", port="*")), pattern)
        return
    found = _PATTERN.fullmatch(pattern)
    if fault := _fault(found):
        yield Row(where=draft.place, said=pattern, losses=(fault,))
        return
    if found is None:
        return
    host = found[2]
    port: Port = "*" if found[3] or host == "*" else None
    made = _said(drafts.row(replace(draft, host=host, port=port)), pattern)
    yield made
    if host.startswith("*.") and made.entry:
        apex = _said(drafts.row(replace(draft, host=host[2:], port=port)), pattern)
        yield apex.noted("In newman the pattern is for this host itself too, so it gets an entry of its own.")


def _said(row: Row, pattern: str) -> Row:
    return replace(row, said=pattern)


def _fault(found: re.Match[str] | None) -> str:
    if found is None:
        return "No pattern that newman matches anything with, such as https://HOST/*: left out."
    if found[1].lower() not in ("https", "*"):
        return f"Only https URLs get a certificate, in newman too, and this is for {found[1]}: left out."
    if found[4] != "/*":
        return "It is for some paths of the host only; an entry is for all of them: left out."
    return ""
