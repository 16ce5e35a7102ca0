"""Examinations for tests: of a lab's endpoint, of a stand, and what a report says of one step."""

from __future__ import annotations

from typing import Any

from tests.sending import ticket
from workbench.demo.lab import Lab
from workbench.doctor import Finding, Report, Step
from workbench.doctor.examination import Question, examine
from workbench.models import Request


async def examined(
    lab: Lab, url: str, *, named: str | None = None, request: Request | None = None, **changes: Any
) -> Report:
    """Examine a URL with the lab's settings; `changes` go into the ticket."""
    told: list[Finding] = []
    asked = ticket(lab, url, request=request, **changes)
    report = await examine(Question(ticket=asked, named=named), told.append)
    assert tuple(told) == report.findings
    return report


def step(report: Report, name: Step) -> Finding:
    """Return the one finding of a step."""
    (found,) = [each for each in report.findings if each.step == name]
    return found


def states(report: Report) -> dict[str, str]:
    """Return the state of each step."""
    return {each.step: each.state for each in report.findings if each.step != "suspicion"}
