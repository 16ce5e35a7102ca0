"""What stopped a send or kept the certificate back, and what a person can do about it, at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from workbench import marks
from workbench.models import Exchange, Failure, Handshake, Hop, Suspicion
from workbench.widgets.near_miss import by_rules, near_misses
from workbench.widgets.sent_words import what_was_sent

Act = Literal[
    "choose",
    "add",
    "chain",
    "trust",
    "unverified",
    "file",
    "passphrase",
    "without",
    "network",
    "rules",
    "resolve",
    "options",
    "doctor",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One thing to do, the key that does it, and its words."""

    act: Act
    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What stands in the panel: what happened, what is known of it, whether anything was sent, what to do."""

    headline: str
    details: tuple[str, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    sent: str
    hint: str = ""
    remedies: tuple[Remedy, ...] = ()
    grave: bool = True


_NAMED: Final = 5  # issuers in the panel
_CHOOSE: Final = Remedy(act="choose", key="w", label="Why, and choose…")
_OTHER: Final = Remedy(act="choose", key="w", label="Choose another…")
_CHAIN: Final = Remedy(act="chain", key="v", label="Show chain")
_TRUST: Final = Remedy(act="trust", key="t", label="Trust CA…")
_UNVERIFIED: Final = Remedy(act="unverified", key="o", label="Send once unverified")
_FILE: Final = Remedy(act="file", key="f", label="Choose the file…")
_PASSPHRASE: Final = Remedy(act="passphrase", key="p", label="Enter the passphrase…")
_WITHOUT: Final = Remedy(act="without", key="n", label="Send once without")
_RULES: Final = Remedy(act="rules", key="r", label="Follow the rules")
_RESOLVE: Final = Remedy(act="resolve", key="h", label="Use the header's host")
_DOCTOR: Final = Remedy(act="doctor", key="d", label="Doctor")
_OPTIONS: Final = Remedy(act="options", key="e", label="TLS options")
_STORY: Final = Remedy(act="network", key="v", label="Show the handshake")
_NETWORK: Final = Remedy(act="network", key="v", label="What it accepts")

_LONG: Final = 100
_PASSPHRASES: Final = ("needs_passphrase", "wrong_passphrase")
_UNTRUSTED: Final = ("unknown_issuer", "self_signed", "missing_intermediate")
_DATED: Final = ("expired", "not_yet_valid")
_NO_PATIENT: Final = ("unknown_variable", "invalid_request", "cancelled", "too_many_redirects")
_REFUSALS: Final = ("refused", "likely_refused", "withheld")


def trouble(exchange: Exchange) -> Trouble | None:
    """Return what to put before the person, None when the answer came and nobody complained of the certificate."""
    if not exchange.hops or exchange.outcome == "prepared":
        return None
    hop = exchange.hops[-1]
    if hop.failure:
        return _examinable(_suspecting(_failed(hop, hop.failure, exchange.started), hop), hop)
    complained = _complained(hop) if hop.response and hop.tls else None
    found = _suspecting(complained, hop) if complained else _suspected(hop)
    return _examinable(found, hop) if found else None


def _examinable(found: Trouble, hop: Hop) -> Trouble:
    """Offer the doctor, wherever there is a server to look at."""
    without = hop.failure is not None and hop.failure.kind in _NO_PATIENT
    return found if without else replace(found, remedies=(*found.remedies, _DOCTOR))


def _suspecting(found: Trouble, hop: Hop) -> Trouble:
    """Add what is suspected; that a connection is inspected goes before what failed by it."""
    others = tuple(one for one in hop.suspicions if one.code != "inspected")
    found = replace(found, suspicions=others, remedies=(*_resolve(hop), *found.remedies))
    for one in hop.suspicions:
        if one.code == "inspected":
            hint = f"{one.hint} {found.hint}".strip()
            return replace(found, headline=one.message, details=(found.headline,), hint=hint)
    return found


def _suspected(hop: Hop) -> Trouble | None:
    """Return what is suspected of a send that was answered."""
    if not hop.suspicions:
        return None
    first, *others = hop.suspicions
    chain = (_CHAIN,) if first.code == "inspected" else ()
    return Trouble(
        headline=first.message,
        suspicions=tuple(others),
        sent="",
        hint=first.hint,
        remedies=(*_resolve(hop), *chain),
        grave=False,
    )


def _resolve(hop: Hop) -> tuple[Remedy, ...]:
    return (_RESOLVE,) if any(one.code == "host_header_on_address" for one in hop.suspicions) else ()


def _failed(hop: Hop, failure: Failure, now: datetime) -> Trouble:
    sent = what_was_sent(hop)
    headline, more = _told(hop, failure)
    remedies = _remedies(hop, failure)
    # The buttons say the same as the hint where verification failed.
    hint = _unverified_hint(hop) if _UNVERIFIED in remedies else failure.hint.removeprefix(sent).strip()
    return Trouble(
        headline=headline,
        details=(*more, *_details(hop, failure, now)),
        sent=sent,
        hint=hint,
        remedies=remedies,
    )


def _unverified_hint(hop: Hop) -> str:
    """Say before it happens who would get our certificate."""
    if hop.selection.entry is None:
        return ""
    asked = hop.tls is not None and hop.tls.client_certificate.requested
    when = "" if asked else " if it asks"
    return f"Unverified, your certificate {marks.label(hop.selection.entry)} goes to it{when}."


def _told(hop: Hop, failure: Failure) -> tuple[str, tuple[str, ...]]:
    """Return what happened, and the rest of it: each fault of the server's chain by itself."""
    faults = tuple(problem.message for problem in hop.tls.problems) if hop.tls else ()
    if failure.kind == "tls_verification" and len(faults) > 1:
        return faults[0], faults[1:]
    return _split(failure.message)


