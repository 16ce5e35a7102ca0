"""`python -m tests.bench.peak HOME URL FILE`: save a body to a file and print the peak of our memory in bytes."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.places import ticket
from tests.bench.sends import in_loop, sending, timed
from workbench.folders import locate
from workbench.models import Request


def main(home: str, url: str, file: str) -> None:
    """Send, and print."""
    in_loop(_send(home, url, file))
    print(_peak_bytes())


async def _send(home: str, url: str, file: str) -> None:
    async with sending() as sender:
        await timed(sender, ticket(locate(Path(home), {}), Request(url=url), Path(file)))


def _peak_bytes() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        # Not getrusage: Linux counts the process we were forked from there, whose peak may be higher.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
