"""What stopped a send or kept the certificate back: what the panel says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from workbench import marks
from workbench.models import Exchange, Failure, Handshake, Hop, Suspicion
from workbench.nouns import dataclass
from workbench.widgets import remedy
from workbench.widgets.near_miss import by_rules, near_misses
from workbench.widgets.remedy import Remedy
from workbench.widgets.sent_words import what_was_sent

_NAMED: Final = 5  # issuers in the panel
_LONG: Final = 100
_FOR_COMMANDS: Final = re.compile(r" \((?:-k|--|workbench )[^()]*\)")
_DATED: Final = ("expired", "not_yet_valid")
_KEPT: Final = "What came until then is kept."
_NO_PATIENT: Final = ("unknown_variable", "invalid_request", "cancelled", "too_many_redirects")


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


def trouble(exchange: Exchange) -> Trouble | None:
    """Return what to put before the person, None when the answer came and nobody complained of the certificate."""
    if not exchange.hops or exchange.outcome == "prepared":
        return None
    hop = exchange.hops[-1]
    if hop.failure:
        failed = _failed(hop, hop.failure, exchange.started)
        return _examinable(_suspecting(_keeping(failed, exchange), hop), hop)
    complained = _complained(hop) if hop.response and hop.tls else None
    found = _suspecting(complained, hop) if complained else _suspected(hop)
    return _examinable(found, hop) if found else None


def _examinable(found: Trouble, hop: Hop) -> Trouble:
    """Offer the doctor, wherever there is a server to look at."""
    without = hop.failure is not None and hop.failure.kind in _NO_PATIENT
    return found if without else replace(found, remedies=(*found.remedies, remedy.DOCTOR))


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
    chain = (remedy.CHAIN,) if first.code == "inspected" else ()
    return Trouble(
        headline=first.message,
        suspicions=tuple(others),
        sent="",
        hint=first.hint,
        remedies=(*_resolve(hop), *chain),
        grave=False,
    )


def _resolve(hop: Hop) -> tuple[Remedy, ...]:
    return (remedy.RESOLVE,) if any(one.code == "host_header_on_address" for one in hop.suspicions) else ()


def _failed(hop: Hop, failure: Failure, now: datetime) -> Trouble:
    sent = what_was_sent(hop)
    headline, more = _told(hop, failure)
    remedies = remedy.for_failure(hop, failure)
    # The buttons say the same as the hint where verification failed.
    hint = _unverified_hint(hop) if remedy.UNVERIFIED in remedies else here(failure.hint.removeprefix(sent).strip())
    return Trouble(
        headline=headline,
        details=(*more, *_details(hop, failure, now)),
        sent=sent,
        hint=hint,
        remedies=remedies,
    )


def _keeping(failed: Trouble, exchange: Exchange) -> Trouble:
    """Add that something of the body is here, where the hint does not say so."""
    came = exchange.body is not None and exchange.body.size > 0
    return replace(failed, sent=f"{failed.sent} {_KEPT}") if came and " is kept" not in failed.hint else failed


def here(hint: str) -> str:
    """Leave out of a hint what is for the command line alone: in the app there is a key for it."""
    return _FOR_COMMANDS.sub("", hint)


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
    words, remedies = remedy.why_none(hop)
    return Trouble(
        headline=f"The server asked for a certificate and {words}.",
        details=tuple(_about_ours(hop)),
        sent="The request was sent without a certificate.",
        hint="" if sure else "The answer may have another reason.",
        remedies=remedies,
        grave=False,
    )


def _refused(hop: Hop) -> Trouble:
    named = hop.selection.entry.name or hop.selection.entry.id if hop.selection.entry else "?"
    return Trouble(
        headline=f"The server answered that it does not take your certificate ({named}).",
        details=tuple(_about_ours(hop)),
        sent="The request and your certificate were sent.",
        remedies=remedy.instead(hop),
        grave=False,
    )