def _split(message: str) -> tuple[str, tuple[str, ...]]:
    """Return what happened, and what it means where the message goes on to say so."""
    colon = message.find(": ")
    stop = message.find(". ")
    if 0 < colon < (stop if stop > 0 else len(message)) and len(message) > _LONG:
        return message[:colon] + ".", (_begun(message[colon + 2 :]),)
    if stop > 0 and len(message) > _LONG:
        return message[: stop + 1], (message[stop + 2 :],)
    return message, ()


def _begun(text: str) -> str:
    """Begin a sentence, where it begins with a plain word: a name keeps its letters."""
    first = text.partition(" ")[0]
    return text[:1].upper() + text[1:] if first.isalpha() else text


def _details(hop: Hop, failure: Failure, now: datetime) -> Iterator[str]:
    if failure.kind == "tls_verification" and hop.tls and hop.tls.peer_chain:
        yield _certificate(hop.tls, now)
    if failure.certificate == "ours" and failure.kind != "certificate_unusable":
        yield from _about_ours(hop)


def _about_ours(hop: Hop) -> Iterator[str]:
    ours = hop.tls.client_certificate if hop.tls else None
    if ours and ours.acceptable_issuers:
        accepted = _listed(ours.acceptable_issuers)
        yield f"The server accepts: {accepted}" + (f"; yours is issued by {ours.issuer}" if ours.issuer else "")
    if not ours or not ours.sent:
        yield from _chosen_here(hop)
        yield from (f"Nearest: {entry.reason}" for entry in list(near_misses(hop))[:2])


