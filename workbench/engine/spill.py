"""A private folder for bodies too large for memory; what killed copies left is known by its free lock, and removed."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import threading
import time
import weakref
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
_NEW: Final = 60.0  # seconds in which whoever made a lock may still be about to take it


class Spilled:
    """A file of the folder, for as long as somebody holds this."""

    __slots__ = ("__weakref__", "path")

    def __init__(self, path: Path) -> None:
        self.path = path


class SpillFolder:
    """A 0700 folder, made when first needed and removed with the engine; its lock says that somebody uses it."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._folder: Path | None = None
        self._lock: Lock | None = None
        self._files: dict[Path, None] = {}
        self._left: list[Path] = []  # nobody holds them, and they are mapped: Windows removes no such file
        self._most = most

    def new_file(self) -> tuple[Spilled, BinaryIO]:
        """Open a new 0600 file for writing, which goes when its owner does. Raise OSError.

        Where there are too many bytes, the oldest file goes that is kept, whoever holds it.
        """
        self._make_room()
        descriptor, name = tempfile.mkstemp(dir=self._made())
        spilled = Spilled(Path(name))
        weakref.finalize(spilled, self._drop, spilled.path).atexit = False  # then the whole folder goes
        return spilled, os.fdopen(descriptor, "wb", buffering=0)

    def keep(self, spilled: Spilled) -> None:
        """Note that a file is complete, and may go where others need its room."""
        self._files[spilled.path] = None

    def named_file(self, name: str) -> tuple[Path, BinaryIO]:
        """Open a new 0600 file for writing that is there until the folder goes; `name` has no folder in it."""
        path = self._made() / f"body-{name}"  # not the lock's name, whatever a server says
        return path, open(path, "xb", opener=_private)

    def _made(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self._lock = Lock.take(self._folder / _LOCK)
            threading.Thread(target=sweep, name="workbench-sweep", daemon=True).start()
        return self._folder

    def _make_room(self) -> None:
        left, self._left = self._left, []
        for path in left:
            self._drop(path)
        files = list(self._files)  # a copy: they may be dropped in any thread
        while files and sum(map(_size, files)) > self._most:
            self._drop(files.pop(0))

    def _drop(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            self._left.append(path)
        self._files.pop(path, None)

    def remove(self) -> None:
        """Remove the folder and everything in it."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        self._files.clear()


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


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
    if time.time() - (folder / _LOCK).lstat().st_mtime < _NEW:
        return
    lock = Lock.take(folder / _LOCK)
    if lock is not None:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
