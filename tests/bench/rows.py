"""Every row by its name, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tests.bench import commands, downloads, judging, sends
from tests.bench.bench import Bench
from tests.bench.figures import Figure

Row = Callable[[Bench], Iterator[Figure]]


def _start(bench: Bench) -> Iterator[Figure]:
    from tests.bench import app_start  # needs a pseudo terminal, which Windows lacks

    return app_start.start(bench)


ROWS: Final[Mapping[str, Row]] = {
    "cold": sends.cold,
    "warm": sends.warm,
    "observing": sends.observing,
    "judging": judging.judging,
    "download": downloads.download,
    "memory": downloads.memory,
    "help": commands.help_page,
    "which": commands.which,
    "send": commands.send,
    "start": _start,
}
