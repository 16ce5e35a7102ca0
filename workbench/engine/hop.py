"""One hop under way: the request is written, the answer read, and whatever happens is told as it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable
from dataclasses import field
from pathlib import Path
from typing import Final

import httpcore

from workbench.engine import answer_head, errors, redirects
from workbench.engine.answer_reader import AnswerReader
from workbench.engine.body import SpillFolder
from workbench.engine.decoding import Undecodable
from workbench.engine.failure import FORESEEN
from workbench.engine.outgoing import Outgoing
from workbench.engine.reading import Intake, expected
from workbench.engine.route import Route
from workbench.engine.routing import Plan
from workbench.engine.ticket import Ticket
from workbench.engine.transport import Transport
from workbench.engine.upload import AT_ONCE, Upload
from workbench.engine.watch import Watch, Watches
from workbench.marks import size
from workbench.models import Arriving, Content, Event, Response
from workbench.nouns import dataclass
from workbench.tls import judgement

_IDEMPOTENT: Final = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE")  # RFC 9110 §9.2.2
_DRAINED: Final = 64 * 1024  # of a redirect's body, so that its connection can be used again


@dataclass(slots=True, kw_only=True)
class Answer:
    """What came of a hop; filled while it arrives, so that a broken one still shows what came."""

    response: Response | None = None
    body: Content | None = None
    error: BaseException | None = None
    notes: list[str] = field(default_factory=list)
    wire_bytes: int = 0


class Courier:
    """Carries hops over one transport."""

    def __init__(self, transport: Transport, watches: Watches, folder: SpillFolder) -> None:
        self._transport = transport
        self._watches = watches
        self._folder = folder

    async def carry(
        self, ticket: Ticket, plan: Plan, route: Route, watch: Watch, begins: Callable[[Answer], None]
    ) -> Answer:
        """Send one hop and read its answer; errors of peer, network and disk, and a cancel, end up in the Answer.

        `begins` hears of the answer when its body begins, unless it is a step on the way.
        """
        with self._watches.watching(watch):
            answer = await self._attempt(ticket, plan.outgoing, route, watch, begins)
            if _closed_while_idle(answer, watch, plan.outgoing):
                await self._transport.renew(route)
                watch.restart()
                answer = await self._attempt(ticket, plan.outgoing, route, watch, begins)
                answer.notes.append("The kept connection had been closed by the server; sent again on a fresh one.")
        watch.finish()
        return answer

    async def shake(
        self, ticket: Ticket, plan: Plan, route: Route, observe: Callable[[Event], None]
    ) -> tuple[Answer, Watch]:
        """Connect and do the handshake on a fresh connection, send nothing, and close it."""
        watch, answer = Watch(0, observe), Answer()
        with self._watches.watching(watch):
            try:
                await self._transport.shake(_http_request(ticket, plan.outgoing, watch), route)
            except (*FORESEEN, asyncio.CancelledError) as error:
                answer.error = error
                watch.abandon()
        watch.finish()
        return answer, watch

    async def _attempt(
        self, ticket: Ticket, outgoing: Outgoing, route: Route, watch: Watch, begins: Callable[[Answer], None]
    ) -> Answer:
        answer = Answer()
        try:
            response = await self._transport.send(_http_request(ticket, outgoing, watch), route)
            try:
                answer.response = (watch.reader.response if watch.reader is not None else None) or _head(response)
                if follows(ticket) and redirects.is_redirect(answer.response):
                    intake = self._intake(ticket, answer.response)
                    await _read_beginning(response, intake, answer, watch)
                else:
                    intake = self._intake(ticket, answer.response, ticket.save_to)
                    watch.arrive(expected(intake.head), Arriving(hop=watch.hop, response=intake.head, body=intake.sink))
                    begins(answer)
                    await _read(response.aiter_stream(), intake, answer, watch)
            finally:
                await response.aclose()
        except (*FORESEEN, asyncio.CancelledError) as error:
            answer.error = error
            watch.abandon()
        _tell_what_was_odd(answer, watch.reader)
        return answer

    def _intake(self, ticket: Ticket, head: Response, save_to: Path | None = None) -> Intake:
        return Intake(head, self._folder, save_to, ticket.settings.http.decoded_limit)


async def _read(parts: AsyncIterable[bytes], intake: Intake, answer: Answer, watch: Watch) -> None:
    whole = False
    try:
        await intake.take(parts, watch.took)
        whole = True
    finally:
        answer.wire_bytes = intake.wire_bytes
        answer.body = intake.content(whole=whole)
        answer.notes.extend(intake.notes)


class _Enough(Exception):
    """More of a redirect's body came than is read."""


