"""An examination in a thread of its own, with a loop of its own: started, waited for, stopped."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from contextlib import suppress

from workbench.doctor.examination import Question, Tell, examine
from workbench.doctor.report import Report


class Visit:
    """One examination under way; `tell` is called in its thread and must not wait."""

    def __init__(self, question: Question, tell: Tell) -> None:
        self._question = question
        self._tell = tell
        self._future: Future[Report] = Future()
        # A selector loop everywhere: Windows' default one cannot watch a socket for readiness.
        self._loop = asyncio.SelectorEventLoop()
        self._task: asyncio.Task[Report] | None = None
        self._thread = threading.Thread(target=self._run, name="workbench-doctor", daemon=True)

    def start(self) -> Future[Report]:
        """Begin; the future holds the report, NotExaminable, or is cancelled."""
        self._thread.start()
        return self._future

    def cancel(self) -> None:
        """Stop it at once, wherever it is."""
        with suppress(RuntimeError):  # its loop is closed: it is over
            self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        if self._task:
            self._task.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._task = self._loop.create_task(examine(self._question, self._tell))
            self._task.add_done_callback(self._hand_over)
            self._loop.run_until_complete(asyncio.wait({self._task}))
        finally:
            self._loop.close()

    def _hand_over(self, done: asyncio.Task[Report]) -> None:
        if done.cancelled():
            self._future.cancel()
        elif (error := done.exception()) is not None:
            self._future.set_exception(error)
        else:
            self._future.set_result(done.result())
