"""A private folder for bodies too large for memory; what killed copies left is known by its free lock, and removed."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from workbench.atomic import Lock

MOST_BYTES: Final = 2_000_000_000
"""What one session keeps of bodies in files before the next one: the head of an older one stays in memory."""

_PREFIX: Final = "workbench-bodies-"
_LOCK: Final = "lock"
_YOUNG: Final = 3600.0  # seconds in which a folder without a lock may still get one


class SpillFolder:
    """A 0700 folder, made when first needed and removed with the engine; its lock says that somebody uses it."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._folder: Path | None = None
        self._lock: Lock | None = None
        self._files: list[Path] = []
        self._most = most

    def new_file(self) -> tuple[Path, BinaryIO]:
        """Open a new 0600 file for writing; where there are too many bytes, the oldest file goes. Raise OSError."""
        self._make_room()
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self._lock = Lock.take(self._folder / _LOCK)
            threading.Thread(target=sweep, name="workbench-sweep", daemon=True).start()
        descriptor, name = tempfile.mkstemp(dir=self._folder)
        self._files.append(Path(name))
        return Path(name), os.fdopen(descriptor, "wb", buffering=0)

    def _make_room(self) -> None:
        while sum(map(_size, self._files)) > self._most:
            with suppress(OSError):
                self._files[0].unlink(missing_ok=True)
            del self._files[0]

    def remove(self) -> None:
        """Remove the folder and everything in it."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        self._files.clear()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def sweep() -> None:
    """Remove the folders of this user whose process is gone, however it went."""
    for folder in _ours():
        with suppress(OSError):
            _remove_unused(folder)


def _ours() -> Iterator[Path]:
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and _is_private(Path(entry.path)):
                yield Path(entry.path)


def _is_private(folder: Path) -> bool:
    """Tell our own folder from one that somebody else put there, or a link."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and (sys.platform == "win32" or found.st_uid == os.getuid())


def _remove_unused(folder: Path) -> None:
    if not (folder / _LOCK).is_file():
        if time.time() - folder.lstat().st_mtime > _YOUNG:
            folder.rmdir()  # only an empty one goes
        return
    lock = Lock.take(folder / _LOCK)
    if lock is not None:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
