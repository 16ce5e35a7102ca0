"""Which certificate a URL gets (contract §3): choosing is here, saying why is in `reasons`. No I/O.

    entries ── index ──▶ Index ── choose(origin, choice) ──▶ Decision ── reasons ──▶ Selection

Choosing costs the same however many entries are for other hosts; a caller with many keeps the Index. Nothing
here falls back: a person's word that cannot be followed stops the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench.certificates import hosts, reasons, shelves
from workbench.certificates.hosts import HostError
from workbench.certificates.reasons import Decision, Rule
from workbench.certificates.shelves import Relatives, Shelves
from workbench.models import CertificateEntry, Choice, Origin, Selection
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Entries made ready for choosing; places are counted from 0 in the order added."""

    rules: tuple[Rule, ...]
    shelves: Shelves  # disabled entries are on them too
    relatives: Relatives
    named: Mapping[str, tuple[int, ...]]
    identified: Mapping[str, int]


def index(entries: Iterable[CertificateEntry]) -> Index:
    """Make entries, in the order added, ready for choosing; one whose host cannot be read matches nothing."""
    rules = tuple(_rule(entry) for entry in entries)
    laid_out = shelves.shelve((rule.pattern, at) for at, rule in enumerate(rules) if rule.pattern)
    return Index(
        rules=rules,
        shelves=laid_out,
        relatives=Relatives(laid_out),
        named=_grouped((rule.entry.name or "", at) for at, rule in enumerate(rules) if rule.entry.name),
        identified={rule.entry.id: at for at, rule in enumerate(rules)},
    )


def select(
    origin: Origin,
    entries: Sequence[CertificateEntry] | Index,
    choice: Choice | None = None,
    own_origin: Origin | None = None,
    *,
    url: str = "",
    everything: bool = False,
) -> Selection:
    """Choose the certificate for one hop and say why; `own_origin` is where the request began (None: here).

    `considered` holds the entries whose host matched or nearly did, with `everything` all of them.
    """
    ready = entries if isinstance(entries, Index) else index(entries)
    decision = choose(ready, origin, choice, own_origin)
    near = _near(ready, origin.host)
    places = range(len(ready.rules)) if everything else _with_winner(near, decision)
    considered = reasons.considered(ready.rules, places, origin, decision)
    return Selection(
        url=url or f"{origin.scheme}://{hosts.authority(origin.host, origin.port)}",
        host=origin.host,
        port=origin.port,
        by=decision.by,
        entry=None if decision.winner is None else ready.rules[decision.winner].entry,
        outside_rule=decision.outside_rule,
        reason=reasons.summary(ready.rules, near, origin, decision),
        considered=considered,
        omitted=len(ready.rules) - len(considered),
        stop=decision.stop,
    )


def choose(ready: Index, origin: Origin, choice: Choice | None = None, own_origin: Origin | None = None) -> Decision:
    """Choose without saying why: the fast part of `select`."""
    if choice is None:
        return _by_rules(ready, origin)
    if choice.value == "none":
        return Decision(by=choice.by, choice=choice, asked=frozenset())
    if choice.value.startswith("id:"):
        return _by_id(ready, origin, choice, is_own=own_origin in (None, origin))
    return _by_name(ready, origin, choice)


def matching(ready: Index, origin: Origin) -> tuple[int, ...]:
    """Return the places of the enabled entries that the rules alone would consider for `origin`."""
    if not hosts.is_secure(origin.scheme):
        return ()
    return tuple(at for at in shelves.covering(ready.shelves, origin.host) if ready.rules[at].may_go_to(origin.port))


def _near(ready: Index, host: str) -> tuple[int, ...]:
    """Return the places of entries whose host covers `host` or nearly does, in the order added."""
    return tuple(sorted({*shelves.covering(ready.shelves, host), *ready.relatives.of(host)}))


def _with_winner(near: tuple[int, ...], decision: Decision) -> Sequence[int]:
    return near if decision.winner is None or decision.winner in near else sorted((*near, decision.winner))


def _rule(entry: CertificateEntry) -> Rule:
    try:
        return Rule(entry=entry, pattern=hosts.compile_pattern(entry.host))
    except HostError as error:
        return Rule(entry=entry, fault=str(error))


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    groups: dict[str, list[int]] = {}
    for key, at in pairs:
        groups.setdefault(key, []).append(at)
    return {key: tuple(places) for key, places in groups.items()}


def _by_rules(ready: Index, origin: Origin) -> Decision:
    found = matching(ready, origin)
    if not found:
        return Decision(by="none")
    return Decision(by="rule", winner=_best(ready, found), rivals=len(found))


def _best(ready: Index, places: Iterable[int]) -> int:
    return max(places, key=lambda at: (ready.rules[at].is_exact, ready.rules[at].has_exact_port, at))


def _by_id(ready: Index, origin: Origin, choice: Choice, *, is_own: bool) -> Decision:
    at = ready.identified.get(choice.value.removeprefix("id:"))
    if at is None:
        return _stopped(choice, reasons.unknown_id(choice))
    rule = ready.rules[at]
    if not rule.entry.enabled:
        return _stopped(choice, reasons.disabled(rule), asked=(at,))
    if not is_own:
        return _by_rules(ready, origin)
    if not hosts.is_secure(origin.scheme):
        return Decision(by="none", choice=choice, asked=frozenset((at,)))
    return Decision(
        by=choice.by,
        choice=choice,
        winner=at,
        asked=frozenset((at,)),
        rivals=1,
        outside_rule=not rule.covers(origin),
    )


def _by_name(ready: Index, origin: Origin, choice: Choice) -> Decision:
    bearers = ready.named.get(choice.value, ())
    if not bearers:
        return _stopped(choice, reasons.unknown_name(choice, ready.named))
    if not any(ready.rules[at].entry.enabled for at in bearers):
        return _stopped(choice, reasons.disabled(ready.rules[bearers[-1]]), asked=bearers)
    found = matching(ready, origin)
    own = tuple(at for at in found if ready.rules[at].entry.name == choice.value)
    if own:
        winner = _best(ready, own)
        return Decision(by=choice.by, choice=choice, winner=winner, asked=frozenset(bearers), rivals=len(own))
    return _without_bearer(ready, origin, choice, found)


def _without_bearer(ready: Index, origin: Origin, choice: Choice, found: Sequence[int]) -> Decision:
    """Decide where no enabled entry of the name matches: stop if one is disabled, or others match."""
    bearers = ready.named[choice.value]
    asleep = [ready.rules[at] for at in bearers if not ready.rules[at].entry.enabled]
    would_match = [rule for rule in asleep if hosts.is_secure(origin.scheme) and rule.covers(origin)]
    if would_match:
        return _stopped(choice, reasons.disabled(would_match[-1]), asked=bearers)
    if found:
        others = [ready.rules[at] for at in found]
        return _stopped(choice, reasons.only_others(choice, origin, others), asked=bearers)
    return Decision(by="none", choice=choice, asked=frozenset(bearers))


def _stopped(choice: Choice, why: str, asked: Iterable[int] = ()) -> Decision:
    return Decision(by=choice.by, choice=choice, asked=frozenset(asked), stop=why)
