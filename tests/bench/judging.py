"""The row of judging a server's chain, which happens after a failed verification and while it is off."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from cryptography import x509

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Limit, RowFailed, interleaved
from workbench.demo.authority import Authority, Order
from workbench.tls import system, trust, verdict
from workbench.tls.anchors import Anchors

_HOST: Final = "api.bench.test"


def judging(bench: Bench) -> Iterator[Figure]:
    """Measure all that is said of a leaf and an intermediate, under the system's store and one CA more."""
    root = Authority.root("Judging Root CA")
    under = root.intermediate("Judging CA")
    leaf = under.issue(Order(common_name=_HOST, dns=(_HOST,), use="server")).certificate
    path = (leaf, under.certificate, root.certificate)
    anchors = Anchors.of((root.certificate, *trust.system_certificates(system.store())))
    limit = Limit(bound=1.0, of="ours")
    pairs = interleaved(bench.pairs, lambda: _judge(path[:2], anchors), lambda: _signatures(path))
    yield Figure(row="judging", against="its signatures alone", unit="ms", pairs=tuple(pairs), limit=limit)


def _judge(chain: tuple[x509.Certificate, ...], anchors: Anchors) -> float:
    def judge() -> None:
        found = verdict.judge(chain, hostname=_HOST, now=datetime.now(UTC), anchors=anchors)
        if found:
            raise RowFailed(f"the chain was found wanting: {found}")

    return _milliseconds(judge)


def _signatures(path: tuple[x509.Certificate, ...]) -> float:
    def verify() -> None:
        for certificate, issuer in pairwise(path):
            certificate.verify_directly_issued_by(issuer)

    return _milliseconds(verify)


def _milliseconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
