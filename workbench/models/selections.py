"""Which certificate a URL gets, and why the others did not win."""

from __future__ import annotations

from typing import Literal

from workbench.models.entries import CertificateEntry, Port
from workbench.nouns import dataclass

DecidedBy = Literal["rule", "pin", "session", "command", "none"]
Outcome = Literal["scheme", "disabled", "host", "port", "not_pinned", "outranked", "selected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A person's word on the certificate, above the rules: a name, "id:ID" or "none" (contract §3.7)."""

    by: Literal["pin", "session", "command"]
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """One entry and why it won or lost."""

    id: str
    name: str | None
    host: str
    port: Port
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which certificate a URL gets, and why. `stop` tells why nothing may be sent instead."""

    url: str
    host: str
    port: int
    by: DecidedBy
    entry: CertificateEntry | None
    outside_rule: bool = False
    usable: bool | None = None
    reason: str = ""
    considered: tuple[Considered, ...] = ()
    omitted: int = 0
    stop: str | None = None
