"""A real terminal around the program: tmux for what a person sees and types, a bare pty for the bytes themselves."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

import pytest

from tests.pty_screen import PtyScreen
from workbench.terminal.line import ASK

TMUX = shutil.which("tmux")
needs_tmux = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")
needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
PATIENCE = 60.0
ROOT = Path(__file__).parent.parent
JOB_SHELL = Path(__file__).parent / "job_shell.py"


def command(home: Path, *arguments: str) -> list[str]:
    """The program, on a home of its own."""
    return [sys.executable, "-m", "workbench", "--home", str(home), *arguments]


class Tmux:
    """One program in one tmux server of its own."""

    def __init__(self, call: Sequence[str], socket: Path, size: tuple[int, int], term: str = "tmux-256color") -> None:
        self._socket = socket
        self._status = socket.with_suffix(".status")
        width, height = size
        # `remain-on-exit` keeps the last screen and the exit status to look at.
        self._tmux("-f", os.devnull, "new-session", "-d", "-x", str(width), "-y", str(height), "cat")
        self._tmux("set-option", "-g", "remain-on-exit", "on")
        self._tmux("set-option", "-g", "default-terminal", term)
        self._tmux("set-option", "-s", "escape-time", "10")
        # The shell notes the exit status: tmux itself sometimes leaves a dead child unreaped, and knows none. And it
        # forgets the size of another terminal: readline, where pytest loads it, puts that where os.environ has none.
        wrapped = ("sh", "-c", 'unset COLUMNS LINES; "$@"; echo $? >"$0"', str(self._status))
        self._tmux("respawn-pane", "-k", "-c", str(ROOT), *wrapped, *call)

    def _tmux(self, *arguments: str) -> str:
        call = [TMUX or "tmux", "-S", str(self._socket), *arguments]
        ended = subprocess.run(call, capture_output=True, text=True, check=False, timeout=PATIENCE)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def keys(self, *names: str) -> None:
        """Press keys, by tmux's names: "Enter", "F5", "C-q", "s"."""
        self._tmux("send-keys", *names)

    def type(self, text: str) -> None:
        """Type characters one by one."""
        self._tmux("send-keys", "-l", text)

    def screen(self) -> str:
        """What is to be seen now."""
        return self._tmux("capture-pane", "-p")

    def until(self, pattern: str) -> str:
        """Wait until the screen matches, and return it."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, screen := self.screen()):
            if time.monotonic() > end:
                pytest.fail(f"{pattern!r} did not appear on\n{screen}")
            time.sleep(0.03)  # tmux has nothing to wait on
        return screen

    def paint(self, data: bytes) -> None:
        """Write to the terminal beside the program, as another one would."""
        Path(self._tmux("display-message", "-p", "#{pane_tty}").strip()).write_bytes(data)

    def resize(self, width: int, height: int) -> None:
        """Change the size of the window."""
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    def exit_status(self) -> int:
        """Wait for the program's end, and return its exit status; above 128 for a signal, as shells have it."""
        end = time.monotonic() + PATIENCE
        while not (self._status.exists() and (said := self._status.read_text().strip())):
            if time.monotonic() > end:
                pytest.fail(f"the program did not end:\n{self.screen()}")
            time.sleep(0.03)  # another shell writes the file, and tells nobody
        return int(said)

    def kill(self) -> None:
        """Kill the program as kill -9 does, and wait until it is gone."""
        shell = self._tmux("list-panes", "-F", "#{pane_pid}").strip()
        child = subprocess.run(("pgrep", "-P", shell), capture_output=True, text=True, check=True).stdout
        os.kill(int(child), signal.SIGKILL)
        assert self.exit_status() == 128 + signal.SIGKILL

    def close(self) -> None:
        """End the tmux server, and with it the program."""
        subprocess.run([TMUX or "tmux", "-S", str(self._socket), "kill-server"], capture_output=True, check=False)


@contextmanager
def in_tmux(
    call: Sequence[str], folder: Path, size: tuple[int, int] = (80, 24), term: str = "tmux-256color"
) -> Iterator[Tmux]:
    """Run a program in tmux for as long as the block lasts."""
    # A socket for each: a server that was told to end still answers on its own for a moment, and takes nothing new.
    tmux = Tmux(call, folder / f"{token_hex(4)}.sock", size, term)
    try:
        yield tmux
    finally:
        tmux.close()


