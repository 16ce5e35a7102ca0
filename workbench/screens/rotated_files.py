"""Files that turn out to hold another certificate while a list is looked at: said once, and kept in the settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workbench import marks
from workbench.screens.desk import Desk

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import EntryStatus


def notice(desk: Desk, read: Iterable[EntryStatus]) -> None:
    """Tell of entries whose files do not hold what they remember of them, and remember what they hold."""
    rotated = [status for status in read if _is_rotated(status)]
    if not rotated:
        return
    from workbench.certificates import checkup, rotation

    for status in rotated:
        desk.tell(f"{marks.label(status.entry)}: {rotation.of_status(status, datetime.now(UTC))}.")
    desk.see([replace(status.entry, seen=checkup.seen(status)) for status in rotated])


def _is_rotated(status: EntryStatus) -> bool:
    seen = status.entry.seen
    return seen is not None and not status.from_seen and status.sha256 not in (None, seen.sha256)
