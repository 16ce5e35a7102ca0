"""What is wrong with a certificate of ours that is sent all the same: told with every send, and of a refusal."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from workbench.certificates import checkup
from workbench.certificates.material import Identity

_SAID: Final = ("expired", "not_yet_valid", "no_client_auth")
"""What a server most likely refuses it for; what is only weak or odd is left to `workbench certs check`."""


def sentences(identity: Identity | None) -> tuple[str, ...]:
    """Return a sentence for each fault, as of this minute."""
    return _found(identity, datetime.now(UTC).replace(second=0, microsecond=0)) if identity is not None else ()


@lru_cache(maxsize=16)
def _found(identity: Identity, now: datetime) -> tuple[str, ...]:
    # Kept for a minute: looking takes half a millisecond, most of what a send over a kept connection takes.
    found = checkup.problems(identity, now, warning_days=0)
    return tuple(problem.message for problem in found if problem.code in _SAID)
