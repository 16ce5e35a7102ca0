"""Why this certificate and why not the others, in sentences that a person reads.

What an entry says comes from the settings file, so it is made visible here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.certificates import hostnames, hosts
from workbench.certificates.hosts import Pattern
from workbench.models import CertificateEntry, Choice, Considered, DecidedBy, Origin, Outcome, Port
from workbench.nouns import dataclass
from workbench.visible import visible

_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An entry with its host read; without `pattern` it could not be read, and `fault` says why."""

    entry: CertificateEntry
    pattern: Pattern | None = None
    fault: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether the host is one host and no pattern."""
        return self.pattern is not None and self.pattern.exact

    @property
    def has_exact_port(self) -> bool:
        """Whether the port is one port; an absent one is 443."""
        return self.entry.port != "*"

    def covers_host(self, host: str) -> bool:
        """Tell whether the host is covered, whatever the port and whether the entry is enabled."""
        return self.pattern is not None and self.pattern.matches(host)

    def may_go_to(self, port: int) -> bool:
        """Tell whether it is enabled and for this effective port, whatever the host."""
        return self.entry.enabled and hosts.covers_port(self.entry.port, port)

    def covers(self, origin: Origin) -> bool:
        """Tell whether host and port are covered, whether or not the entry is enabled."""
        return hosts.covers_port(self.entry.port, origin.port) and self.covers_host(origin.host)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was chosen: the winner's place, on whose word, or why nothing may be sent."""

    by: DecidedBy
    choice: Choice | None = None
    winner: int | None = None
    asked: frozenset[int] | None = None  # places that the choice leaves; None: no choice narrows
    rivals: int = 0  # how many could have won, the winner among them
    outside_rule: bool = False
    stop: str | None = None


def unknown_id(choice: Choice) -> str:
    """Say that no entry has the id asked for."""
    return f"{_who(choice)}, but no certificate has that id."


def unknown_name(choice: Choice, names: Iterable[str]) -> str:
    """Say that no entry bears the name asked for, and which names there are."""
    known = sorted(names)
    shown = ", ".join(visible(name) for name in known[:_NAMES_SHOWN])
    more = f" and {len(known) - _NAMES_SHOWN} more" if len(known) > _NAMES_SHOWN else ""
    there = f"there are {shown}{more}" if known else "no certificate has a name yet"
    return f"{_who(choice)}, but no certificate has that name; {there}."


def disabled(rule: Rule) -> str:
    """Say that the entry asked for is disabled."""
    return f"{_called(rule)} was asked for but is disabled: enable it, or choose another."


def only_others(choice: Choice, origin: Origin, others: Sequence[Rule]) -> str:
    """Say that entries match, but none with the name asked for."""
    found = ", ".join(_called(rule) for rule in others[:_NAMES_SHOWN])
    place = hosts.authority(origin.host, origin.port)
    return f"{_who(choice)}, but only entries of other names match {place}: {found}."


def summary(rules: Sequence[Rule], near: Sequence[int], origin: Origin, decision: Decision) -> str:
    """Say in one sentence what was chosen and why; when nothing was, which of the entries `near` came nearest."""
    if decision.stop:
        return decision.stop
    if decision.winner is not None:
        return _won(rules[decision.winner], decision)
    if decision.choice and decision.choice.value == "none":
        return _who(decision.choice)
    if not hosts.is_secure(origin.scheme):
        return _no_tls(origin)
    asked = [at for at in near if decision.asked and at in decision.asked]
    nearest = _nearest([rules[at] for at in reversed(asked or near)], origin, are_any=bool(rules))
    # A request shows its own pin; whom the session was is told nowhere else.
    session = decision.choice is not None and decision.choice.by == "session"
    return f"{_who(decision.choice)}, but {nearest}" if decision.choice and session else nearest


def considered(
    rules: Sequence[Rule], places: Iterable[int], origin: Origin, decision: Decision
) -> tuple[Considered, ...]:
    """List the entries at `places`, each with its outcome."""
    return tuple(_considered(rules, at, origin, decision) for at in places)


def _considered(rules: Sequence[Rule], at: int, origin: Origin, decision: Decision) -> Considered:
    entry = rules[at].entry
    outcome = _outcome(rules[at], at, origin, decision)
    return Considered(
        id=entry.id,
        name=entry.name,
        host=entry.host,
        port=entry.port,
        outcome=outcome,
        reason=_reason(rules, at, origin, decision, outcome),
    )


def _outcome(rule: Rule, at: int, origin: Origin, decision: Decision) -> Outcome:
    if at == decision.winner:
        return "selected"
    if not hosts.is_secure(origin.scheme):
        return "scheme"
    if not rule.entry.enabled:
        return "disabled"
    if not rule.covers_host(origin.host):
        return "host"
    if not hosts.covers_port(rule.entry.port, origin.port):
        return "port"
    return "outranked" if decision.asked is None or at in decision.asked else "not_pinned"


