"""The row of a server that the system's store vouches for, against one that a single CA does."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, Pair, RowFailed, interleaved_async
from tests.bench.places import Place
from tests.bench.sends import in_loop, sending, timed
from workbench.engine import Sender, Ticket
from workbench.tls import system


def system_store(bench: Bench) -> Iterator[Figure]:
    """Measure a cold GET under a store of all the system's CAs and the server's, and under the server's alone."""
    with _store(bench.scratch / "store.pem", bench.server.ca_file):
        pairs = in_loop(_cold(bench))
    yield Figure(row="system-store", against="trusted by a single CA", unit="ms", pairs=pairs, limit=Limit(bound=1.3))


@contextmanager
def _store(file: Path, ca_file: Path) -> Iterator[None]:
    """Let the system's store be a file that holds a CA more, until the block ends."""
    known = "".join(ssl.DER_cert_to_PEM_cert(der) for der in system.ders(system.store()))
    file.write_text(known + ca_file.read_text(encoding="ascii"), encoding="ascii")
    before = os.environ.get(system.FILE_VARIABLE)
    os.environ[system.FILE_VARIABLE] = str(file)
    try:
        yield
    finally:
        del os.environ[system.FILE_VARIABLE]
        if before is not None:
            os.environ[system.FILE_VARIABLE] = before


async def _cold(bench: Bench) -> tuple[Pair, ...]:
    by_system = _ticket(bench.server, system_ca=True)
    by_one = _ticket(bench.server, system_ca=False)
    async with sending() as sender:
        await _check(sender, by_system, by_system=True)
        await _check(sender, by_one, by_system=False)
        return tuple(
            await interleaved_async(bench.pairs, lambda: timed(sender, by_system), lambda: timed(sender, by_one))
        )


def _ticket(place: Place, *, system_ca: bool) -> Ticket:
    ticket = place.ticket(place.url, closing=True)
    settings = ticket.settings
    tls = replace(settings.tls, system_ca=system_ca, extra_ca=not system_ca)
    return replace(ticket, settings=replace(settings, tls=tls))


async def _check(sender: Sender, ticket: Ticket, *, by_system: bool) -> None:
    """Fail the row where the trust is not the one that is to be measured."""
    exchange = await sender.send(ticket)
    tls = exchange.hops[-1].tls
    source = (tls.trust_source if tls is not None else None) or ""
    if not source or (system.FILE_VARIABLE in source) is not by_system:
        raise RowFailed(f"trusted by {source or 'nothing'}: {exchange.failure or exchange.response}")
