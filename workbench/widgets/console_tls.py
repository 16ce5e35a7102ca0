"""The TLS part of a console entry: which certificate and why, what became of it, whom the server was."""

from __future__ import annotations

from textual.content import Content

from workbench import marks
from workbench.models import Considered, Handshake, HandshakeMessage, Hop, PeerCertificate, Storyteller
from workbench.visible import visible
from workbench.widgets.console_node import Node, leaf
from workbench.widgets.network_facts import trusted_by
from workbench.widgets.tone import Piece, Tone, ticked, words


def selection(hop: Hop) -> Node:
    """Return which certificate was chosen and why, with every entry that was considered."""
    chosen = hop.selection
    line: list[Piece] = []
    if chosen.entry:
        line = [(f"{marks.label(chosen.entry)}  ", "strong")]
    elif chosen.stop is None:
        line = [("none  ", "strong")]
    if chosen.outside_rule:
        line.append(("OUTSIDE ITS RULE  ", "warn"))
    line.append(ticked(visible(chosen.stop or chosen.reason), "bad" if chosen.stop else "plain"))
    more = (leaf("", words((f"and {chosen.omitted:,} for other hosts", "dim"))),) if chosen.omitted else ()
    return Node(
        label="Chosen", line=words(*line), children=(*(_considered(entry) for entry in chosen.considered), *more)
    )


def departures(hop: Hop) -> tuple[Node, ...]:
    """Return what about the connection was not standard, one line each."""
    return tuple(
        leaf("" if number else "Unusual", words((found.text, "warn" if found.loud else "plain")))
        for number, found in enumerate(hop.departures)
    )


def ours(hop: Hop) -> Node | None:
    """Return what became of our certificate, None where there was no TLS."""
    if hop.tls is None:
        return None
    seen = hop.tls.client_certificate
    details = [
        *([leaf("", words("subject ", visible(seen.subject)))] if seen.subject else []),
        *([leaf("", words(f"sha256 {seen.sha256}"))] if seen.sha256 else []),
        *([leaf("", words(f"the server accepts {_issuers(seen.acceptable_issuers)}"))] if seen.requested else []),
    ]
    note = f"  {visible(seen.note)}" if seen.note else ""
    tone: Tone = "warn" if seen.verdict in ("refused", "likely_refused", "withheld", "none_to_send") else "plain"
    return Node(label="Your cert", line=words((marks.words(hop), tone), note), children=tuple(details))


def server(hop: Hop, tell: Storyteller) -> Node | None:
    """Return the handshake: verified or not and by whom, chain, alerts and messages; None without TLS."""
    tls = hop.tls
    if tls is None:
        return None
    return Node(label="Server", line=_handshake_line(tls), children=_details(tls, tell))


def proxy(hop: Hop, tell: Storyteller) -> Node | None:
    """Return the handshake with an HTTPS proxy, and what became of our certificate in it; None without one."""
    tls = hop.proxy.tls if hop.proxy is not None else None
    if tls is None:
        return None
    seen = tls.client_certificate
    ours = f"our certificate there: {visible(seen.subject)}" if seen.sent and seen.subject else ""
    children = (*((leaf("", words((ours, "warn"))),) if ours else ()), *_details(tls, tell))
    return Node(label="Proxy", line=_handshake_line(tls), children=children)


def _handshake_line(tls: Handshake) -> Content:
    protocol = "  ".join(visible(part) for part in (tls.version, tls.cipher, tls.alpn) if part)
    return words(_verified(tls), f"  {protocol}" if protocol else "")


def _details(tls: Handshake, tell: Storyteller) -> tuple[Node, ...]:
    return (
        *(leaf("", words((f"fault: {visible(found.message)}", "bad"))) for found in tls.problems),
        *(_peer(certificate) for certificate in tls.peer_chain),
        *(leaf("", _alert_line(number, tls)) for number in range(len(tls.alerts))),
        *_messages(tell(tls)),
    )


def _considered(entry: Considered) -> Node:
    won = entry.outcome == "selected"
    who = f"{entry.name or entry.id}  {entry.host}:{443 if entry.port is None else entry.port}  "
    reason = ticked(visible(entry.reason), "good" if won else "dim")
    return leaf("", words((visible(who), "strong" if won else "plain"), reason))


def _issuers(issuers: tuple[str, ...]) -> str:
    return "any issuer" if not issuers else "issuers " + ", ".join(visible(issuer) for issuer in issuers)


def _verified(tls: Handshake) -> Content:
    if tls.verification == "off":
        return words(("NOT VERIFIED: verification was off, the name was not checked either", "warn"))
    if tls.verified:
        by = visible(trusted_by(tls))
        return words(("verified", "good"), f", trusted by {by}" if by else "")
    if tls.problems:
        return words((visible(tls.problems[0].message), "bad"))
    return words(("not verified", "warn"))


def _peer(certificate: PeerCertificate) -> Node:
    names = ", ".join(visible(name) for name in certificate.san)
    dates = f"{certificate.not_before:%Y-%m-%d} to {certificate.not_after:%Y-%m-%d}"
    return Node(
        line=words((visible(certificate.subject), "accent"), f"  {dates}  {certificate.key_type}"),
        children=(
            leaf("", words(f"issuer {visible(certificate.issuer)}")),
            *((leaf("", words(f"names {names}")),) if names else ()),
            leaf("", words(f"serial {certificate.serial}")),
            leaf("", words(f"sha256 {certificate.sha256}")),
        ),
    )


def _alert_line(number: int, tls: Handshake) -> Content:
    alert = tls.alerts[number]
    who = "the server" if alert.sender == "server" else "we"
    meaning = f": {visible(alert.meaning)}" if alert.meaning else ""
    return words((f"{who} sent the {alert.level} alert {visible(alert.name)}{meaning}", "warn"))


def _messages(story: tuple[HandshakeMessage, ...]) -> tuple[Node, ...]:
    if not story:
        return ()
    lines = tuple(
        Node(
            line=words(
                f"{message.at_ms:7.1f} ms  {message.sender:<6}  {visible(message.note or message.name)}",
                (f"  {message.name}" if message.note else "", "dim"),
            ),
            children=tuple(leaf("", words((f"{name}  ", "dim"), visible(value))) for name, value in message.fields),
        )
        for message in story
    )
    return (Node(line=words((f"Handshake ({len(lines)} messages)", "plain")), children=lines),)
