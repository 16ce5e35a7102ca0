"""Where a hop broke off, for the words about it: with the server, or with the proxy before it."""

from __future__ import annotations

from workbench.engine import own_faults, proxy_tls
from workbench.engine.case import Case
from workbench.engine.choosing import called
from workbench.engine.failure import STAGES
from workbench.models import Handshake
from workbench.tls import client_certificate
from workbench.tls.failure import Scene


def is_at_proxy(case: Case) -> bool:
    """Tell whether it is the proxy that failed: TLS with the server was not begun, or there is none to begin."""
    if case.facts is not None:
        return False
    if case.plan.outgoing.origin.scheme == "https":
        return True
    return case.watch.first_byte is None and proxy_tls.failed_here(case.watch.connection, case.answer.error)


def at_proxy(case: Case, seen: Handshake) -> Scene:
    """Return the scene of TLS with the proxy itself."""
    to_proxy, connection = case.plan.to_proxy, case.watch.connection
    if to_proxy is None or connection is None:
        return at_server(case, None)
    return proxy_tls.scene(to_proxy, connection, seen, STAGES[case.watch.phase])


def at_server(case: Case, tls: Handshake | None) -> Scene:
    """Return the scene with the server; what it may not be accused of is left out of it."""
    entry, route = case.plan.chosen.selection.entry, case.plan.route
    facts = case.facts
    alert = client_certificate.fatal_from_server(tls.alerts) if tls is not None else None
    accusable = case.accusable or (case.shown_now and alert is not None)
    return Scene(
        origin=case.plan.outgoing.origin,
        stage=STAGES[case.watch.phase],
        verdict=tls.client_certificate.verdict if tls is not None and accusable else None,
        alert=alert,
        problems=tls.problems if tls is not None else (),
        ours=called(entry) if entry is not None else None,
        remark=_remark(case),
        profile=route.profile if route is not None else None,
        observed=case.observed,
        identity=case.plan.chosen.identity,
        server_name=facts.server_name if facts is not None else "",
        complete=facts.complete if facts is not None else False,
        opening=_opening(case),
        first=not case.watch.reused,
    )


def _remark(case: Case) -> str:
    """Say what is known of our certificate that may have made a server refuse it."""
    identity = case.plan.chosen.identity
    foreign = client_certificate.foreign_issuer(case.observed, identity)
    return " ".join((*own_faults.sentences(identity), *([foreign] if foreign else ())))


def _opening(case: Case) -> bytes:
    """Return the first that was said: below TLS while it was in the making, else in it or without it."""
    if case.facts is not None and not case.facts.complete:
        return case.facts.opening
    if case.facts is not None and case.facts.alpn == "h2":
        return b""  # HTTP/2, as was agreed: it tells nothing of what speaks there
    return case.watch.connection.opening if case.watch.connection is not None else b""
