"""Bytes to stdout and stderr, where a reader that goes away (`| head -1`) ends the writing, not the command."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def write(stream: TextIO | None, data: bytes) -> bool:
    """Write and flush; return False once there is no reader. Raise OutputError where stdout takes nothing more."""
    if stream is None:  # closed by the caller: `>&-`
        return False
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except OSError as fault:
        _discard_from_now_on(stream)
        if stream is sys.stdout and not isinstance(fault, BrokenPipeError):
            from workbench.commands.faults import OutputError  # what `--help` hardly needs

            raise OutputError(fault) from fault
        return False
    return True


def encoded(text: str, stream: TextIO | None) -> bytes:
    """Return text as the stream takes it; a character that it lacks is named."""
    return text.encode(getattr(stream, "encoding", None) or "utf-8", errors="backslashreplace")


def _discard_from_now_on(stream: TextIO) -> None:
    # Python flushes once more at exit and would complain there.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
