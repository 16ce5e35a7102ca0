"""TCP connections as RFC 8305 has it: addresses in turn, the next one started when one is slow or fails."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from workbench.engine.errors import ConnectFailed
from workbench.engine.resolver import Address

_ATTEMPT_DELAY: Final = 0.25  # RFC 8305 §5, "Connection Attempt Delay"


async def dial(addresses: Sequence[Address]) -> tuple[socket.socket, Address]:
    """Connect to the first address that answers. Raise ConnectFailed with every attempt."""
    if len(addresses) == 1:
        try:
            return await _connect(addresses[0]), addresses[0]
        except OSError as error:
            raise ConnectFailed(((str(addresses[0]), error),)) from error
    return await _race(addresses)


async def _connect(address: Address) -> socket.socket:
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, address.sockaddr)
    except BaseException:
        sock.close()
        raise
    return sock


async def _race(addresses: Sequence[Address]) -> tuple[socket.socket, Address]:
    waiting = list(addresses)
    running: dict[asyncio.Task[socket.socket], Address] = {}
    failed: list[tuple[str, OSError]] = []
    try:
        while waiting or running:
            if waiting:
                address = waiting.pop(0)
                running[asyncio.create_task(_connect(address))] = address
            done, _ = await asyncio.wait(
                running, timeout=_ATTEMPT_DELAY if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                address = running.pop(task)
                try:
                    return task.result(), address
                except OSError as error:
                    failed.append((str(address), error))
    finally:
        await _abandon(running)
    raise ConnectFailed(tuple(failed))


async def _abandon(running: dict[asyncio.Task[socket.socket], Address]) -> None:
    for task in running:
        task.cancel()
    for task in running:
        with suppress(OSError, asyncio.CancelledError):
            (await task).close()
