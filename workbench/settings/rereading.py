"""The settings read again while the program runs, since another program changed the file: what came of it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from workbench.documents import stamps
from workbench.nouns import dataclass
from workbench.settings.reading import load
from workbench.settings.schema import Settings, SettingsError

_PAUSE_SECONDS: Final = 0.03
_LOOKS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What the file says now, or the `fault` it has."""

    before: Settings
    settings: Settings | None = None
    fault: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether there was a file and now there is none."""
        return self.settings is not None and self.settings.stamp is None and self.before.stamp is not None


def is_current(settings: Settings) -> bool:
    """Tell, without reading it, whether the file is surely still the one that these were read from."""
    return is_same(settings) and (settings.stamp is None or settings.stamp.certain)


def is_same(settings: Settings) -> bool:
    """Tell whether the file looks as it did when these were read or written."""
    return stamps.take(settings.path) == settings.stamp


def reread(before: Settings) -> Reread:
    """Read the file again, not while it is being written: some programs empty a file or take it away first."""
    for _ in range(_LOOKS):
        stamp = stamps.take(before.path)
        if stamp is not None and stamp.certain:
            break
        time.sleep(_PAUSE_SECONDS)
        if stamp is None and stamps.take(before.path) is None:
            break
    return _read(before)


def _read(before: Settings) -> Reread:
    try:
        after = load(before.path)
    except SettingsError as fault:
        return Reread(before=before, fault=str(fault))
    if after == before:
        # The very same lists: whoever indexed them need not do so again.
        after = replace(before, notices=after.notices, stamp=after.stamp)
    return Reread(before=before, settings=after)
