"""HTTP/1.1 connections of one route, straight to servers.

httpcore's own pool also serves proxies, HTTP/2 and a limit on connections. Where there is no limit there is nothing
to wait for, and its queue, events and shields are a sixth of a request on a kept connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import httpcore

from workbench.engine.backend import Backend
from workbench.tls.context import Context


class Pool:
    """As much of `httpcore.AsyncConnectionPool` as a transport uses; connections are made as they are needed."""

    def __init__(self, backend: Backend, context: Context | None, keep_alive: float) -> None:
        self._backend = backend
        self._context = context
        self._keep_alive = keep_alive
        self._connections: list[httpcore.AsyncHTTP11Connection] = []
        self._opening = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being connected, sent or received."""
        return self._opening == 0 and all(connection.is_idle() for connection in self._open())

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send over a kept connection, or a new one; errors are those of httpcore's own pool."""
        while (connection := await self._kept(request.url.origin)) is not None:
            try:
                return await connection.handle_async_request(request)
            except httpcore.ConnectionNotAvailable:  # another task was faster
                continue
        return await (await self._opened(request)).handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        while self._connections:
            await self._connections.pop().aclose()

    async def _kept(self, origin: httpcore.Origin) -> httpcore.AsyncHTTP11Connection | None:
        for connection in self._open():
            if not connection.can_handle_request(origin) or not connection.is_idle():
                continue
            if not connection.has_expired():
                return connection
            await connection.aclose()
        return None

    def _open(self) -> Sequence[httpcore.AsyncHTTP11Connection]:
        self._connections = [connection for connection in self._connections if not connection.is_closed()]
        return self._connections

    async def _opened(self, request: httpcore.Request) -> httpcore.AsyncHTTP11Connection:
        self._opening += 1
        try:
            stream = await self._connected(request.url.origin, request.extensions["timeout"]["connect"])
        finally:
            self._opening -= 1
        connection = _Connection(request.url.origin, stream, keepalive_expiry=self._keep_alive)
        self._connections.append(connection)
        return connection

    async def _connected(self, origin: httpcore.Origin, timeout: float | None) -> httpcore.AsyncNetworkStream:
        host = origin.host.decode("ascii")
        stream = await self._backend.connect_tcp(host, origin.port, timeout)
        if self._context is None:
            return stream
        self._context.ssl.set_alpn_protocols(["http/1.1"])
        return await stream.start_tls(self._context.ssl, host, timeout)


class _Connection(httpcore.AsyncHTTP11Connection):
    """httpcore's, with a lock of asyncio's: for a lock of its own it loads all of anyio, a tenth of a lone send."""

    def __init__(self, origin: httpcore.Origin, stream: httpcore.AsyncNetworkStream, keepalive_expiry: float) -> None:
        super().__init__(origin, stream, keepalive_expiry)
        self._state_lock = asyncio.Lock()  # type: ignore[assignment]
