"""Silence about odd data, also while several threads read certificates at once, as an examination does."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator

import pytest

from workbench.certificates.quiet import quiet


@pytest.fixture
def hasty() -> Iterator[None]:
    """Let threads take turns at nearly every step."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def _warn(times: int) -> None:
    for _ in range(times):
        with quiet():
            warnings.warn("odd data", UserWarning, stacklevel=1)
            warnings.warn("an old version", DeprecationWarning, stacklevel=1)


@pytest.mark.usefixtures("hasty")
def test_threads_neither_break_each_others_silence_nor_leave_it_behind() -> None:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        before = list(warnings.filters)
        threads = [threading.Thread(target=_warn, args=(1000,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert list(warnings.filters) == before
        assert heard == []
        warnings.warn("heard again", UserWarning, stacklevel=1)
        assert len(heard) == 1


def test_silence_within_silence_ends_with_the_outer_one() -> None:
    with quiet():
        with quiet():
            pass
        warnings.warn("odd data", UserWarning, stacklevel=1)
    with pytest.raises(UserWarning, match="heard"):
        warnings.warn("heard", UserWarning, stacklevel=1)
