"""The record of an answer that takes long, told while its body still arrives: who answered, over what, with what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from workbench.engine import telling
from workbench.engine.hop import Answer
from workbench.engine.routing import Plan
from workbench.engine.ticket import Ticket
from workbench.engine.watch import Watch
from workbench.models import Event, Exchange, Hop, Underway

_SOON: Final = 0.1  # seconds after which a body that is not whole is worth a record of its own


class Glance:
    """A look at a hop, taken once if it lasts; `hops` are those before it."""

    def __init__(self, ticket: Ticket, plan: Plan, hops: tuple[Hop, ...], observe: Callable[[Event], None]) -> None:
        self._ticket = ticket
        self._plan = plan
        self._hops = hops
        self._observe = observe
        self._began = datetime.now(UTC)
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def body_begins(self, watch: Watch, answer: Answer) -> None:
        """Look in a moment."""
        self._timer = asyncio.get_running_loop().call_later(_SOON, self._look, answer, watch)

    def end(self) -> None:
        """Look no more: the whole record follows."""
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    def _look(self, answer: Answer, watch: Watch) -> None:
        self._task = asyncio.get_running_loop().create_task(self._tell(answer, watch))

    async def _tell(self, answer: Answer, watch: Watch) -> None:
        hop = await telling.told(self._ticket, self._plan, answer, watch)
        hops = (*self._hops, hop)
        request = self._ticket.request
        self._observe(Underway(exchange=Exchange(request=request, outcome="response", started=self._began, hops=hops)))
