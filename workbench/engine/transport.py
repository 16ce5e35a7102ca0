"""httpcore, the transport of httpx: a pool per TLS profile, so that no connection serves what it was not made for."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Final
from urllib.parse import unquote

import httpcore

from workbench.engine import withdrawal
from workbench.engine.backend import Backend
from workbench.engine.errors import HandshakeDone
from workbench.engine.pool import Pool
from workbench.engine.route import Route
from workbench.engine.watch import Watches
from workbench.nouns import dataclass
from workbench.tls.context import Profile

_KEEP_ALIVE: Final = 60.0  # seconds an idle connection is kept
_SWEPT: Final = 15.0  # seconds between looks at what is kept and no longer needed
_POOLS: Final = 64

AnyPool = Pool | httpcore.AsyncConnectionPool


@dataclass(slots=True)
class _Pooled:
    http: AnyPool
    route: Route
    used: float


class Transport:
    """Sends each request over the pool of its route."""

    def __init__(self, watches: Watches) -> None:
        self._watches = watches
        self._pools: dict[Profile, _Pooled] = {}
        self._retired: list[AnyPool] = []
        self._next_sweep: asyncio.TimerHandle | None = None
        self._sweeping: asyncio.Task[None] | None = None

    async def send(self, request: httpcore.Request, route: Route) -> httpcore.Response:
        """Send one request; errors are httpcore's own, see errors.py."""
        pool = await self._pool(route)
        return await pool.handle_async_request(request)

    async def shake(self, request: httpcore.Request, route: Route) -> None:
        """Connect as for a request, on a connection of its own, and close it after TLS. Errors are the same."""
        pool = self._new(route, handshake_only=True)
        try:
            with suppress(HandshakeDone):
                await pool.handle_async_request(request)
        finally:
            await pool.aclose()

    async def _pool(self, route: Route) -> AnyPool:
        pool = self._pools.get(route.profile)
        # A context that was built anew (its files changed) must not meet connections of the old one.
        if pool is None or not _same_contexts(pool.route, route):
            await self._make_room()
            if pool is not None:
                self._retired.append(pool.http)
            pool = self._pools[route.profile] = _Pooled(self._new(route), route, 0.0)
        pool.used = time.monotonic()
        self._sweep_later()
        return pool.http

    def _new(self, route: Route, *, handshake_only: bool = False) -> AnyPool:
        backend = Backend(self._watches, route, handshake_only=handshake_only)
        if route.proxy is None and not route.profile.http2:
            return Pool(backend, route.context, _KEEP_ALIVE)
        return httpcore.AsyncConnectionPool(
            ssl_context=route.context.ssl if route.context is not None else None,
            proxy=_proxy(route),
            max_connections=None,
            keepalive_expiry=_KEEP_ALIVE,
            http2=route.profile.http2,
            network_backend=backend,
        )

    async def renew(self, route: Route) -> None:
        """Let the next request of this route open a fresh connection."""
        pool = self._pools.pop(route.profile, None)
        if pool is not None:
            self._retired.append(pool.http)
            await self.sweep()

    async def withdraw(self) -> None:
        """Let no connection that was opened with a certificate be used again, and close those that are idle."""
        for profile in [profile for profile in self._pools if withdrawal.concerns(profile)]:
            self._retired.append(self._pools.pop(profile).http)
        await self.sweep()

    async def _make_room(self) -> None:
        if len(self._pools) >= _POOLS:
            oldest = min(self._pools, key=lambda profile: self._pools[profile].used)
            self._retired.append(self._pools.pop(oldest).http)
        await self.sweep()

    async def sweep(self) -> None:
        """Close retired pools that are idle, and pools nobody used for the keep-alive time."""
        deadline = time.monotonic() - _KEEP_ALIVE
        idle = [profile for profile, pool in self._pools.items() if pool.used < deadline and _is_idle(pool.http)]
        for profile in idle:
            self._retired.append(self._pools.pop(profile).http)
        done = [pool for pool in self._retired if _is_idle(pool)]
        self._retired = [pool for pool in self._retired if pool not in done]
        for pool in done:
            await pool.aclose()

    def _sweep_later(self) -> None:
        if self._next_sweep is None:
            self._next_sweep = asyncio.get_running_loop().call_later(_SWEPT, self._sweep_now)

    def _sweep_now(self) -> None:
        self._next_sweep = None
        self._sweeping = asyncio.get_running_loop().create_task(self.sweep())
        if self._pools or self._retired:
            self._sweep_later()

    async def aclose(self) -> None:
        """Close every connection."""
        if self._next_sweep is not None:
            self._next_sweep.cancel()
        pools = [*self._retired, *(pool.http for pool in self._pools.values())]
        self._retired.clear()
        self._pools.clear()
        await asyncio.gather(*(pool.aclose() for pool in pools))


def _same_contexts(one: Route, other: Route) -> bool:
    return one.context is other.context and one.proxy_context is other.proxy_context


def _is_idle(pool: AnyPool) -> bool:
    return pool.is_idle if isinstance(pool, Pool) else all(each.is_idle() for each in pool.connections)


def _proxy(route: Route) -> httpcore.Proxy | None:
    if route.proxy is None:
        return None
    url = route.proxy.url
    user, _, password = url.userinfo.partition(":")
    return httpcore.Proxy(
        url=httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target="/"),
        auth=(unquote(user), unquote(password)) if user else None,
        ssl_context=route.proxy_context.ssl if route.proxy_context is not None else None,
    )