async def _read_beginning(response: httpcore.Response, intake: Intake, answer: Answer, watch: Watch) -> None:
    """Read the body of a step on the way, which is shown where the way ends there; what is wrong with it is no end."""
    try:
        await _read(_beginning(response.aiter_stream()), intake, answer, watch)
    except (_Enough, Undecodable) as fault:
        answer.notes.append(str(fault))


async def _beginning(parts: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    seen = 0
    async for part in parts:
        seen += len(part)
        yield part
        if seen > _DRAINED:
            raise _Enough(f"Of the redirect's body no more was read than {size(seen)}.")


def _tell_what_was_odd(answer: Answer, reader: AnswerReader | None) -> None:
    """Show what came also where it is no good answer; what a proxy said of its tunnel is not the server's."""
    if reader is None or reader.method == "CONNECT":
        answer.notes.extend(answer_head.oddities(answer.response.headers) if answer.response is not None else ())
        return
    answer.response = answer.response or reader.response
    answer.error = answer.error or reader.fault()
    answer.notes.extend(reader.remarks())
    if reader.raw:
        answer.body = Content(size=len(reader.raw), data=reader.raw, complete=False)


def follows(ticket: Ticket) -> bool:
    """Tell whether redirects are followed: the request's word goes over the settings'."""
    said = ticket.request.options.follow_redirects
    return ticket.settings.http.follow_redirects if said is None else said


def _closed_while_idle(answer: Answer, watch: Watch, outgoing: Outgoing) -> bool:
    """Tell whether a kept connection ended before a byte came, and sending again does no harm."""
    return (
        _is_end(answer.error)
        and answer.response is None
        and watch.reused
        and watch.received == 0
        and outgoing.method in _IDEMPOTENT
    )


def _is_end(error: BaseException | None) -> bool:
    """Tell an end of the connection from silence and from a refusal: an alert is an answer, and would come again."""
    match error:
        case errors.HandshakeFailed() | errors.ReceiveFailed() | errors.SendFailed():
            return judgement.ended(error.cause)
        case httpcore.TimeoutException():
            return False
        case _:
            return isinstance(error, FORESEEN)


def _http_request(ticket: Ticket, outgoing: Outgoing, watch: Watch) -> httpcore.Request:
    http = ticket.settings.http
    idle = ticket.request.options.timeout or http.timeout
    limits = {"connect": http.connect_timeout, "read": idle, "write": idle, "pool": None}
    url = outgoing.url
    return httpcore.Request(
        outgoing.method,
        httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target),
        headers=[(name.encode("ascii"), _bytes(value)) for name, value in outgoing.headers],
        content=_content(outgoing, watch),
        extensions={"timeout": limits},
    )


def _bytes(value: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape")


def _content(outgoing: Outgoing, watch: Watch) -> bytes | Upload:
    payload = outgoing.payload
    if payload is None:
        return b""
    is_small = payload.file is None and payload.size <= AT_ONCE
    return payload.data if is_small else Upload(payload, watch.upload)


def _head(response: httpcore.Response) -> Response:
    version = response.extensions.get("http_version", b"")
    return Response(
        status=response.status,
        reason=response.extensions.get("reason_phrase", b"").decode("latin-1"),
        http_version=version.decode("ascii", "replace"),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers),
    )
