"""As whom a request can be sent for a comparison: the entries, the names that several bear, and nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from workbench import marks
from workbench.models import CertificateEntry, Considered, Selection
from workbench.screens import host_words
from workbench.settings.schema import COMMAND_ID
from workbench.widgets.choice_list import Option

NONE: Final = "none"
PASTED: Final = f"id:{COMMAND_ID}"
_MARKED: Final = 3
"""How many entries are marked from the start, beside none."""
_MATCHING: Final = ("selected", "outranked")


def options(decided: Selection, entries: Sequence[CertificateEntry]) -> tuple[Option, ...]:
    """Return what can be marked, what matches first; `id` is what a request would be pinned to.

    `decided` is what the rules alone decide, with every entry considered.
    """
    by_id = {entry.id: entry for entry in entries}
    matching = [one for one in reversed(decided.considered) if one.outcome in _MATCHING]
    matching.sort(key=lambda one: one.outcome != "selected")
    others = [one for one in decided.considered if one.outcome not in (*_MATCHING, "disabled", "scheme")]
    marked = {one.id for one in matching[:_MARKED]}
    titles = Counter(marks.label(entry) for entry in entries)
    return (
        *(_entry(one, by_id[one.id], titles, marked=one.id in marked) for one in matching),
        Option(id=NONE, title="none", reason="no certificate is sent, on any hop", chosen=True),
        *_names(matching, by_id),
        *(_entry(one, by_id[one.id], titles, marked=False) for one in others),
    )


def pasted(entry: CertificateEntry) -> tuple[Option, ...]:
    """Return the identity that a pasted command brought, as what can be marked."""
    reason = "what the pasted command brought, for this host and port only"
    return (Option(id=PASTED, title=marks.label(entry), detail="pasted", reason=reason, chosen=True),)


def _entry(one: Considered, entry: CertificateEntry, titles: Counter[str], *, marked: bool) -> Option:
    title = marks.label(entry)
    place = host_words.short(entry.host, entry.port)
    matches = one.outcome in _MATCHING
    reason = one.reason if matches else f"OUTSIDE ITS RULE: {one.reason}"
    return Option(
        id=f"id:{entry.id}",
        title=f"{title} ({place})" if titles[title] > 1 else title,
        detail="" if titles[title] > 1 else place,
        reason=reason,
        tone="dim" if matches else "warn",
        chosen=marked,
    )


def _names(matching: Sequence[Considered], by_id: dict[str, CertificateEntry]) -> Iterator[Option]:
    """Yield the names that several of the entries bear: the rules choose among those."""
    bearers = Counter(entry.name for entry in by_id.values() if entry.name)
    for name in dict.fromkeys(one.name for one in matching if one.name):
        if bearers[name] > 1:
            reason = f"any of the {bearers[name]} entries of that name, as the rules choose, on every hop"
            yield Option(id=name, title=f"the name {name}", reason=reason)
