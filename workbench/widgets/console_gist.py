"""What a console entry can be found by: looked up once, when it is kept, so that a letter typed searches texts only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern

from workbench import marks, masking
from workbench.models import CertificateEntry, Exchange, Gist, Hop, LogEntry

MOST_TEXT = 4000
"""So much of what an entry says is searched: a URL can be as long as a server takes it."""
NONE = "none"
"""What the certificate is called where none was chosen."""


def of(entry: LogEntry) -> Gist:
    """Return what an entry has with it already, else look it up."""
    return entry.gist or gist(entry)


def gist(entry: LogEntry) -> Gist:
    """Look up what an entry can be found by."""
    if entry.exchange is None:
        warns = entry.level == "warning"
        return Gist(text=entry.text[:MOST_TEXT].casefold(), is_error=entry.level == "error", is_warning=warns)
    exchange = entry.exchange
    hops = exchange.hops
    return Gist(
        text="\n".join(dict.fromkeys([*map(_said, hops), *_typed(exchange)]))[:MOST_TEXT].casefold(),
        hosts=_joined(f"{hop.selection.host}:{hop.selection.port}" for hop in hops),
        methods=_joined(hop.request.method for hop in hops) or exchange.request.method.casefold(),
        certificates=_joined(name for hop in hops for name in _certificate(hop)),
        statuses=tuple(hop.response.status if hop.response else None for hop in hops) or (None,),
        is_error=is_error(exchange),
        is_sent=True,
    )


def is_error(exchange: Exchange) -> bool:
    """Tell whether a send failed, or the server answered with an error."""
    response = exchange.response
    return exchange.outcome == "failure" or (response is not None and response.status >= 400)


def _typed(exchange: Exchange) -> Iterator[str]:
    """Yield the URL as it was composed, where that is another."""
    if not exchange.hops or exchange.hops[0].request.url != exchange.request.url:
        yield masking.url(exchange.request.url)


def _said(hop: Hop) -> str:
    status = f"{hop.response.status} {hop.response.reason}" if hop.response else ""
    failure = f"ERR {hop.failure.kind} {hop.failure.message}" if hop.failure else ""
    label = marks.label(hop.selection.entry) if hop.selection.entry else ""
    marked = f"{marks.tls(hop)} {marks.weakened(hop)} {marks.certificate(hop)}"
    beside = " ".join((*hop.notes, *(suspicion.message for suspicion in hop.suspicions)))
    asked = f"{hop.request.method} {masking.url(hop.request.url)}"
    return " ".join(part for part in (asked, status, failure, label, marked, beside) if part)


def _certificate(hop: Hop) -> Iterator[str]:
    entry = hop.selection.entry
    yield from _names(entry) if entry else (NONE,)
    if hop.tls is not None:
        ours = hop.tls.client_certificate
        yield from filter(None, (ours.subject, ours.verdict, marks.certificate(hop)))


def _names(entry: CertificateEntry) -> tuple[str, ...]:
    return (marks.label(entry), marks.file(entry), f"id:{entry.id}", entry.seen.subject if entry.seen else "")


def _joined(names: Iterable[str]) -> str:
    # The same few for thousands of entries: one text for all of them.
    return intern("\n".join(dict.fromkeys(name.casefold() for name in names if name)))
