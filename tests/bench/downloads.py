"""Rows of a large body that goes to a file: how fast, and in how much memory."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, Pair, RowFailed, interleaved, interleaved_async
from tests.bench.places import ROOT, Place
from tests.bench.sends import in_loop, sending, timed

LARGE: Final = 256  # MiB
_SMALL: Final = 16  # well above what is kept in memory
_BRIEFLY: Final = 32
_MOST_PROCESSES: Final = 10  # a peak is hardly scattered


def download(bench: Bench) -> Iterator[Figure]:
    """Measure 256 MiB from the server to a file, each on a connection of its own."""
    curl = shutil.which("curl")
    if curl is None:
        raise RowFailed("curl is not here")
    pairs = in_loop(_download(bench, curl))
    yield Figure(row="download", against="curl", unit="MB/s", pairs=pairs, limit=Limit(bound=0.65, least=True))


def memory(bench: Bench) -> Iterator[Figure]:
    """Measure the peak of a process that downloads 256 MiB, and of one that downloads 16."""
    size = large(bench)
    pairs = interleaved(min(bench.pairs, _MOST_PROCESSES), lambda: _peak(bench, size), lambda: _peak(bench, _SMALL))
    against = f"a body of {_SMALL} MiB instead of {size}"
    yield Figure(row="memory", against=against, unit="MB", pairs=tuple(pairs), limit=Limit(bound=1.05))


def large(bench: Bench) -> int:
    """Return how many MiB the large body has."""
    return _BRIEFLY if bench.brief else LARGE


async def _download(bench: Bench, curl: str) -> tuple[Pair, ...]:
    place, file, size = bench.server, bench.scratch / "body", large(bench)
    ticket = place.ticket(place.big(size), closing=True, save_to=file)

    async with sending() as sender:

        async def ours() -> float:
            milliseconds = await timed(sender, ticket)
            return check(file, size) / milliseconds / 1000

        async def theirs() -> float:
            return _curl(place, curl, file, size)

        return tuple(await interleaved_async(bench.pairs, ours, theirs))


def _curl(place: Place, curl: str, file: Path, megabytes: int) -> float:
    """Return the megabytes a second that curl says, without the start of its process."""
    identity = ("--cert", str(place.cert_file), "--key", str(place.key_file), "--cacert", str(place.ca_file))
    address = ("--noproxy", "*", "--resolve", f"{place.host}:{place.port}:127.0.0.1")
    output = ("-sS", "--fail", "-w", "%{speed_download}", "-o", str(file))
    done = subprocess.run(
        (curl, *output, *identity, *address, place.big(megabytes)), check=True, capture_output=True, text=True
    )
    check(file, megabytes)
    return float(done.stdout) / 1e6


def check(file: Path, megabytes: int) -> int:
    """Return the bytes of a body, and let its file go; fail the row where not all of it came."""
    size, wanted = file.stat().st_size, megabytes * 1024 * 1024
    file.unlink()
    if size != wanted:
        raise RowFailed(f"{size} bytes came of {wanted}")
    return size


def _peak(bench: Bench, megabytes: int) -> float:
    place, file = bench.server, bench.scratch / "body"
    command = [sys.executable, "-m", "tests.bench.peak", str(place.home), place.big(megabytes), str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    file.unlink()
    return int(done.stdout) / 1e6
