"""One hop under way: the request is written, the answer read, and whatever happens is told as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import httpcore
import httpx

from workbench.engine import decoding, errors, redirects
from workbench.engine.body import Sink, SpillFolder
from workbench.engine.decoding import Decoder
from workbench.engine.failure import FORESEEN
from workbench.engine.outgoing import FileStream, Outgoing
from workbench.engine.route import Route
from workbench.engine.routing import Plan
from workbench.engine.ticket import Ticket
from workbench.engine.transport import Transport
from workbench.engine.watch import Watch, Watches
from workbench.models import Content, Event, Response
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
        self, ticket: Ticket, plan: Plan, route: Route, hop: int, observe: Callable[[Event], None]
    ) -> tuple[Answer, Watch]:
        """Send one hop and read its answer; errors of peer, network and disk, and a cancel, end up in the Answer."""
        watch = Watch(hop, observe)
        with self._watches.watching(watch):
            answer = await self._attempt(ticket, plan.outgoing, route, watch)
            if _closed_while_idle(answer, watch, plan.outgoing):
                await self._transport.renew(route)
                watch.restart()
                answer = await self._attempt(ticket, plan.outgoing, route, watch)
                answer.notes.append("The kept connection had been closed by the server; sent again on a fresh one.")
        watch.finish()
        return answer, watch

    async def shake(
        self, ticket: Ticket, plan: Plan, route: Route, observe: Callable[[Event], None]
    ) -> tuple[Answer, Watch]:
        """Connect and do the handshake on a fresh connection, send nothing, and close it."""
        watch, answer = Watch(0, observe), Answer()
        with self._watches.watching(watch):
            try:
                await self._transport.shake(_http_request(ticket, plan.outgoing, route))
            except (*FORESEEN, asyncio.CancelledError) as error:
                answer.error = error
                watch.abandon()
        watch.finish()
        return answer, watch

    async def _attempt(self, ticket: Ticket, outgoing: Outgoing, route: Route, watch: Watch) -> Answer:
        answer = Answer()
        try:
            response = await self._transport.handle_async_request(_http_request(ticket, outgoing, route))
            try:
                answer.response = _head(response)
                await self._read(ticket, response, answer)
            finally:
                await response.aclose()
        except (*FORESEEN, asyncio.CancelledError) as error:
            answer.error = error
            watch.abandon()
        return answer

    async def _read(self, ticket: Ticket, response: httpx.Response, answer: Answer) -> None:
        head = answer.response
        if head is not None and follows(ticket) and redirects.is_redirect(head):
            await _drain(response)
            return
        decoder, remark = decoding.decoder_for(head.headers if head is not None else ())
        if remark:
            answer.notes.append(remark)
        with Sink(self._folder, ticket.save_to) as sink:
            try:
                await _pour(response, decoder, sink, answer)
            except BaseException:
                answer.body = sink.content(complete=False)
                raise
            answer.body = sink.content()


async def _pour(response: httpx.Response, decoder: Decoder, sink: Sink, answer: Answer) -> None:
    async for part in response.aiter_raw():
        answer.wire_bytes += len(part)
        sink.add(decoder.feed(part))
    rest = decoder.finish()
    if rest:
        sink.add(rest)


async def _drain(response: httpx.Response) -> None:
    seen = 0
    async for part in response.aiter_raw():
        seen += len(part)
        if seen > _DRAINED:
            return


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


def _http_request(ticket: Ticket, outgoing: Outgoing, route: Route) -> httpx.Request:
    http = ticket.settings.http
    idle = ticket.request.options.timeout or http.timeout
    limits = {"connect": http.connect_timeout, "read": idle, "write": idle, "pool": None}
    return httpx.Request(
        outgoing.method,
        outgoing.url,
        headers=[(name.encode("ascii"), _bytes(value)) for name, value in outgoing.headers],
        stream=_stream(outgoing),
        extensions={"timeout": limits, "route": route},
    )


def _bytes(value: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape")


def _stream(outgoing: Outgoing) -> httpx.AsyncByteStream:
    match outgoing.payload:
        case None:
            return httpx.ByteStream(b"")
        case payload if payload.file is not None:
            return FileStream(payload.file)
        case payload:
            return httpx.ByteStream(payload.data)


def _head(response: httpx.Response) -> Response:
    version = response.extensions.get("http_version", b"")
    return Response(
        status=response.status_code,
        reason=response.extensions.get("reason_phrase", b"").decode("latin-1"),
        http_version=version.decode("ascii", "replace"),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw),
    )
