"""TLS over any layer that receives and sends: a socket, or TLS again (an HTTPS proxy).

Memory BIOs instead of a wrapped socket: an alert that comes after a failed write is still read (a TLS 1.3 server
judges our certificate after our side of the handshake is done), and our own alert is flushed after a failed handshake.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from typing import Final, Protocol

from workbench.engine.connection import TlsFacts
from workbench.tls.handshake import hear_error
from workbench.tls.opening import KEPT
from workbench.tls.recorder import ObservedObject, deaf, received_chain

_PLAINTEXT: Final = 256 * 1024  # encrypted, or returned, at once
_BULK: Final = 1024 * 1024  # of an answer: what comes after it is a body, and its records are not listened to
_KEY_UPDATE: Final = 64  # bytes on the wire, at most: new keys and alerts; any answer with a certificate has more


class Layer(Protocol):
    """What carries the bytes; see `wire.Wire`."""

    async def receive(self, timeout: float | None) -> bytes:
        """Return what has come; empty at the end."""

    def receive_now(self) -> bytes | None:
        """Return what has come, or None when nothing has."""

    async def send(self, data: bytes, timeout: float | None) -> None:
        """Write everything."""

    def send_now(self, data: bytes) -> None:
        """Write what goes without waiting."""

    def close(self) -> None:
        """Close at once."""


class TlsLayer:
    """One TLS session. Its methods raise OSError (`ssl.SSLError` is one) and TimeoutError, nothing else."""

    def __init__(self, lower: Layer, context: ssl.SSLContext, facts: TlsFacts) -> None:
        self._lower = lower
        self._facts = facts
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.ssl = context.wrap_bio(self._incoming, self._outgoing, server_hostname=facts.server_name)
        if isinstance(self.ssl, ObservedObject):
            self.ssl.recorder = facts.recorder
        self._ended = False
        self._broken: ssl.SSLError | None = None
        self._read_since_sent = 0

    async def handshake(self) -> None:
        """Do the handshake; whatever it wanted to say to the server is sent even when it fails."""
        while True:
            try:
                self.ssl.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush(None)
                await self._feed(None)
            except ssl.SSLError:
                self._note_chain()
                with suppress(OSError):
                    await self._flush(1.0)
                raise
            else:
                await self._flush(None)
                self._note_result()
                return

    def _note_chain(self) -> None:
        if not self._facts.observable:
            self._facts.peer_ders = received_chain(self.ssl)

    def _note_result(self) -> None:
        self._facts.complete = True
        self._note_chain()
        cipher = self.ssl.cipher()
        self._facts.version = self.ssl.version()
        self._facts.cipher = cipher[0] if cipher else None
        self._facts.alpn = self.ssl.selected_alpn_protocol()

    async def ends_within(self, seconds: float) -> bool:
        """Tell whether the server closes after the handshake; a session ticket, or any bytes, says that it does not."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._facts.has_ticket():
                    data = self._decrypted()
                    if data is not None:
                        return not data
                    await self._feed(None)
        return False

    async def receive(self, timeout: float | None) -> bytes:
        """Return decrypted bytes, up to about 256 KiB; empty at the end, with or without close_notify."""
        while True:
            data = self._decrypted()
            if self._outgoing.pending:  # a key update or a late certificate request was answered
                await self._flush(timeout)
            if data is not None:
                return data
            await self._feed(timeout)

    def receive_now(self) -> bytes | None:
        """Return decrypted bytes that have come, or None when nothing has."""
        data = self._lower.receive_now()
        if data is not None:
            self._take(data)
        return self._decrypted()

    def _decrypted(self) -> bytes | None:
        """Return what can be decrypted now; None = more is needed, empty = the end."""
        if self._broken is not None:
            raise self._broken
        parts = self._parts_unheard() if self._is_bulk else self._parts()
        if parts:
            return parts[0] if len(parts) == 1 else b"".join(parts)
        return b"" if self._ended else None

    def _parts_unheard(self) -> list[bytes]:
        """Decrypt a body without listening; that we had to answer in its midst shows by what is to be written."""
        before = self._outgoing.pending
        with deaf(self.ssl.context):
            parts = self._parts()
        if self._outgoing.pending - before > _KEY_UPDATE:  # asked for a certificate late, or to renegotiate
            self._facts.unheard = True
        return parts

    def _parts(self) -> list[bytes]:
        parts: list[bytes] = []
        size = 0
        while size < _PLAINTEXT and not self._ended and self._has_input():
            part = self._next_part(parts)
            if part is None:
                break
            parts.append(part)
            size += len(part)
        self._read_since_sent += size
        return parts

    @property
    def _is_bulk(self) -> bool:
        return self._facts.observable and not self._facts.unheard and self._read_since_sent > _BULK

    def _has_input(self) -> bool:
        # Asked first: a read that wants more is an exception, and every answer would pay for two.
        return self._incoming.pending > 0 or self._incoming.eof or self.ssl.pending() > 0

    def _next_part(self, before: list[bytes]) -> bytes | None:
        try:
            part = self.ssl.read(_PLAINTEXT)
        except ssl.SSLWantReadError:
            return None
        except ssl.SSLZeroReturnError:
            self._ended = True
            return None
        except ssl.SSLEOFError:
            self._ended = self._facts.ragged_end = True
            return None
        except ssl.SSLError as error:
            self._broken = error
            if self._is_bulk:
                hear_error(self._facts.recorder, error)
            if before:  # deliver what came before the fault; the next call raises it
                return None
            raise
        self._ended = not part
        return part or None

    async def send(self, data: bytes, timeout: float | None) -> None:
        """Encrypt and write everything."""
        self._read_since_sent = 0
        view = memoryview(data)
        while view:
            chunk = view[:_PLAINTEXT]
            while chunk:
                try:
                    chunk = chunk[self.ssl.write(chunk) :]
                except ssl.SSLWantReadError:  # renegotiation, TLS 1.2
                    await self._flush(timeout)
                    await self._feed(timeout)
            await self._flush(timeout)
            view = view[_PLAINTEXT:]

    async def _feed(self, timeout: float | None) -> None:
        self._take(await self._lower.receive(timeout))

    def _take(self, data: bytes) -> None:
        if not self._facts.opening:
            self._facts.opening = data[:KEPT]
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _flush(self, timeout: float | None) -> None:
        if self._outgoing.pending:
            await self._lower.send(self._outgoing.read(), timeout)

    def send_now(self, data: bytes) -> None:
        """Encrypt and write what goes without waiting."""
        with suppress(ssl.SSLError):
            self.ssl.write(data)
            self._lower.send_now(self._outgoing.read())

    def close(self) -> None:
        """Say close_notify if that goes without waiting, and close."""
        if self._facts.complete and self._broken is None:
            with suppress(ssl.SSLError):
                self.ssl.unwrap()
            if self._outgoing.pending:
                self._lower.send_now(self._outgoing.read())
        self._lower.close()
