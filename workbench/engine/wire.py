"""A connected socket, without blocking: readiness waits that a time limit or a cancel ends at once."""

from __future__ import annotations

import asyncio
import socket
from typing import Final

_RECEIVE: Final = 256 * 1024  # bytes asked of the kernel at once: 16 TLS records
_BREATH: Final = 16  # times that something is there already before everything else in the engine has its turn
_EARLY: Final = 1024 * 1024  # bytes kept of an answer that comes before the request is complete


class Wire:
    """A non-blocking TCP socket. Its methods raise OSError and TimeoutError, nothing else.

    One task may receive while others send, as parallel requests of one HTTP/2 connection do.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._loop = asyncio.get_running_loop()
        self._early = bytearray()
        self._ended = False
        self._at_once = 0
        self._reading: asyncio.Future[bool] | None = None  # who is told that there is something to read
        self._writing = asyncio.Lock()

    async def receive(self, timeout: float | None) -> bytes:
        """Return what has come, at most 1 MiB; empty at the end of the stream."""
        if self._early:
            data = bytes(self._early)
            self._early.clear()
            return data
        self._at_once += 1
        if self._at_once >= _BREATH:
            self._at_once = 0
            await asyncio.sleep(0)
        while not self._ended:
            try:
                return self._sock.recv(_RECEIVE)
            except (BlockingIOError, InterruptedError):
                self._at_once = 0
                await self._ready(timeout, readable=True, writable=False)
        return b""

    def receive_now(self) -> bytes | None:
        """Return what has come, or None when nothing has."""
        try:
            return self._sock.recv(_RECEIVE)
        except (BlockingIOError, InterruptedError):
            return None

    async def send(self, data: bytes, timeout: float | None) -> None:
        """Write everything; the time limit counts from the last byte the peer took.

        What the peer sends meanwhile is kept for `receive`: a server may refuse a request before its body is
        complete, and its words must not be lost when it then closes.
        """
        view = memoryview(data)
        async with self._writing:  # half a TLS record must not have another one in it
            while view:
                try:
                    view = view[self._sock.send(view) :]
                except (BlockingIOError, InterruptedError):
                    await self._wait_to_send(timeout)

    async def _wait_to_send(self, timeout: float | None) -> None:
        listening = not self._ended and len(self._early) < _EARLY and self._reading is None
        try:
            writable = await self._ready(timeout, readable=listening, writable=True)
        except TimeoutError:
            if self._early:
                raise ConnectionAbortedError("the peer answered and stopped reading") from None
            raise
        if not writable:
            data = self.receive_now()
            self._ended = data == b""
            self._early += data or b""

    async def _ready(self, timeout: float | None, *, readable: bool, writable: bool) -> bool:
        """Wait for either; return whether bytes can be written."""
        descriptor = self._sock.fileno()
        if descriptor < 0:
            raise ConnectionAbortedError("the connection was closed")
        future: asyncio.Future[bool] = self._loop.create_future()
        timer = None if timeout is None else self._loop.call_later(timeout, _expire, future)
        if readable:
            self._reading = future  # a task that receives takes it over from one that sends
            self._loop.add_reader(descriptor, _settle, future, False)
        if writable:
            self._loop.add_writer(descriptor, _settle, future, True)
        try:
            return await future
        finally:
            if timer is not None:
                timer.cancel()
            self._forget(reader=self._reading is future, writer=writable)

    def _forget(self, *, reader: bool, writer: bool) -> None:
        if reader:
            self._reading = None
        descriptor = self._sock.fileno()
        if descriptor < 0 or self._loop.is_closed():
            return
        if reader:
            self._loop.remove_reader(descriptor)
        if writer:
            self._loop.remove_writer(descriptor)

    def send_now(self, data: bytes) -> None:
        """Write what the kernel takes of a last word."""
        try:
            self._sock.send(data)
        except OSError:
            return

    def close(self) -> None:
        """Close at once; whoever waits is left to its own cancel."""
        self._forget(reader=True, writer=True)
        self._sock.close()


def _settle(future: asyncio.Future[bool], value: bool) -> None:
    if not future.done():
        future.set_result(value)


def _expire(future: asyncio.Future[bool]) -> None:
    if not future.done():
        future.set_exception(TimeoutError())
