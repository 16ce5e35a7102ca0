"""On what terms a hop was sent: what the plan made of the request's word and the settings'."""

from __future__ import annotations

from dataclasses import replace

from workbench import marks
from workbench.engine.routing import Plan
from workbench.engine.ticket import Ticket
from workbench.models import Departure
from workbench.settings.terms import terms


def departures(ticket: Ticket, plan: Plan) -> tuple[Departure, ...]:
    """Return what about a planned hop is not standard, nothing where the plan failed: there is no connection then.

    A server name or address stays behind with its origin.
    """
    if plan.failure is not None:
        return ()
    origin = plan.outgoing.origin
    asked = terms(ticket.request, ticket.settings, secure=origin.scheme == "https")
    made = replace(
        asked,
        server_name=plan.outgoing.server_name,
        address=plan.route.overrides.get(origin.host) if plan.route is not None else None,
        proxy=plan.proxy.used() if plan.proxy is not None else None,
    )
    return marks.departures(made)
