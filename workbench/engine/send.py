"""Request → Exchange: hop by hop, the certificate chosen again at each.

prepare ─▶ plan (selection, identity, trust, proxy, context) ─▶ carry ─▶ told = Hop
             ▲                                                            │
             └──────────── redirect: what may follow it ◀─────────────────┘
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from workbench.certificates import namesakes
from workbench.engine import failure as failures
from workbench.engine import redirects, telling, withdrawal
from workbench.engine.body import SpillFolder
from workbench.engine.glance import Glance
from workbench.engine.hop import Courier, follows
from workbench.engine.outgoing import NotPrepared, Outgoing
from workbench.engine.prepare import prepare
from workbench.engine.routing import Router
from workbench.engine.ticket import Ticket
from workbench.engine.transport import Transport
from workbench.engine.watch import Watch, Watches
from workbench.models import (
    CertificateEntry,
    Content,
    Event,
    Exchange,
    Failure,
    Hop,
    HopFinished,
    HopRequest,
    Origin,
    Response,
    Selection,
    Stage,
)

Outcome = Literal["response", "failure", "prepared"]
Observer = Callable[[Event], None]


def unobserved(event: Event) -> None:
    """Do nothing with an event."""


class Sender:
    """Sends requests within one event loop; connections, contexts and identities are kept between sends.

    `observing=False` leaves the handshake recorder out, as on a Python that lacks the callback.
    """

    def __init__(self, *, observing: bool = True) -> None:
        watches = Watches()
        self._folder = SpillFolder()
        self._transport = Transport(watches)
        self._router = Router(observing=observing)
        self._courier = Courier(self._transport, watches, self._folder)
        self._entries: Sequence[CertificateEntry] = ()

    async def send(self, ticket: Ticket, observe: Observer = unobserved) -> Exchange:
        """Send a request and follow its redirects. Whatever peer or network do becomes a Failure in the last hop."""
        started = datetime.now(UTC)
        trip = _Trip(ticket, self._router, self._courier, observe)
        await self.heed(ticket.settings.certificates)
        try:
            outgoing = prepare(ticket)
        except NotPrepared as error:
            hops: tuple[Hop, ...] = (_not_prepared(ticket, error),)
            return Exchange(request=ticket.request, outcome="failure", started=started, hops=hops)
        await trip.run(outgoing)
        outcome: Outcome = "response" if trip.hops[-1].failure is None else "failure"
        return Exchange(request=ticket.request, outcome=outcome, started=started, hops=tuple(trip.hops), body=trip.body)

    async def prepare(self, ticket: Ticket) -> Exchange:
        """Do everything but send: the outcome is "prepared", or a failure found before the network."""
        started = datetime.now(UTC)
        try:
            outgoing = prepare(ticket)
        except NotPrepared as error:
            hop = _not_prepared(ticket, error)
            return Exchange(request=ticket.request, outcome="failure", started=started, hops=(hop,))
        plan = await self._router.plan(ticket, outgoing, outgoing.origin)
        hop = telling.not_sent(ticket, plan)
        outcome: Outcome = "prepared" if hop.failure is None else "failure"
        return Exchange(request=ticket.request, outcome=outcome, started=started, hops=(hop,))

    async def handshake(self, ticket: Ticket, observe: Observer = unobserved) -> Exchange:
        """Connect as a send would, on a fresh connection, and close it right after TLS; no HTTP goes to the server.

        The outcome is "prepared", with what was seen in the hop, or "failure".
        """
        started = datetime.now(UTC)
        try:
            outgoing = prepare(ticket)
        except NotPrepared as error:
            hop = _not_prepared(ticket, error)
            return Exchange(request=ticket.request, outcome="failure", started=started, hops=(hop,))
        try:
            hop = await self._shake(ticket, outgoing, observe)
        except asyncio.CancelledError:
            hop = _cancelled(outgoing)
        outcome: Outcome = "prepared" if hop.failure is None else "failure"
        return Exchange(request=ticket.request, outcome=outcome, started=started, hops=(hop,))

    async def _shake(self, ticket: Ticket, outgoing: Outgoing, observe: Observer) -> Hop:
        plan = await self._router.plan(ticket, outgoing, outgoing.origin)
        if plan.route is None:
            return telling.not_sent(ticket, plan)
        answer, watch = await self._courier.shake(ticket, plan, plan.route, observe)
        return await telling.told(ticket, plan, answer, watch)

    async def heed(self, entries: Sequence[CertificateEntry]) -> None:
        """Take note of the entries as they are now: no connection, and no key, outlives an entry."""
        before, self._entries = self._entries, entries
        if before and before is not entries and withdrawal.is_any(before, entries):
            self._router.withdraw()
            await self._transport.withdraw()

    async def aclose(self) -> None:
        """Close every connection and remove the bodies that were spilled to files."""
        await self._transport.aclose()
        self._folder.remove()


def stopped(ticket: Ticket) -> Exchange:
    """Return the exchange of a send that was stopped before it began."""
    hop = replace(_not_prepared(ticket, NotPrepared("cancelled", "")), failure=_stopped_at("prepare"))
    return Exchange(request=ticket.request, outcome="failure", started=datetime.now(UTC), hops=(hop,))


def refused(ticket: Ticket, message: str, hint: str) -> Exchange:
    """Return the exchange of a send that whoever asked for it may not make."""
    hop = _not_prepared(ticket, NotPrepared("invalid_request", message, hint))
    return Exchange(request=ticket.request, outcome="failure", started=datetime.now(UTC), hops=(hop,))


class _Trip:
    """One send on its way from hop to hop."""

    def __init__(self, ticket: Ticket, router: Router, courier: Courier, observe: Observer) -> None:
        self._ticket = ticket
        self._router = router
        self._courier = courier
        self._observe = observe
        self._is_stopped = False
        self.hops: list[Hop] = []
        self.body: Content | None = None

    async def run(self, outgoing: Outgoing) -> None:
        """Send hops until one is the last; a cancel ends the one under way."""
        own = outgoing.origin
        following: Outgoing | None = outgoing
        notes: tuple[str, ...] = ()
        while following is not None:
            try:
                hop = await self._hop(following, own)
            except asyncio.CancelledError:
                hop = _cancelled(following)
            notes = (*notes, *namesakes.on_the_way(self.hops, hop.selection))
            self.hops.append(replace(hop, notes=(*notes, *hop.notes)) if notes else hop)
            following, notes = self._next(following)

    async def _hop(self, outgoing: Outgoing, own: Origin) -> Hop:
        self.body = None
        plan = await self._router.plan(self._ticket, outgoing, own)
        if plan.route is None:
            return telling.not_sent(self._ticket, plan)
        watch = Watch(len(self.hops), self._observe)
        glance = Glance(self._ticket, plan, tuple(self.hops), self._observe)
        begins = partial(glance.body_begins, watch)
        answer = await self._courier.carry(self._ticket, plan, plan.route, watch, begins)
        glance.end()
        self.body = answer.body
        try:
            return await telling.told(self._ticket, plan, answer, watch)
        except asyncio.CancelledError:  # all had come by then: there was nothing left to stop but a next hop
            self._is_stopped = True
            return await telling.told(self._ticket, plan, answer, watch)

    def _next(self, outgoing: Outgoing) -> tuple[Outgoing | None, tuple[str, ...]]:
        hop = self.hops[-1]
        if hop.failure is not None or hop.response is None or not follows(self._ticket):
            return None, ()
        if not redirects.is_redirect(hop.response):
            return None, ()
        step = self._step(outgoing, hop.response)
        if isinstance(step, Failure):
            self.hops[-1] = replace(hop, failure=step)
            return None, ()
        self._observe(HopFinished(hop=hop))
        return step.outgoing, step.notes

    def _step(self, outgoing: Outgoing, response: Response) -> redirects.Step | Failure:
        if self._is_stopped:
            return _stopped_at("receive", "The redirect was not followed.")
        if len(self.hops) > redirects.MOST_REDIRECTS:
            return redirects.too_many()
        return redirects.follow(outgoing, response, self._ticket.secrets)


def _stopped_at(stage: Stage, hint: str = "Nothing was sent.") -> Failure:
    return Failure(stage=stage, kind="cancelled", message="Stopped by you.", hint=hint)


def _cancelled(outgoing: Outgoing) -> Hop:
    """Return the record of a hop that was stopped while it was still being planned."""
    url, origin = str(outgoing.url), outgoing.origin
    selection = Selection(url=url, host=origin.host, port=origin.port, by="none", entry=None, reason="Stopped before.")
    return Hop(request=outgoing.record(), selection=selection, failure=_stopped_at("prepare"))


def _not_prepared(ticket: Ticket, error: NotPrepared) -> Hop:
    request = ticket.request
    return Hop(
        request=HopRequest(method=request.method, url=request.url),
        selection=Selection(
            url=request.url, host="", port=0, by="none", entry=None, reason="The request was not prepared."
        ),
        failure=failures.not_prepared(error),
    )
