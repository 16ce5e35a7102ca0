"""Settings and sealed passphrases, opened for one command; what is wrong with them is a CommandError."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench import settings as store
from workbench.commands import output
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError
from workbench.settings import Settings, SettingsError

if TYPE_CHECKING:
    from workbench.certificates.passphrases import Passphrases
    from workbench.certificates.sealing import Sealer
    from workbench.models import Exchange
    from workbench.settings.undo import Journal


def settings(call: Call, *, quiet: bool = False) -> Settings:
    """Load the settings and tell on stderr what they want told; raises CommandError with file and place."""
    found = load(call.folders.settings_file)
    if not quiet:
        _tell(found)
    return found


def load(path: Path) -> Settings:
    """Load the settings and tell nothing; raises CommandError with file and place."""
    try:
        return store.load(path)
    except SettingsError as fault:
        raise unusable(fault) from fault


def save(call: Call, before: Settings, after: Settings, *, undoable: bool = True) -> Settings:
    """Save a change and return what the file says now; raises CommandError.

    What it takes from an entry is written to the undo journal, unless it is itself an undo.
    """
    from workbench.settings import renewing

    try:
        before, after = renewing.caught_up(before, after, sealer(call))
        saved = store.update(before, after, sealer(call))
    except SettingsError as fault:
        raise unusable(fault) from fault
    _tell(saved)
    if undoable and (words := journal(call).note(before, after, saved)):
        output.note(f"note: {words}")
    return saved


def remember(settings: Settings, exchange: Exchange) -> None:
    """Keep what a send found in the files of its certificates, quietly and where that is possible."""
    used = [hop.selection.entry for hop in exchange.hops if hop.selection.usable and hop.selection.entry]
    if not any(entry.seen for entry in used):
        return
    from workbench.settings import sightings

    if news := sightings.news(used, settings):
        sightings.remember(settings, news)


def journal(call: Call) -> Journal:
    """Return the journal of what can be undone."""
    from workbench.settings.undo import Journal

    return Journal(call.folders.undo)


def sealer(call: Call) -> Sealer:
    """Return what seals passphrases for these settings."""
    from workbench.settings import renewing

    return renewing.sealer(call.folders)


def sealed(call: Call, secret: str, entry_id: str) -> str:
    """Return a passphrase sealed for an entry; raises CommandError."""
    from workbench.certificates.sealing import SealingError

    try:
        return sealer(call).seal(secret, entry_id)
    except SealingError as fault:
        raise CommandError("sealing", str(fault)) from fault


def passphrases(call: Call) -> Passphrases:
    """Return the sealed passphrases, with none remembered yet."""
    from workbench.certificates.passphrases import Passphrases

    return Passphrases(sealer(call))


def _tell(found: Settings) -> None:
    for notice in found.notices:
        output.note(f"note: {notice}")


def unusable(fault: SettingsError) -> CommandError:
    """Return the error that says which file, where in it, and what was expected."""
    place = f"{fault.path}, {fault.where}" if fault.where else str(fault.path)
    return CommandError("settings", f"{place}: {fault.message}", where=place)
