"""The Timing tab: each phase as a number and a bar, hop by hop, and what the numbers count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Final

from workbench import marks, masking
from workbench.models import Exchange, Hop, Timing
from workbench.widgets.fact_sheet import Fact, FactSheet

_BAR: Final = 60
_SHORTEST: Final = 12
_NUMBER: Final = 9
_PHASES: Final = (
    ("dns", "DNS"),
    ("tcp", "TCP"),
    ("tls", "TLS"),
    ("send", "Send"),
    ("wait", "Wait"),
    ("download", "Download"),
)
_OURS: Final = "Ours"
_TOTAL: Final = (
    "Total runs from the moment this hop was begun to the last byte of its answer. Ours is what of it no phase "
    "has: choosing and reading the certificate, building the TLS context, going from one step to the next."
)
_ARRIVING: Final = Fact(label="Download", value="the body is still arriving", tone="strong")
_REUSED: Final = "The connection was there already: no DNS, TCP or TLS. The handshake shown is that of its beginning."


class TimingView(FactSheet):
    """Where the time went; a phase that did not run is left out."""

    LABEL_WIDTH: ClassVar[int] = 10
    _exchange: Exchange | None = None

    def show(self, exchange: Exchange | None) -> None:
        """Show the timing of an exchange."""
        self._exchange = exchange
        self.facts = timing_facts(exchange, self._bar_width()) if exchange else ()

    def on_resize(self) -> None:
        """Draw the bars as long as there is room for."""
        if self._exchange is not None:
            self.facts = timing_facts(self._exchange, self._bar_width())

    def _bar_width(self) -> int:
        return max(_SHORTEST, min(_BAR, self._room() - self.LABEL_WIDTH - _NUMBER - 3))


def timing_facts(exchange: Exchange, bar: int = _BAR) -> tuple[Fact, ...]:
    """Return the phases of every hop in order, as bars of so many cells, then what the numbers mean."""
    facts: list[Fact] = []
    for number, hop in enumerate(_hops(exchange), 1):
        if len(exchange.hops) > 1:
            value = f"{hop.request.method} {masking.url(hop.request.url)}"
            facts.append(Fact(label=f"Hop {number}", value=value, tone="strong"))
        facts += _phases(hop, bar)
    if _is_arriving(exchange):
        return (*facts, _ARRIVING)
    totals = [hop.timing.total for hop in exchange.hops if hop.timing.total is not None]
    if len(totals) > 1:
        facts.append(Fact(label="All hops", value=f"{marks.duration(sum(totals)):>9}", tone="strong"))
    if totals:
        facts.append(Fact(label="", value=_TOTAL, tone="dim"))
    return tuple(facts)


def _is_arriving(exchange: Exchange) -> bool:
    """Tell whether it is the record of an answer that has begun and has not ended."""
    is_open = exchange.outcome == "response" and exchange.body is None
    return is_open and exchange.hops[-1].timing.download is None


def _hops(exchange: Exchange) -> tuple[Hop, ...]:
    """Return the hops; one that is not over has no total yet."""
    if not _is_arriving(exchange):
        return exchange.hops
    *before, last = exchange.hops
    return (*before, replace(last, timing=replace(last.timing, total=None)))


def _phases(hop: Hop, bar: int) -> Iterator[Fact]:
    spent = list(_spent(hop.timing))
    whole = hop.timing.total or sum(milliseconds for _, milliseconds in spent) or 1.0
    before = 0.0
    for label, milliseconds in spent:
        yield Fact(
            label=label, value=f"{marks.duration(milliseconds):>{_NUMBER}}  {_bar(before, milliseconds, whole, bar)}"
        )
        before += milliseconds
    if hop.timing.total is not None:
        yield Fact(label="Total", value=f"{marks.duration(hop.timing.total):>9}", tone="strong")
    if hop.reused and _is_cold_missing(hop.timing):
        yield Fact(label="", value=_REUSED, tone="dim")


def _spent(timing: Timing) -> Iterator[tuple[str, float]]:
    """Yield the phases that ran; what of the whole none of them has comes first, where most of it is spent."""
    ran = [(label, spent) for name, label in _PHASES if (spent := getattr(timing, name)) is not None]
    ours = (timing.total or 0.0) - sum(milliseconds for _, milliseconds in ran)
    if ours >= 1.0:
        yield _OURS, ours
    yield from ran


def _bar(before: float, milliseconds: float, whole: float, width: int) -> str:
    start = min(width - 1, round(before / whole * width))
    return "·" * start + "━" * max(1, min(width - start, round(milliseconds / whole * width)))


def _is_cold_missing(timing: Timing) -> bool:
    return timing.tcp is None and timing.tls is None
