"""What this copy changed, put into the file as another copy may have left it since (contract §2).

A change is the difference between two Settings. It is made in the tables of the file as it stands now, so
that keys unknown to this version, and whatever another copy wrote meanwhile, stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, field, fields
from typing import Generic, TypeVar

from workbench.models import CaEntry, CertificateEntry
from workbench.nouns import dataclass
from workbench.settings.schema import HttpSettings, Settings, TerminalSettings, TlsSettings

Values = dict[str, object]
_Entry = TypeVar("_Entry", CaEntry, CertificateEntry)
_Section = TlsSettings | HttpSettings | TerminalSettings

_FILES = ("cert_file", "key_file", "pfx_file")
_SINGLY = (("name",), ("host", "port"), ("ca_file",), ("enabled",), ("added",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[_Entry]):
    """One kind of entry by key: as this copy found them, as it wants them, as they are now on the disk."""

    before: Mapping[str, _Entry]
    after: Mapping[str, _Entry]
    current: Mapping[str, _Entry]
    edit: Callable[[Values, _Entry, _Entry, _Entry], str | None]  # says what became of a key both changed
    told: Callable[[_Entry], str]
    notices: list[str] = field(default_factory=list)

    def merged(self, tables: Sequence[Values]) -> list[Values]:
        """Return the tables of the file, which stand for `current` in its order, with the change in them."""
        found: dict[str, Values] = dict(zip(self.current, tables, strict=True))
        for key in self.before.keys() - self.after.keys():
            self._remove(found, key)
        for key in self.after:
            if key not in self.before:
                self._add(found, key)
            elif self.after[key] is not self.before[key] and self.after[key] != self.before[key]:
                self._edit(found, key)
        return [found[key] for key in self._order([*found])]

    def _remove(self, found: dict[str, Values], key: str) -> None:
        if key in found:
            del found[key]
            if self.current[key] != self.before[key]:
                self._tell(self.before[key], "changed", "it is removed")

    def _add(self, found: dict[str, Values], key: str) -> None:
        if key in found and self.current[key] != self.after[key]:
            self._tell(self.after[key], "added", "this copy's stands")
        _put(found.setdefault(key, {}), entry_values(self.after[key]))

    def _edit(self, found: dict[str, Values], key: str) -> None:
        if key not in found:
            found[key] = {}
            _put(found[key], entry_values(self.after[key]))
            self._tell(self.after[key], "removed", "it is there again, as changed here")
        elif outcome := self.edit(found[key], self.before[key], self.current[key], self.after[key]):
            self._tell(self.after[key], "changed", outcome)

    def _order(self, found: list[str]) -> list[str]:
        """Put what is new where this copy has it, and what moved here where it moved; the rest stays."""
        order: list[str] = [key for key in found if key in self.current]
        kept = {key for key in order if key in self.after}
        moved = [key for key in self.after if key in kept and key in self.before]
        if moved != [key for key in self.before if key in kept]:
            places, movable = iter(moved), set(moved)
            order = [next(places) if key in movable else key for key in order]
        leading: dict[str, list[str]] = {}  # what is new, by the one it goes before
        waiting: list[str] = []
        for key in self.after:
            if key in kept:
                leading[key], waiting = waiting, []
            elif key in found:
                waiting.append(key)
        return [*(each for key in order for each in (*leading.get(key, ()), key)), *waiting]

    def _tell(self, entry: _Entry, other: str, outcome: str) -> None:
        self.notices.append(f"{self.told(entry)} was {other} by another copy of Workbench too: {outcome}.")


def merge(values: Values, *, before: Settings, after: Settings, current: Settings) -> list[str]:
    """Put the change into `values`, which mean `current`; return what to tell where two copies met."""
    notices = [
        *_merge_keys(values, {"theme": (before.theme, after.theme, current.theme)}, ""),
        *_merge_section(values, "tls", (before.tls, after.tls, current.tls)),
        *_merge_section(values, "http", (before.http, after.http, current.http)),
        *_merge_section(values, "terminal", (before.terminal, after.terminal, current.terminal)),
        *_merge_table(values, "keys", (before.keys, after.keys, current.keys)),
        *_merge_table(values, "resolve", (before.resolve, after.resolve, current.resolve)),
    ]
    authorities = Change(before=_cas(before), after=_cas(after), current=_cas(current), edit=_edit_ca, told=_told_ca)
    certificates = Change(
        before={entry.id: entry for entry in before.certificates},
        after={entry.id: entry for entry in after.certificates},
        current={entry.id: entry for entry in current.certificates},
        edit=_edit_certificate,
        told=_told_certificate,
    )
    _merge_list(values, "ca", authorities)
    _merge_list(values, "certificates", certificates)
    return [*notices, *authorities.notices, *certificates.notices]


def entry_values(entry: CaEntry | CertificateEntry) -> Values:
    """Return an entry as the file says it; None stands for a key that is not there."""
    return asdict(entry)


def copied(values: Values) -> Values:
    """Return a copy of a document's tables and lists of tables, each of which can then be changed by key."""
    return {key: _copied(value) for key, value in values.items()}


