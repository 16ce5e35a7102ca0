"""What the allocator does with memory that is free again."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Final

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of malloc.h
_LARGE: Final = 256 * 1024
_SPARE: Final = 1024 * 1024


def give_back_large() -> None:
    """Have large pieces go back to the system as soon as they are free.

    glibc learns from the first large piece that is freed to keep the next ones: 20 MB, and more with every thread.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):  # another C library
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, _LARGE)
        library.mallopt(_TRIM_THRESHOLD, _SPARE)
