"""A request's body as it goes out: in pieces that a slow line takes in a blink, each counted once it is taken."""

from __future__ import annotations

import io
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from typing import BinaryIO, Final

from workbench.engine.outgoing import Payload

AT_ONCE: Final = 64 * 1024
"""A body up to this size is written in one piece."""

_SMALLEST: Final = 16 * 1024
_LARGEST: Final = 256 * 1024
_QUICK: Final = 0.05  # seconds
_SLOW: Final = 0.25


class Upload:
    """The pieces of a payload; `count` hears the size of each, and of the whole, when the kernel has taken it."""

    def __init__(self, payload: Payload, count: Callable[[int, int], None]) -> None:
        self._payload = payload
        self._count = count

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with closing(_opened(self._payload)) as source:
            width = _SMALLEST
            while piece := source.read(width):
                began = time.perf_counter()
                yield piece
                width = _next(width, time.perf_counter() - began)
                self._count(len(piece), self._payload.size)


def _opened(payload: Payload) -> BinaryIO:
    return payload.file.open("rb", buffering=0) if payload.file is not None else io.BytesIO(payload.data)


def _next(width: int, seconds: float) -> int:
    if seconds < _QUICK:
        return min(_LARGEST, width * 2)
    return max(_SMALLEST, width // 2) if seconds > _SLOW else width
