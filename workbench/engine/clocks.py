"""Two clocks, ours and the server's, and the dates of certificates as witnesses of which one is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

from cryptography import x509

from workbench.certificates.material import Identity
from workbench.models import Hop, Response, Suspicion
from workbench.nouns import dataclass

_TOLERATED: Final = timedelta(minutes=5)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_OF_DATES: Final = frozenset({"expired", "not_yet_valid", "ca_expired"})
_SET_OURS: Final = "Set the clock of this machine."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """From when until when a certificate is valid; `leaf` is an end certificate, theirs or ours."""

    start: datetime
    end: datetime
    leaf: bool

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment <= self.end


def suspect(hop: Hop, identity: Identity | None, now: datetime) -> Suspicion | None:
    """Suspect a clock by the answer's Date header, else by certificates that agree against ours; `now` is UTC.

    `now` is when the answer was complete, or the hop failed.
    """
    if hop.response is None:
        return _by_dates(tuple(_spans(hop, identity)), now, alone=_only_dates(hop))
    theirs = _date(hop.response)
    ours = now - timedelta(milliseconds=hop.timing.download or 0)
    if theirs is None or abs(ours - theirs) <= _TOLERATED:
        return None
    return _by_header(tuple(_spans(hop, identity)), ours, theirs)


def span(length: timedelta) -> str:
    """Return a length of time as people say it: `6 min`, `2 h 5 min`, `3 days`."""
    length = abs(length)
    if length >= _DAY:
        days = length // _DAY
        return "1 day" if days == 1 else f"{days} days"
    hours, rest = divmod(length, _HOUR)
    minutes = rest // timedelta(minutes=1)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


def _date(response: Response) -> datetime | None:
    """Return the moment of an answer by its server's clock; one out of a cache has aged since (RFC 9111 §4.2.3)."""
    headers = {name.lower(): value for name, value in response.headers}
    return _moment_of(headers.get("date", ""), headers.get("age", "0"))


@lru_cache(maxsize=16)  # the answers of one second bear one date
def _moment_of(date: str, age: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date)
        known = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return known + timedelta(seconds=int(age))
    except (ValueError, TypeError, OverflowError):
        return None


def _spans(hop: Hop, identity: Identity | None) -> Iterator[_Span]:
    for number, certificate in enumerate(hop.tls.peer_chain if hop.tls else ()):
        yield _Span(start=certificate.not_before, end=certificate.not_after, leaf=number == 0)
    if identity is not None:
        yield _of(identity.leaf, leaf=True)
        yield from (_of(issuer, leaf=False) for issuer in identity.chain)


def _of(certificate: x509.Certificate, *, leaf: bool) -> _Span:
    return _Span(start=certificate.not_valid_before_utc, end=certificate.not_valid_after_utc, leaf=leaf)


def _by_header(spans: Sequence[_Span], ours: datetime, theirs: datetime) -> Suspicion:
    apart = f"This machine's clock says {_moment(ours)}, the server's {_moment(theirs)}: {span(ours - theirs)} apart"
    leafs = [one for one in spans if one.leaf]
    fits_ours, fits_theirs = (all(one.holds(moment) for one in leafs) for moment in (ours, theirs))
    if fits_theirs and not fits_ours:
        message = f"{apart}, and the certificates are valid by the server's only: most likely this machine's is wrong."
        return Suspicion(code="our_clock", message=message, hint=_SET_OURS)
    if leafs and fits_ours and not fits_theirs:
        message = f"{apart}, and the certificates are valid by this machine's only: most likely the server's is wrong."
        return Suspicion(code="their_clock", message=message, hint="Tell the server's owner.")
    cache = " An answer out of a cache may be that old, too." if theirs < ours else ""
    message = f"{apart}. No certificate here tells which of them is wrong.{cache}"
    hint = "Compare both with a third clock: a server whose clock is wrong misjudges the dates of your certificate."
    return Suspicion(code="their_clock", message=message, hint=hint)


def _only_dates(hop: Hop) -> bool:
    return hop.tls is None or all(problem.code in _OF_DATES for problem in hop.tls.problems)


def _by_dates(spans: Sequence[_Span], now: datetime, *, alone: bool) -> Suspicion | None:
    """Suspect our clock where several certificates would be valid at one time, and that is not now.

    One alone is a certificate's fault; and where no time suits them all, no clock would help. `alone` says that
    nothing but dates was found wrong.
    """
    early, late = [one for one in spans if one.start > now], [one for one in spans if one.end < now]
    wrong = early or late
    if len(wrong) < 2 or (early and late) or not wrong[0].leaf:
        return None
    start, end = max(one.start for one in spans), min(one.end for one in spans)
    if start > end:
        return None
    words = f"valid before {_moment(start)}" if early else f"valid any more since {_moment(end)}"
    off = span(start - now if early else now - end)
    rest = "nothing else is wrong" if alone else "their dates are right"
    message = (
        f"This machine's clock says {_moment(now)}, and {_count(len(wrong))} of the {len(spans)} certificates at hand"
        f" are not {words}: if that clock is {'slow' if early else 'fast'} by {off} or more, {rest}."
    )
    return Suspicion(code="our_clock", message=message, hint="Check the clock of this machine first.")


def _count(number: int) -> str:
    return {2: "two", 3: "three", 4: "four"}.get(number, str(number))


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
