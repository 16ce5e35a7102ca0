"""Textual's driver, with cells between it and the terminal."""

from __future__ import annotations

import os
import signal
import sys
import termios
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from textual.app import ScreenStackError
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition, Resize
from textual.message import Message

from workbench.terminal import keyboard, lifeline
from workbench.terminal.cells import Cells
from workbench.terminal.line import Line
from workbench.terminal.plain import Plain

if TYPE_CHECKING:
    from textual.app import App

_AS_WE_FOUND_IT: Final = "\x1b(B\x0f\x1b[4l\x1b[?6l\x1b[r\x1b[?25l\x1b[?7l"
_FEW_ATTRIBUTES: Final = ("vt", "ansi", "cons")


class CellsDriver(LinuxDriver):
    """Sends only the cells that changed, and never lets the app wait for the terminal."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._guard = threading.RLock()
        self._stale = self._started = self._stopping = False
        self._told: tuple[int, int] | None = None  # the size, by a terminal that tells of it among the keys
        self._line: Line | None = None
        self._stop = -1
        self._stopper: int | None = None  # a pipe: what is closed at one end is heard at the other
        self._output = sys.__stderr__.fileno() if sys.__stderr__ else 2
        self._encoding = (sys.__stderr__.encoding if sys.__stderr__ else None) or "utf-8"
        lean = not os.environ.get("TERM", "").startswith(_FEW_ATTRIBUTES)
        # The app would ask rich for it, which takes another size for a terminal that has none (0x0, as a script's).
        self._size = self._size or self._measure()
        self._cells: Cells | Plain = Cells(*self._size, lean=lean)

    def write(self, data: str) -> None:
        """Take what the terminal should show; what of it must be sent, and when, is the line's to find out."""
        if self._line is None or self._line.broken:
            return
        with self._guard:
            try:
                self._look_again()
                self._cells.write(data)
            except BaseException as fault:  # noqa: BLE001  told; and what is drawn from here on, is drawn without cells
                self._do_without_cells(fault)
                self._cells.write(data)
            waits = self._cells.waits
        if waits:
            self._line.wake()

    def forget(self) -> None:
        """Know nothing of what the terminal shows: something else may have painted it."""
        with self._guard:
            self._cells.blank()
            self._cells.write(_AS_WE_FOUND_IT)

    def start_application_mode(self) -> None:
        """Begin with a terminal that anything may have been done to; from the second time on, draw all at once."""
        _await_foreground(self.fileno)
        self._stale = True
        self.close()
        self._line = Line(self._output, self._take)
        self._stop, self._stopper = os.pipe()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._writer_thread is not None:  # nothing is ever given to Textual's own
            self._writer_thread.stop()
            self._writer_thread = None
        if self._started:
            self._loop.call_soon_threadsafe(self._draw_all)
        self._started = True

    def stop_application_mode(self) -> None:
        """Leave the terminal as it was found, after its last answer."""
        if self._line is not None:
            self._line.settle()
        super().stop_application_mode()

    def run_input_thread(self) -> None:
        """Read keys until the input is disabled."""
        with os.fdopen(self._stop, "rb", buffering=0) as stop:
            keyboard.listen(self.fileno, stop.fileno(), self.process_message, debug=self._debug)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except BaseException as fault:  # noqa: BLE001  carried to the app, which can take no more keys
            self._app.call_later(self._app._handle_exception, fault)

    def disable_input(self) -> None:
        """Take no more keys; the thread that reads them ends at once."""
        if self._stopper is not None:
            os.close(self._stopper)
            self._stopper = None
        super().disable_input()

    def _sigtstp_application(self, *_: object) -> None:
        """Stop: at once while another program has the terminal, else as soon as the loop comes to it."""
        if not lifeline.has_job_control():
            return
        if self._auto_restart and self._line is not None:
            self._stopping = True
            self._loop.call_soon_threadsafe(self._stop_for_shell)
        else:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _stop_for_shell(self) -> None:
        if self._stopping and not self._app._exit:
            self.suspend_application_mode()
            self._must_signal_resume = True
            os.kill(0, signal.SIGSTOP)  # the whole job: the shell may wait for another that started us, as `uv run`

    def _sigcont_application(self, *_: object) -> None:
        self._stopping = False
        if self._auto_restart and self._started and not self._app._exit:
            self._loop.call_soon_threadsafe(self._come_back)

    def _come_back(self) -> None:
        """Come back, once: one that was stopped without being told is in the terminal's modes still, or should be."""
        if self._app._exit:
            return
        if self._line is not None:
            self.suspend_application_mode()
        self.resume_application_mode()

    def hurry(self) -> None:
        """Wait no more for a terminal that takes nothing."""
        if self._line is not None:
            self._line.hurry()

    def put_right(self, sequence: str) -> None:
        """Leave the terminal as a shell needs it, from any thread: the app's own does not come to it."""
        if self._line is not None:
            self._line.give_up()
        with suppress(termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        with suppress(OSError):
            os.write(self._output, sequence.encode())

    def close(self) -> None:
        """Write what is left."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def process_message(self, message: Message) -> None:
        """Keep the terminal's answers to the line; it is asked nothing else that it answers so."""
        if isinstance(message, CursorPosition):
            if self._line is not None:
                self._line.answered()
            return
        if isinstance(message, Resize):
            self._told = (message.size.width, message.size.height) if message.size else None
            self._stale = True
        super().process_message(message)

    def _get_terminal_size(self) -> tuple[int, int]:
        self._stale = True  # asked at a start, and when the size changed: also where it changed back
        self._told = None
        return self._measure()

    def _draw_all(self) -> None:
        with suppress(ScreenStackError):  # it may be leaving
            self._app.screen.refresh()

    def _measure(self) -> tuple[int, int]:
        try:
            width, height = os.get_terminal_size(self._output)
        except OSError:
            width = height = 0
        return (width, height) if width and height else super()._get_terminal_size()

    def _known_size(self) -> tuple[int, int]:
        """Return the size that the app lays out by: what was told may be older or newer than what can be asked."""
        return self._told or self._measure()

    def _look_again(self) -> None:
        size = self._known_size()
        if size != self._cells.size:
            self._cells.resize(*size)
        elif self._stale:
            self._cells.forget()
        self._stale = False

    def _do_without_cells(self, fault: BaseException) -> None:
        self._cells = Plain(self._cells.size)
        self._loop.call_soon_threadsafe(self._draw_all)
        told = (type(fault), fault, fault.__traceback__, threading.current_thread())
        threading.excepthook(threading.ExceptHookArgs(told))  # as of a thread that a fault ends: lifeline.watch_threads

    def _take(self) -> bytes:
        with self._guard:
            try:
                text = self._cells.take()
            except BaseException as fault:  # noqa: BLE001  as above
                self._do_without_cells(fault)
                text = ""
            missed = self._cells.missed()
        if missed:
            self._loop.call_soon_threadsafe(self._draw_all)
        return text.encode(self._encoding, "replace")


def _await_foreground(terminal: int) -> None:
    """Stop until a shell lets us have the terminal, as after `workbench &`: Textual's own wait ends without a start."""
    with suppress(OSError):
        while lifeline.has_job_control() and os.tcgetpgrp(terminal) != os.getpgrp():
            os.kill(0, signal.SIGSTOP)
