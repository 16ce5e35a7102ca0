"""What a send went through, hop by hop, as facts: server, certificate, protocol, handshake, chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from workbench import masking
from workbench.models import Exchange, Handshake, Hop, PeerCertificate, ProxyUsed
from workbench.widgets import network_certificate, network_story
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.network_story import Told
from workbench.widgets.tone import Tone
from workbench.widgets.trouble import dates

_SOON_DAYS: Final = 30
_UNJUDGED: Final = "revocation is not judged"


def network_facts(exchange: Exchange, told: Told) -> tuple[Fact, ...]:
    """Return the facts of every hop, the last one first and whole, the redirects before it below."""
    if not exchange.hops:
        return (Fact(label="", value="Nothing was sent."),)
    last = exchange.hops[-1]
    facts = list(_hop(last, exchange.started, told))
    for number, hop in reversed(list(enumerate(exchange.hops[:-1], 1))):
        facts.append(Fact(label="", value=""))
        facts.append(Fact(label=f"Redirect {number}", value=_redirected(hop), tone="strong"))
        facts += _hop(hop, exchange.started, told)
    return tuple(facts)


def _redirected(hop: Hop) -> str:
    status = f" answered {hop.response.status} {hop.response.reason}".rstrip() if hop.response else ""
    return f"{hop.request.method} {masking.url(hop.request.url)}{status}"


def _suspicions(hop: Hop) -> Iterator[Fact]:
    for suspicion in hop.suspicions:
        yield Fact(label="Likely", value=suspicion.message, tone="warn")
        yield Fact(label="", value=suspicion.hint)


def _hop(hop: Hop, now: datetime, told: Told) -> Iterator[Fact]:
    yield from _suspicions(hop)
    if hop.tls is None:
        yield _no_tls(hop)
    else:
        yield from _server(hop.tls, now)
    yield from network_certificate.facts(hop)
    yield from _protocol(hop)
    if hop.tls is not None:
        yield from _alerts(hop.tls)
    for number, departure in enumerate(hop.departures):
        yield Fact(label="" if number else "Unusual", value=departure.text, tone="warn" if departure.loud else "plain")
    for note in hop.notes:
        yield Fact(label="Note", value=note)
    if hop.tls is not None:
        yield from network_story.facts(hop.tls, told, reused=hop.reused)
        yield from _chain(hop.tls, now)
    if hop.proxy is not None and hop.proxy.tls is not None:
        yield from _to_proxy(hop.proxy, hop.proxy.tls, now, told)


def _no_tls(hop: Hop) -> Fact:
    if hop.request.url.lower().startswith(("http:", "ws:")):
        words = "not verified: plain http, anyone on the way can read and change it"
        return Fact(label="Server", value=words, tone="warn")
    words = "not known: the send ended before a TLS handshake" if hop.failure else "not known"
    return Fact(label="Server", value=words, tone="dim")


def _server(tls: Handshake, now: datetime) -> Iterator[Fact]:
    yield Fact(label="Server", value=_verified(tls), tone=_verified_tone(tls))
    for problem in tls.problems:
        whose = f" ({problem.subject})" if problem.subject and problem.subject not in problem.message else ""
        would = "would have failed: " if tls.verification == "off" else ""
        yield Fact(label="", value=f"! {would}{problem.message}{whose}", tone="bad")
    if not tls.peer_chain:
        return
    if tls.verification == "off" and not tls.problems:
        yield Fact(label="", value="nothing that is judged would have failed")
    leaf = tls.peer_chain[0]
    yield Fact(label="", value=leaf.subject, aside=_UNJUDGED)
    if 0 <= (leaf.not_after - now).days < _SOON_DAYS:
        yield Fact(label="", value=f"[! server cert expires in {(leaf.not_after - now).days} days]", tone="warn")


def _verified(tls: Handshake) -> str:
    chain = f", chain of {len(tls.peer_chain)}" if tls.peer_chain else ""
    if tls.verification == "off":
        return f"NOT VERIFIED: verification is off, and the check of the host name with it{chain}"
    if tls.verified:
        by = trusted_by(tls)
        return f"verified{chain}" + (f", trusted by {by}" if by else "")
    if tls.verified is False:
        return f"verification FAILED{chain}"
    return f"not verified: the handshake ended before{chain}"


def trusted_by(tls: Handshake) -> str:
    """Say where trust came from: in words, and the file where it is one."""
    if tls.trusted_by == "system":
        return tls.trust_source or "the system's store"
    if tls.trust_source and tls.trusted_by and tls.trusted_by not in tls.trust_source:
        return f"{tls.trust_source} ({tls.trusted_by})"
    return tls.trust_source or tls.trusted_by or ""


def _verified_tone(tls: Handshake) -> Tone:
    if tls.verification == "off":
        return "bad"
    return "good" if tls.verified else "bad" if tls.verified is False else "warn"


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
        secured = "" if hop.proxy.tls is None else f"; TLS to it: {_verified(hop.proxy.tls)}"
        yield Fact(label="Proxy", value=f"{masking.url(hop.proxy.url)}, from {hop.proxy.source}{secured}")


def _alerts(tls: Handshake) -> Iterator[Fact]:
    for alert in tls.alerts:
        who = "the server" if alert.sender == "server" else "we"
        yield Fact(label="Alert", value=f"{who} sent {alert.level} {alert.name}: {alert.meaning}", tone="warn")


def _to_proxy(proxy: ProxyUsed, tls: Handshake, now: datetime, told: Told) -> Iterator[Fact]:
    """Tell the handshake with an HTTPS proxy as that with a server is told."""
    yield Fact(label="", value="")
    yield Fact(label="To the proxy", value=masking.url(proxy.url), tone="strong")
    yield from _server(tls, now)
    yield from network_certificate.of_proxy(tls.client_certificate)
    said = "  ".join(part for part in (tls.version, tls.cipher, tls.alpn) if part)
    yield Fact(label="Protocol", value=said or "not known")
    yield from _alerts(tls)
    yield from network_story.facts(tls, told, reused=False)
    yield from _chain(tls, now)


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
