"""The sending engine: a ticket goes in, an exchange comes out, and nothing a peer does is an exception."""

from __future__ import annotations

import asyncio

from workbench.engine.engine import Engine, Sending
from workbench.engine.send import Sender
from workbench.engine.ticket import Ticket
from workbench.models import Exchange

__all__ = ["Engine", "Sender", "Sending", "Ticket", "prepare"]


def prepare(ticket: Ticket) -> Exchange:
    """Do everything but send; not to be called where an event loop runs."""

    async def run() -> Exchange:
        sender = Sender()
        try:
            return await sender.prepare(ticket)
        finally:
            await sender.aclose()

    return asyncio.run(run())
