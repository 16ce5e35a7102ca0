"""What rows share: how many pairs, a scratch folder, and servers, each started when a row first asks for it."""

from __future__ import annotations

import compileall
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Final, Self

from tests.bench import places
from tests.bench.places import Place

_BRIEF: Final = 2  # pairs


class Bench:
    """One run; `nginx` False has the lab's Python servers in its place."""

    def __init__(self, *, pairs: int, nginx: bool = True) -> None:
        self.pairs = pairs
        self.brief = pairs <= _BRIEF
        """Whether the rows are only to be seen to run, which the least of their sizes is enough for."""
        self._nginx = nginx and places.has_nginx()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        # As an installed package is, which a fresh checkout is not: a start would be measured with its compiling.
        compileall.compile_dir(places.ROOT / "workbench", quiet=1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @cached_property
    def server(self) -> Place:
        """The server to send to: nginx where it is, else the lab."""
        return self._stack.enter_context(places.serving(places.NGINX)) if self._nginx else self.lab

    @cached_property
    def lab(self) -> Place:
        """The demo's lab, whose home has saved requests."""
        return self._stack.enter_context(places.serving(places.LAB))

    @cached_property
    def scratch(self) -> Path:
        """An empty folder, in memory where the system has such a place: no row is about disks."""
        memory = Path("/dev/shm")  # noqa: S108  a folder of our own is made in it
        within = memory if memory.is_dir() else None
        return Path(self._stack.enter_context(TemporaryDirectory(prefix="workbench-bench-", dir=within)))
