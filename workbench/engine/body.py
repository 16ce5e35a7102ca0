"""Where an answer's bytes go: memory while they are few, a file when they are many."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from workbench.models import Content

IN_MEMORY: Final = 8 * 1024 * 1024
_HEAD: Final = 1024 * 1024


class SpillFolder:
    """A 0700 folder for bodies too large for memory, made when first needed and removed with the engine."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def new_file(self) -> tuple[Path, BinaryIO]:
        """Open a new 0600 file for writing."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="workbench-bodies-"))
        descriptor, name = tempfile.mkstemp(dir=self._folder)
        return Path(name), os.fdopen(descriptor, "wb", buffering=0)

    def remove(self) -> None:
        """Remove the folder and everything in it."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


class Sink:
    """Collects one body. Given `save_to`, everything goes there from the first byte; raises OSError when it cannot."""

    def __init__(self, folder: SpillFolder, save_to: Path | None = None) -> None:
        self._folder = folder
        self._head = bytearray()
        self._size = 0
        self._path = save_to
        self._file: BinaryIO | None = save_to.open("wb", buffering=0) if save_to is not None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._size

    def add(self, data: bytes) -> None:
        """Append bytes."""
        self._size += len(data)
        if self._file is None and self._size > IN_MEMORY:
            self._path, self._file = self._folder.new_file()
            self._write(self._head)
            del self._head[_HEAD:]
        if self._file is None:
            self._head += data
            return
        if len(self._head) < _HEAD:
            self._head += data[: _HEAD - len(self._head)]
        self._write(data)

    def _write(self, data: bytes | bytearray) -> None:
        view = memoryview(data)
        try:
            while view and self._file is not None:
                view = view[self._file.write(view) :]
        except OSError as error:  # the system does not say which file: whoever explains it must not blame the peer
            raise OSError(error.errno, error.strerror, str(self._path)) from error

    def content(self, *, complete: bool = True) -> Content:
        """Return what was collected."""
        return Content(size=self._size, data=bytes(self._head), path=self._path, complete=complete)
