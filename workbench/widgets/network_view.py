"""The Network tab: was the server verified, was your certificate asked for, sent, taken; what TLS was spoken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from workbench import marks, masking
from workbench.models import Exchange, Handshake, Hop, PeerCertificate
from workbench.visible import visible
from workbench.widgets.fact_sheet import Fact, FactSheet
from workbench.widgets.remedy import dates
from workbench.widgets.tone import Tone

_SOON_DAYS = 30
_GOOD = ("accepted", "not_requested")


class NetworkView(FactSheet):
    """What was observed on the wire, the last hop first; what was not observed is said to be unknown."""

    LABEL_WIDTH: ClassVar[int] = 12

    def show(self, exchange: Exchange | None) -> None:
        """Show what an exchange went through."""
        self.facts = network_facts(exchange) if exchange else ()

    def go_to_chain(self) -> None:
        """Scroll to the chain."""
        line = next((n for n, line in enumerate(self._lines) if line.plain.startswith("Chain ")), 0)
        self.scroll_to(y=line, animate=False)


def network_facts(exchange: Exchange) -> tuple[Fact, ...]:
    """Return the facts of every hop, the last one first and whole, the redirects before it below."""
    if not exchange.hops:
        return (Fact(label="", value="Nothing was sent."),)
    last = exchange.hops[-1]
    facts = list(_hop(last, exchange.started))
    for number, hop in reversed(list(enumerate(exchange.hops[:-1], 1))):
        facts.append(Fact(label="", value=""))
        facts.append(Fact(label=f"Redirect {number}", value=_redirected(hop), tone="strong"))
        facts += _hop(hop, exchange.started)
    return tuple(facts)


def _redirected(hop: Hop) -> str:
    status = f" answered {hop.response.status} {hop.response.reason}".rstrip() if hop.response else ""
    return f"{hop.request.method} {masking.url(hop.request.url)}{status}"


def _hop(hop: Hop, now: datetime) -> Iterator[Fact]:
    yield from _server(hop, now)
    yield from _ours(hop)
    yield from _protocol(hop)
    yield from _alerts(hop.tls)
    for note in hop.notes:
        yield Fact(label="Note", value=note)
    if hop.tls:
        yield from _chain(hop.tls, now)
        yield from _messages(hop.tls)


def _server(hop: Hop, now: datetime) -> Iterator[Fact]:
    tls = hop.tls
    if tls is None:
        plain = hop.request.url.lower().startswith("http:")
        words = "not verified: plain http, anyone on the way can read and change it" if plain else _ended(hop)
        yield Fact(label="Server", value=words, tone="warn" if plain else "dim")
        return
    yield Fact(label="Server", value=_verified(tls), tone=_verified_tone(tls))
    for problem in tls.problems:
        whose = f" ({problem.subject})" if problem.subject and problem.subject not in problem.message else ""
        yield Fact(label="", value=f"! {problem.message}{whose}", tone="bad")
    if tls.peer_chain:
        leaf = tls.peer_chain[0]
        yield Fact(label="", value=leaf.subject)
        if 0 <= (leaf.not_after - now).days < _SOON_DAYS:
            yield Fact(label="", value=f"[! server cert expires in {(leaf.not_after - now).days} days]", tone="warn")


def _ended(hop: Hop) -> str:
    return "not known: the send ended before a TLS handshake" if hop.failure else "not known"


def _verified(tls: Handshake) -> str:
    chain = f", chain of {len(tls.peer_chain)}" if tls.peer_chain else ""
    if tls.verification == "off":
        return f"NOT VERIFIED: verification is off, the name was not checked either{chain}"
    if tls.verified:
        by = "the system's store" if tls.trusted_by == "system" else tls.trusted_by
        return f"verified{chain}" + (f", trusted by {by}" if by else "")
    if tls.verified is False:
        return f"verification FAILED{chain}"
    return f"not verified: the handshake ended before{chain}"


def _verified_tone(tls: Handshake) -> Tone:
    if tls.verification == "off":
        return "bad"
    return "good" if tls.verified else "bad" if tls.verified is False else "warn"


def _ours(hop: Hop) -> Iterator[Fact]:
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
    if seen and seen.requested:
        yield from _accepted(seen.acceptable_issuers, seen.issuer)
    if seen and seen.note:
        yield Fact(label="", value=seen.note)


def _short(sha256: str | None) -> str:
    return f"{sha256[:16]}…" if sha256 else "not known"


def _accepted(issuers: tuple[str, ...], ours: str | None) -> Iterator[Fact]:
    if not issuers:
        yield Fact(label="", value="the server accepts any issuer (its list is empty)")
        return
    yield Fact(label="", value=f"the server accepts issuers: {', '.join(issuers)}")
    if ours and ours not in issuers:
        yield Fact(label="", value=f"yours is issued by {ours}, which is not in that list", tone="warn")


def _protocol(hop: Hop) -> Iterator[Fact]:
    tls, response = hop.tls, hop.response
    parts = [tls.version, tls.cipher] if tls else []
    parts.append(response.http_version if response else (tls.alpn if tls else None))
    parts.append(hop.remote)
    said = "  ".join(part for part in parts if part)
    yield Fact(label="Protocol", value=said + ("  (connection reused)" if hop.reused else "") or "none")
    if tls and tls.server_name and tls.server_name != hop.selection.host:
        yield Fact(label="", value=f"server name sent: {tls.server_name}", tone="warn")
    if hop.proxy:
        yield Fact(label="Proxy", value=f"{masking.url(hop.proxy.url)}, from {hop.proxy.source}")


def _alerts(tls: Handshake | None) -> Iterator[Fact]:
    for alert in tls.alerts if tls else ():
        who = "the server" if alert.sender == "server" else "we"
        yield Fact(label="Alert", value=f"{who} sent {alert.level} {alert.name}: {alert.meaning}", tone="warn")


def _chain(tls: Handshake, now: datetime) -> Iterator[Fact]:
    for number, certificate in enumerate(tls.peer_chain, 1):
        label = "Chain" if number == 1 else ""
        yield Fact(label=label, value=f"{number}  {certificate.subject}", tone="strong")
        yield from _certificate(certificate, now)


def _certificate(certificate: PeerCertificate, now: datetime) -> Iterator[Fact]:
    valid = certificate.not_before <= now <= certificate.not_after
    words = dates(certificate.not_before, certificate.not_after, now)
    yield Fact(label="", value=f"   issued by {certificate.issuer}")
    yield Fact(label="", value=f"   {words}, from {certificate.not_before:%Y-%m-%d}", tone="plain" if valid else "bad")
    if certificate.san:
        yield Fact(label="", value=f"   for {', '.join(certificate.san)}")
    yield Fact(label="", value=f"   {certificate.key_type}  serial {certificate.serial}", tone="dim")
    yield Fact(label="", value=f"   sha256 {certificate.sha256[:32]}", tone="dim")
    yield Fact(label="", value=f"          {certificate.sha256[32:]}", tone="dim")


def _messages(tls: Handshake) -> Iterator[Fact]:
    for number, message in enumerate(tls.messages):
        arrow = "→" if message.sender == "client" else "←"
        note = f"  {message.note}" if message.note else ""
        value = f"{message.at_ms:7.1f} ms {arrow} {visible(message.name)}{note}"
        yield Fact(label="Handshake" if number == 0 else "", value=value)
