"""After a failed write over HTTP/2 the server's alert is read for, and not for longer than a moment."""

from __future__ import annotations

import asyncio

import pytest

from workbench.engine.backend import Backend, Stream
from workbench.engine.connection import Connection, TlsFacts
from workbench.engine.errors import SendFailed
from workbench.engine.route import Route
from workbench.engine.watch import Watches
from workbench.tls.context import Profile
from workbench.tls.trust import Trust


class _Endless:
    """A peer that takes nothing and never stops talking."""

    async def receive(self, timeout: float | None) -> bytes:
        await asyncio.sleep(0.01)
        return b"x"

    def receive_now(self) -> bytes | None:
        return None

    async def send(self, data: bytes, timeout: float | None) -> None:
        raise BrokenPipeError("nobody reads")

    def send_now(self, data: bytes) -> None:
        return

    def close(self) -> None:
        return


async def test_a_peer_that_reads_nothing_and_talks_on_does_not_keep_a_failed_write_from_ending() -> None:
    route = Route(profile=Profile(trust=Trust(system=None)), context=None)
    connection = Connection(tls=TlsFacts(server_name="a.test", observable=False, alpn="h2"))
    stream = Stream(_Endless(), connection, Backend(Watches(), route))
    async with asyncio.timeout(5):
        with pytest.raises(SendFailed):
            await stream.write(b"request")
