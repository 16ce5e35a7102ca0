"""What a socket does while several tasks use it, as the requests of one HTTP/2 connection do."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from workbench.engine.wire import Wire

MUCH = 1_000_000


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two connected sockets; ours takes little at once."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        for end in (ours, theirs):
            end.setblocking(False)
        yield ours, theirs


async def taken(theirs: socket.socket, count: int) -> bytes:
    """Take so many bytes at the other end."""
    loop = asyncio.get_running_loop()
    parts = bytearray()
    async with asyncio.timeout(5):
        while len(parts) < count:
            parts += await loop.sock_recv(theirs, 65536)
    return bytes(parts)


@pytest.mark.parametrize("order", ["receive first", "send first"])
async def test_who_waits_for_an_answer_is_woken_whatever_is_sent_meanwhile(
    ends: tuple[socket.socket, socket.socket], order: str
) -> None:
    ours, theirs = ends
    wire = Wire(ours)
    works = {"receive": wire.receive(5.0), "send": wire.send(b"x" * MUCH, 5.0)}
    names = ["receive", "send"] if order == "receive first" else ["send", "receive"]
    tasks = {}
    for name in names:
        tasks[name] = asyncio.ensure_future(works[name])
        await asyncio.sleep(0.01)  # until it waits: nothing tells
    assert await taken(theirs, MUCH) == b"x" * MUCH
    await tasks["send"]
    theirs.send(b"answer")
    async with asyncio.timeout(1):
        assert await tasks["receive"] == b"answer"


async def test_what_two_tasks_send_stays_in_one_piece_each(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    wire = Wire(ours)
    sends = asyncio.gather(wire.send(b"a" * MUCH, 5.0), wire.send(b"b" * MUCH, 5.0))
    assert await taken(theirs, 2 * MUCH) == b"a" * MUCH + b"b" * MUCH
    await sends
