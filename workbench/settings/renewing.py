"""What another copy sealed anew: found again by a copy that still holds the text under the key that is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certificates.sealing import Sealer, SealingError, is_sealed
from workbench.folders import Folders
from workbench.models import CertificateEntry
from workbench.settings import proxies, reading
from workbench.settings.schema import Settings, SettingsError

if TYPE_CHECKING:
    from workbench.settings.merging import Values

_CHANGED = (
    "The sealing key was changed by `certs reseal` while this was being saved, so nothing was saved: save it again."
)


def sealer(folders: Folders) -> Sealer:
    """Return what seals and opens secrets for these settings, also those that were sealed anew meanwhile."""

    def renewed(bound_to: str) -> str | None:
        try:
            current = reading.load(folders.settings_file)
        except SettingsError:
            return None
        return sealed_for(current, bound_to)

    return Sealer(folders.sealing, renewed)


def sealed_for(settings: Settings, bound_to: str) -> str | None:
    """Return the text sealed for an entry's id, or for the proxy; None where there is none."""
    if bound_to == proxies.BOUND_TO:
        return proxies.sealed_text(settings.http.proxy)
    return next((_sealed(entry) for entry in settings.certificates if entry.id == bound_to), None)


def caught_up(before: Settings, after: Settings, sealer: Sealer) -> tuple[Settings, Settings]:
    """Return a change of entries with the texts that stand in the file now, where those held here lost their key.

    For the undo journal, which keeps what an entry was when it is no longer in the file.
    """
    stays = {entry.id: entry for entry in after.certificates}
    old = {
        entry.id: kept
        for entry in before.certificates
        if stays.get(entry.id) is not entry and (kept := _sealed(entry)) and not sealer.has_key(kept)
    }
    if not old:
        return before, after
    try:
        current = reading.load(before.path)
    except SettingsError:
        return before, after
    anew = {old[entry.id]: kept for entry in current.certificates if entry.id in old and (kept := _sealed(entry))}
    return _exchanged(before, anew), _exchanged(after, anew)


def refresh(values: Values, before: Settings, current: Settings, sealer: Sealer) -> None:
    """Put what stands in the file in place of a text this copy did not change, and whose key is gone.

    Raises SealingError where this copy sealed something with that key itself: nobody could open it any more.
    """
    from workbench.settings.merging import list_of  # whoever only opens secrets starts sooner

    held = {entry.id: entry.passphrase for entry in before.certificates}
    stands = {entry.id: entry.passphrase for entry in current.certificates}
    for table in list_of(values, "certificates"):
        kept, entry_id = table.get("passphrase"), str(table["id"])
        if isinstance(kept, str) and is_sealed(kept):
            table["passphrase"] = _fresh(kept, held.get(entry_id), stands.get(entry_id), sealer)
    http = values.get("http")
    proxy = http.get("proxy") if isinstance(http, dict) else None
    if isinstance(http, dict) and isinstance(proxy, str) and (text := proxies.sealed_text(proxy)):
        known = [proxies.sealed_text(settings.http.proxy) for settings in (before, current)]
        fresh = _fresh(text, known[0], known[1], sealer)
        if fresh != text:
            http["proxy"] = proxies.with_sealed(proxy, fresh)


def _fresh(text: str, held: str | None, stands: str | None, sealer: Sealer) -> str:
    if text == stands or sealer.has_key(text):
        return text
    if text == held and stands is not None and sealer.has_key(stands):
        return stands
    if sealer.is_stranded(text):
        raise SealingError(_CHANGED)
    return text


def _sealed(entry: CertificateEntry) -> str | None:
    kept = entry.passphrase
    return kept if kept is not None and is_sealed(kept) else None


def _exchanged(settings: Settings, anew: Mapping[str, str]) -> Settings:
    listed = tuple(
        replace(entry, passphrase=anew.get(entry.passphrase, entry.passphrase)) if entry.passphrase else entry
        for entry in settings.certificates
    )
    return replace(settings, certificates=listed)
