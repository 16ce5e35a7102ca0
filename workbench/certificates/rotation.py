"""Files that hold another certificate than they did: since when, and what changed, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from workbench.certificates import files, renewal
from workbench.certificates.files import Stamp
from workbench.certificates.renewal import Face

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import EntryStatus


def words(old: Face, new: Face, stamps: Iterable[Stamp], now: datetime) -> str:
    """Return in a phrase that the files were changed, when (local time), and both certificates as far as known."""
    return f"New file{_since(stamps, now)}: was {renewal.line(old)}; is {renewal.line(new)}"


def of_status(status: EntryStatus, now: datetime) -> str:
    """Return the same for an entry whose files do not hold what it remembers of them, "" for any other; does I/O."""
    entry = status.entry
    if entry.seen is None or status.from_seen or status.sha256 in (None, entry.seen.sha256):
        return ""
    named = (files.stamp(files.expand(text)) for text in (entry.pfx_file, entry.cert_file) if text)
    stamps = [stamp for stamp in named if stamp is not None]
    return words(renewal.of_seen(entry.seen), renewal.of_status(status), stamps, now)


def _since(stamps: Iterable[Stamp], now: datetime) -> str:
    touched = max((stamp.mtime_ns for stamp in stamps), default=0)
    if not touched:
        return ""
    local, today = datetime.fromtimestamp(touched / 1e9).astimezone(), now.astimezone()
    return f" since {local:%H:%M}" if local.date() == today.date() else f" since {local:%Y-%m-%d %H:%M}"
