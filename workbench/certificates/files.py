"""Files of certificates and keys: paths as people type them, bytes, and stamps that tell a changed file."""

from __future__ import annotations

import os
import shlex
import stat
from dataclasses import field
from pathlib import Path
from typing import Final, NoReturn

from workbench.certificates.faults import MaterialError, MaterialField
from workbench.nouns import dataclass
from workbench.visible import visible

LIMIT: Final = 8 * 1024 * 1024
"""How many bytes a file may have: a bundle of every public CA has a quarter of a megabyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What changes with a file's content; two equal stamps mean that the file was not touched."""

    path: Path
    mtime_ns: int
    size: int
    inode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something was read from: the file, the field that named it, and its mode (None on Windows)."""

    path: Path
    named_by: MaterialField
    mode: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The bytes of a file as they were when it had this stamp."""

    source: Source
    stamp: Stamp
    data: bytes = field(repr=False)


def expand(text: str) -> Path:
    """Return the path a person meant: `$VAR` and `~` are replaced; an unknown one stays as typed."""
    if not text.startswith("~") and "$" not in text and "%" not in text:
        return Path(text)
    path = Path(os.path.expandvars(text))
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def stamp(path: Path) -> Stamp | None:
    """Return the stamp of a file as it is now, following links; None when it cannot be looked at."""
    try:
        return _stamp(path, path.stat())
    except (OSError, ValueError):
        return None


def read(path: Path, named_by: MaterialField) -> File:
    """Return a regular file of at most 8 MiB; raise MaterialError saying what is there instead."""
    try:
        # Looked at before it is opened: to open a pipe would wait for its writer.
        _require_regular(path, path.stat(), named_by)
        with path.open("rb") as opened:
            status = os.fstat(opened.fileno())
            data = opened.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        _refuse(path, error, named_by)
    if len(data) > LIMIT:
        raise MaterialError("file_unreadable", _too_large(path, status.st_size), named_by, path)
    mode = stat.S_IMODE(status.st_mode) if os.name == "posix" else None
    source = Source(path=path, named_by=named_by, mode=mode)
    return File(source=source, stamp=_stamp(path, status), data=data)


def shown(path: Path) -> str:
    """Return a path as messages name it."""
    return visible(str(path))


def _stamp(path: Path, status: os.stat_result) -> Stamp:
    return Stamp(path=path, mtime_ns=status.st_mtime_ns, size=status.st_size, inode=status.st_ino)


def _require_regular(path: Path, status: os.stat_result, named_by: MaterialField) -> None:
    if stat.S_ISDIR(status.st_mode):
        message = f"{shown(path)} is a folder: choose a file in it."
    elif not stat.S_ISREG(status.st_mode):
        message = f"{shown(path)} is not a regular file but a pipe or a device: save its content to a file first."
    elif status.st_size > LIMIT:
        message = _too_large(path, status.st_size)
    else:
        return
    raise MaterialError("file_unreadable", message, named_by, path)


def _too_large(path: Path, size: int) -> str:
    return (
        f"{shown(path)} has {size / 1_000_000:.0f} MB, which no certificate or key has:"
        f" more than {LIMIT // 1024 // 1024} MiB are not read."
    )


def _refuse(path: Path, error: OSError | ValueError, named_by: MaterialField) -> NoReturn:
    code, message = _words(path, error)
    raise MaterialError(code, message, named_by, path) from error


def _words(path: Path, error: OSError | ValueError) -> tuple[str, str]:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "file_missing", f"{shown(path)} does not exist: choose where it is now."
        case PermissionError():
            return "file_unreadable", f"{shown(path)} may not be read by your account (no permission){_permit(path)}"
        case OSError():
            return "file_unreadable", f"{shown(path)} cannot be read: {error.strerror or error}."
        case _:
            return "file_missing", f"{shown(path)} is not a path that a file can have."


def _permit(path: Path) -> str:
    if os.name != "posix":
        return ": change its permissions."
    return f", if it is yours allow it with: chmod u+r {visible(shlex.quote(str(path)))}"
