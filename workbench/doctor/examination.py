"""The examination itself: handshakes without a certificate, then one HEAD with the one that is chosen.

What a step needs of the network is asked for here; what it means is judged in the step's own file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import field, replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from workbench import masking
from workbench.doctor import (
    accepted,
    addresses,
    asked,
    chain,
    fitness,
    head,
    naming,
    patience,
    proxy,
    request,
    shown,
    versions,
)
from workbench.doctor.asked import Wish
from workbench.doctor.case import Case, Ours, read
from workbench.doctor.chain import Judged
from workbench.doctor.report import Finding, Remedy, Report, Step
from workbench.doctor.versions import Probes
from workbench.engine import Sender, Ticket
from workbench.engine.outgoing import NotPrepared
from workbench.engine.prepare import address
from workbench.engine.reach import lookup, reach
from workbench.engine.threads import in_thread
from workbench.models import TLS_VERSIONS, CertificateEntry, Failure, Hop, ProxyUsed, Suspicion
from workbench.nouns import dataclass
from workbench.workspace.faults import UnknownVariable

Tell = Callable[[Finding], None]

_NETWORK: Final[tuple[Step, ...]] = ("proxy", "name", "reach", "versions", "chain", "asked", "accepted")
_SAID: Final = ("stale_resolve", "inspected")
"""What the steps on the name and on the chain have said already."""
_PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


class NotExaminable(Exception):
    """A request that cannot be prepared at all: the kind of its failure, and a sentence for people."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be examined: a request with its settings, what a command may call it, whom a person named.

    `said` are the other options, each with its value: a command that goes further says them again.
    """

    ticket: Ticket
    target: str = ""
    said: tuple[tuple[str, ...], ...] = ()
    named: str | None = None


async def examine(question: Question, tell: Tell) -> Report:
    """Examine and return everything found; each finding is told as soon as it is there. Raise NotExaminable."""
    sender = Sender()
    try:
        case = await _opened(question, sender)
        rounds = _Rounds(case, sender, tell)
        await rounds.go()
        return Report(
            url=case.hidden(case.ticket.request.url),
            host=masking.hidden(case.origin.host, case.ticket.secrets),
            port=case.origin.port,
            findings=tuple(rounds.findings),
        )
    finally:
        await sender.aclose()


async def _opened(question: Question, sender: Sender) -> Case:
    try:
        stripped = head.of(question.ticket)
        origin, _ = address(stripped.ticket.request.url)
    except UnknownVariable as fault:
        raise NotExaminable("unknown_variable", str(fault)) from fault
    except NotPrepared as fault:
        raise NotExaminable(fault.kind, masking.hidden(fault.message, question.ticket.secrets)) from fault
    ticket, aside = stripped.ticket, ""
    if question.named is not None:
        named = naming.choice(question.named, ticket.entries, origin)
        ticket, aside = replace(ticket, choice=named.choice), named.aside
    (prepared,) = (await sender.prepare(ticket)).hops
    _refuse_unprepared(prepared, ticket)
    now = datetime.now(UTC)
    entry = prepared.selection.entry
    return Case(
        ticket=ticket,
        origin=origin,
        prepared=prepared,
        target=question.target or head.bare(question.ticket.request.url)[0],
        said=question.said,
        now=now,
        left_out=stripped.left_out,
        ours=await in_thread(lambda: read(ticket, entry, now)) if entry is not None else None,
        named=question.named,
        aside=aside,
    )


def _refuse_unprepared(prepared: Hop, ticket: Ticket) -> None:
    failure = prepared.failure
    if failure and failure.kind != "certificate_unusable":
        words = f"{failure.message} {failure.hint}".strip()
        raise NotExaminable(failure.kind, masking.hidden(words, ticket.secrets))


@dataclass(slots=True)
class _Rounds:
    """One examination under way."""

    case: Case
    sender: Sender
    tell: Tell
    findings: list[Finding] = field(default_factory=list)

    async def go(self) -> None:
        """Take the steps in order, as far as there is sense in going on."""
        self._found(request.finding(self.case))
        (unsent,) = (await self.sender.prepare(self.case.anonymous)).hops
        if unsent.failure:  # even without a certificate of ours: the proxy's own cannot be used
            _refuse_unprepared(unsent, self.case.ticket)
            self._skip("Nothing may be sent.", *_NETWORK)
            return
        way = unsent.proxy
        if way is None:
            self._found(proxy.direct(self.case))
            if not await self._reached():
                self._skip("The server cannot be reached.", "versions", "chain", "asked", "accepted")
                return
        plain = await self._handshake(self.case.anonymous)
        if way is not None:
            await self._through(way, plain)
            if self.findings[-1].state == "bad":
                self._skip("The proxy is in the way.", "name", "reach", "versions", "chain", "asked", "accepted")
                return
            self._skip("The proxy finds the way to the server.", "name", "reach")
        await self._beyond(plain)

    async def _beyond(self, plain: Hop) -> None:
        if not self.case.is_secure:
            self._skip("An http URL: there is no TLS.", "versions", "chain", "asked")
            await self._head(None, ())
            return
        # All at once: a server that stays silent would cost the time limit for each.
        alone = (self._handshake(head.of_version(self.case.ticket, version)) for version in TLS_VERSIONS)
        probes = dict(zip(TLS_VERSIONS, await asyncio.gather(*alone), strict=True))
        spoken = any(versions.spoken(hop) for hop in probes.values())
        broken = not spoken and any(versions.spoken(hop) is False for hop in probes.values())
        weakened = await self._handshake(head.weakened(self.case.ticket)) if broken else None
        self._found(versions.finding(self.case, probes, plain, weakened))
        if not spoken and not (plain.tls and plain.tls.peer_chain):
            self._skip("There was no TLS to look at.", "chain", "asked", "accepted")
            self._suspect(plain.suspicions)
            return
        await self._judged(probes, plain)

    async def _judged(self, probes: Probes, plain: Hop) -> None:
        judged = await in_thread(lambda: chain.judged(self.case, probes, plain))
        self._found(chain.finding(self.case, judged, plain.suspicions))
        wanted = asked.wish(self.case, probes, plain)
        chosen = self.case.prepared.selection.entry
        others = await in_thread(lambda: self._others(wanted, chosen))
        self._found(asked.finding(self.case, probes, wanted, others))
        if why := self._why_no_head(judged, plain):
            self._skip(why, "accepted")
            self._suspect(plain.suspicions)
        else:
            await self._head(wanted, others)

    def _others(self, wanted: Wish, chosen: CertificateEntry | None) -> tuple[Ours, ...]:
        case = self.case
        if not wanted.requested or (case.ours and fitness.issuer_fits(case.ours.issuers, wanted.issuers)):
            return ()
        return tuple(fitness.others(case.ticket, wanted.issuers, chosen.id if chosen else None, case.now))

    def _why_no_head(self, judged: Judged, plain: Hop) -> str:
        if self.case.prepared.failure:
            return "Your certificate cannot be used, so no HEAD was sent."
        if any(found.step == "versions" and found.state == "bad" for found in self.findings):
            return "No TLS version is left that may be used."
        if self.case.verify and (judged.problems or _rejected(plain.failure)):
            return "The server's chain is not good, so nothing of yours was sent: neither certificate nor HEAD."
        return ""

    async def _head(self, wanted: Wish | None, others: tuple[Ours, ...]) -> None:
        hop = await patience.hop(self.sender.send(self.case.ticket), self.case.ticket)
        self._found(accepted.finding(self.case, hop, wanted, others))
        self._suspect(hop.suspicions)

    def _suspect(self, suspicions: tuple[Suspicion, ...]) -> None:
        for each in suspicions:
            if each.code not in _SAID:
                self._found(_suspicion(each))

    async def _through(self, way: ProxyUsed, plain: Hop) -> None:
        limit = self.case.ticket.settings.http.connect_timeout
        place = urlsplit(way.url)
        looked = await lookup(place.hostname or "", limit)
        reached = await reach(looked.addresses[: addresses.MOST], place.port or _PORTS[place.scheme], limit)
        self._found(proxy.finding(self.case, way, looked, reached, plain))

    async def _reached(self) -> bool:
        case, limit = self.case, self.case.ticket.settings.http.connect_timeout
        looked = await lookup(case.origin.host, limit)
        self._found(addresses.of_name(case, looked))
        known = addresses.connected(case, looked)
        if not known:
            self._skip("There is no address to try.", "reach")
            return False
        reached = await reach(known, case.origin.port, limit)
        self._found(addresses.of_reach(case, reached))
        return any(each.error is None for each in reached)

    async def _handshake(self, ticket: Ticket) -> Hop:
        return await patience.hop(self.sender.handshake(ticket), ticket)

    def _found(self, found: Finding) -> None:
        told = shown.hidden(found, self.case.ticket.secrets)
        self.findings.append(told)
        self.tell(told)

    def _skip(self, why: str, *steps: Step) -> None:
        for step in steps:
            self._found(Finding(step=step, state="skipped", headline=why))


def _rejected(failure: Failure | None) -> bool:
    return failure is not None and failure.kind == "tls_verification"


def _suspicion(each: Suspicion) -> Finding:
    return Finding(
        step="suspicion",
        state="warn",
        headline=each.message,
        remedy=Remedy(advice=each.hint) if each.hint else None,
        facts={"code": each.code},
    )
