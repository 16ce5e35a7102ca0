"""Files that are old or new and never in between, and locks between running copies.

A write goes to a temporary file beside its target, is flushed to the disk and takes the target's place in one
step. A lock belongs to an open file: the system lets go of it when its holder ends, however it ends.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

_Result = TypeVar("_Result")

_TEMPORARY = ".workbench-tmp"
_STALE_SECONDS = 600.0
_PAUSE_SECONDS = 0.01
_REPLACE_SECONDS = 1.0


def write(path: Path, data: bytes, mode: int = 0o600) -> os.stat_result:
    """Replace the file at `path`, or what a symbolic link there points to, by `data`; raises OSError.

    Return what the system says of the file that is there now, even where another program replaces it at once.
    """
    return write_parts(path, (data,), mode)


def write_parts(path: Path, parts: Iterable[bytes], mode: int = 0o600) -> os.stat_result:
    """Do the same with data that come in parts and need never be in memory at once."""
    target = place(path)
    sweep(target.parent)
    temporary = target.with_name(f".{os.urandom(8).hex()}{_TEMPORARY}")
    try:
        with open(temporary, "xb", opener=_private) as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
            found = os.fstat(file.fileno())
        temporary.chmod(mode)
        _replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)
    return found


def place(path: Path) -> Path:
    """Return where a file is written that is named so, behind symbolic links; raise OSError where none can be."""
    try:
        target = path.resolve()
    except RuntimeError as fault:  # a loop of links, before Python 3.13
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from fault
    if target.is_symlink():  # the same, from 3.13 on
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    if target.exists() and not target.is_file():  # never put a file in the place of a device
        raise OSError(errno.EINVAL, "is not an ordinary file", str(path))
    return target


def sweep(folder: Path) -> None:
    """Remove temporary files that a killed copy left in `folder` more than ten minutes ago."""
    for leftover in folder.glob(f".*{_TEMPORARY}"):
        with suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _STALE_SECONDS:
                leftover.unlink()


class Lock:
    """A lock file held by this process until `release`, or until the process ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> Lock | None:
        """Take the lock at once, making its file 0600, or return None while somebody holds it."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            taken = _try_lock(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        if taken:
            return cls(path, descriptor)
        os.close(descriptor)
        return None

    def release(self) -> None:
        """Let go; the file stays, since removing it would let two copies lock two different files."""
        _unlock(self._descriptor)
        os.close(self._descriptor)


@contextmanager
def locked(path: Path, *, timeout: float = 10.0) -> Iterator[None]:
    """Hold `path`.lock; raises TimeoutError when another copy holds it for `timeout` seconds."""
    lock_file = path.with_name(path.name + ".lock")
    lock = _until(timeout, lambda: Lock.take(lock_file))
    if lock is None:
        raise TimeoutError(errno.ETIMEDOUT, "another copy of Workbench holds the lock", str(lock_file))
    try:
        yield
    finally:
        lock.release()


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _replace(temporary: Path, target: Path) -> None:
    if sys.platform != "win32":
        temporary.replace(target)
        return
    # Windows refuses while somebody reads the target, which lasts an instant.
    if not _until(_REPLACE_SECONDS, lambda: _replaced(temporary, target)):
        temporary.replace(target)


def _replaced(temporary: Path, target: Path) -> bool | None:
    try:
        temporary.replace(target)
    except PermissionError:
        return None
    return True


def _until(seconds: float, attempt: Callable[[], _Result | None]) -> _Result | None:
    deadline = time.monotonic() + seconds
    while (result := attempt()) is None and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)
    return result


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as fault:
            if fault.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

    def _flush_folder(folder: Path) -> None:
        """Do nothing: Windows cannot flush a folder."""

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _flush_folder(folder: Path) -> None:
        # The new name is in place by now; a file system that cannot flush a folder is no reason to fail.
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
