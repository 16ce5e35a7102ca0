"""What the facts of a finished hop point to: likely mistakes, each with what speaks for it and what to do.

A suspicion stops nothing and changes no verdict: it is said beside what happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from workbench.certificates import chain, host_header
from workbench.certificates.files import shown
from workbench.certificates.hosts import authority
from workbench.certificates.material import Identity
from workbench.engine import clocks, inspected
from workbench.engine.choosing import ONE_OFF, called
from workbench.engine.errors import ResolveFailed
from workbench.engine.resolver import resolve
from workbench.engine.routing import Plan
from workbench.engine.ticket import Ticket
from workbench.models import CertificateEntry, Handshake, Hop, RawMessage, Suspicion
from workbench.settings import resolved
from workbench.tls import wire
from workbench.tls.wire import WireError
from workbench.visible import visible

_LOOKUP_SECONDS: Final = 1.0
_UNKNOWN_CA: Final = frozenset({"unknown_ca", "bad_certificate", "certificate_unknown", "handshake_failure"})
"""The alerts by which a server may say that it cannot climb from our certificate to a CA it knows."""
_UNREACHED: Final = frozenset({"connection_refused", "unreachable", "connect_timeout", "tls_timeout", "tls_protocol"})
_OTHERS: Final = frozenset({"hostname_mismatch", "unknown_issuer", "self_signed", "missing_intermediate"})
_HANDSHAKE: Final = 22  # RFC 8446 §5.1
_CERTIFICATE: Final = b"\x0b"  # RFC 8446 §4


async def about(ticket: Ticket, plan: Plan, hop: Hop) -> tuple[Suspicion, ...]:
    """Return what is suspected of a hop that is over; DNS is asked, for a second at most, where an override failed."""
    found = tuple(_observed(plan, hop))
    stale = await _stale_resolve(ticket, plan, hop)
    return found if stale is None else (*found, stale)


def before(plan: Plan) -> tuple[Suspicion, ...]:
    """Return what is suspected of a hop that has not been sent."""
    found = host_header.suspect(plan.outgoing.origin, plan.outgoing.headers)
    return () if found is None else (found,)


def _observed(plan: Plan, hop: Hop) -> Iterator[Suspicion]:
    identity = plan.chosen.identity
    inspecting = inspected.suspect(hop)
    if inspecting is not None:
        yield inspecting
    if _went_wrong(hop):
        yield from before(plan)
    alone = _own_intermediate_missing(hop, identity)
    if alone is not None:
        yield alone
    clock = clocks.suspect(hop, identity, datetime.now(UTC)) if hop.tls is not None else None
    if clock is not None:
        yield clock


def _went_wrong(hop: Hop) -> bool:
    if hop.response is None or hop.failure is not None:
        return True
    return hop.response.status >= 400 or bool(hop.tls and hop.tls.verified is not True)


def _own_intermediate_missing(hop: Hop, identity: Identity | None) -> Suspicion | None:
    """Suspect that the server lacks a link between our certificate, which went out alone, and the CA it knows."""
    if identity is None or hop.tls is None or not _refused_for_its_ca(hop.tls):
        return None
    if _sent_with_issuers(hop.tls, identity) or chain.is_self_issued(identity.leaf):
        return None
    if identity.issuer in hop.tls.client_certificate.acceptable_issuers:
        return None
    entry, issuer = hop.selection.entry, visible(identity.issuer)
    name = called(entry) if entry is not None else identity.subject
    message = (
        f"Your certificate ({visible(name)}) went out without its issuer {issuer}, which is not in"
        f" {shown(identity.source.path)}: if that is an intermediate, the server found no way from it to a CA it knows."
    )
    hint = f"Take a file that holds the certificate of {issuer} behind yours{_replacing(entry)}."
    return Suspicion(code="own_intermediate_missing", message=message, hint=hint)


def _replacing(entry: CertificateEntry | None) -> str:
    if entry is None or f"id:{entry.id}" == ONE_OFF:
        return ""
    option = "--pfx" if entry.pfx_file else "--crt"
    return f": put it into the file, or workbench certs replace {visible(entry.name or entry.id)} {option} FILE"


def _refused_for_its_ca(tls: Handshake) -> bool:
    if tls.client_certificate.verdict not in ("refused", "likely_refused"):
        return False
    fatal = [alert.name for alert in tls.alerts if alert.sender == "server" and alert.level == "fatal"]
    return not fatal or not _UNKNOWN_CA.isdisjoint(fatal)


def _sent_with_issuers(tls: Handshake, identity: Identity) -> bool:
    """Tell by the message that went out: OpenSSL adds issuers that it finds among the CAs we trust."""
    written = [message for message in tls.messages if _is_our_certificate(message)]
    if not written:
        return bool(identity.chain)
    try:
        return len(wire.parse_certificate(written[-1].data, wire.dialect(written[-1].version))) > 1
    except WireError:
        return bool(identity.chain)


def _is_our_certificate(message: RawMessage) -> bool:
    is_certificate = message.content_type == _HANDSHAKE and message.data[:1] == _CERTIFICATE
    return is_certificate and message.direction == "write"


async def _stale_resolve(ticket: Ticket, plan: Plan, hop: Hop) -> Suspicion | None:
    said = _override(ticket, plan)
    if said is None or hop.proxy is not None or not _looks_misled(hop):
        return None
    origin = plan.outgoing.origin
    address, where = said
    now = await _addresses(origin.host, origin.port)
    if address in now or (not now and not _is_unreached(hop)):
        return None
    place = authority(origin.host, origin.port)
    answer = f"DNS answers {', '.join(now)} now" if now else "DNS knows no address for it now"
    message = f"{place} was looked for at {address}, because {where} says so; {answer}."
    undo = f" or try --resolve {place}={now[0]}" if now else ""
    hint = f"If the override is out of date, take it out of {where}{undo}."
    return Suspicion(code="stale_resolve", message=message, hint=hint)


def _override(ticket: Ticket, plan: Plan) -> tuple[str, str] | None:
    """Return the address that stands in for DNS, and whose word it is, in the engine's own order."""
    host, port = plan.outgoing.origin.host, plan.outgoing.origin.port
    words = (
        (resolved(ticket.resolve, host, port), "--resolve on the command line"),
        (plan.outgoing.address, 'the request\'s "connect to"'),
        (resolved(ticket.settings.resolve, host, port), "[resolve] in the settings"),
    )
    return next(((address, where) for address, where in words if address), None)


def _looks_misled(hop: Hop) -> bool:
    if _is_unreached(hop):
        return True
    return hop.tls is not None and any(problem.code in _OTHERS for problem in hop.tls.problems)


def _is_unreached(hop: Hop) -> bool:
    return hop.failure is not None and hop.failure.kind in _UNREACHED


async def _addresses(host: str, port: int) -> tuple[str, ...]:
    try:
        async with asyncio.timeout(_LOOKUP_SECONDS):
            found = await resolve(host, port, {})
    except (TimeoutError, ResolveFailed):
        return ()
    return tuple(str(address.sockaddr[0]) for address in found.addresses)
