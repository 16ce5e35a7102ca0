"""Rows of choosing a certificate among ten thousand entries: the choice, its reasons, a send's part, a key's part."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, RowFailed, interleaved
from workbench.certificates import hosts, selection
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.certificates.selection import Index
from workbench.engine import Ticket
from workbench.engine.choosing import Rulebook
from workbench.models import CertificateEntry, Request
from workbench.screens.live_certificate import live
from workbench.settings import Settings

_MANY: Final = 10_000
_FEW: Final = 10
_PATTERNS: Final = 1_000
_HOST: Final = "host7.customer7.example.com"
_URL: Final = f"https://{_HOST}/"
_KINDS: Final = (
    "*.site{}.example.com",
    "app{}-*",
    "{{api,web}}{}.example.com",
    "*.eu{}.*.test",
    "node[0-9].rack{}.test",
    "db?-{}.example.*",
    "*x{}*y*.test",
    "a*b{}.test",
)
_PLACES: Final = (  # found by an exact host, by one of the patterns, and by none
    _HOST,
    "www.site8.example.com",
    "app9-prod.internal",
    "www.eu3.region.test",
    "node4.rack12.test",
    f"{'label.' * 30}test",
)


def choosing(bench: Bench) -> Iterator[Figure]:
    """Measure the choice by an exact host, among patterns too, with all its reasons, per send and per key."""
    few, many, mixed = (selection.index(entries) for entries in (_exact(_FEW), _exact(_MANY), _mixed()))
    yield _figure(bench, "us", "an exact host, among 10 entries", 50.0, lambda: _choose(many), lambda: _choose(few))
    yield _figure(bench, "ms", "with 1,000 patterns, among 10 entries", 2.0, lambda: _all(mixed), lambda: _all(few))
    yield _figure(bench, "ms", "explaining each, among 10 entries", None, lambda: _tell(mixed), lambda: _tell(few))
    ours, theirs = _sending(_mixed()), _sending(_exact(_FEW))
    yield _figure(bench, "ms", "for a send, among 10 entries", 2.0, ours, theirs)
    yield _figure(bench, "ms", "per key typed, among 10 entries", 2.0, lambda: _key(mixed), lambda: _key(few))


def _figure(
    bench: Bench, unit: str, against: str, bound: float | None, ours: Callable[[], float], theirs: Callable[[], float]
) -> Figure:
    limit = Limit(bound=bound, of="ours") if bound is not None else None
    factor = 1e6 if unit == "us" else 1e3
    pairs = tuple((mine * factor, other * factor) for mine, other in interleaved(bench.pairs, ours, theirs))
    return Figure(row="choosing", against=against, unit=unit, pairs=pairs, limit=limit)


def _exact(number: int) -> tuple[CertificateEntry, ...]:
    return tuple(_entry(at, f"host{at}.customer{at % 97}.example.com") for at in range(number))


def _mixed() -> tuple[CertificateEntry, ...]:
    exact = _exact(_MANY - _PATTERNS)
    patterns = (_entry(_MANY + at, _KINDS[at % len(_KINDS)].format(at)) for at in range(_PATTERNS))
    return (*exact, *patterns)


def _entry(at: int, host: str) -> CertificateEntry:
    return CertificateEntry(id=f"e{at}", host=host, cert_file="client.crt", key_file="client.key")


def _choose(ready: Index) -> float:
    place = hosts.origin(_URL)

    def choose() -> None:
        if selection.choose(ready, place).winner is None:
            raise RowFailed("nothing was chosen for an exact host")

    return _seconds(choose)


def _all(ready: Index) -> float:
    """Return the seconds for the slowest of several places."""
    places = [hosts.origin(f"https://{host}/") for host in _PLACES]
    return max(_seconds(partial(selection.choose, ready, place)) for place in places)


def _tell(ready: Index) -> float:
    place = hosts.origin(_URL)
    return _seconds(lambda: selection.select(place, ready, everything=True))


def _sending(entries: tuple[CertificateEntry, ...]) -> Callable[[], float]:
    """Return what measures a send's part to a URL that is new to a rulebook that knows the entries."""
    numbers = count()
    rules = Rulebook()
    settings = Settings(path=Path("settings.toml"), certificates=entries)
    nobody = Passphrases(Sealer(Path("sealing")))

    def send() -> float:
        url = f"{_URL}{next(numbers)}"
        ticket = Ticket(request=Request(method="GET", url=url), settings=settings, passphrases=nobody)
        place = hosts.origin(url)
        return _seconds(lambda: rules.select(ticket, place, place, url))

    send()
    return send


def _key(ready: Index) -> float:
    """Return the seconds for the slowest key of a URL that is being typed."""
    typed = [Request(method="GET", url=_URL[:end]) for end in range(len("https://h"), len(_URL))]
    return max(_seconds(partial(live, request, ready, None)) for request in typed)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
