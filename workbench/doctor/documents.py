"""A report as a JSON document, in the style of the contract: names as they are, `null` where nothing is known."""

from __future__ import annotations

from workbench.doctor.report import Finding, Remedy, Report

Document = dict[str, object]


def report_document(report: Report) -> Document:
    """Return what `doctor --json` prints."""
    return {
        "url": report.url,
        "host": report.host,
        "port": report.port,
        "verdict": report.verdict,
        "cause": report.cause,
        "remedy": _remedy(report.remedy),
        "steps": [_step(found) for found in report.findings],
    }


def _step(found: Finding) -> Document:
    return {
        "step": found.step,
        "state": found.state,
        "headline": found.headline,
        "evidence": list(found.evidence),
        "remedy": _remedy(found.remedy),
        **found.facts,
    }


def _remedy(remedy: Remedy | None) -> Document | None:
    if remedy is None:
        return None
    return {"advice": remedy.advice, "command": remedy.command, "key": remedy.key}
