"""Warnings silenced for a stretch of work, in whichever thread."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import field
from typing import Final

from workbench.nouns import dataclass


@dataclass(slots=True)
class _Silence:
    """Python's filters belong to the whole process: the first who wants silence makes it, the last one ends it.

    Each on its own would put back what another thread had set meanwhile, and a filter would stay for ever.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: int = 0
    kept: ExitStack = field(default_factory=ExitStack)

    def begin(self) -> None:
        with self.lock:
            self.wanted += 1
            if self.wanted == 1:
                self.kept.enter_context(_ignoring())

    def end(self) -> None:
        with self.lock:
            self.wanted -= 1
            if self.wanted == 0:
                self.kept.close()


_SILENCE: Final = _Silence()


@contextmanager
def quiet() -> Iterator[None]:
    """Silence warnings about odd data and old versions: on stderr they would stand in the middle of the app."""
    if getattr(sys.flags, "context_aware_warnings", False):  # Python 3.14: the filters are each thread's own
        with _ignoring():
            yield
        return
    _SILENCE.begin()
    try:
        yield
    finally:
        _SILENCE.end()


@contextmanager
def _ignoring() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
