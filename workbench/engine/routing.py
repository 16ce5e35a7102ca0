"""How a hop will connect: its certificate, its trust, its proxy, and the context made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never

from workbench.certificates.faults import MaterialError
from workbench.engine import choosing, controls, own_faults, proxies, proxy_tls
from workbench.engine import failure as failures
from workbench.engine.choosing import Chosen, Wallet
from workbench.engine.contexts import Contexts
from workbench.engine.outgoing import NotPrepared, Outgoing
from workbench.engine.proxies import Proxy
from workbench.engine.proxy_tls import ToProxy
from workbench.engine.route import Route
from workbench.engine.ticket import Ticket
from workbench.models import Failure, Origin
from workbench.nouns import dataclass
from workbench.settings import Settings, resolved
from workbench.tls import ciphers, keylog
from workbench.tls.ciphers import CiphersRefused
from workbench.tls.context import Profile, VersionRefused, key_of
from workbench.tls.keylog import KeyLog, KeyLogRefused
from workbench.tls.loading import IdentityRefused
from workbench.tls.trust import Named, Trust, named_for, trust_in

_REMEMBERED: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a hop will do. With a `failure` there is no route, and nothing may be sent."""

    outgoing: Outgoing
    chosen: Chosen
    trust: Trust
    proxy: Proxy | None = None
    to_proxy: ToProxy | None = None  # TLS with the proxy itself
    route: Route | None = None
    failure: Failure | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What is told of the plan itself (sentences)."""
        unknown = ciphers.unknown(self.route.profile.ciphers) if self.route is not None else ()
        left_out = (f"OpenSSL knows no cipher {', '.join(unknown)}: left out of tls.ciphers.",) if unknown else ()
        to_proxy = self.to_proxy.notes if self.to_proxy is not None else ()
        return (
            *self.chosen.notes,
            *own_faults.sentences(self.chosen.identity),
            *self.trust.unread,
            *to_proxy,
            *left_out,
        )


class Router:
    """Plans hops; identities and contexts are kept between them."""

    def __init__(self, *, observing: bool = True) -> None:
        self._wallet = Wallet()
        self._contexts = Contexts(observing=observing)
        self._settings: Settings | None = None
        self._named: dict[Origin, Named] = {}

    async def plan(self, ticket: Ticket, outgoing: Outgoing, own: Origin) -> Plan:
        """Choose and gather everything for one hop; `own` is the origin of the request's first hop."""
        origin = outgoing.origin
        chosen = await self._wallet.choose(ticket, origin, own, str(outgoing.url))
        trust = trust_in(self._named_for(origin, ticket.settings), ticket.settings, ticket.ca_files)
        plan = Plan(outgoing=outgoing, chosen=chosen, trust=trust, failure=chosen.failure)
        if chosen.failure is not None:
            return plan
        try:
            return await self._routed(ticket, plan)
        except NotPrepared as error:
            return replace(plan, failure=failures.not_prepared(error))
        except MaterialError as error:
            return replace(plan, failure=_unusable_trust(error))
        except (CiphersRefused, VersionRefused, KeyLogRefused) as error:
            return replace(plan, failure=_unusable_options(error))

    def withdraw(self) -> None:
        """Let go of every private key, as an entry was withdrawn."""
        self._wallet.forget()
        self._contexts.withdraw()

    def _named_for(self, origin: Origin, settings: Settings) -> Named:
        """Return the CA files named for an origin; looked for once for as long as the settings are the same."""
        if settings is not self._settings or len(self._named) >= _REMEMBERED:
            self._settings, self._named = settings, {}
        if origin not in self._named:
            self._named[origin] = named_for(origin, settings)
        return self._named[origin]

    async def _routed(self, ticket: Ticket, plan: Plan) -> Plan:
        proxy = proxies.for_hop(ticket, plan.outgoing)
        key_log = keylog.ready() if _speaks_tls(plan.outgoing, proxy) else None
        if proxy is not None:
            to_proxy = await proxy_tls.planned(ticket, proxy, self._wallet, key_log)
            plan = replace(plan, proxy=proxy, to_proxy=to_proxy)
            if to_proxy is not None and to_proxy.chosen.failure is not None:
                return replace(plan, failure=to_proxy.chosen.failure)
        return await self._with_contexts(plan, _profile(ticket, plan, key_log))

    async def _with_contexts(self, plan: Plan, profile: Profile) -> Plan:
        to_proxy, proxy_context = plan.to_proxy, None
        if to_proxy is not None and plan.proxy is not None:
            try:
                proxy_context = await self._contexts.get(to_proxy.profile, to_proxy.chosen.identity)
            except IdentityRefused as error:
                return replace(plan, failure=proxy_tls.refused_by_openssl(to_proxy, plan.proxy, error))
        try:
            secure = plan.outgoing.origin.scheme == "https"
            context = await self._contexts.get(profile, plan.chosen.identity) if secure else None
        except IdentityRefused as error:
            refused = choosing.refused_by_openssl(plan.chosen, error)
            return replace(plan, chosen=refused, failure=refused.failure)
        overrides = dict(profile.resolve)
        route = Route(
            profile=profile, context=context, proxy=plan.proxy, proxy_context=proxy_context, overrides=overrides
        )
        return replace(plan, route=route)


