"""What two readings of the settings differ in, in words: certificates by what happened to them, the rest by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Final

from workbench import marks
from workbench.certificates.sealing import is_sealed
from workbench.models import CertificateEntry
from workbench.settings.schema import HttpSettings, Settings, TlsSettings, is_clear

_TOLD: Final = 4


def words(before: Settings, after: Settings) -> tuple[str, ...]:
    """Return what became of the settings, the first few; nothing for what the program notes by itself."""
    found = [*_certificates(before, after), *_rest(before, after)]
    more = len(found) - _TOLD
    return (*found[:_TOLD], f"and {more} more") if more > 1 else tuple(found)


def _certificates(before: Settings, after: Settings) -> Iterator[str]:
    was = {entry.id: entry for entry in before.certificates}
    now = {entry.id: entry for entry in after.certificates}
    for key, entry in was.items():
        if key not in now:
            yield f"{marks.label(entry)} is removed"
        elif what := _change(entry, now[key]):
            yield f"{marks.label(now[key])} {what}"
    yield from (f"{marks.label(entry)} is new" for key, entry in now.items() if key not in was)
    if [key for key in was if key in now] != [key for key in now if key in was]:
        yield "the order of the certificates is another"


def _change(before: CertificateEntry, after: CertificateEntry) -> str:
    if before is after or before == after:
        return ""
    if before.enabled != after.enabled:
        return "is enabled" if after.enabled else "is disabled"
    return "is changed" if _told_of(before) != _told_of(after) else ""


def _told_of(entry: CertificateEntry) -> CertificateEntry:
    """Return an entry without what says nothing new of it: what was seen, and how its secret is sealed."""
    kept = entry.passphrase
    return replace(entry, seen=None, passphrase="sealed" if is_clear(kept) or (kept and is_sealed(kept)) else kept)


def _rest(before: Settings, after: Settings) -> Iterator[str]:
    yield from _section("tls", before.tls, after.tls)
    if before.cas != after.cas:
        yield "the CA files are others"
    yield from _section("http", before.http, after.http)
    yield from _keys("resolve", before.resolve, after.resolve)
    if before.theme != after.theme:
        yield "theme is changed"


def _section(name: str, before: TlsSettings | HttpSettings, after: TlsSettings | HttpSettings) -> Iterator[str]:
    keys = [item.name for item in fields(before)]
    yield from _keys(name, {key: getattr(before, key) for key in keys}, {key: getattr(after, key) for key in keys})


def _keys(name: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            now = after.get(key)
            yield f"{name}.{key} is {'on' if now else 'off'}" if isinstance(now, bool) else f"{name}.{key} is changed"
