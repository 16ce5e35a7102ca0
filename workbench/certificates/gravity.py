"""Which finding is said first: what keeps an entry from serving, then its dates, then what a server may mind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from workbench.models import Problem

_GRAVEST_FIRST: Final = (
    "file_missing",
    "file_unreadable",
    "unsupported",
    "no_certificate",
    "no_key",
    "key_mismatch",
    "wrong_passphrase",
    "weak_key",
    "needs_passphrase",
    "expired",
    "not_yet_valid",
    "weak_signature",
    "server_certificate",
    "no_client_auth",
    "chain_gap",
    "expires_soon",
    "key_readable_by_others",
)
_RANKS: Final = {code: rank for rank, code in enumerate(_GRAVEST_FIRST)}


def rank(problem: Problem) -> int:
    """Return a number that is smaller the graver a finding is; a code of a later version is the gravest."""
    return _RANKS.get(problem.code, -1)


def gravest_first(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the findings, the gravest first; of equals, the one of the leaf stays before those of its issuers."""
    return tuple(sorted(problems, key=rank))