def _speaks_tls(outgoing: Outgoing, proxy: Proxy | None) -> bool:
    return outgoing.origin.scheme == "https" or (proxy is not None and proxy.url.scheme == "https")


def _profile(ticket: Ticket, plan: Plan, key_log: KeyLog | None) -> Profile:
    said = controls.of_request(ticket.request, ticket.settings)
    return Profile(
        identity=key_of(plan.chosen.identity) if plan.chosen.identity is not None else None,
        trust=plan.trust,
        verify=said.verify,
        minimum_version=said.minimum_version,
        maximum_version=said.maximum_version,
        ciphers=said.ciphers,
        security_level=said.security_level,
        post_handshake_auth=said.post_handshake_auth,
        key_log=key_log,
        http2=controls.http2(ticket.request, ticket.settings),
        server_name=plan.outgoing.server_name,
        resolve=_address(ticket, plan.outgoing),
        proxy=str(plan.proxy.url) if plan.proxy is not None else None,
        proxy_tls=plan.to_proxy.profile if plan.to_proxy is not None else None,
    )


def _address(ticket: Ticket, outgoing: Outgoing) -> tuple[tuple[str, str], ...]:
    """Return the address to connect to instead: the command's word goes over the request's, that over settings."""
    host, port = outgoing.origin.host, outgoing.origin.port
    said = resolved(ticket.resolve, host, port) or outgoing.address or resolved(ticket.settings.resolve, host, port)
    return ((host, said),) if said else ()


def _unusable_options(error: CiphersRefused | VersionRefused | KeyLogRefused) -> Failure:
    match error:
        case CiphersRefused():
            what = "The list of ciphers (tls.ciphers or --ciphers) cannot be used"
            hint = "Write a list such as ECDHE+AESGCM; the suites of TLS 1.3 cannot be chosen, and need no list."
        case VersionRefused():
            what = "The lowest TLS version (tls.minimum_version or --tls-min) cannot be used"
            hint = "Allow TLSv1.2 or TLSv1.3."
        case KeyLogRefused():
            what, hint = "The session keys cannot be logged", "Name another file, or unset SSLKEYLOGFILE."
        case _:
            assert_never(error)
    return Failure(
        stage="prepare", kind="invalid_request", message=f"{what}: {error}", hint=f"Nothing was sent. {hint}"
    )


def _unusable_trust(error: MaterialError) -> Failure:
    return Failure(
        stage="certificate",
        kind="invalid_request",
        message=f"A CA file cannot be used: {error.message}",
        hint="Nothing was sent. Choose another file, or switch it off.",
    )
