"""Passphrases that a command prints, such as `pass show work/alice`: run without a shell and without a terminal.

The command's words are split as a shell would split them; `~` and `$VAR` in them are replaced as in paths, and
nothing else means anything. It gets no stdin, a session of its own and no GPG_TTY, so that a prompt of its own can
only be a window: it could neither read the keys typed into this program nor draw over its screen.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Final

from workbench.nouns import dataclass
from workbench.visible import visible

if TYPE_CHECKING:
    from subprocess import Popen

PREFIX: Final = "command:"
TIME_LIMIT: Final = 30.0
"""Seconds a command has: somebody may have to type into the window of a pinentry."""
OUTPUT_LIMIT: Final = 64 * 1024
_TERMINALS: Final = ("GPG_TTY",)  # gpg-agent opens the terminal named there, and would draw on this very screen
_ERRORS_KEPT: Final = 4096
_LINE_SHOWN: Final = 200
_LAST_BYTES: Final = 0.5  # seconds; what a command left in the background may keep its stdout open for ever
_STARTS_WITHIN: Final = 1.0  # seconds: a fork and an exec take milliseconds


class CommandFault(Exception):
    """A command that cannot be understood, or that gave no passphrase: what happened and what to do, in words."""


def is_command(passphrase: str | None) -> bool:
    """Tell whether a command prints the passphrase."""
    return passphrase is not None and passphrase.startswith(PREFIX)


def command_of(passphrase: str) -> str:
    """Return the command as a person typed it."""
    return passphrase.removeprefix(PREFIX).strip()


def words(command: str) -> list[str]:
    """Split a command into words as typed; raises CommandFault."""
    import shlex  # only for those who have such an entry

    lexer = shlex.shlex(command, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if sys.platform == "win32":
        lexer.escape = ""  # a backslash is a part of a path there
    try:
        found = list(lexer)
    except ValueError:
        raise CommandFault("expected quotes in pairs and something behind each backslash") from None
    if not found or not found[0]:
        raise CommandFault("expected a command, such as pass show work/alice, and found none")
    if "\0" in command:
        raise CommandFault("expected a command without a NUL character")
    return found


class Halt:
    """Stops a command from another thread, at once; also one that has not begun yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: Popen[bytes] | None = None
        self.stopped = False

    def stop(self) -> None:
        """Kill the command with all it started, or keep it from being started.

        One that is being started is waited for a moment: the process may end next, and would leave it behind.
        """
        self.stopped = True
        held = self._lock.acquire(timeout=_STARTS_WITHIN)
        if self._running is not None:
            _kill(self._running)
        if held:
            self._lock.release()

    def start(self, begin: Callable[[], Popen[bytes]]) -> Popen[bytes]:
        """Take charge of a command from its start on."""
        with self._lock:
            self._running = begin()
            if self.stopped:
                _kill(self._running)
            return self._running

    def forget(self) -> None:
        """Let go of a command that has ended: its number may be another's soon."""
        with self._lock:
            self._running = None


def read(command: str, halt: Halt, *, time_limit: float = TIME_LIMIT) -> str:
    """Run a command and return the first line it prints. Blocks; raises CommandFault, without what it printed."""
    expanded = [_expanded(word) for word in words(command)]
    if halt.stopped:
        raise _stopped(command)
    process = halt.start(lambda: _started(command, expanded))
    try:
        ended = _Ended.of(process, time_limit)
    finally:
        if process.poll() is None:
            _kill(process)
            process.wait()
        halt.forget()
    return _first_line(command, ended, stopped=halt.stopped, time_limit=time_limit)


