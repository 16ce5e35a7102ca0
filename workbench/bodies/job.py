"""What a child process is given to do with a body, and how it says what comes of it.

    stdin   one line of JSON (where to import from, which module, its arguments, the body's path, descriptor or length),
            then the body itself where it has no file; whoever started us ends: so does stdin, and so do we
    stdout  the result: a file without a name
    stderr  one JSON object a line: {"done": bytes}, {"note": words}, {"refused": words, "offset": n}, {"found": …}

Everything here and in the modules it runs is quick to import: a child stands in some thirty milliseconds.
"""

from __future__ import annotations

import importlib
import json
import mmap
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import BinaryIO, Final

Fact = str | int | float | bool | None | list["Fact"] | dict[str, "Fact"]

_SAYS_EVERY: Final = 0.2  # seconds
_ORPHANED: Final = 3


class Refused(Exception):
    """The body is not what was to be done with it; `offset` is the byte where that shows."""

    def __init__(self, words: str, offset: int | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.offset = offset


class Job:
    """One body, what to do with it, and where the result goes."""

    def __init__(
        self, arguments: Mapping[str, Fact], data: bytes | mmap.mmap, out: BinaryIO, tell: Callable[[str], object]
    ) -> None:
        self._tell = tell
        self.arguments = arguments
        self.data = data
        self.out = out
        self._said_at = 0.0

    def progress(self, done: int) -> None:
        """Say how many bytes of the body are done, now and then."""
        now = time.monotonic()
        if now - self._said_at >= _SAYS_EVERY:
            self._said_at = now
            self.say({"done": done})

    def remark(self, words: str) -> None:
        """Have something said above the result."""
        self.say({"note": words})

    def say(self, fact: Mapping[str, Fact]) -> None:
        """Tell whoever started us."""
        self._tell(json.dumps(fact) + "\n")

    def text(self, name: str) -> str:
        """Return an argument that is text."""
        return str(self.arguments[name])


def main(head: Mapping[str, Fact]) -> None:
    """Do what the first line of stdin says; its `module` has `main(job)`."""
    _be_modest()
    data = _body(head)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    arguments = head["arguments"]
    module = importlib.import_module(str(head["module"]))
    with open(1, "wb", buffering=1 << 20) as out:
        job = Job(arguments if isinstance(arguments, dict) else {}, data, out, _to_parent)
        try:
            module.main(job)
        except Refused as refused:
            job.say({"refused": refused.words, "offset": refused.offset})
        except OSError as error:  # of the result's file: the disk is full
            job.say({"refused": error.strerror or "the result could not be written", "offset": None})


def _to_parent(line: str) -> None:
    sys.stderr.write(line)
    sys.stderr.flush()


def _body(head: Mapping[str, Fact]) -> bytes | mmap.mmap:
    size = head["size"]
    if isinstance(size, int):
        return sys.stdin.buffer.read(size)
    path = head["path"]
    with open(path if isinstance(path, int) else str(path), "rb") as file:  # noqa: PTH123  may be a descriptor
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _end_with_parent() -> None:
    while os.read(0, 1):  # not through the buffer, whose lock would be held when we are done
        pass
    if sys.platform != "win32":  # we lead a session: whatever we started goes too
        os.killpg(0, signal.SIGKILL)
    os._exit(_ORPHANED)


def _be_modest() -> None:
    """Leave the processor, and memory where it is short, to the one that answers keys."""
    if sys.platform != "win32":
        os.nice(5)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:  # noqa: PTH123
        file.write("500")
