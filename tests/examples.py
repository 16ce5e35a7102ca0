"""How many examples a property is tried on: all that a test names in the gate, a tenth of them every day."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from hypothesis import HealthCheck, settings

EVERYDAY: Final = "everyday"
_GATE: Final = 100

settings.register_profile("gate", max_examples=_GATE, deadline=None)
settings.register_profile(EVERYDAY, max_examples=_GATE // 10, deadline=None)
settings.load_profile("gate")


def examples(count: int = _GATE, *, unchecked: Collection[HealthCheck] = ()) -> settings:
    """Ask for `count` examples in the gate, without a time limit for each and without the health checks named."""
    most = max(1, count * settings().max_examples // _GATE)
    return settings(max_examples=most, suppress_health_check=tuple(unchecked))
