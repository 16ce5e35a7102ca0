"""A body through a command of the person's: `sh -c`, without a terminal, its output kept up to a limit.

Runs in a child process of ours that is a session of its own, so that the command and all it starts end with it.
"""

from __future__ import annotations

import mmap
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from threading import Thread
from typing import IO, TYPE_CHECKING, Final

from workbench import marks, masking
from workbench.bodies import kinds
from workbench.bodies.job import Refused
from workbench.bodies.json_layout import lay_out
from workbench.visible import decoded, visible

if TYPE_CHECKING:
    from workbench.bodies.job import Job

LIMIT: Final = 256_000_000
"""How many bytes of a command's output are kept."""

_CHUNK: Final = 1 << 16
_HEAD: Final = 1024
_LAST_WORDS: Final = 1.0  # seconds that a grandchild may hold its stderr open
_SAID: Final = 300  # signs of its last words that are told
_KEPT_ERRORS: Final = 65_536
_SECRET: Final = re.compile(r"(?i)pass(phrase|wd)|credential|private|(^|_)(key|auth)$")
_MISSING: Final = 127
_NOT_RUNNABLE: Final = 126


def main(job: Job) -> None:
    """Run the argument `command` on the body; its output becomes the result, laid out where it is JSON."""
    command, limit = job.text("command"), int(job.text("limit")) if "limit" in job.arguments else LIMIT
    with tempfile.TemporaryFile() as made:
        status, complaints, whole = _run(command, job.data, made, limit)
        for words in _notes(status, complaints, limit=None if whole else limit):
            job.remark(words)
        if status in (_MISSING, _NOT_RUNNABLE) and not made.tell():
            raise Refused(f"{visible(command)}: {_last(complaints) or 'it could not be run'}")
        _hand_over(made, job)


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables a command gets: none whose name says that it holds a secret."""
    return {name: value for name, value in variables.items() if not _is_secret(name)}


def ended(status: int) -> str:
    """Say how a command ended, "" for well; the status as `subprocess` has it."""
    if status == 0:
        return ""
    return f"it was ended by signal {-status}" if status < 0 else f"it ended with status {status}"


class _Complaints(Thread):
    """Reads what a command says on stderr, to its end, and keeps the last of it."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._kept = b""
        self.start()

    @property
    def text(self) -> str:
        """What was kept."""
        return decoded(self._kept)

    def run(self) -> None:
        """Read until nobody holds the other end any more."""
        for chunk in _chunks(self._stream):
            self._kept = (self._kept + chunk)[-_KEPT_ERRORS:]


def _run(command: str, data: bytes | mmap.mmap, out: IO[bytes], limit: int) -> tuple[int, str, bool]:
    """Return the status, what it said on stderr, and whether all of its output was kept."""
    with _started(command) as process:
        complaints = _Complaints(process.stderr)
        Thread(target=_feed, args=(process.stdin, data), daemon=True).start()
        whole = _kept(process.stdout, out, limit)
        if not whole:
            process.kill()
        status = process.wait()
        complaints.join(_LAST_WORDS)
        return status, complaints.text, whole


def _hand_over(made: IO[bytes], job: Job) -> None:
    made.flush()
    made.seek(0)
    head = made.read(_HEAD)
    if kinds.of("", decoded(head)) == "json":
        with mmap.mmap(made.fileno(), 0, access=mmap.ACCESS_READ) as data:
            try:
                for note in lay_out(data, job.out, job.progress):
                    job.remark(note)
            except Refused:
                job.out.seek(0)
                job.out.truncate()
            else:
                return
    made.seek(0)
    shutil.copyfileobj(made, job.out, _CHUNK)


def _started(command: str) -> subprocess.Popen[bytes]:
    shell = ["cmd", "/c", command] if sys.platform == "win32" else ["/bin/sh", "-c", command]
    pipe = subprocess.PIPE
    return subprocess.Popen(shell, stdin=pipe, stdout=pipe, stderr=pipe, env=environment(os.environ))  # noqa: S603  what the person typed is what is to be run


def _feed(stdin: IO[bytes] | None, data: bytes | mmap.mmap) -> None:
    if stdin is None:
        return
    try:
        with stdin:
            for start in range(0, len(data), _CHUNK):
                stdin.write(data[start : start + _CHUNK])
    except OSError:
        return  # it has heard enough, as `head` does


def _kept(stdout: IO[bytes] | None, out: IO[bytes], limit: int) -> bool:
    """Copy its output up to the limit; False where there was more."""
    left = limit
    for chunk in _chunks(stdout):
        out.write(chunk[:left])
        left -= len(chunk)
        if left < 0:
            return False
    return True


def _chunks(stream: IO[bytes] | None) -> Iterator[bytes]:
    if stream is not None:
        yield from iter(lambda: os.read(stream.fileno(), _CHUNK), b"")


def _notes(status: int, complaints: str, limit: int | None) -> Iterator[str]:
    if limit is not None:
        yield f"the command was stopped: its output is more than {marks.size(limit)}, this is its beginning"
    elif words := ended(status):
        yield f"{words}; what it wrote is below"
    if last := _last(complaints):
        yield f"it says: {last}"


def _last(complaints: str) -> str:
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    said = visible("; ".join(lines))
    return said if len(said) <= _SAID else f"{said[:_SAID]}…"


def _is_secret(name: str) -> bool:
    return masking.is_secret_name(name) or _SECRET.search(name) is not None
