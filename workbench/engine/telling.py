"""A hop that is over → the record of it: what was observed, and nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from workbench.engine import errors
from workbench.engine import failure as failures
from workbench.engine.choosing import called
from workbench.engine.connection import TlsFacts
from workbench.engine.failure import STAGES, Limits
from workbench.engine.hop import Answer
from workbench.engine.routing import Plan
from workbench.engine.threads import in_thread
from workbench.engine.ticket import Ticket
from workbench.engine.watch import Watch
from workbench.models import Alert, Failure, Handshake, Hop, Problem, ProxyUsed, Response, Seen, Selection
from workbench.tls import client_certificate, handshake, judgement
from workbench.tls.client_certificate import Ending
from workbench.tls.failure import Scene
from workbench.tls.handshake import Observed
from workbench.visible import decoded

_HEAD: Final = 4096  # bytes of a body that are searched for words about the certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Everything known of a hop that went out."""

    ticket: Ticket
    plan: Plan
    answer: Answer
    watch: Watch
    facts: TlsFacts | None
    observed: Observed | None

    @property
    def verify(self) -> bool:
        return self.plan.route is not None and self.plan.route.profile.verify

    @property
    def cause(self) -> BaseException | None:
        """The error below the one that httpcore passed on."""
        match self.answer.error:
            case errors.HandshakeFailed() | errors.ReceiveFailed() | errors.SendFailed() as error:
                return error.cause
            case errors.PeerClosed():
                return None
            case error:
                return error

    @property
    def rejected(self) -> bool:
        return judgement.was_rejected(self.cause)


async def told(ticket: Ticket, plan: Plan, answer: Answer, watch: Watch) -> Hop:
    """Write the record of a hop that went out."""
    facts = watch.connection.tls if watch.connection is not None else None
    observed = facts.observed() if facts is not None else None
    case = _Case(ticket=ticket, plan=plan, answer=answer, watch=watch, facts=facts, observed=observed)
    tls = await _handshake(case, facts) if facts is not None else None
    return replace(
        not_sent(plan),
        remote=_remote(watch),
        reused=watch.reused,
        tls=tls,
        timing=watch.timing(),
        response=_response(answer),
        failure=_failure(case, tls),
        notes=(*plan.trust.unread, *answer.notes),
    )


def not_sent(plan: Plan) -> Hop:
    """Write the record of a hop of which nothing was sent."""
    return Hop(
        request=plan.outgoing.record(),
        selection=_selection(plan),
        proxy=_proxy(plan),
        failure=plan.failure,
        notes=plan.trust.unread,
    )


def _proxy(plan: Plan) -> ProxyUsed | None:
    return plan.proxy.used() if plan.proxy is not None else None


def _selection(plan: Plan) -> Selection:
    """Return the selection, with its entry as the files are now."""
    selection, identity = plan.chosen.selection, plan.chosen.identity
    if identity is None or selection.entry is None:
        return selection
    seen = Seen(subject=identity.subject, not_after=identity.not_after, sha256=identity.sha256)
    return replace(selection, usable=True, entry=replace(selection.entry, seen=seen))


def _remote(watch: Watch) -> str | None:
    connection = watch.connection
    return str(connection.remote) if connection is not None and connection.remote is not None else None


def _response(answer: Answer) -> Response | None:
    if answer.response is None:
        return None
    size = answer.body.size if answer.body is not None else 0
    return replace(answer.response, body_bytes=size, wire_bytes=answer.wire_bytes)


async def _handshake(case: _Case, facts: TlsFacts) -> Handshake:
    observed = case.observed
    ders = observed.peer_ders if observed is not None else facts.peer_ders
    problems = await _problems(case, facts, ders)
    verified = _verified(case, facts)
    return Handshake(
        version=facts.version,
        cipher=facts.cipher,
        alpn=facts.alpn,
        server_name=facts.server_name,
        verification="on" if case.verify else "off",
        verified=verified,
        trusted_by=judgement.trusted_by(ders, case.plan.trust) if verified else None,
        problems=problems,
        client_certificate=client_certificate.judge(observed, case.plan.chosen.identity, _ending(case)),
        peer_chain=judgement.described(ders),
        alerts=_alerts(case, facts),
        messages=observed.messages if observed is not None else (),
    )


def _alerts(case: _Case, facts: TlsFacts) -> tuple[Alert, ...]:
    if case.observed is None:
        return handshake.alerts_told_by(case.cause)
    broke_off = facts.ragged_end or (case.answer.error is not None and judgement.ended(case.cause))
    # OpenSSL answers a bare end of the stream with decode_error, to nobody: there was no message to decode.
    return tuple(
        alert
        for alert in case.observed.alerts
        if not (broke_off and alert.sender == "client" and alert.name == "decode_error")
    )


def _verified(case: _Case, facts: TlsFacts) -> bool | None:
    """Return None when verification was off, or when the handshake did not come so far."""
    if not case.verify:
        return None
    if case.rejected:
        return False
    return True if facts.complete else None


async def _problems(case: _Case, facts: TlsFacts, ders: tuple[bytes, ...]) -> tuple[Problem, ...]:
    ragged = (_RAGGED,) if facts.ragged_end and case.answer.response is not None else ()
    if case.verify and not case.rejected:
        return ragged
    now = datetime.now(UTC)
    found = await in_thread(lambda: judgement.problems(ders, case.plan.trust, facts.server_name, now))
    if case.rejected and not found:
        found = (judgement.unexplained(case.cause),)
    return (*found, *ragged)


_RAGGED: Final = Problem(
    code="no_close_notify",
    message="The server closed without close_notify: a body without a length may have been cut off unseen.",
)


def _ending(case: _Case) -> Ending:
    answer = case.answer
    broke_off = answer.error is not None and case.watch.first_byte is None
    return Ending(
        stopped_by_us=case.rejected,
        dropped=broke_off and _is_drop(case),
        first=not case.watch.reused,
        status=answer.response.status if answer.response is not None else None,
        head=decoded(answer.body.data[:_HEAD]) if answer.body is not None else "",
    )


def _is_drop(case: _Case) -> bool:
    network = errors.HandshakeFailed | errors.ReceiveFailed | errors.SendFailed | errors.PeerClosed
    return isinstance(case.answer.error, network) and judgement.ended(case.cause)


def _failure(case: _Case, tls: Handshake | None) -> Failure | None:
    error = case.answer.error
    if error is None:
        return None
    scene = _scene(case, tls)
    if isinstance(error, asyncio.CancelledError):
        return Failure(stage=scene.stage, kind="cancelled", message="Stopped by you.")
    http = case.ticket.settings.http
    idle = case.ticket.request.options.timeout or http.timeout
    at_proxy = case.facts is None and case.plan.outgoing.origin.scheme == "https"
    limits = Limits(connect=http.connect_timeout, idle=idle, proxy=_proxy(case.plan), at_proxy=at_proxy)
    return failures.explain(error, scene, limits)


def _scene(case: _Case, tls: Handshake | None) -> Scene:
    entry = case.plan.chosen.selection.entry
    certificate = tls.client_certificate if tls is not None else None
    alert = client_certificate.fatal_from_server(tls.alerts) if tls is not None else None
    return Scene(
        origin=case.plan.outgoing.origin,
        stage=STAGES[case.watch.phase],
        verdict=certificate.verdict if certificate is not None else None,
        alert=alert,
        problems=tls.problems if tls is not None else (),
        ours=called(entry) if entry is not None else None,
        remark=client_certificate.foreign_issuer(case.observed, case.plan.chosen.identity),
    )
