"""Daemon threads for work that blocks: a name server that never answers must not keep the program from ending.

The loop's default executor is joined at exit, so it is not used.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """Run `work` in a daemon thread of its own and return its result or raise its error; a cancel leaves it behind."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def deliver(setter: Callable[[], None]) -> None:
        if not future.done():
            setter()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 — carried to whoever waits
            _post(loop, deliver, lambda error=error: future.set_exception(error))  # type: ignore[misc]
        else:
            _post(loop, deliver, lambda: future.set_result(result))

    threading.Thread(target=run, name="workbench-worker", daemon=True).start()
    return await future


def _post(
    loop: asyncio.AbstractEventLoop, deliver: Callable[[Callable[[], None]], None], setter: Callable[[], None]
) -> None:
    if not loop.is_closed():
        try:
            loop.call_soon_threadsafe(deliver, setter)
        except RuntimeError:  # closed in between: nobody waits any more
            return
