"""The engine's thread: requests run in a loop of their own, away from a terminal that may stop reading."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future

from workbench.engine import memory, reach, spill
from workbench.engine.reach import Looked, Reached
from workbench.engine.send import Observer, Sender, stopped, unobserved
from workbench.engine.ticket import Ticket
from workbench.models import CertificateEntry, Exchange

_LAST_WORDS = 0.05  # seconds given to closing connections at the end


class Sending:
    """A send under way."""

    def __init__(self, future: Future[Exchange], cancel: Callable[[], None]) -> None:
        self._future = future
        self._cancel = cancel

    def result(self, timeout: float | None = None) -> Exchange:
        """Wait for the exchange. Raise TimeoutError."""
        return self._future.result(timeout)

    def cancel(self) -> None:
        """Stop it: the socket is closed at once, and the exchange says so."""
        self._cancel()

    def done(self) -> bool:
        """Tell whether it is over."""
        return self._future.done()

    def add_done_callback(self, tell: Callable[[Exchange], None], fail: Callable[[BaseException], None]) -> None:
        """Call `tell` in the engine's thread when it is over, or `fail` where a fault of our own ended it."""

        def end(future: Future[Exchange]) -> None:
            error = future.exception()
            if error is None:
                tell(future.result())
            else:
                fail(error)

        self._future.add_done_callback(end)


class Engine:
    """A daemon thread with an event loop and a Sender in it, started with the first send."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._sender: Sender | None = None
        self._lock = threading.Lock()
        self._closed = False

    def send(self, ticket: Ticket, observe: Observer = unobserved) -> Sending:
        """Begin to send and return at once; `observe` is called in the engine's thread and must not wait."""
        _, sender = self._started()
        return self._begun(ticket, lambda: sender.send(ticket, observe))

    def handshake(self, ticket: Ticket, observe: Observer = unobserved) -> Sending:
        """Begin a handshake alone, see `Sender.handshake`; returns at once."""
        _, sender = self._started()
        return self._begun(ticket, lambda: sender.handshake(ticket, observe))

    def heed(self, entries: Sequence[CertificateEntry]) -> None:
        """Close the idle connections of entries that changed, are disabled or gone; returns at once."""
        with self._lock:
            loop, sender = self._loop, self._sender
            if self._closed or loop is None or sender is None:
                return
        asyncio.run_coroutine_threadsafe(sender.heed(entries), loop)

    def lookup(self, host: str, time_limit: float) -> Looked:
        """Wait for the addresses of a name; not to be called in the engine's thread."""
        loop, _ = self._started()
        return asyncio.run_coroutine_threadsafe(reach.lookup(host, time_limit), loop).result()

    def reach(self, addresses: Sequence[str], port: int, time_limit: float) -> tuple[Reached, ...]:
        """Wait until each address answered or the time is over; not to be called in the engine's thread."""
        loop, _ = self._started()
        return asyncio.run_coroutine_threadsafe(reach.reach(addresses, port, time_limit), loop).result()

    def _begun(self, ticket: Ticket, work: Callable[[], Coroutine[None, None, Exchange]]) -> Sending:
        loop, _ = self._started()
        task: list[asyncio.Task[Exchange]] = []
        future: Future[Exchange] = Future()
        is_stopped = False

        def begin() -> None:
            task.append(loop.create_task(work()))
            task[0].add_done_callback(lambda done: _hand_over(done, ticket, future))

        def stop() -> None:
            nonlocal is_stopped
            if not is_stopped:  # a second cancel would take the moment in which what came is put away
                is_stopped = True
                task[0].cancel()

        def cancel() -> None:
            loop.call_soon_threadsafe(stop)

        loop.call_soon_threadsafe(begin)
        return Sending(future, cancel)

    def warm(self) -> None:
        """Start the thread and load what the first send needs; remove what killed copies left behind."""
        self._started()
        threading.Thread(target=_settle_in, name="workbench-sweep", daemon=True).start()

    def close(self) -> None:
        """End at once: sends under way are stopped, sockets closed; nothing is waited for beyond a moment."""
        with self._lock:
            self._closed = True
            loop, thread = self._loop, self._thread
        if loop is None or thread is None or not thread.is_alive():
            return
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_LAST_WORDS * 4)

    def _started(self) -> tuple[asyncio.AbstractEventLoop, Sender]:
        with self._lock:
            if self._closed:
                raise RuntimeError("the engine is closed")
            if self._loop is None or self._sender is None:
                # A selector loop everywhere: Windows' default one cannot watch a socket for readiness.
                self._loop = asyncio.SelectorEventLoop()
                self._sender = Sender()
                self._thread = threading.Thread(target=self._run, name="workbench-engine", daemon=True)
                self._thread.start()
            return self._loop, self._sender

    def _run(self) -> None:
        loop, sender = self._loop, self._sender
        if loop is None or sender is None:
            return
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            loop.run_until_complete(_wind_up(sender))
            loop.close()


def _settle_in() -> None:
    memory.give_back_large()
    spill.sweep()


async def _wind_up(sender: Sender) -> None:
    running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running, timeout=_LAST_WORDS)
    await sender.aclose()


def _hand_over(done: asyncio.Task[Exchange], ticket: Ticket, future: Future[Exchange]) -> None:
    if done.cancelled():  # before its first step; later a cancel is a failure in the exchange
        future.set_result(stopped(ticket))
    elif (error := done.exception()) is not None:
        future.set_exception(error)
    else:
        future.set_result(done.result())
