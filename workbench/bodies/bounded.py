"""How long a layout may become: what a server sends must fill neither the disk nor the memory."""

from __future__ import annotations

from typing import Final, Protocol

from workbench.bodies.job import Refused

_LEAST_ROOM: Final = 64 << 20
_GROWS: Final = 24  # times: what comes of `[0,0,…]` ten levels deep
_MOST_ROOM: Final = 512 << 20
_GROWS_AT_ANY_SIZE: Final = 4  # times: a body so large is laid out only when somebody asks for it


class Writable(Protocol):
    """Where a layout goes."""

    def write(self, data: bytes, /) -> object:
        """Write bytes behind those that are there."""


class Bounded:
    """Writes to a file what a body of `size` bytes may come to, and raises Refused for more."""

    def __init__(self, out: Writable, size: int) -> None:
        self._out = out
        self._most = max(_LEAST_ROOM, min(_GROWS * size, max(_MOST_ROOM, _GROWS_AT_ANY_SIZE * size)))
        self._written = 0

    def write(self, data: bytes, /) -> None:
        """Write bytes behind those that are there."""
        self._written += len(data)
        if self._written > self._most:
            raise Refused(f"laid out it would be more than {self._most // 1_000_000:,} MB")
        self._out.write(data)
