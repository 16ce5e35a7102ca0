"""Whether a file is still the one that was read: told by its stamp, at the price of one look and no reading."""

from __future__ import annotations

import os
import time
from dataclasses import field
from pathlib import Path
from typing import Final

from workbench.nouns import dataclass

_TICK_NS: Final = 20_000_000
_COARSE_NS: Final = 2_000_000_000  # FAT counts in two seconds, HFS+ in one
_MILLISECOND_NS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """When a file was changed last, its size, and which file it is.

    Where it was not `certain`, another change could have followed within the same tick of the file system's clock.
    """

    modified: int
    size: int
    inode: int
    certain: bool = field(default=True, compare=False)


def take(path: Path) -> Stamp | None:
    """Return the stamp of the file at `path`, None where there is none; what cannot be looked at has one of its own."""
    try:
        return read(path.stat())
    except FileNotFoundError:
        return None
    except OSError as fault:
        return Stamp(modified=0, size=-1, inode=fault.errno or 0)


def read(found: os.stat_result) -> Stamp:
    """Return the stamp of a file that is about to be read."""
    return _stamp(found, _TICK_NS)


def written(found: os.stat_result) -> Stamp:
    """Return the stamp of a file that this process has just put in place: only a coarse clock makes it uncertain."""
    return _stamp(found, 0)


def _stamp(found: os.stat_result, tick: int) -> Stamp:
    modified = found.st_mtime_ns
    doubt = tick if modified % _MILLISECOND_NS else _COARSE_NS
    certain = not doubt or abs(time.time_ns() - modified) > doubt  # a server's clock may be ahead
    return Stamp(modified=modified, size=found.st_size, inode=found.st_ino, certain=certain)
