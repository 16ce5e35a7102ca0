"""Every row by its name, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tests.bench import choosing, commands, downloads, judging, listing, observing, saving, sends, trusting
from tests.bench.bench import Bench
from tests.bench.figures import Figure

Row = Callable[[Bench], Iterator[Figure]]


def _start(bench: Bench) -> Iterator[Figure]:
    from tests.bench import app_start  # needs a pseudo terminal, which Windows lacks

    return app_start.start(bench)


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
    "settings": saving.saving,
    "start": _start,
}
