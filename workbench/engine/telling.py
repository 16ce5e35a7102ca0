"""A hop that is over → the record of it: what was observed, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from workbench.certificates.hosts import authority
from workbench.engine import failure as failures
from workbench.engine import proxy_tls, scenes, suspicions, terms
from workbench.engine.case import Case, ending
from workbench.engine.connection import TlsFacts
from workbench.engine.failure import Limits
from workbench.engine.hop import Answer
from workbench.engine.routing import Plan
from workbench.engine.threads import in_thread
from workbench.engine.ticket import Ticket
from workbench.engine.watch import Watch
from workbench.models import Alert, Failure, Handshake, Hop, Problem, ProxyUsed, Response
from workbench.tls import answers, client_certificate, handshake, judgement
from workbench.tls.handshake import Observed
from workbench.visible import visible


async def told(ticket: Ticket, plan: Plan, answer: Answer, watch: Watch) -> Hop:
    """Write the record of a hop that went out."""
    facts = watch.connection.tls if watch.connection is not None else None
    observed = facts.observed() if facts is not None else None
    case = Case(ticket=ticket, plan=plan, answer=answer, watch=watch, facts=facts, observed=observed)
    tls = await _handshake(case, facts) if facts is not None else None
    to_proxy = await _to_proxy(case)
    # One construction: it is made for every hop.
    hop = Hop(
        request=plan.outgoing.record(),
        selection=plan.chosen.selection,
        proxy=_proxy(plan, to_proxy),
        remote=_remote(watch),
        reused=watch.reused,
        tls=tls,
        timing=watch.timing(),
        response=_response(answer),
        failure=_failure(case, tls, to_proxy),
        notes=(*plan.notes, *answer.notes, *_remarks(case)),
        departures=terms.departures(ticket, plan),
    )
    suspected = await suspicions.about(ticket, plan, hop)
    return replace(hop, suspicions=suspected) if suspected else hop


def not_sent(ticket: Ticket, plan: Plan) -> Hop:
    """Write the record of a hop of which nothing was sent."""
    return Hop(
        request=plan.outgoing.record(),
        selection=plan.chosen.selection,
        proxy=_proxy(plan),
        failure=plan.failure,
        notes=plan.notes,
        suspicions=suspicions.before(plan),
        departures=terms.departures(ticket, plan),
    )


def _proxy(plan: Plan, tls: Handshake | None = None) -> ProxyUsed | None:
    return replace(plan.proxy.used(), tls=tls) if plan.proxy is not None else None


async def _to_proxy(case: Case) -> Handshake | None:
    """Return what was seen of TLS with the proxy itself."""
    if case.plan.to_proxy is None or case.watch.connection is None:
        return None
    return await proxy_tls.told(case.plan.to_proxy, case.watch.connection, case.answer.error, case.answer.response)


def _remarks(case: Case) -> Iterator[str]:
    """Say what an answer hides: that it came over the wrong scheme, or from a server that does not know the name."""
    origin, response = case.plan.outgoing.origin, case.answer.response
    if origin.scheme == "http" and response is not None and answers.wants_tls(response.status, case.head):
        place = authority(origin.host, origin.port)
        yield f"{place} speaks TLS and was spoken to in plain HTTP: use https://{place}."
    if case.facts is not None and not case.watch.reused and _names_unknown(case.observed):
        name = visible(case.facts.server_name)
        yield f"The server warns that it does not know the name {name} (SNI), and goes on as its default host."


def _names_unknown(observed: Observed | None) -> bool:
    said = observed.alerts if observed is not None else ()
    return any((alert.name, alert.level) == ("unrecognized_name", "warning") for alert in said)


def _remote(watch: Watch) -> str | None:
    connection = watch.connection
    return str(connection.remote) if connection is not None and connection.remote is not None else None


def _response(answer: Answer) -> Response | None:
    if answer.response is None:
        return None
    size = answer.body.size if answer.body is not None else 0
    return replace(answer.response, body_bytes=size, wire_bytes=answer.wire_bytes)


async def _handshake(case: Case, facts: TlsFacts) -> Handshake:
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
        trust_source=judgement.trust_source(ders, case.plan.trust) if verified else None,
        problems=problems,
        client_certificate=client_certificate.judge(observed, case.plan.chosen.identity, ending(case)),
        peer_chain=judgement.described(ders),
        alerts=_alerts(case, facts),
        messages=observed.messages if observed is not None else (),
        began=observed.began if observed is not None else 0.0,
    )


def _alerts(case: Case, facts: TlsFacts) -> tuple[Alert, ...]:
    if case.observed is None:
        return handshake.alerts_told_by(case.cause)
    broke_off = facts.ragged_end or (case.answer.error is not None and judgement.ended(case.cause))
    # OpenSSL answers a bare end of the stream with decode_error, to nobody: there was no message to decode.
    return tuple(
        alert
        for alert in case.observed.alerts
        if not (broke_off and alert.sender == "client" and alert.name == "decode_error")
    )


def _verified(case: Case, facts: TlsFacts) -> bool | None:
    """Return None when verification was off, or when the handshake did not come so far."""
    if not case.verify:
        return None
    if case.rejected:
        return False
    return True if facts.complete else None


async def _problems(case: Case, facts: TlsFacts, ders: tuple[bytes, ...]) -> tuple[Problem, ...]:
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


def _failure(case: Case, tls: Handshake | None, to_proxy: Handshake | None) -> Failure | None:
    error = case.answer.error
    if error is None:
        return None
    at_proxy = scenes.is_at_proxy(case)
    scene = scenes.at_server(case, tls) if to_proxy is None or not at_proxy else scenes.at_proxy(case, to_proxy)
    if isinstance(error, asyncio.CancelledError):
        return Failure(stage=scene.stage, kind="cancelled", message="Stopped by you.")
    http = case.ticket.settings.http
    idle = case.ticket.request.options.timeout or http.timeout
    limits = Limits(connect=http.connect_timeout, idle=idle, proxy=_proxy(case.plan), at_proxy=at_proxy)
    explained = failures.explain(error, scene, limits)
    if explained.kind == "read_timeout" and _is_event_stream(case.answer.response):
        return replace(explained, hint=_STREAM_HINT)
    return explained


_STREAM_HINT: Final = (
    "What came until then is kept. An event stream may be silent for longer: raise the time limit for this request"
    " (Options, or --timeout) above the longest silence of the server."
)


def _is_event_stream(response: Response | None) -> bool:
    headers = response.headers if response is not None else ()
    return any(name.lower() == "content-type" and "event-stream" in value.lower() for name, value in headers)