def _listed(issuers: Sequence[str]) -> str:
    """Return the first few of what may be thousands."""
    more = len(issuers) - _NAMED
    return ", ".join(issuers[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _chosen_here(hop: Hop) -> Iterator[str]:
    if hop.selection.by == "pin" and hop.selection.entry is None:
        ruled = by_rules(hop)
        instead = f"; the rules would choose {ruled.name or ruled.host}" if ruled else ""
        yield f"Your certificate: none, chosen here{instead}"


def _certificate(seen: Handshake, now: datetime) -> str:
    """Return whose certificate it was; its dates where no fault tells them already."""
    leaf = seen.peer_chain[0]
    told = any(problem.code in _DATED and problem.subject in (None, leaf.subject) for problem in seen.problems)
    valid = "" if told else f"{dates(leaf.not_before, leaf.not_after, now)}, "
    return f"{leaf.subject}  {valid}issuer {leaf.issuer}"


def dates(not_before: datetime, not_after: datetime, now: datetime) -> str:
    """Return what the dates of a certificate mean now: `expired 2026-01-01 (323 days ago)`."""
    if now > not_after:
        return f"expired {not_after:%Y-%m-%d} ({_days((now - not_after).days)} ago)"
    if now < not_before:
        return f"not valid before {not_before:%Y-%m-%d} (in {_days((not_before - now).days)})"
    return f"valid until {not_after:%Y-%m-%d} ({_days((not_after - now).days)} left)"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _remedies(hop: Hop, failure: Failure) -> tuple[Remedy, ...]:
    match failure.kind:
        case "tls_verification":
            return (_CHAIN, *_trust(hop), _UNVERIFIED)
        case "certificate_unusable":
            return _unusable_at_proxy(failure) if marks.stopped_for_proxy(hop) else _unusable(hop, failure)
        case _ if failure.certificate == "ours":
            return _about_client_certificate(hop)
        case "tls_alert" | "tls_protocol" | "disconnected" if hop.tls:
            return (*((_STORY,) if hop.tls.messages else ()), *_options(failure))
        case _:
            return ()


def _options(failure: Failure) -> tuple[Remedy, ...]:
    """Offer what a request can say of versions, ciphers and names, where the two sides did not come together."""
    return () if failure.kind == "disconnected" else (_OPTIONS,)


def _trust(hop: Hop) -> tuple[Remedy, ...]:
    """Offer trust only where it helps: no CA makes an expired certificate good, or one for another host."""
    found = hop.tls.problems if hop.tls else ()
    helps = bool(found) and all(problem.code in _UNTRUSTED for problem in found)
    return (_TRUST,) if helps else ()


def _rules(hop: Hop) -> tuple[Remedy, ...]:
    return (_RULES,) if by_rules(hop) else ()


def _unusable(hop: Hop, failure: Failure) -> tuple[Remedy, ...]:
    if hop.selection.entry is None:
        return (*_rules(hop), _CHOOSE, _WITHOUT)
    first = _PASSPHRASE if failure.problem in _PASSPHRASES else _FILE
    return (first, *_rules(hop), _OTHER, _WITHOUT)


def _unusable_at_proxy(failure: Failure) -> tuple[Remedy, ...]:
    """Offer to mend the entry where there is one, and to show the proxy none; the rules have no say here."""
    if failure.problem is None:
        return (_WITHOUT,)
    return (_PASSPHRASE if failure.problem in _PASSPHRASES else _FILE, _WITHOUT)


def _about_client_certificate(hop: Hop) -> tuple[Remedy, ...]:
    verdict = hop.tls.client_certificate.verdict if hop.tls else "none_to_send"
    return _instead(hop) if verdict in _REFUSALS else _why_none(hop)[1]


def _instead(hop: Hop) -> tuple[Remedy, ...]:
    return (*_rules(hop), _OTHER, _NETWORK, _add(hop))


def _add(hop: Hop) -> Remedy:
    return Remedy(act="add", key="a", label=f"Add for {hop.selection.host}:{hop.selection.port}…")


def _complained(hop: Hop) -> Trouble | None:
    """Return the trouble with an answer that says no because of the certificate, None when it does not."""
    ours = hop.tls.client_certificate if hop.tls else None
    status = hop.response.status if hop.response else 0
    if ours is None or status not in (400, 401, 403, 495, 496):
        return None
    if ours.verdict == "none_to_send":
        return _none_sent(hop, sure=status in (400, 495, 496))
    if ours.verdict in ("likely_refused", "withheld") and status in (400, 495, 496):
        return _refused(hop)
    return None


def _none_sent(hop: Hop, *, sure: bool) -> Trouble:
    words, remedies = _why_none(hop)
    return Trouble(
        headline=f"The server asked for a certificate and {words}.",
        details=tuple(_about_ours(hop)),
        sent="The request was sent without a certificate.",
        hint="" if sure else "The answer may have another reason.",
        remedies=remedies,
        grave=False,
    )


def _why_none(hop: Hop) -> tuple[str, tuple[Remedy, ...]]:
    match hop.selection.by:
        case "pin":
            return "got none: none, chosen here", (*_rules(hop), _CHOOSE, _add(hop))
        case "session" | "command":
            return "got none: none, chosen for this session", (_CHOOSE, _add(hop))
        case _:
            return "you have none for this host", (_add(hop), _CHOOSE)


def _refused(hop: Hop) -> Trouble:
    named = hop.selection.entry.name or hop.selection.entry.id if hop.selection.entry else "?"
    return Trouble(
        headline=f"The server answered that it does not take your certificate ({named}).",
        details=tuple(_about_ours(hop)),
        sent="The request and your certificate were sent.",
        remedies=_instead(hop),
        grave=False,
    )
