"""What the doctor finds: one finding for each step, and from all of them the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from workbench.nouns import dataclass

Step = Literal["request", "proxy", "name", "reach", "versions", "chain", "asked", "accepted", "suspicion"]
State = Literal["good", "warn", "bad", "unknown", "skipped"]
Verdict = Literal["good", "not_good"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What to change: in words, as a command to type, and as what to press in the app; either may be missing."""

    advice: str
    command: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one step found, in words, with evidence; `facts` are the same for scripts, ready for JSON."""

    step: Step
    state: State
    headline: str
    evidence: tuple[str, ...] = ()
    remedy: Remedy | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All findings on one URL (secrets masked), in the order of the steps."""

    url: str
    host: str
    port: int
    findings: tuple[Finding, ...] = ()

    @property
    def culprit(self) -> Finding | None:
        """The finding that the verdict rests on: the first bad one, since each step builds on those before it."""
        return next((found for found in self.findings if found.state == "bad"), None)

    @property
    def verdict(self) -> Verdict:
        """Good where nothing is bad; a warning alone is no reason to say no."""
        return "good" if self.culprit is None else "not_good"

    @property
    def cause(self) -> str | None:
        """One sentence on what is wrong, None where nothing is."""
        return self.culprit.headline if self.culprit else None

    @property
    def remedy(self) -> Remedy | None:
        """What to change: the culprit's own remedy, else the first that any other finding offers."""
        if self.culprit is None:
            return None
        offered = (found.remedy for found in (self.culprit, *self.findings))
        return next((remedy for remedy in offered if remedy), None)
