"""Settings → settings.toml: only what changed, into the file as it stands, in one step (contract §2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from workbench import atomic, folders
from workbench.certificates.hosts import HostError, typed_host
from workbench.certificates.sealing import Sealer
from workbench.documents import Document, DocumentError, keep_comments, parse, stamps, toml_text
from workbench.models import CaEntry, CertificateEntry
from workbench.settings import keys, proxies, reading, renewing
from workbench.settings.addresses import resolve_key
from workbench.settings.merging import Values, copied, list_of, merge, table_of
from workbench.settings.schema import Settings, is_clear, new_id

_Entry = TypeVar("_Entry", CaEntry, CertificateEntry)


def update(before: Settings, after: Settings, sealer: Sealer) -> Settings:
    """Save the difference between the two; return what the file says now, with what to tell the person.

    Two copies may do this at once: each finds the other's change. Raises SettingsError, and then the file is
    as it was: also where a secret cannot be sealed.
    """
    with reading.faults(before.path, "written"):
        folders.make(before.path.parent)
        with atomic.locked(before.path):
            return _rewritten(before, _normalised(before, after), sealer)


def _rewritten(before: Settings, after: Settings, sealer: Sealer) -> Settings:
    path = before.path
    found = reading.source(path)
    current = reading.settings(path, found.values)
    values = copied(found.values)
    _straighten(values, current)
    notices = merge(values, before=before, after=after, current=current)
    sealed = _seal(values, current, sealer)
    renewing.refresh(values, before, current, sealer)
    stamp = found.stamp
    if values != found.values:
        data = _encoded(values)
        current = reading.settings(path, parse(data.decode()), reading.known(found.values, current))
        notices += [*sealed, *_kept(path, found, clear=bool(sealed))]
        stamp = stamps.written(atomic.write(path, data))
    return replace(current, notices=tuple(notices), stamp=stamp)


def _encoded(values: Values) -> bytes:
    try:
        return toml_text(values).encode()
    except UnicodeEncodeError:
        raise DocumentError("", "a path or text in it is not Unicode: rename the file") from None


def _kept(path: Path, found: Document, *, clear: bool) -> list[str]:
    kept = keep_comments(path, found.data)
    if kept is None:
        return []
    told = [f"{path.name} is written without its comments; the file as it was is kept in {kept.name}."]
    if clear:
        told.append(f"{kept.name} holds a secret in clear: delete it once you have what you need of it.")
    return told


def _straighten(values: Values, current: Settings) -> None:
    """Write hosts in normal form and the ids that were missing."""
    for table, certificate in zip(list_of(values, "certificates"), current.certificates, strict=True):
        if "id" not in table:
            rest = {**table}
            table.clear()
            table.update({"id": certificate.id, **rest})
        _straighten_host(table, certificate)
    for table, authority in zip(list_of(values, "ca"), current.cas, strict=True):
        _straighten_host(table, authority)
    if "keys" in values:
        keys.straighten(values)
    if "resolve" in values:
        typed = table_of(values, "resolve")
        values["resolve"] = {resolve_key(key): address for key, address in typed.items()}


def _straighten_host(table: Values, entry: CaEntry | CertificateEntry) -> None:
    if entry.host is not None:
        table["host"] = entry.host
    if entry.port is not None:
        table["port"] = entry.port


def _seal(values: Values, current: Settings, sealer: Sealer) -> list[str]:
    """Seal what is clear; return what to tell of secrets that stood in the file, not of new ones."""
    told = []
    stood = {entry.id for entry in current.certificates if is_clear(entry.passphrase)}
    for table in list_of(values, "certificates"):
        secret, entry_id = table.get("passphrase"), str(table["id"])
        if isinstance(secret, str) and is_clear(secret):
            table["passphrase"] = sealer.seal(secret, entry_id)
            if entry_id in stood:
                told.append(f"The passphrase of certificate {entry_id} ({table['host']}) is sealed now.")
    http = values.get("http")
    proxy = http.get("proxy") if isinstance(http, dict) else None
    if isinstance(http, dict) and isinstance(proxy, str) and proxies.is_clear(proxy):
        http["proxy"] = proxies.sealed(proxy, sealer)
        if proxies.is_clear(current.http.proxy):
            told.append("The password of http.proxy is sealed now.")
    return told


def _normalised(before: Settings, after: Settings) -> Settings:
    known = {entry.id: entry for entry in before.certificates}
    taken = {entry.id for entry in after.certificates}
    certificates = tuple(
        entry if _is_same(known.get(entry.id), entry) else _normal(f"certificates[{index}]", _identified(entry, taken))
        for index, entry in enumerate(after.certificates)
    )
    cas = tuple(_normal(f"ca[{index}]", entry) for index, entry in enumerate(after.cas))
    resolve = {}
    for typed, address in after.resolve.items():
        with _place(f'resolve."{typed}"'):
            resolve[resolve_key(typed)] = address
    return replace(after, certificates=certificates, cas=cas, resolve=resolve)


def _is_same(known: CertificateEntry | None, entry: CertificateEntry) -> bool:
    return known is entry or known == entry


def _identified(entry: CertificateEntry, taken: set[str]) -> CertificateEntry:
    if entry.id:
        return entry
    given = new_id(taken)
    taken.add(given)
    return replace(entry, id=given)


def _normal(place: str, entry: _Entry) -> _Entry:
    if entry.host is None:
        return entry
    with _place(f"{place}.host"):
        host, port = typed_host(entry.host, entry.port)
    return replace(entry, host=host, port=port)


@contextmanager
def _place(where: str) -> Iterator[None]:
    try:
        yield
    except HostError as fault:
        raise DocumentError(where, str(fault)) from None
