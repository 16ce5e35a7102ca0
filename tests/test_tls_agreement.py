"""What OpenSSL finds first in a real handshake is among our findings, and where it finds nothing, nor do we."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests import random_chains
from tests.chain_cases import CASES
from tests.chains import Said
from tests.judged_chains import Case

IN_OUR_WORDS = {
    2: {"unknown_issuer", "missing_intermediate"},
    7: {"bad_signature"},
    9: {"not_yet_valid"},
    10: {"expired", "ca_expired"},
    18: {"self_signed"},
    19: {"unknown_issuer"},
    20: {"unknown_issuer", "missing_intermediate"},
    21: {"unknown_issuer", "missing_intermediate"},
    24: {"not_a_ca"},
    25: {"path_too_long"},
    26: {"no_server_auth"},
    32: {"not_a_ca"},
    34: {"other"},
    47: {"name_constraint"},
    48: {"name_constraint"},
    62: {"hostname_mismatch"},
    64: {"hostname_mismatch"},
    66: {"weak_key"},
    67: {"weak_key"},
    68: {"weak_signature"},
    79: {"not_a_ca"},
}
"""X509_V_ERR of OpenSSL to the contract's codes."""

CODES = {
    *("expired", "not_yet_valid", "hostname_mismatch", "self_signed", "unknown_issuer", "missing_intermediate"),
    *("no_server_auth", "weak_key", "weak_signature", "bad_signature", "ca_expired", "not_a_ca", "path_too_long"),
    *("name_constraint", "other"),
}
"""The contract's codes of `tls.problems`, without the one that is not about a chain: no_close_notify."""


@pytest.mark.parametrize("which", [which for which, case in CASES.items() if case().shown])
def test_the_first_verdict_of_openssl_is_among_ours(which: str, tmp_path: Path) -> None:
    case = CASES[which]()
    said = case.ask(tmp_path)
    assert _agree(said, case) != bool(case.differs), said.message


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_openssl_agrees_about_chains_put_together_at_random(seed: int, tmp_path: Path) -> None:
    random = Random(seed)  # noqa: S311
    for number in range(100):
        case = random_chains.case(random)
        said = case.ask(tmp_path)
        assert _agree(said, case), f"number {number}: {said.message}, {case.judge()}"


def test_every_code_of_a_chain_s_problem_is_found_in_some_case() -> None:
    found = {code for make in CASES.values() for code, _ in make().faults}
    assert found == CODES


def _agree(said: Said, case: Case) -> bool:
    """Tell whether OpenSSL's verdict is among ours, or neither finds a fault."""
    codes = {found.code for found in case.judge()}
    return bool(codes & IN_OUR_WORDS[said.code]) if said.code else not codes
