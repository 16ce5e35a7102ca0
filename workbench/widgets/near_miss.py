"""The entries that were not chosen and might have been: for another port or host, switched off, or passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.models import Considered, Hop

_PATTERN: Final = frozenset("*?[{")
"""What the host of a pattern has in it; brackets may be those of an address."""


def near_misses(hop: Hop) -> Iterator[Considered]:
    """Yield the entries that would have fitted but for their port or their switch, then those of a related host."""
    for outcomes in (("port", "disabled"), ("host",)):
        yield from (entry for entry in hop.selection.considered if entry.outcome in outcomes)


def by_rules(hop: Hop) -> Considered | None:
    """Return the entry that the rules would choose where the request's own word chose otherwise."""
    if hop.selection.by != "pin":
        return None
    able = [
        entry
        for entry in hop.selection.considered
        if entry.outcome == "not_pinned" or (entry.outcome == "selected" and not hop.selection.outside_rule)
    ]
    ranked = [(_is_exact(entry.host), entry.port != "*", at) for at, entry in enumerate(able)]
    best = able[max(ranked)[2]] if ranked else None
    return best if best and best.outcome == "not_pinned" else None


def _is_exact(host: str) -> bool:
    return ":" in host or not _PATTERN.intersection(host)
