"""How a finding about a chain is written: visible, dated, and never endless."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from workbench.models import Problem, ProblemCode
from workbench.tls.facts import Facts
from workbench.visible import visible

_MOST_LISTED: Final = 8
_LONGEST: Final = 120  # characters of one name


def problem(code: ProblemCode, concerned: Facts, message: str) -> Problem:
    """Return a finding about one certificate, with everything foreign in it made visible."""
    return Problem(code=code, message=visible(message), subject=concerned.subject)


def listed(names: Sequence[str]) -> str:
    """Write names for people: the first eight, each cut where it is endless, and how many more there are."""
    cut = [name if len(name) <= _LONGEST else name[:_LONGEST] + "…" for name in names[:_MOST_LISTED]]
    more = len(names) - len(cut)
    return ", ".join(cut) + (f" and {more} more" if more else "")


def days(span: timedelta) -> str:
    """Write a positive span in whole days."""
    match span.days:
        case 0:
            return "less than a day"
        case 1:
            return "1 day"
        case count:
            return f"{count} days"
