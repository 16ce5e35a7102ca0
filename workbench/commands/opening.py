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
        raise _unusable(fault) from fault


def save(call: Call, before: Settings, after: Settings) -> Settings:
    """Save a change and return what the file says now; raises CommandError."""
    from workbench.certificates.sealing import SealingError

    try:
        saved = store.update(before, after, sealer(call))
    except SettingsError as fault:
        raise _unusable(fault) from fault
    except SealingError as fault:
        raise CommandError("sealing", str(fault)) from fault
    _tell(saved)
    return saved


def sealer(call: Call) -> Sealer:
    """Return what seals passphrases for these settings."""
    from workbench.certificates.sealing import Sealer

    return Sealer(call.folders.sealing)


def passphrases(call: Call) -> Passphrases:
    """Return the sealed passphrases, with none remembered yet."""
    from workbench.certificates.passphrases import Passphrases

    return Passphrases(sealer(call))


def _tell(found: Settings) -> None:
    for notice in found.notices:
        output.note(f"note: {notice}")


def _unusable(fault: SettingsError) -> CommandError:
    place = f"{fault.path}, {fault.where}" if fault.where else str(fault.path)
    return CommandError("settings", f"{place}: {fault.message}", where=place)
