"""SSLKEYLOGFILE: session keys written for Wireshark, to a file that only its owner can read.

Only the environment variable switches it on. Whoever reads the file can decrypt the connections, so that it is made
here with 0600 and refused where anybody else could read it or have laid it there; OpenSSL only appends to it.
"""

from __future__ import annotations

import os
import ssl
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from workbench.nouns import dataclass
from workbench.visible import visible

VARIABLE: Final = "SSLKEYLOGFILE"
_OPEN_FILES: Final = Path("/proc/self/fd")
# Non-blocking, or opening a pipe would wait for its reader; the names that Windows lacks count nothing.
_FLAGS: Final = os.O_CREAT | os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLog:
    """A key log that may be written to: its path as named, and which file that is."""

    path: str
    device: int
    inode: int


class KeyLogRefused(Exception):
    """A key log that must not be written to; the text says which and why."""


def active(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the path that SSLKEYLOGFILE names, None where keys are not logged; nothing is looked at or made."""
    return environment.get(VARIABLE) or None


def ready() -> KeyLog | None:
    """Make the key log, or see that it is safe, None where none is wanted. Raise KeyLogRefused."""
    path = active()
    if path is None:
        return None
    with _opened(path) as status:
        return KeyLog(path=path, device=status.st_dev, inode=status.st_ino)


def attach(context: ssl.SSLContext, log: KeyLog) -> None:
    """Let OpenSSL append the keys of every connection of `context`. Raise KeyLogRefused."""
    with _opened(log.path) as status:
        if (status.st_dev, status.st_ino) != (log.device, log.inode):
            raise KeyLogRefused(f"{_named(log.path)} was replaced by another file just now.")
        # Through the descriptor that was looked at: by its name it could be another file by now.
        by_descriptor = _OPEN_FILES / str(status.descriptor)
        context.keylog_filename = str(by_descriptor if _OPEN_FILES.is_dir() else log.path)


@dataclass(frozen=True, slots=True)
class _Status:
    descriptor: int
    st_dev: int
    st_ino: int


@contextmanager
def _opened(path: str) -> Iterator[_Status]:
    if Path(path).is_symlink():  # said in the same words where the system has no O_NOFOLLOW
        raise KeyLogRefused(f"{_named(path)} is a symbolic link, which could lead the keys anywhere.")
    try:
        descriptor = os.open(path, _FLAGS, 0o600)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise KeyLogRefused(f"{_named(path)} cannot be opened: {why.lower()}.") from error
    try:
        status = os.fstat(descriptor)
        fault = _fault(status)
        if fault:
            raise KeyLogRefused(f"{_named(path)} {fault}.")
        yield _Status(descriptor, status.st_dev, status.st_ino)
    except OSError as error:
        raise KeyLogRefused(f"{_named(path)} cannot be used: {(error.strerror or str(error)).lower()}.") from error
    finally:
        os.close(descriptor)


def _fault(status: os.stat_result) -> str | None:
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    if sys.platform == "win32":  # no owner and no mode to look at
        return None
    if status.st_uid != os.geteuid():
        return "belongs to another account"
    if status.st_nlink > 1:
        return "has a second name (a hard link), so that it can be another file's content"
    if status.st_mode & 0o077:
        return f"can be opened by others (mode {stat.S_IMODE(status.st_mode):04o}, expected 0600)"
    return None


def _named(path: str) -> str:
    return f"The key log {visible(path)}, which {VARIABLE} names,"
