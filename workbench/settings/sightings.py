"""What was seen in an entry's files, kept in the settings without a word: for dates, and to tell a rotated file.

Nobody asked for this write, so it changes nothing else: where it would cost a comment, seal a passphrase or
straighten what a person typed, it is left out, and so it is where the file cannot be written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace

from workbench import atomic
from workbench.documents import DocumentError, has_comments, stamps, toml_text
from workbench.models import CertificateEntry, Seen
from workbench.settings import reading
from workbench.settings.schema import Settings


def news(used: Iterable[CertificateEntry], settings: Settings) -> dict[str, Seen]:
    """Return, by id, what entries as their files are now remember that the settings do not say of the same files."""
    found = {entry.id: entry for entry in used if entry.seen is not None}
    if not found:
        return {}
    return {
        known.id: seen
        for known in settings.certificates
        if known.id in found
        and (seen := found[known.id].seen) is not None
        and (known.seen is None or known.seen.sha256 != seen.sha256)
        and replace(found[known.id], seen=known.seen) == known
    }


def remember(settings: Settings, news: Mapping[str, Seen]) -> Settings | None:
    """Write it into the file as it stands now, and return the settings with it; None where it is left out."""
    path = settings.path
    try:
        with atomic.locked(path, timeout=1.0):
            return _remembered(settings, news)
    except (OSError, DocumentError):
        return None


def _remembered(settings: Settings, news: Mapping[str, Seen]) -> Settings | None:
    from workbench.settings.merging import copied, list_of  # every send looks for news, few have any

    found = reading.source(settings.path)
    current = reading.settings(settings.path, found.values)
    if current.notices or has_comments(found.data):
        return None
    values = copied(found.values)
    files = {entry.id: _files(entry) for entry in settings.certificates}
    for table, entry in zip(list_of(values, "certificates"), current.certificates, strict=True):
        if entry.id in news and files.get(entry.id) == _files(entry):
            table["seen"] = asdict(news[entry.id])
    if values == found.values:
        return None
    stamp = stamps.written(atomic.write(settings.path, toml_text(values).encode()))
    known = reading.known(found.values, current)
    return replace(reading.settings(settings.path, values, known), stamp=stamp)


def _files(entry: CertificateEntry) -> tuple[str | None, ...]:
    return (entry.cert_file, entry.key_file, entry.pfx_file)
