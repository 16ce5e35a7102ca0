"""An end to every step: a peer that keeps talking without ever coming to an answer outlives the engine's limits.

Those count the seconds without a byte, as they must for a download; a handshake and a HEAD have none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import Final

from workbench.engine import Ticket
from workbench.models import Exchange, Failure, Hop

_GRACE: Final = 1.0  # seconds, in which the engine's own limits come first: they say more


async def hop(work: Awaitable[Exchange], ticket: Ticket) -> Hop:
    """Return the only hop; a cancel, which the engine makes a failure of, ends the examination as one."""
    limit = seconds(ticket)
    async with asyncio.timeout(limit) as clock:
        (came,) = (await work).hops
    if came.failure is None or came.failure.kind != "cancelled":
        return came
    if not clock.expired():
        raise asyncio.CancelledError
    return replace(came, failure=_endless(came, limit))


def seconds(ticket: Ticket) -> float:
    """Return how long one handshake or one HEAD may take, from the name to the answer."""
    http = ticket.settings.http
    return http.connect_timeout + (ticket.request.options.timeout or http.timeout) + _GRACE


def _endless(came: Hop, limit: float) -> Failure:
    if came.proxy is not None and came.tls is None:
        message = f"The proxy {came.proxy.url} (from the {came.proxy.source}) talked for {limit:g} s without an answer."
        return Failure(stage="connect", kind="proxy_failed", message=message, hint='Go without it: proxy "none".')
    message = f"{came.selection.host} talked for {limit:g} s without coming to an answer."
    return Failure(stage="receive", kind="read_timeout", message=message, hint="Look at the server.")
