"""What two readings of the settings differ in, in words: certificates by what happened to them, the rest by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Final

from workbench import marks, masking
from workbench.certificates.sealing import is_sealed
from workbench.models import CaEntry, CertificateEntry
from workbench.settings.schema import HttpSettings, Settings, TerminalSettings, TlsSettings, is_clear

_TOLD: Final = 4
_Section = TlsSettings | HttpSettings | TerminalSettings


def words(before: Settings, after: Settings, *, told: int = _TOLD) -> tuple[str, ...]:
    """Return what became of the settings, the first few; nothing for what the program notes by itself."""
    found = [*_certificates(before, after), *_rest(before, after)]
    more = len(found) - told
    return (*found[:told], f"and {more} more") if more > 1 else tuple(found)


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
    yield from _cas(before.cas, after.cas)
    yield from _section("http", before.http, after.http)
    yield from _section("terminal", before.terminal, after.terminal)
    yield from _keys("keys", before.keys, after.keys)
    yield from _keys("resolve", before.resolve, after.resolve)
    yield from _keys("", {"theme": before.theme}, {"theme": after.theme})


def _section(name: str, before: _Section, after: _Section) -> Iterator[str]:
    keys = [item.name for item in fields(before)]
    yield from _keys(name, {key: getattr(before, key) for key in keys}, {key: getattr(after, key) for key in keys})


def _cas(before: Sequence[CaEntry], after: Sequence[CaEntry]) -> Iterator[str]:
    if before == after:
        return
    was, now = ({(ca.file, ca.host, ca.port): ca for ca in cas} for cas in (before, after))
    yield from (f"the CA file {name[0]} is removed" for name in was if name not in now)
    yield from (f"the CA file {name[0]} is new" for name in now if name not in was)
    for name, ca in now.items():
        if name in was and was[name].enabled != ca.enabled:
            yield f"the CA file {name[0]} is {'enabled' if ca.enabled else 'disabled'}"
    if [name for name in was if name in now] != [name for name in now if name in was]:
        yield "the order of the CA files is another"


def _keys(section: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was != now:
            name = f"{section}.{key}" if section else key
            yield (
                f"{name} is {_switch(now)}" if isinstance(now, bool) else f"{name} is {_value(now)}, was {_value(was)}"
            )


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _value(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return _switch(value)
    if isinstance(value, float):
        return f"{value:g}"
    return masking.url(str(value)) or "empty"  # a proxy's URL may hold a password
