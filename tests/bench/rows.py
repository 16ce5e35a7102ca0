"""Every row by its name, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tests.bench import choosing, commands, console, downloads, judging, listing, observing, saving, sends, trusting
from tests.bench.bench import Bench
from tests.bench.figures import Figure, Unmeasured

Row = Callable[[Bench], Iterator[Figure | Unmeasured]]


def _start(bench: Bench) -> Iterator[Figure]:
    from tests.bench import app_start  # needs a pseudo terminal, which Windows lacks

    return app_start.start(bench)


def _ends(bench: Bench) -> Iterator[Figure]:
    from tests.bench import ends

    return ends.ends(bench)


def _bodies(bench: Bench) -> Iterator[Figure]:
    from tests.bench import bodies  # needs a pseudo terminal, which Windows lacks

    return bodies.bodies(bench)


def _written(bench: Bench) -> Iterator[Figure]:
    from tests.bench import strokes

    return strokes.written(bench)


def _held(bench: Bench) -> Iterator[Figure]:
    from tests.bench import strokes

    return strokes.held(bench)


ROWS: Final[Mapping[str, Row]] = {
    "cold": sends.cold,
    "warm": sends.warm,
    "observing": observing.observing,
    "observed-download": observing.observed_download,
    "judging": judging.judging,
    "system-store": trusting.system_store,
    "download": downloads.download,
    "memory": downloads.memory,
    "choosing": choosing.choosing,
    "help": commands.help_page,
    "which": commands.which,
    "send": commands.send,
    "list": listing.listing,
    "console": console.console,
    "settings": saving.saving,
    "start": _start,
    "ends": _ends,
    "bytes": _written,
    "held": _held,
    "bodies": _bodies,
}