@dataclass
class Pty:
    """One program in a bare pty: every byte it writes is kept in `written`, and drawn."""

    process: int
    descriptor: int
    size: tuple[int, int] = (80, 24)
    answers_after: float | None = None
    """How many seconds it takes to tell where its cursor is, as over a long line; None where it never does."""
    shell: int | None = None
    """The process that has it as its job and knows its exit status; None where it has the terminal by itself."""
    stops: int = -1
    """Where that process tells of every stop."""
    written: bytearray = field(default_factory=bytearray)
    _drawn: PtyScreen = field(init=False)
    _seen: int = field(default=0, init=False)
    _asked: int = field(default=0, init=False)
    _due: list[float] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        """Begin with an empty screen."""
        width, height = self.size
        self._drawn = PtyScreen(width or 80, height or 24)  # what a program takes for a terminal that has no size

    def press(self, data: bytes) -> None:
        """Send bytes as a terminal would."""
        os.write(self.descriptor, data)

    def pump(self, seconds: float) -> bool:
        """Read what comes within `seconds`, and answer what was asked long enough ago; return False at the end."""
        due = self._due[0] - time.monotonic() if self._due else seconds
        ready, _, _ = select.select([self.descriptor], [], [], max(0.0, min(seconds, due)))
        self._answer()
        if ready:
            try:
                data = os.read(self.descriptor, 65536)
            except OSError:
                return False
            self.written += data
            return bool(data)
        return True

    def _answer(self) -> None:
        if self.answers_after is None:
            return
        asked = self.written.count(ASK)
        self._due += [time.monotonic() + self.answers_after] * (asked - self._asked)
        self._asked = asked
        while self._due and self._due[0] <= time.monotonic():
            self._due.pop(0)
            self.press(b"\x1b[24;80R")

    def until_answered(self) -> None:
        """Wait until it has answered all that it was asked."""
        self.pump(0)
        while self._due:
            assert self.pump(0.1)

    def screen(self) -> str:
        """What a terminal would show of all that was written so far."""
        self._drawn.feed(bytes(self.written[self._seen :]))
        self._seen = len(self.written)
        return self._drawn.text()

    def until(self, wanted: bytes, since: int | None = None) -> None:
        """Read until `wanted` has been written, or stands on the screen: of a text only what changed may be written.

        With `since` it has to be written after that many bytes.
        """
        end = time.monotonic() + PATIENCE
        text = wanted.decode(errors="replace")
        while wanted not in self.written[since or 0 :] and (since is not None or text not in self.screen()):
            if time.monotonic() > end or not self.pump(0.1):
                pytest.fail(f"{wanted!r} was not written; the screen is\n{self.screen()}")

    def until_shown(self, pattern: str) -> str:
        """Read until the screen matches, and return it."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, screen := self.screen()):
            if time.monotonic() > end or not self.pump(0.1):
                pytest.fail(f"{pattern!r} did not appear on\n{screen}")
        return screen

    def resize(self, width: int, height: int) -> None:
        """Change the size of the window, as the terminal does."""
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self._drawn.resize(width, height)

    def tell_size(self, width: int, height: int) -> None:
        """Change the size of the window, and tell of it among the keys: the kernel may hear of it before or after."""
        self._drawn.resize(width, height)
        self.press(b"\x1b[48;%d;%d;%d;%dt" % (height, width, height * 16, width * 8))

    def rest(self, seconds: float) -> None:
        """Read for some seconds: what must not come cannot be waited for."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.pump(0.05)

    def drain(self) -> None:
        """Read until the program ends."""
        end = time.monotonic() + PATIENCE
        while self.pump(0.1):
            if time.monotonic() > end:
                pytest.fail("the program did not end")

    def status(self) -> int:
        """Wait for the end, and return the exit status."""
        self.drain()
        _, status = os.waitpid(self.shell or self.process, 0)
        return os.waitstatus_to_exitcode(status)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.process, number)

    def until_stopped(self) -> None:
        """Wait until the job has stopped."""
        end = time.monotonic() + PATIENCE
        while not select.select([self.stops], [], [], 0)[0]:
            if time.monotonic() > end or not self.pump(0.05):
                pytest.fail(f"it did not stop:\n{self.screen()}")
        assert os.read(self.stops, 100) == b"stopped\n"


@contextmanager
def in_pty(call: Sequence[str], size: tuple[int, int] = (80, 24), **environment: str) -> Iterator[Pty]:
    """Run a program in a pty; it is killed at the end of the block if it still runs."""
    process, descriptor = _forked(call, size, environment)
    try:
        yield Pty(process, descriptor, size)
    finally:
        _end(process)
        os.close(descriptor)


@contextmanager
def as_job(call: Sequence[str], size: tuple[int, int] = (80, 24), **environment: str) -> Iterator[Pty]:
    """Run a program in a pty as a shell does that has job control: it can be stopped there."""
    stops, telling = os.pipe()
    os.set_inheritable(telling, True)
    shell, descriptor = _forked([sys.executable, "-S", str(JOB_SHELL), str(telling), *call], size, environment)
    os.close(telling)
    process = int(os.read(stops, 100))
    try:
        yield Pty(process, descriptor, size, shell=shell, stops=stops)
    finally:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        _end(shell)
        os.close(descriptor)
        os.close(stops)


def _forked(call: Sequence[str], size: tuple[int, int], environment: Mapping[str, str]) -> tuple[int, int]:
    process, descriptor = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        os.execve(call[0], list(call), {**os.environ, "TERM": "xterm-256color", **environment})  # noqa: S606  a shell between would take the signals
    width, height = size
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    return process, descriptor


def _end(process: int) -> None:
    try:
        if os.waitpid(process, os.WNOHANG) == (0, 0):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    except ChildProcessError:
        return
