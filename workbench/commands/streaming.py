"""An answer's body to stdout while it arrives: exact bytes to a pipe or file, visible text to a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Final

from workbench import charsets
from workbench.commands import output
from workbench.commands.faults import CommandError
from workbench.marks import size
from workbench.models import Arriving

_LOOKED: Final = 0.5  # seconds: Windows hears no Ctrl+C while a thread waits without end
_CHUNK: Final = 1024 * 1024
_GONE: Final = "The temporary file that held the body was removed by somebody else:"


class Stream:
    """Writes one body as it comes; `began` and `reader_left` tell afterwards what became of that."""

    def __init__(self) -> None:
        self.began = False
        self.reader_left = False
        self.written = 0

    def pour(self, arriving: Arriving, stop: Callable[[], None]) -> None:
        """Write until no more comes; ^C, and a reader that goes away, stop what sends.

        Raise OutputError, and CommandError where the file is gone that holds what is to be written.
        """
        if sys.stdout is None:  # closed by the caller: nobody ever listened
            return
        self.began = True
        named = {name.lower(): value for name, value in arriving.response.headers}
        try:
            if not output.body(self._chunks(arriving, stop), charsets.named(named.get("content-type", ""))):
                self.reader_left = True
                stop()
        except BaseException:
            stop()
            raise

    def _chunks(self, arriving: Arriving, stop: Callable[[], None]) -> Iterator[bytes]:
        body, is_stopped = arriving.body, False
        while True:
            try:
                while not body.wait(self.written, _LOOKED):
                    continue
            except KeyboardInterrupt:
                if is_stopped:
                    raise
                is_stopped = True
                stop()
                continue
            chunk = body.read(self.written, min(body.size, self.written + _CHUNK))
            if not chunk:
                if body.size > self.written:
                    raise CommandError("file", f"{_GONE} stdout got {size(self.written)} of {size(body.size)}.")
                return
            self.written += len(chunk)
            yield chunk
