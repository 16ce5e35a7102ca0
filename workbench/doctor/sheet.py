"""A report as people read it: aligned, 79 columns wide, every state a word, all of it safe to show."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from workbench.doctor.report import Finding, Remedy, Report, State, Step
from workbench.visible import visible

STATES: Final[dict[State, str]] = {
    "good": "ok",
    "warn": "LOOK",
    "bad": "BAD",
    "unknown": "unknown",
    "skipped": "skipped",
}
"""Every state as a word; what wants attention is in capitals."""

STEPS: Final[dict[Step, str]] = {
    "request": "Request",
    "proxy": "Proxy",
    "name": "Name",
    "reach": "Address",
    "versions": "Versions",
    "chain": "Chain",
    "asked": "Asked",
    "accepted": "Accepted",
    "suspicion": "Suspicion",
}
"""What people call the steps."""

_STATE_WIDTH: Final = 9
_STEP_WIDTH: Final = 11
_WIDTH: Final = 79
_HANGING: Final = " " * (_STATE_WIDTH + _STEP_WIDTH)
_INDENT: Final = " " * (_STATE_WIDTH + 2)
_COMMAND: Final = "    $ "


def lines(report: Report) -> Iterator[str]:
    """Yield the whole report."""
    yield visible(report.url)
    yield ""
    for found in report.findings:
        yield from of_finding(found)
    yield ""
    yield from of_verdict(report)


def of_finding(found: Finding) -> Iterator[str]:
    """Yield one step: headline, evidence, and its remedy where the verdict will not name it."""
    yield from _wrapped(found.headline, title(found), _HANGING)
    for text in found.evidence:
        yield from _wrapped(text, _INDENT, _INDENT + "  ")
    if found.remedy and found.state != "bad":
        yield from _remedy(found.remedy, _INDENT)


def title(found: Finding) -> str:
    """Return state and step as the columns that stand before a headline."""
    return STATES[found.state].ljust(_STATE_WIDTH) + STEPS[found.step].ljust(_STEP_WIDTH)


def of_verdict(report: Report) -> Iterator[str]:
    """Yield the verdict, its cause, and what to change."""
    bad = [found for found in report.findings if found.state == "bad"]
    if not bad:
        looks = sum(found.state == "warn" for found in report.findings)
        more = f" {looks} thing{'s' if looks > 1 else ''} to look at." if looks else ""
        yield f"GOOD: nothing stands in the way.{more}"
    for number, found in enumerate(bad):
        yield from _wrapped(found.headline, "and: " if number else "NOT GOOD: ", "  ")
        remedy = found.remedy or (None if number else report.remedy)
        if remedy:
            yield from _remedy(remedy, "  ")


def _remedy(remedy: Remedy, indent: str) -> Iterator[str]:
    yield from _wrapped(remedy.advice, f"{indent}> ", f"{indent}  ")
    if remedy.command:  # never broken: it is there to be copied
        yield _COMMAND + visible(remedy.command)
    if remedy.key:
        yield from _wrapped(f"in the app: {remedy.key}", f"{indent}  ", f"{indent}  ")


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    wrapper = textwrap.TextWrapper(
        width=_WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=True,
    )
    return wrapper.wrap(visible(text)) or [first.rstrip()]