def _copied(value: object) -> object:
    match value:
        case dict():
            return {**value}
        case list():
            return [{**item} if isinstance(item, dict) else item for item in value]
        case _:
            return value


def list_of(values: Values, key: str) -> list[Values]:
    """Return the list of tables at `key`, which has been read and found to be one."""
    found = values.get(key, [])
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def table_of(values: Values, key: str) -> Values:
    """Return the table at `key`, made where there is none."""
    table = values.setdefault(key, {})
    return table if isinstance(table, dict) else {}


def _merge_section(values: Values, name: str, states: tuple[_Section, ...]) -> Sequence[str]:
    keys = [item.name for item in fields(states[0])]
    changes = {key: tuple(getattr(state, key) for state in states) for key in keys}
    return _merge_keys(values, changes, name)


def _merge_table(values: Values, name: str, states: tuple[Mapping[str, str], ...]) -> Sequence[str]:
    keys = states[0].keys() | states[1].keys()
    changes = {key: tuple(state.get(key) for state in states) for key in sorted(keys)}
    return _merge_keys(values, changes, name)


def _merge_keys(values: Values, changes: Mapping[str, tuple[object, ...]], section: str) -> list[str]:
    notices = []
    for key, (before, after, current) in changes.items():
        if before == after:
            continue
        _put(table_of(values, section) if section else values, {key: after})
        if current not in (before, after):
            place = f"{section}.{key}" if section else key
            notices.append(f"{place} was changed by another copy of Workbench too: this copy's value stands.")
    return notices


def _merge_list(values: Values, key: str, change: Change[_Entry]) -> None:
    # An empty list goes: below `ca = []` nobody can add a [[ca]] block by hand.
    _put(values, {key: change.merged(list_of(values, key)) or None})


def _cas(settings: Settings) -> dict[str, CaEntry]:
    found: dict[str, CaEntry] = {}
    for entry in settings.cas:
        place = f"{entry.file}\n{entry.host}\n{entry.port}\n"
        found[f"{place}{sum(key.startswith(place) for key in found)}"] = entry
    return found


def _told_ca(entry: CaEntry) -> str:
    return f"The CA file {entry.file}"


def _told_certificate(entry: CertificateEntry) -> str:
    return f"Certificate {entry.id} ({entry.name or entry.host})"


def _edit_ca(table: Values, before: CaEntry, current: CaEntry, after: CaEntry) -> None:
    del before, current  # a switch has two states: who changed it agrees with who else did
    table["enabled"] = after.enabled


def _edit_certificate(
    table: Values, before: CertificateEntry, current: CertificateEntry, after: CertificateEntry
) -> str | None:
    """Change what differs, host with port and file with file, since half of each would be another entry."""
    was, wanted, now = entry_values(before), entry_values(after), entry_values(current)
    changed = [key for keys in _changed(was, wanted, now) for key in keys]
    _put(table, {key: wanted[key] for key in changed})
    if any(now[key] not in (was[key], wanted[key]) for key in changed):
        return "where both changed it, this copy's value stands"
    if was["passphrase"] != wanted["passphrase"] and "passphrase" not in changed:
        return "its files are others now, so the passphrase from here is not taken"
    return None


def _changed(was: Values, wanted: Values, now: Values) -> list[tuple[str, ...]]:
    differing: list[tuple[str, ...]] = [keys for keys in _SINGLY if any(was[key] != wanted[key] for key in keys)]
    if any(was[key] != wanted[key] for key in _FILES):
        return [*differing, (*_FILES, "passphrase", "seen")]
    if any(was[key] != now[key] for key in _FILES):
        return differing  # other files by now: our passphrase, and what we saw in ours, are not theirs
    return [*differing, *((key,) for key in ("passphrase", "seen") if was[key] != wanted[key])]


def _put(table: Values, wanted: Mapping[str, object]) -> None:
    for key, value in wanted.items():
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value
