"""The Timing tab: each phase as a number and a bar, hop by hop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from workbench import marks, masking
from workbench.models import Exchange, Hop, Timing
from workbench.widgets.fact_sheet import Fact, FactSheet

_BAR: Final = 40
_NAMES: Final = (
    ("dns", "DNS"),
    ("tcp", "TCP"),
    ("tls", "TLS"),
    ("send", "Send"),
    ("wait", "Wait"),
    ("download", "Download"),
)


class TimingView(FactSheet):
    """Where the time went; a phase that did not run is left out."""

    LABEL_WIDTH: ClassVar[int] = 10

    def show(self, exchange: Exchange | None) -> None:
        """Show the timing of an exchange."""
        self.facts = timing_facts(exchange) if exchange else ()


def timing_facts(exchange: Exchange) -> tuple[Fact, ...]:
    """Return the phases of every hop in order."""
    facts: list[Fact] = []
    for number, hop in enumerate(exchange.hops, 1):
        if len(exchange.hops) > 1:
            value = f"{hop.request.method} {masking.url(hop.request.url)}"
            facts.append(Fact(label=f"Hop {number}", value=value, tone="strong"))
        facts += _phases(hop)
    return tuple(facts)


def _phases(hop: Hop) -> Iterator[Fact]:
    phases = [(label, getattr(hop.timing, name)) for name, label in _NAMES]
    spent = [(label, milliseconds) for label, milliseconds in phases if milliseconds is not None]
    whole = hop.timing.total or sum(milliseconds for _, milliseconds in spent) or 1.0
    before = 0.0
    for label, milliseconds in spent:
        yield Fact(label=label, value=f"{marks.duration(milliseconds):>9}  {_bar(before, milliseconds, whole)}")
        before += milliseconds
    if hop.timing.total is not None:
        yield Fact(label="Total", value=f"{marks.duration(hop.timing.total):>9}", tone="strong")
    if hop.reused and _is_cold_missing(hop.timing):
        yield Fact(label="", value="the connection was there already", tone="dim")


def _bar(before: float, milliseconds: float, whole: float) -> str:
    start = min(_BAR - 1, round(before / whole * _BAR))
    return "·" * start + "━" * max(1, min(_BAR - start, round(milliseconds / whole * _BAR)))


def _is_cold_missing(timing: Timing) -> bool:
    return timing.tcp is None and timing.tls is None
