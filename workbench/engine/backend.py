"""The network backend that httpcore's pools connect through: time limits, overrides, and a watch on everything."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import httpcore

from workbench.engine import dialing, resolver
from workbench.engine.connection import Connection, TlsFacts
from workbench.engine.errors import (
    ConnectTimedOut,
    HandshakeFailed,
    PeerClosed,
    ReceiveFailed,
    ReceiveTimedOut,
    SendFailed,
    SendTimedOut,
)
from workbench.engine.tls_layer import Layer, TlsLayer
from workbench.engine.watch import Watch, Watches
from workbench.engine.wire import Wire
from workbench.tls.context import Context

_NO_OVERRIDES: Final[Mapping[str, str]] = MappingProxyType({})


class Backend(httpcore.AsyncNetworkBackend):
    """Connects for one pool; it knows the pool's context, so TLS to a proxy is told from TLS to the server."""

    def __init__(
        self,
        watches: Watches,
        context: Context | None,
        *,
        server_name: str | None = None,
        overrides: Mapping[str, str] = _NO_OVERRIDES,
    ) -> None:
        self.watches = watches
        self.context = context
        self.server_name = server_name
        self._overrides = overrides

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve and connect. Raise ResolveFailed, ConnectFailed, ConnectTimedOut."""
        watch = self.watches.current()
        connection = Connection()
        if watch is not None:
            watch.dial(connection, timeout)
        try:
            async with asyncio.timeout(timeout):
                sock = await self._connected(host, port, connection, watch)
        except TimeoutError as error:
            raise ConnectTimedOut(watch.phase if watch else "connect", connection.tried) from error
        wire = Wire(sock)
        if watch is not None:
            watch.connected(wire.close)
        return Stream(wire, connection, self)

    async def _connected(self, host: str, port: int, connection: Connection, watch: Watch | None) -> socket.socket:
        started = time.perf_counter()
        found = await resolver.resolve(host, port, self._overrides)
        resolved = time.perf_counter()
        connection.tried = tuple(str(address) for address in found.addresses)
        connection.dns_ms = _ms(started, resolved) if found.looked_up else None
        if watch is not None:
            watch.enter("connect")
        sock, address = await dialing.dial(found.addresses)
        connection.remote = address
        connection.tcp_ms = _ms(resolved, time.perf_counter())
        return sock


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 3)


class Stream(httpcore.AsyncNetworkStream):
    """One connection as httpcore sees it, in the clear or through TLS."""

    def __init__(self, layer: Layer, connection: Connection, backend: Backend) -> None:
        self._layer = layer
        self._connection = connection
        self._backend = backend

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come. Raise PeerClosed, ReceiveFailed, ReceiveTimedOut."""
        watch = self._backend.watches.current()
        if watch is not None:
            watch.wait()
        try:
            data = await self._layer.receive(self._limit(timeout, watch))
        except TimeoutError as error:
            raise self._too_slow(timeout, ReceiveTimedOut()) from error
        except OSError as error:
            raise ReceiveFailed(error) from error
        if watch is not None:
            if not data and watch.first_byte is None:
                raise PeerClosed
            watch.read(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write everything. Raise SendFailed, SendTimedOut."""
        if not buffer:
            return
        watch = self._backend.watches.current()
        if watch is not None:
            watch.use(self._connection)
        try:
            await self._layer.send(buffer, self._limit(timeout, watch))
        except TimeoutError as error:
            raise self._too_slow(timeout, SendTimedOut()) from error
        except OSError as error:
            raise SendFailed(error) from error
        if watch is not None:
            watch.wrote(len(buffer))

    @staticmethod
    def _limit(timeout: float | None, watch: Watch | None) -> float | None:
        """Return the time limit; httpcore gives none while it speaks SOCKS, which is part of connecting."""
        return watch.time_to_connect() if timeout is None and watch is not None else timeout

    def _too_slow(self, timeout: float | None, error: httpcore.TimeoutException) -> httpcore.TimeoutException:
        return ConnectTimedOut("connect", self._connection.tried) if timeout is None else error

    async def aclose(self) -> None:
        """Close at once."""
        self._layer.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Put TLS on top. Raise HandshakeFailed, ConnectTimedOut; the connection is then closed."""
        facts = self._facts(ssl_context, server_hostname or "")
        watch = self._backend.watches.current()
        if watch is not None:
            watch.handshake()
        started = time.perf_counter()
        try:
            layer = TlsLayer(self._layer, ssl_context, facts)
            async with asyncio.timeout(watch.time_to_connect() if watch is not None else timeout):
                await layer.handshake()
        except BaseException as error:
            self._layer.close()
            raise _translated(error, self._connection) from error
        finally:
            self._connection.tls_ms = _ms(started, time.perf_counter())
        return Stream(layer, self._connection, self._backend)

    def _facts(self, context: ssl.SSLContext, server_hostname: str) -> TlsFacts:
        ours = self._backend.context
        if ours is None or context is not ours.ssl:
            return TlsFacts(server_name=server_hostname, observable=False)  # to a proxy, not to the server
        name = self._backend.server_name or server_hostname
        self._connection.tls = TlsFacts(server_name=name, observable=ours.observable)
        return self._connection.tls

    def get_extra_info(self, info: str) -> object:
        """Answer httpcore: the SSL object, and whether an idle connection has died."""
        match info:
            case "ssl_object":
                return self._layer.ssl if isinstance(self._layer, TlsLayer) else None
            case "is_readable":
                return self._has_died()
            case _:
                return None

    def _has_died(self) -> bool:
        """Tell whether an idle connection ended; TLS 1.3 tickets that come late do not mean that."""
        try:
            return self._layer.receive_now() is not None
        except OSError:
            return True


def _translated(error: BaseException, connection: Connection) -> BaseException:
    match error:
        case TimeoutError():
            return ConnectTimedOut("tls", connection.tried)
        case OSError():
            return HandshakeFailed(error)
        case _:
            return error
