"""Work on a large body in a process of its own: the keys are answered meanwhile, and ending it is the way to stop it.

start ─▶ thread ─▶ child: reads the body's file, writes the result to a file without a name ─▶ mapped ─▶ done
cancel ─▶ the child is killed; when this process ends, however it does, the child's stdin ends and so does the child
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import IO, Final

import workbench
from workbench.bodies.job import Fact
from workbench.bodies.source import Source
from workbench.nouns import dataclass

_BOOT: Final = (
    "import sys,json;head=json.loads(sys.stdin.buffer.readline());sys.path[:]=head['import_from'];"
    "from workbench.bodies.job import main;main(head)"
)
_ROOT: Final = str(Path(workbench.__file__).parent.parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A module with `main(job)`, its arguments, and for how many seconds it may say nothing; None: for ever."""

    module: str
    arguments: Mapping[str, Fact] = field(default_factory=dict, repr=False)
    patience: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result, or why there is none, in words; `offset` is the byte of the body where that shows."""

    source: Source | None = None
    fault: str = ""
    offset: int | None = None
    notes: tuple[str, ...] = ()
    cancelled: bool = False


class Work:
    """A child at work; `told` and `done` are called in a thread of its own, `done` always and once."""

    def __init__(
        self, task: Task, source: Source, told: Callable[[Mapping[str, Fact]], None], done: Callable[[Outcome], None]
    ) -> None:
        self._task = task
        self._source = source
        self._told = told
        self._done = done
        self._notes: list[str] = []
        self._refused: tuple[str, int | None] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._cancelled = False
        self._out_of_patience = False
        self._watch: threading.Timer | None = None
        threading.Thread(target=self._work, name="workshop", daemon=True).start()

    def cancel(self) -> None:
        """End the child; what it did is thrown away."""
        with self._lock:
            self._cancelled = True
            self._kill()

    def _work(self) -> None:
        try:
            with tempfile.TemporaryFile() as out:
                outcome = self._outcome(self._run(out), out)
        except OSError as error:
            outcome = Outcome(fault=f"no process could do it: {error.strerror or error}")
        self._done(outcome)

    def _run(self, out: IO[bytes]) -> int:
        with self._lock:
            if self._cancelled:
                return -1
            # -I and -S: nothing of the current folder, of the environment or of site files runs in it.
            self._process = process = subprocess.Popen(  # noqa: S603  our own interpreter
                (sys.executable, "-I", "-S", "-c", _BOOT),
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.PIPE,
                start_new_session=True,
                pass_fds=() if self._descriptor is None else (self._descriptor,),
            )
        with process:
            if process.stdin is None or process.stderr is None:
                return -1
            with suppress(BrokenPipeError):
                self._feed(process.stdin)
            self._listen(process.stderr)
            process.wait()
            with suppress(BrokenPipeError):
                process.stdin.close()
        return process.returncode

    @property
    def _descriptor(self) -> int | None:
        """The open file of the body, where there is one and the system can hand it on."""
        return None if sys.platform == "win32" else self._source.descriptor

    def _feed(self, stdin: IO[bytes]) -> None:
        path, data = self._source.path, self._source.data
        inline = (path is None and self._descriptor is None) or len(self._source) == 0
        head: dict[str, Fact] = {
            "import_from": [*map(_absolute, sys.path), _ROOT],
            "module": self._task.module,
            "arguments": dict(self._task.arguments),
            "path": str(path) if self._descriptor is None else self._descriptor,
            "size": len(data) if inline else None,
        }
        stdin.write(json.dumps(head).encode() + b"\n")
        if inline:
            for start in range(0, len(data), 1 << 20):
                stdin.write(data[start : start + (1 << 20)])
        stdin.flush()

    def _listen(self, stderr: IO[bytes]) -> None:
        self._wait_on()
        for line in stderr:
            self._wait_on()
            with suppress(ValueError):  # a traceback: the exit status tells of it
                self._heard(json.loads(line))
        if self._watch is not None:
            self._watch.cancel()

    def _heard(self, fact: Mapping[str, Fact]) -> None:
        if "note" in fact:
            self._notes.append(str(fact["note"]))
        elif "refused" in fact:
            offset = fact["offset"]
            self._refused = (str(fact["refused"]), offset if isinstance(offset, int) else None)
        else:
            self._told(fact)

    def _wait_on(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if self._task.patience is not None:
            self._watch = threading.Timer(self._task.patience, self._give_up)
            self._watch.daemon = True
            self._watch.start()

    def _give_up(self) -> None:
        self._out_of_patience = True
        with self._lock:
            self._kill()

    def _kill(self) -> None:
        """End the child with all that it started; the lock is held."""
        if self._process is None or self._process.returncode is not None:
            return
        if sys.platform == "win32":
            self._process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _outcome(self, status: int, out: IO[bytes]) -> Outcome:
        if self._cancelled:
            return Outcome(cancelled=True)
        if self._out_of_patience:
            return Outcome(fault=f"stopped after {self._task.patience:g} s without getting further")
        if self._refused is not None:
            return Outcome(fault=self._refused[0], offset=self._refused[1])
        if status != 0:
            return Outcome(fault=f"the process at work on it ended with status {status}")
        out.seek(0)
        return Outcome(source=Source.of_file(out), notes=tuple(self._notes))


def start(
    task: Task, source: Source, told: Callable[[Mapping[str, Fact]], None], done: Callable[[Outcome], None]
) -> Work:
    """Start a child on a body; never waits."""
    return Work(task, source, told, done)


def _absolute(entry: str) -> str:
    return str(Path(entry).absolute())
