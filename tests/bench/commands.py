"""Rows of the command line: fresh processes, from start to end."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, RowFailed, Unmeasured, interleaved
from tests.bench.places import ROOT, Place

_BARE: Final = (sys.executable, "-c", "import argparse")
_WORKBENCH: Final = (sys.executable, "-m", "workbench")
_SCRIPT: Final = Path(__file__).with_name("bare_httpx.py")


def help_page(bench: Bench) -> Iterator[Figure]:
    """Measure `workbench --help`."""
    pairs = interleaved(bench.pairs, lambda: _run((*_WORKBENCH, "--help")), lambda: _run(_BARE))
    yield Figure(row="help", against="python -c 'import argparse'", unit="ms", pairs=tuple(pairs))


def which(bench: Bench) -> Iterator[Figure]:
    """Measure `workbench which` on a home with one entry."""
    command = (*_WORKBENCH, "--home", str(bench.server.home), "which", bench.server.url)
    pairs = interleaved(bench.pairs, lambda: _run(command), lambda: _run(_BARE))
    yield Figure(row="which", against="python -c 'import argparse'", unit="ms", pairs=tuple(pairs))


def send(bench: Bench) -> Iterator[Figure | Unmeasured]:
    """Measure `workbench send`, one mTLS GET; also against HTTPie, where it is installed."""
    command = (*_WORKBENCH, "--home", str(bench.server.home), "send", bench.server.url)
    script = _bare_httpx(bench.server)
    pairs = interleaved(bench.pairs, lambda: _run(command), lambda: _run(script))
    yield Figure(row="send", against="a bare httpx script", unit="ms", pairs=tuple(pairs), limit=Limit(bound=1.8))
    limit = Limit(bound=0.75)
    program = shutil.which("http") or shutil.which("http", path=str(Path(sys.executable).parent))
    if program is None:
        yield Unmeasured(row="send", against="HTTPie", limit=limit)
        return
    httpie = _httpie(program, bench.server)
    pairs = interleaved(bench.pairs, lambda: _run(command), lambda: _run(httpie))
    yield Figure(row="send", against="HTTPie", unit="ms", pairs=tuple(pairs), limit=limit)


def _httpie(program: str, place: Place) -> tuple[str, ...]:
    """The same GET; it cannot be told another address for the host, so it verifies nothing, which saves it time."""
    identity = ("--cert", str(place.cert_file), "--cert-key", str(place.key_file))
    quick = ("--ignore-stdin", "--check-status", "--verify", "no", "--pretty", "none")
    return (program, *quick, *identity, f"https://127.0.0.1:{place.port}/", f"Host:{place.authority}")


def _bare_httpx(place: Place) -> tuple[str, ...]:
    files = (place.ca_file, place.cert_file, place.key_file)
    return (sys.executable, str(_SCRIPT), place.authority, *(str(file) for file in files))


def _run(command: Sequence[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT)
    elapsed = (time.perf_counter() - started) * 1000
    if done.returncode:
        raise RowFailed(f"{' '.join(command[1:3])} ended with status {done.returncode}: {done.stderr.strip()}")
    return elapsed
