"""Where another tool's rule for two certificates of one host differs from ours (contract §3.6).

Newman and Bruno take the first that matches, Insomnia the last; here an exact host beats a pattern, an exact port
beats any, and then the one added last wins. So the order is kept, or turned round, and what differs nonetheless is
found by asking both rules about hosts that stand for each pair of patterns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from workbench.certificates import selection
from workbench.certificates.globs import SPECIAL
from workbench.certificates.hosts import HostError, origin
from workbench.certificates.selection import Index
from workbench.interchange.rows import Precedence
from workbench.models import CertificateEntry, Origin
from workbench.nouns import dataclass

_MOST_PATTERNS = 150
_ANY_PORT = (443, 8443)
_SAMPLE = "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An origin at which the other tool takes one entry and we take another; places in the file's order."""

    origin: Origin
    theirs: int
    ours: int


def differences(
    entries: Sequence[CertificateEntry], precedence: Precedence, places: Sequence[int]
) -> Iterator[Difference]:
    """Tell each pair of entries, in the file's order, of which the other one wins here, with an example.

    `places` are those the entries have here, the last added highest.
    """
    order = sorted(range(len(entries)), key=places.__getitem__)
    ranked = selection.index(entries[at] for at in order)
    as_listed = selection.index(entries)
    told: set[tuple[int, int]] = set()
    for example in dict.fromkeys(_examples(entries)):  # each once, however many entries are for it
        winner = selection.choose(ranked, example).winner
        theirs = _taken(as_listed, example, precedence)
        if winner is None or theirs is None:
            continue
        pair = (theirs, order[winner])
        if pair[0] != pair[1] and pair not in told:
            told.add(pair)
            yield Difference(origin=example, theirs=pair[0], ours=pair[1])


def _taken(as_listed: Index, example: Origin, precedence: Precedence) -> int | None:
    if precedence == "ranked":
        return selection.choose(as_listed, example).winner
    found = selection.matching(as_listed, example)
    return (min(found) if precedence == "first" else max(found)) if found else None


def _examples(entries: Sequence[CertificateEntry]) -> Iterator[Origin]:
    for entry in entries:
        for host in _samples(entry.host):
            yield from _origins(host, entry)
    patterns = [entry for entry in entries if SPECIAL.intersection(entry.host)][:_MOST_PATTERNS]
    for one, other in combinations(patterns, 2):
        for host in _crossed(one.host, other.host):
            yield from _origins(host, one, other)
    exact = {entry.host for entry in entries if not SPECIAL.intersection(entry.host)}
    for entry in patterns:
        for host in exact if len(exact) <= _MOST_PATTERNS else ():
            yield from _origins(host, entry)


def _samples(pattern: str) -> tuple[str, ...]:
    return (pattern.replace("*", _SAMPLE).replace("?", "q"), pattern.replace("*", f"deep.{_SAMPLE}").replace("?", "q"))


def _crossed(one: str, other: str) -> tuple[str, ...]:
    core, rest = (_samples(each)[0].strip(".") for each in (one, other))
    return (
        core,
        rest,
        one.replace("*", rest).replace("?", "q"),
        other.replace("*", core).replace("?", "q"),
        one.replace("*", other.replace("*", "").strip(".")).replace("?", "q"),
        other.replace("*", one.replace("*", "").strip(".")).replace("?", "q"),
    )


def _origins(host: str, *entries: CertificateEntry) -> Iterator[Origin]:
    ports = {port for entry in entries for port in (_ANY_PORT if entry.port == "*" else (entry.port or 443,))}
    for port in sorted(ports):
        try:
            yield origin(f"https://{f'[{host}]' if ':' in host else host}:{port}")
        except HostError:
            continue
