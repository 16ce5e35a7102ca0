"""Rows of settings.toml with ten thousand certificates, against a hundred: loaded, and saved after one was switched."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, RowFailed, interleaved
from workbench import settings
from workbench.certificates.sealing import Sealer
from workbench.models import CertificateEntry, Seen

_MANY: Final = 10_000
_BRIEFLY: Final = 1000
_FEW: Final = 100
_MOST_PAIRS: Final = 10
_AGAINST: Final = "100 entries"
_DAY: Final = datetime(2030, 1, 1, tzinfo=UTC)


def saving(bench: Bench) -> Iterator[Figure]:
    """Measure what a start waits for, and what a key that switches an entry on or off does."""
    count = min(bench.pairs, _MOST_PAIRS)
    size = _BRIEFLY if bench.brief else _MANY
    many, few = _written(bench.scratch / "many", size), _written(bench.scratch / "few", _FEW)
    yield _figure(f"settings: load {size:,}", interleaved(count, lambda: _load(many), lambda: _load(few)), 1000)
    ours, theirs = _switching(many), _switching(few)
    yield _figure(f"settings: save {size:,}", interleaved(count, ours, theirs), 2500)


def _figure(row: str, pairs: list[tuple[float, float]], bound: float) -> Figure:
    return Figure(row=row, against=_AGAINST, unit="ms", pairs=tuple(pairs), limit=Limit(bound=bound, of="ours"))


def _written(folder: Path, size: int) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "saving.toml"
    before = settings.load(path)
    entries = tuple(_entry(at) for at in range(size))
    settings.update(before, replace(before, certificates=entries), Sealer(folder / "sealing"))
    return path


def _entry(at: int) -> CertificateEntry:
    return CertificateEntry(
        id=f"i{at}",
        name=f"name {at}",
        host=f"host{at}.customer{at % 97}.example.com",
        port=8443 if at % 3 else None,
        cert_file=f"~/pki/client{at}.crt",
        key_file=f"~/pki/client{at}.key",
        added=_DAY,
        seen=Seen(subject=f"CN=client {at}", not_after=_DAY, sha256="ab" * 32),
    )


def _load(path: Path) -> float:
    return _milliseconds(lambda: settings.load(path))


def _switching(path: Path) -> Callable[[], float]:
    """Return what measures a save of the settings at `path` with one entry switched, each time the other way."""
    sealer = Sealer(path.parent / "sealing")

    def switch() -> float:
        before = settings.load(path)
        middle = len(before.certificates) // 2
        entries = list(before.certificates)
        entries[middle] = replace(entries[middle], enabled=not entries[middle].enabled)
        after = replace(before, certificates=tuple(entries))
        taken = _milliseconds(lambda: settings.update(before, after, sealer))
        if settings.load(path).certificates[middle] != entries[middle]:
            raise RowFailed("what was switched was not saved")
        return taken

    return switch


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
