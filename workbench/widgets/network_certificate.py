"""Our certificate on a hop, as facts: asked for by whom, offered or not, accepted or not, and why this one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench import marks
from workbench.models import ClientCertificate, Hop
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.tone import Tone

_GOOD: Final = ("accepted", "not_requested")
_FEW: Final = 4
_MOST: Final = 200  # a server may name thousands
_CAUSES: Final = {
    "not_requested": "the server did not ask, so nothing was offered",
    "none_to_send": "asked; none was chosen, so an empty answer went out",
    "withheld": "asked; yours fits none of the accepted algorithms, so an empty answer went out",
    "refused": "yours went out, and a fatal alert came back",
    "likely_refused": "yours went out, and was turned down without an alert",
    "accepted": "yours went out, and an answer came",
    "unknown": "",
}


def facts(hop: Hop) -> Iterator[Fact]:
    """Return what became of our certificate, which one it was and why."""
    verdict = hop.tls.client_certificate.verdict if hop.tls else "unknown"
    tone: Tone = "good" if verdict in _GOOD else "dim" if hop.tls is None and not hop.failure else "warn"
    yield Fact(label="Your cert", value=marks.words(hop), tone=tone)
    seen = hop.tls.client_certificate if hop.tls else None
    if seen and seen.sent:
        yield Fact(label="", value=f"{seen.subject or 'subject not known'}  sha256 {_short(seen.sha256)}")
    chosen = hop.selection
    named = f"{marks.label(chosen.entry)}: " if chosen.entry else ""
    yield Fact(label="", value=f"{named}{chosen.stop or chosen.reason}", tone="bad" if chosen.stop else "plain")
    if chosen.outside_rule:
        yield Fact(label="", value="OUTSIDE ITS RULE: sent to a host that its entry does not name", tone="bad")
    if seen:
        yield from asked(seen)


def of_proxy(seen: ClientCertificate) -> Iterator[Fact]:
    """Return what became of the certificate for an HTTPS proxy."""
    yield Fact(label="Your cert", value=_CAUSES[seen.verdict] or "not known whether asked")
    yield from asked(seen)


def asked(seen: ClientCertificate) -> Iterator[Fact]:
    """Return what was asked and what our Certificate message held."""
    if seen.note:
        yield Fact(label="", value=seen.note)
    if not seen.requested:
        return
    yield _issuers(seen.acceptable_issuers)
    if seen.signature_algorithms:
        yield _algorithms(seen.signature_algorithms)
    yield Fact(label="", value=_answer(seen))


def _short(sha256: str | None) -> str:
    return f"{sha256[:16]}…" if sha256 else "not known"


def _issuers(issuers: tuple[str, ...]) -> Fact:
    if not issuers:
        return Fact(label="", value="the server accepts any issuer (its list is empty)")
    if len(issuers) <= _FEW:
        return Fact(label="", value=f"the server accepts issuers: {', '.join(issuers)}")
    return Fact(label="", value=f"the server accepts {len(issuers)} issuers", more=_numbered(issuers))


def _algorithms(names: tuple[str, ...]) -> Fact:
    if len(names) <= _FEW:
        return Fact(label="", value=f"it accepts signatures by: {', '.join(names)}")
    return Fact(label="", value=f"it accepts {len(names)} signature algorithms", more=_numbered(names))


def _numbered(names: tuple[str, ...]) -> tuple[Fact, ...]:
    shown = tuple(Fact(label=str(number), value=name) for number, name in enumerate(names[:_MOST], 1))
    return (*shown, Fact(label="and", value=f"{len(names) - _MOST} more")) if len(names) > _MOST else shown


def _answer(seen: ClientCertificate) -> str:
    if seen.sent:
        return "our Certificate message was full"
    if seen.verdict in ("none_to_send", "withheld"):
        return "our Certificate message was empty"
    return (
        "our Certificate message did not go out" if seen.sent is False else "our Certificate message was not observed"
    )
