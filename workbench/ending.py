"""How the app ends: by a signal, with its terminal, or by a fault of its own, which is told in our words."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import App
from textual.driver import Driver
from textual.worker import WorkerFailed

from workbench.folders import Folders
from workbench.terminal import drawing, lifeline

if TYPE_CHECKING:
    from types import TracebackType

    from workbench.screens.composer import ComposerScreen
    from workbench.screens.working_desk import WorkingDesk


def last_words(folders: Folders, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell of a fault outside the app's own messages as of one within: a traceback tells what was typed."""
    sys.stderr.write(f"{lifeline.stopped(error, folders.reports)}\n")


class EndingApp(App[None]):
    """Keeps the draft and puts the terminal right, whatever ends it; a fault in a thread or a worker does not."""

    desk: WorkingDesk
    _composer: ComposerScreen

    def __init__(self, folders: Folders, driver: type[Driver] | None) -> None:
        super().__init__(driver_class=driver)
        self._folders = folders
        self._faults = lifeline.Faults(folders.reports)

    def listen(self) -> None:
        """Hear of threads that end by a fault, and where there is a terminal, of its end and of signals."""
        lifeline.watch_threads(self._thread_ended)
        lifeline.watch_loop(asyncio.get_running_loop(), self._thread_ended)
        if not self.is_headless:
            lifeline.listen(asyncio.get_running_loop(), self.hang_up, self._give_up)
            self.set_interval(lifeline.WATCH_SECONDS, self._watch_terminal)

    async def action_quit(self) -> None:
        """Leave; the draft stays for the next start."""
        self._composer.save_and_stop()
        self.desk.close()
        self.exit()

    def action_suspend_process(self) -> None:
        """Leave the terminal to the shell, until it fetches us back."""
        if lifeline.has_job_control():
            super().action_suspend_process()
        else:
            self.desk.tell("There is no shell here to come back from.")

    def hang_up(self, number: signal.Signals) -> None:
        """Save and go: the session was lost, or somebody wants us gone."""
        drawing.hurry(self)
        self._composer.save_and_stop()
        self.desk.close()
        self.exit(return_code=128 + number)

    def _give_up(self) -> None:
        """Save and put the terminal right, from another thread: the loop is too busy to end by itself."""
        from workbench.commands.reset_terminal import SEQUENCE

        if self._composer.is_mounted:
            self._composer.workpiece.drafts.save_now()
        drawing.put_right(self, SEQUENCE)

    def _thread_ended(self, error: BaseException) -> None:
        """Tell of a fault in a thread of ours, from that thread; the app goes on without it."""
        self.call_later(self.desk.tell, self._faults.tell(error), "error")

    def _watch_terminal(self) -> None:
        if lifeline.terminal_is_gone():
            lifeline.end_for_certain(128 + signal.SIGTERM, self._give_up)
            self.hang_up(signal.SIGTERM)

    def _fatal_error(self) -> None:
        """Say in one line what happened, and where the report is: Textual's own account prints locals."""
        error = sys.exception() or self._exception
        if error is None:
            return
        if not self._exit_renderables:  # what the first one brought about says nothing more
            self._exit_renderables.append(Text(lifeline.stopped(error, self._folders.reports)))
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        """Go on without a worker that a fault ended; end with every other fault, told in our words only."""
        if isinstance(error, WorkerFailed):
            self._thread_ended(error.error)
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._fatal_error()
