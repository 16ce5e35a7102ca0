"""Entries that are for the same URLs as another one, and which of them wins there. Pure.

Looked at is a sample URL of the entry's own host, and for a pattern also every single host of the list under it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from workbench.certificates import hosts, selection
from workbench.certificates.hosts import HostError, Pattern
from workbench.certificates.selection import Index
from workbench.models import CertificateEntry, Origin, Port

_MOST: Final = 3
_CHOICE: Final = re.compile(r"\{([^,}]*)[^}]*\}|\[(.)[^\]]*\]|([*?])")

Called = Callable[[CertificateEntry], str]


def sentences(entry: CertificateEntry, ready: Index, called: Called) -> tuple[str, ...]:
    """Say of each other entry that matches too which of the two wins; `entry` is in `ready` or would be its last."""
    try:
        pattern = hosts.compile_pattern(entry.host)
    except HostError:
        return ()
    if not entry.enabled:
        return ()
    said = [*_over_sample(entry, pattern, ready, called), *_under(entry, pattern, ready, called)]
    more = len(said) - _MOST
    return (*said[:_MOST], f"{more} more entries match the same URLs.") if more > 1 else tuple(said)


def sample(host: str) -> str:
    """Return a host that a pattern covers, the host itself where it is none."""
    return _CHOICE.sub(lambda found: found[1] or found[2] or ("www" if found[3] == "*" else "w"), host)


def _over_sample(entry: CertificateEntry, pattern: Pattern, ready: Index, called: Called) -> Iterator[str]:
    host = entry.host if pattern.exact else sample(entry.host)
    port = 443 if entry.port in (None, "*") else int(entry.port or 443)
    listed = _listed(entry, ready, Origin(scheme="https", host=host, port=port))
    if len(listed) < 2:
        return
    winner = _winner(listed, host, port)
    others = [other for other in listed if other.id != entry.id]
    if winner is not None and winner.id != entry.id:
        others = [winner, *(other for other in others if other is not winner)][:1]
    for other in others:
        yield _sentence(entry, other, winner, host, called)


def _sentence(
    entry: CertificateEntry, other: CertificateEntry, winner: CertificateEntry | None, host: str, called: Called
) -> str:
    wins = winner is not None and winner.id == entry.id
    if (other.host, _port(other.port)) == (entry.host, _port(entry.port)):
        verdict = "this one, added last, wins" if wins else f"{called(other)}, added later, wins"
        return f"{called(other)} is for the same host and port: {verdict}."
    place = hosts.authority(other.host, 1).removesuffix("1") + str(_port(other.port))
    who = "this one" if wins else f"{called(other)}"
    first, second = (entry, other) if wins else (other, entry)
    return f"{called(other)} ({place}) matches {host} too: {who} wins there, {_why(first, second)}."


def _under(entry: CertificateEntry, pattern: Pattern, ready: Index, called: Called) -> Iterator[str]:
    """Tell of single hosts of the list that a pattern covers: there it never wins."""
    if pattern.exact:
        return
    at_sample = sample(entry.host)
    for rule in ready.rules:
        other = rule.entry
        if not (rule.is_exact and other.enabled and other.id != entry.id and other.host != at_sample):
            continue
        meets = entry.port == "*" or other.port == "*" or _port(entry.port) == _port(other.port)
        if meets and pattern.matches(other.host):
            yield f"{called(other)} is for {other.host}, which this pattern covers: there it wins, as an exact host."


def _listed(entry: CertificateEntry, ready: Index, origin: Origin) -> list[CertificateEntry]:
    """Return those that match an origin in their order, this one in its place as it would be now."""
    own = ready.identified.get(entry.id, len(ready.rules))
    places = sorted({*selection.matching(ready, origin), own})
    return [entry if at == own else ready.rules[at].entry for at in places]


def _winner(listed: Sequence[CertificateEntry], host: str, port: int) -> CertificateEntry | None:
    marked = [replace(one, id=str(number)) for number, one in enumerate(listed)]
    decision = selection.choose(selection.index(marked), Origin(scheme="https", host=host, port=port))
    return None if decision.winner is None else listed[decision.winner]


def _why(winner: CertificateEntry, loser: CertificateEntry) -> str:
    if _is_exact(winner) and not _is_exact(loser):
        return "an exact host beats a pattern"
    if winner.port != "*" and loser.port == "*":
        return "one port beats any port"
    return "added later"


def _is_exact(entry: CertificateEntry) -> bool:
    return hosts.compile_pattern(entry.host).exact


def _port(port: Port) -> int | str:
    return 443 if port is None else port