def _reason(rules: Sequence[Rule], at: int, origin: Origin, decision: Decision, outcome: Outcome) -> str:
    rule = rules[at]
    match outcome:
        case "selected":
            return _won(rule, decision)
        case "scheme":
            return _no_tls(origin)
        case "disabled":
            return "disabled; it would match" if rule.covers(origin) else "disabled"
        case "host":
            return _other_host(rule, origin.host)
        case "port":
            return f"port {origin.port} is not {_port(rule)}"
        case "not_pinned":
            return _not_asked(rule, decision.choice)
        case "outranked":
            return _lost(rule, None if decision.winner is None else rules[decision.winner])


def _won(rule: Rule, decision: Decision) -> str:
    if decision.choice is None:
        return _fit(rule, decision)
    if decision.choice == Choice(by="command", value="id:command"):
        return "given on the command line"
    if decision.outside_rule:
        return f"{_who(decision.choice)}, outside its rule {_place(rule)}"
    return f"{_who(decision.choice)}: {_fit(rule, decision)}"


def _fit(rule: Rule, decision: Decision) -> str:
    among = f", 1 of {decision.rivals}" if decision.rivals > 1 else ""
    if not rule.is_exact:
        return f"by rule {_place(rule)}{among}"
    return f"exact host {'and port' if rule.has_exact_port else 'on any port'}{among}"


def _lost(rule: Rule, winner: Rule | None) -> str:
    if winner is None:
        return "not chosen"
    if winner.is_exact and not rule.is_exact:
        return f"exact host beats the pattern: {_called(winner)} wins"
    if winner.has_exact_port and not rule.has_exact_port and winner.is_exact == rule.is_exact:
        return f"exact port beats `*`: {_called(winner)} wins"
    return f"{_called(winner)} wins: added later"


def _not_asked(rule: Rule, choice: Choice | None) -> str:
    if choice is None:
        return "another was asked for"
    asked = visible(choice.value)
    if asked == "none" or asked.startswith("id:"):
        return _who(choice)
    return f"its name is {visible(rule.entry.name)}, not {asked}" if rule.entry.name else f"not named {asked}"


def _nearest(near: Sequence[Rule], origin: Origin, *, are_any: bool) -> str:
    """Name the entry that came nearest: a disabled match, then another port, then a related host."""
    for rule in near:
        if not rule.entry.enabled and rule.covers(origin):
            return f"{_called(rule)} is disabled"
    awake = [rule for rule in near if rule.entry.enabled]
    for rule in awake:
        if rule.covers_host(origin.host):
            return f"{_bearer(rule)} is for port {_port(rule)}, this is {origin.port}"
    if awake:
        return _other_host(awake[0], origin.host)
    return f"no certificate is for {origin.host}" if are_any else "there are no certificates yet"


def _other_host(rule: Rule, host: str) -> str:
    if rule.pattern is None:
        return rule.fault
    text = rule.pattern.text
    if text == f"*.{host}":
        return f"`{text}` does not cover `{host}` itself"
    if rule.pattern.exact and host.endswith(f".{text}"):
        return f"`{text}` does not cover `{host}`, `*.{text}` would"
    if hostnames.is_address(host) and not rule.pattern.exact:
        return f"`{text}` does not cover an IP address: only itself or a lone `*` does"
    return f"`{text}` {'is not' if rule.pattern.exact else 'does not cover'} `{host}`{_likeness(rule.pattern, host)}"


def _likeness(pattern: Pattern, host: str) -> str:
    """Say of a look-alike that it is one."""
    text = pattern.text if pattern.glob is None else pattern.glob.tail.removeprefix(".")
    if "." not in text:
        return ""
    if f".{text}." in f".{host}":
        return f", where `{text}` is not the end"
    return f", which only ends in `{text}`" if host.endswith(text) and not host.endswith(f".{text}") else ""


def _no_tls(origin: Origin) -> str:
    return f"{'an http' if origin.scheme == 'http' else f'a {origin.scheme}'} URL never gets one"


def _who(choice: Choice) -> str:
    value = visible(choice.value)
    match choice.by:
        case "pin":
            return f"the request asks for {value}"
        case "session":
            return f"this session is set to {value}"
        case "command":
            return f"--cert says {value}"


def _bearer(rule: Rule) -> str:
    return visible(rule.entry.name) if rule.entry.name else f"the entry for {_host(rule)}"


def _called(rule: Rule) -> str:
    return f"{visible(rule.entry.name)} ({_place(rule)})" if rule.entry.name else _place(rule)


def _place(rule: Rule) -> str:
    return hosts.authority(_host(rule), rule.entry.port)


def _host(rule: Rule) -> str:
    return rule.pattern.text if rule.pattern else visible(rule.entry.host)


def _port(rule: Rule) -> Port:
    return 443 if rule.entry.port is None else rule.entry.port
