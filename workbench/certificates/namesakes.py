"""Entries that share a name although their certificates have different subjects: two people, it seems. Pure.

A name leads to no host that an entry of it is not for. But who is "alice" gets whichever of hers fits the host, and
where one of them is really somebody else's, that has to be said before it is sent, and again when it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from workbench.models import CertificateEntry, Hop, Selection
from workbench.visible import visible

Called = Callable[[CertificateEntry], str]


def subjects(entries: Iterable[CertificateEntry]) -> tuple[str, ...]:
    """Return the different subjects of entries, as far as their files were ever read."""
    return tuple(dict.fromkeys(entry.seen.subject for entry in entries if entry.seen))


def sentence(entry: CertificateEntry, others: Iterable[CertificateEntry], called: Called) -> str:
    """Say whose name else an entry's is, "" where everybody of it has the same subject or that is not known."""
    if not entry.name or entry.seen is None:
        return ""
    found = [
        other
        for other in others
        if other.name == entry.name and other.id != entry.id and other.seen and other.seen.subject != entry.seen.subject
    ]
    if not found:
        return ""
    name, first = visible(entry.name), found[0]
    more = f", and of {len(found) - 1} more" if len(found) > 1 else ""
    whose = f"{called(first)} ({_subject(first)}, for {visible(first.host)}){more}"
    return f"{name} is also the name of {whose}: who is {name} shows whichever of them fits the host."


def on_the_way(before: Sequence[Hop], here: Selection) -> tuple[str, ...]:
    """Say that a name which was asked for led to another subject than on a hop before."""
    entry = here.entry
    if here.by not in ("pin", "session", "command") or entry is None or not entry.name or entry.seen is None:
        return ()
    for hop in before:
        earlier = hop.selection.entry
        if earlier is None or earlier.seen is None or earlier.name != entry.name:
            continue
        if earlier.seen.subject != entry.seen.subject:
            was = f"{_subject(earlier)} at {hop.selection.host}"
            return (f"ANOTHER SUBJECT under the name {visible(entry.name)}: {_subject(entry)} here, {was}.",)
    return ()


def _subject(entry: CertificateEntry) -> str:
    return visible(entry.seen.subject) or "no subject" if entry.seen else "not known"