class _Drain(threading.Thread):
    """Reads one stream to its end, or until it is too much; daemon, for a stream that somebody else keeps open."""

    def __init__(self, stream: IO[bytes] | None, limit: int, process: Popen[bytes] | None = None) -> None:
        super().__init__(name="workbench-passphrase", daemon=True)
        self._stream = stream
        self._limit = limit
        self._process = process
        self.data = b""
        self.overflowed = False

    def run(self) -> None:
        """Read; of what may not be too much the end is kept."""
        if self._stream is None:
            return
        with self._stream as stream:
            while (part := stream.read(OUTPUT_LIMIT)) and self._takes(part):
                pass

    def _takes(self, part: bytes) -> bool:
        whole = self.data + part
        self.overflowed = self.overflowed or len(whole) > self._limit
        self.data = whole[-self._limit :]
        if not self.overflowed or self._process is None:
            return True
        self.data = b""
        _kill(self._process)
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    """How a command ended; `output` is what it printed, and shown to nobody."""

    status: int | None
    output: _Drain
    errors: _Drain

    @classmethod
    def of(cls, process: Popen[bytes], time_limit: float) -> _Ended:
        from subprocess import TimeoutExpired

        output = _Drain(process.stdout, OUTPUT_LIMIT, process)
        errors = _Drain(process.stderr, _ERRORS_KEPT)
        for drain in (output, errors):
            drain.start()
        status: int | None
        try:
            status = process.wait(time_limit)
        except TimeoutExpired:
            status = None
            _kill(process)
        for drain in (output, errors):
            drain.join(_LAST_BYTES)
        return cls(status=status, output=output, errors=errors)


def _started(command: str, expanded: list[str]) -> Popen[bytes]:
    import subprocess  # 8 ms that only those pay who have such an entry

    environment = {name: value for name, value in os.environ.items() if name not in _TERMINALS}
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    try:
        return subprocess.Popen(  # noqa: S603  the person's own command
            expanded,
            bufsize=0,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
            creationflags=flags,
        )
    except FileNotFoundError:
        raise CommandFault(
            f"was not found: {visible(expanded[0])}. Install it, or write the path it has: {_shown(command)}"
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its words cannot be passed on"
        raise CommandFault(f"cannot be run ({why}): {_shown(command)}") from None


def _first_line(command: str, ended: _Ended, *, stopped: bool, time_limit: float) -> str:
    """Return the passphrase, or say what there was instead of one."""
    said = _said(ended.errors.data)
    if ended.output.overflowed:
        raise CommandFault(
            f"printed more than {OUTPUT_LIMIT // 1024} KiB and was stopped; its first line has to be the passphrase:"
            f" {_shown(command)}"
        )
    if stopped:
        raise _stopped(command)
    if ended.status is None:
        raise CommandFault(
            f"did not end within {time_limit:g} s and was stopped{said}. Without a terminal it can ask by a window"
            f" only; unlock what it asks, or try it in a terminal: {_shown(command)}"
        )
    if ended.status != 0:
        raise CommandFault(f"{_ending(ended.status)}{said}. Try it in a terminal: {_shown(command)}")
    line = ended.output.data.split(b"\n", 1)[0].removesuffix(b"\r")
    if not line:
        raise CommandFault(f"printed nothing{said}. Its first line has to be the passphrase: {_shown(command)}")
    return line.decode("utf-8", errors="surrogateescape")


def _stopped(command: str) -> CommandFault:
    return CommandFault(f"was stopped before it had ended: {_shown(command)}")


def _ending(status: int) -> str:
    return f"was ended by signal {-status}" if status < 0 else f"failed with exit status {status}"


def _said(errors: bytes) -> str:
    """Return the last line of stderr as a part of a sentence; what was printed to stdout is never told."""
    lines = [line.strip() for line in errors.decode("utf-8", errors="replace").splitlines() if line.strip()]
    if not lines:
        return ""
    last = visible(lines[-1])
    return f' and said "{last if len(last) <= _LINE_SHOWN else last[:_LINE_SHOWN] + "…"}"'


def _shown(command: str) -> str:
    return visible(command if len(command) <= _LINE_SHOWN else command[:_LINE_SHOWN] + "…")


def _expanded(word: str) -> str:
    return os.path.expanduser(os.path.expandvars(word))  # noqa: PTH111  a word need not be a path


def _kill(process: Popen[bytes]) -> None:
    """End a command and all it started that is still in its group."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        import subprocess

        kill_tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(kill_tree, capture_output=True, check=False)  # noqa: S603  no shell
        process.kill()
        return
    import signal

    try:
        os.killpg(process.pid, signal.SIGKILL)
    except OSError:  # it ended this instant
        return
