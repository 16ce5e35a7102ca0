"""The network backend that httpcore's pools connect through: time limits, overrides, and a watch on everything."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Final

import httpcore

from workbench.engine import answer_reader, dialing, resolver
from workbench.engine.answer_reader import AnswerReader
from workbench.engine.connection import Connection, TlsFacts
from workbench.engine.errors import (
    ConnectTimedOut,
    HandshakeDone,
    HandshakeFailed,
    PeerClosed,
    ReceiveFailed,
    ReceiveTimedOut,
    SendFailed,
    SendTimedOut,
)
from workbench.engine.route import Route
from workbench.engine.tls_layer import Layer, TlsLayer
from workbench.engine.watch import Watch, Watches
from workbench.engine.wire import Wire
from workbench.tls.opening import KEPT

_SILENCE: Final = 0.3  # seconds after which an answer is over that does not tell where it ends
_LAST_WORD: Final = 0.3  # seconds a TLS 1.3 server is given to refuse our certificate after the handshake


class Backend(httpcore.AsyncNetworkBackend):
    """Connects for the pool of one route, whose contexts tell TLS with the proxy from TLS with the server.

    `handshake_only` ends every connection with HandshakeDone as soon as its TLS came about.
    """

    def __init__(self, watches: Watches, route: Route, *, handshake_only: bool = False) -> None:
        self.watches = watches
        self.context = route.context
        self.proxy_context = route.proxy_context
        self.server_name = route.profile.server_name
        self.handshake_only = handshake_only
        self._overrides = route.overrides if route.proxy is None else {}

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
        if self.handshake_only and self.context is None and self.proxy_context is None:
            wire.close()
            raise HandshakeDone
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
        self._reader: AnswerReader | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come. Raise PeerClosed, ReceiveFailed, ReceiveTimedOut; Misspoken, CutOff over HTTP/1."""
        reader = self._reader
        if reader is None:
            return await self._received(timeout)
        passed_on = b""
        while not passed_on:
            reader.check()
            data = await self._answered(reader, timeout)
            if not data:
                reader.end()
                return b""
            passed_on = reader.feed(data)
        return passed_on

    async def _answered(self, reader: AnswerReader, timeout: float | None) -> bytes:
        """Return what has come of an answer; nothing also after the silence that ends one without a known end."""
        if not reader.guesses:
            return await self._received(timeout)
        try:
            return await self._received(_SILENCE if timeout is None else min(timeout, _SILENCE))
        except ReceiveTimedOut:
            return b""

    async def _received(self, timeout: float | None) -> bytes:
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
        if not self._connection.opening:
            self._connection.opening = data[:KEPT]
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write everything. Raise SendFailed, SendTimedOut."""
        if not buffer:
            return
        watch = self._backend.watches.current()
        if watch is not None:
            watch.use(self._connection)
        self._expect(buffer, watch)
        try:
            await self._layer.send(buffer, self._limit(timeout, watch))
        except TimeoutError as error:
            raise self._too_slow(timeout, SendTimedOut()) from error
        except OSError as error:
            raise SendFailed(await self._refusal() or error) from error
        if watch is not None:
            watch.wrote(len(buffer))

    def _expect(self, written: bytes, watch: Watch | None) -> None:
        """Read what comes next as the answer to a request, where this is the beginning of one."""
        if self._reader is None or self._reader.done:
            self._reader = answer_reader.awaiting(written)
            if watch is not None and self._reader is not None:
                watch.reader = self._reader

    async def _refusal(self) -> OSError | None:
        """Return the alert behind a failed write; over HTTP/2 httpcore does not read on, as it does over HTTP/1.1."""
        facts = self._connection.tls
        if facts is None or facts.alpn != "h2":
            return None
        deadline = time.perf_counter() + _LAST_WORD
        try:
            while (left := deadline - time.perf_counter()) > 0 and await self._layer.receive(left):
                continue
        except TimeoutError:
            return None
        except OSError as error:
            return error
        return None

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
        self._connection.opening = b""  # what a proxy said before does not count
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
        if self._backend.handshake_only and (facts is self._connection.tls or self._backend.context is None):
            await _last_word(layer, facts)
            raise HandshakeDone
        return Stream(layer, self._connection, self._backend)

    def _facts(self, context: ssl.SSLContext, server_hostname: str) -> TlsFacts:
        """Begin the record of a handshake: with the proxy when this is the proxy's context, else with the server."""
        server, proxy = self._backend.context, self._backend.proxy_context
        if proxy is not None and context is proxy.ssl:
            self._connection.proxy_tls = TlsFacts(server_name=server_hostname, observable=proxy.observable)
            return self._connection.proxy_tls
        name = self._backend.server_name or server_hostname
        self._connection.tls = TlsFacts(server_name=name, observable=server is not None and server.observable)
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
        if self._reader is not None and self._reader.spoiled:
            return True
        try:
            return self._layer.receive_now() is not None
        except OSError:
            return True


async def _last_word(layer: TlsLayer, facts: TlsFacts) -> None:
    """Close, after a TLS 1.3 server that was shown a certificate had time to refuse it. Raise as reading does.

    Our side of that handshake is done before the server judges. Its session ticket ends the waiting: a server that
    asks for a certificate can only issue one after our Finished (RFC 8446 §4.6.1).
    """
    observed = facts.observed()
    judged = facts.version != "TLSv1.3" or (observed is not None and not observed.requested)
    try:
        if not judged and await layer.ends_within(_LAST_WORD):
            raise PeerClosed
    except OSError as error:
        raise ReceiveFailed(error) from error
    finally:
        layer.close()


def _translated(error: BaseException, connection: Connection) -> BaseException:
    match error:
        case TimeoutError():
            return ConnectTimedOut("tls", connection.tried)
        case OSError():
            return HandshakeFailed(error)
        case _:
            return error
