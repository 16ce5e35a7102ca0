"""Paths as a person types them, looked at before anything is done: what is wrong with one is an OSError in words."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from workbench import atomic


def expanded(text: str) -> Path:
    """Return the path, `~` replaced; raise OSError, `strerror` saying why, where no file can have this name."""
    try:
        path = Path(text).expanduser()
        with suppress(FileNotFoundError, NotADirectoryError):
            path.stat()
    except RuntimeError as fault:
        raise OSError(errno.ENOENT, "there is no such user", text) from fault
    except ValueError as fault:
        raise OSError(errno.EINVAL, "no file can have this name", text) from fault
    return path


def replaceable(text: str) -> Path:
    """Return the path of a file that `atomic` can write, new or in the place of one; raise OSError where it cannot."""
    path = expanded(text).absolute()
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", text)
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {path.parent}", text)
    folder = atomic.place(path).parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, f"no file may be made in {folder}", text)
    return path
