"""Changes to the lists of certificates and CAs: each a Settings in and a Settings out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from workbench.models import CaEntry, CertificateEntry
from workbench.settings import Settings

_Entry = TypeVar("_Entry")


def find(settings: Settings, entry_id: str) -> CertificateEntry | None:
    """Return the entry of this id."""
    return next((entry for entry in settings.certificates if entry.id == entry_id), None)


def put(settings: Settings, entry: CertificateEntry) -> Settings:
    """Return the settings with this entry in the place of the one with its id, or at the end."""
    entries = list(settings.certificates)
    place = next((at for at, other in enumerate(entries) if other.id == entry.id), len(entries))
    entries[place : place + 1] = [entry]
    return replace(settings, certificates=tuple(entries))


def without(settings: Settings, entry: CertificateEntry | CaEntry) -> Settings:
    """Return the settings without an entry, which is in them."""
    if isinstance(entry, CaEntry):
        return replace(settings, cas=_cut(settings.cas, settings.cas.index(entry)))
    return replace(settings, certificates=_cut(settings.certificates, settings.certificates.index(entry)))


def with_ca(settings: Settings, entry: CaEntry, before: CaEntry | None = None) -> Settings:
    """Return the settings with this CA in the place of `before` or of its like, else at the end."""
    same = [ca == before or _identity(ca) == _identity(entry) for ca in settings.cas]
    if not any(same):
        return replace(settings, cas=(*settings.cas, entry))
    first = same.index(True)
    kept = (entry if at == first else ca for at, ca in enumerate(settings.cas) if at == first or not same[at])
    return replace(settings, cas=tuple(kept))


def _identity(ca: CaEntry) -> tuple[object, ...]:
    return ca.file, ca.host, ca.port


def _cut(entries: Sequence[_Entry], place: int) -> tuple[_Entry, ...]:
    return (*entries[:place], *entries[place + 1 :])
