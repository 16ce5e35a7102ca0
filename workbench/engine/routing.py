"""How a hop will connect: its certificate, its trust, its proxy, and the context made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.certificates.faults import MaterialError
from workbench.engine import choosing, proxies
from workbench.engine import failure as failures
from workbench.engine.choosing import Chosen, Wallet
from workbench.engine.contexts import Contexts
from workbench.engine.outgoing import NotPrepared, Outgoing
from workbench.engine.proxies import Proxy
from workbench.engine.ticket import Ticket
from workbench.engine.transport import Route
from workbench.models import Failure, Origin
from workbench.settings import resolved
from workbench.tls.context import Context, IdentityRefused, Profile, key_of
from workbench.tls.trust import Trust, trust_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a hop will do. With a `failure` there is no route, and nothing may be sent."""

    outgoing: Outgoing
    chosen: Chosen
    trust: Trust
    proxy: Proxy | None = None
    route: Route | None = None
    failure: Failure | None = None


class Router:
    """Plans hops; identities and contexts are kept between them."""

    def __init__(self, *, observing: bool = True) -> None:
        self._wallet = Wallet()
        self._contexts = Contexts(observing=observing)

    async def plan(self, ticket: Ticket, outgoing: Outgoing, own: Origin) -> Plan:
        """Choose and gather everything for one hop; `own` is the origin of the request's first hop."""
        origin = outgoing.origin
        chosen = await self._wallet.choose(ticket, origin, own, str(outgoing.url))
        trust = trust_for(origin, ticket.settings, ticket.ca_files)
        plan = Plan(outgoing=outgoing, chosen=chosen, trust=trust, failure=chosen.failure)
        if chosen.failure is not None:
            return plan
        try:
            proxy = proxies.for_hop(ticket, origin)
            plan = replace(plan, proxy=proxy)
            return replace(plan, route=await self._route(ticket, plan))
        except NotPrepared as error:
            return replace(plan, failure=failures.not_prepared(error))
        except IdentityRefused as error:
            refused = choosing.refused_by_openssl(chosen, error)
            return replace(plan, chosen=refused, failure=refused.failure)
        except MaterialError as error:
            return replace(plan, failure=_unusable_trust(error))

    async def _route(self, ticket: Ticket, plan: Plan) -> Route:
        profile = _profile(ticket, plan)
        secure = plan.outgoing.origin.scheme == "https"
        context = await self._contexts.get(profile, plan.chosen.identity) if secure else None
        to_proxy = await self._to_proxy(ticket, plan.proxy) if plan.proxy is not None else None
        return Route(
            profile=profile,
            context=context,
            proxy=plan.proxy,
            proxy_context=to_proxy,
            overrides=dict(profile.resolve),
        )

    async def _to_proxy(self, ticket: Ticket, proxy: Proxy) -> Context | None:
        """Return the context for TLS to an HTTPS proxy: trust as for any host, never a client certificate."""
        if proxy.url.scheme != "https":
            return None
        place = Origin(scheme="https", host=proxy.url.host, port=proxy.url.port or 443)
        trust = trust_for(place, ticket.settings, ticket.ca_files)
        return await self._contexts.get(Profile(trust=trust, minimum_version=ticket.settings.tls.minimum_version), None)


def _profile(ticket: Ticket, plan: Plan) -> Profile:
    settings, request = ticket.settings, ticket.request
    return Profile(
        identity=key_of(plan.chosen.identity) if plan.chosen.identity is not None else None,
        trust=plan.trust,
        verify=settings.tls.verify if request.tls.verify is None else request.tls.verify,
        minimum_version=settings.tls.minimum_version,
        http2=settings.http.http2,
        server_name=plan.outgoing.server_name,
        resolve=_address(ticket, plan.outgoing),
        proxy=str(plan.proxy.url) if plan.proxy is not None else None,
    )


def _address(ticket: Ticket, outgoing: Outgoing) -> tuple[tuple[str, str], ...]:
    """Return the address to connect to instead: the command's word goes over the request's, that over settings."""
    host, port = outgoing.origin.host, outgoing.origin.port
    said = resolved(ticket.resolve, host, port) or outgoing.address or resolved(ticket.settings.resolve, host, port)
    return ((host, said),) if said else ()


def _unusable_trust(error: MaterialError) -> Failure:
    return Failure(
        stage="certificate",
        kind="invalid_request",
        message=f"A CA file cannot be used: {error.message}",
        hint="Nothing was sent. Choose another file, or switch it off.",
    )
