"""Bytes to look at, in memory or in a file that is mapped: read where they are wanted, never all at once."""

from __future__ import annotations

import mmap
import os
import tempfile
import weakref
from pathlib import Path
from typing import IO, Protocol, Self

from workbench.models import Content


class Readable(Protocol):
    """Bytes that can be read anywhere; there may be more of them later."""

    def __len__(self) -> int:
        """Return how many there are."""

    def read(self, start: int, end: int) -> bytes:
        """Return those from `start` to `end`, fewer where there are fewer."""


class Source:
    """Bytes that change no more; a file stays mapped as long as this lives, also when its name is gone."""

    def __init__(self, data: bytes | mmap.mmap, path: Path | None = None, descriptor: int | None = None) -> None:
        self.data = data
        self.path = path
        self.descriptor = descriptor
        """The open file they stand in, also when its name is gone; closed when this goes."""
        if descriptor is not None:
            weakref.finalize(self, os.close, descriptor)

    @classmethod
    def of(cls, content: Content) -> Self:
        """Map a body's file; where it is gone there is what was kept in memory, which is less than its size."""
        if content.path is None:
            return cls(content.data)
        try:
            with content.path.open("rb") as file:
                return cls(_mapped(file), content.path, os.dup(file.fileno()))
        except OSError:
            return cls(content.data)

    @classmethod
    def of_file(cls, file: IO[bytes]) -> Self:
        """Map an open file, which may be closed afterwards and need no name."""
        data = _mapped(file)
        return cls(data, descriptor=os.dup(file.fileno()) if data else None)

    def __len__(self) -> int:
        return len(self.data)

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` to `end`, fewer where there are fewer."""
        return self.data[start:end]

    def open(self) -> IO[bytes]:
        """Return a file of these bytes, at their start: for the input of a command."""
        if self.path is not None and self.path.exists():
            return self.path.open("rb")
        if self.descriptor is not None:
            again = os.fdopen(os.dup(self.descriptor), "rb")
            again.seek(0)
            return again
        file = tempfile.TemporaryFile()  # noqa: SIM115  the caller closes it
        file.write(self.data)
        file.seek(0)
        return file


def _mapped(file: IO[bytes]) -> bytes | mmap.mmap:
    try:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError:  # an empty file cannot be mapped
        return b""
