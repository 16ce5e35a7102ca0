"""What is told while a send runs, and what the console keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workbench.models.exchanges import Exchange, Hop
from workbench.models.selections import Choice

Phase = Literal["prepare", "dns", "connect", "tls", "send", "wait", "receive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a running send is: hop counted from 0, phase, body bytes so far."""

    hop: int
    phase: Phase
    sent: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HopFinished:
    """A redirect hop is done and another follows."""

    hop: Hop


Event = Progress | HopFinished


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One line of the console: a send, finished, or something the app itself did or warns of, in words."""

    at: datetime
    exchange: Exchange | None = None
    choice: Choice | None = None  # whom the session was when it was sent
    text: str = ""
    level: Literal["info", "warning", "error"] = "info"
