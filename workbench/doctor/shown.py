"""Findings as they may be shown: the values of secret variables hidden wherever they stand (contract §7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from workbench import masking
from workbench.doctor.report import Finding, Remedy


def hidden(found: Finding, secrets: Collection[str]) -> Finding:
    """Return a finding with these values hidden in its words, its command and its facts."""
    if not any(secrets):
        return found
    return replace(
        found,
        headline=masking.hidden(found.headline, secrets),
        evidence=tuple(masking.hidden(text, secrets) for text in found.evidence),
        remedy=_remedy(found.remedy, secrets) if found.remedy else None,
        facts={name: masking.hidden_within(value, secrets) for name, value in found.facts.items()},
    )


def _remedy(remedy: Remedy, secrets: Collection[str]) -> Remedy:
    command = masking.hidden(remedy.command, secrets) if remedy.command else None
    return replace(remedy, advice=masking.hidden(remedy.advice, secrets), command=command)
