"""Whether the process that started us is still there."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import ctypes

    _SYNCHRONIZE = 0x0010_0000
    _WAIT_TIMEOUT = 0x0102

    class Parent:
        """The process that started this one, held by handle: Windows never changes a parent's id."""

        def __init__(self) -> None:
            self._kernel = ctypes.windll.kernel32
            self._kernel.OpenProcess.restype = ctypes.c_void_p
            self._handle = self._kernel.OpenProcess(_SYNCHRONIZE, False, os.getppid())

        def is_gone(self) -> bool:
            """Tell whether it has ended."""
            if not self._handle:
                return True
            waited = self._kernel.WaitForSingleObject(ctypes.c_void_p(self._handle), 0)
            return int(waited) != _WAIT_TIMEOUT

else:

    class Parent:
        """The process that started this one. When it ends, POSIX gives its children to another."""

        def __init__(self) -> None:
            self._pid = os.getppid()

        def is_gone(self) -> bool:
            """Tell whether it has ended."""
            return os.getppid() != self._pid
