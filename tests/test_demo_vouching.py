"""What a polite server thinks of a chain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workbench.demo import authority
from workbench.demo.authority import Authority, Order
from workbench.demo.issued import Issued
from workbench.demo.vouching import vouches

NOW = datetime.now(UTC)
ROOT = Authority.root("Test Root")
MIDDLE = ROOT.intermediate("Test CA")
ANOTHER = Authority.root("Another Root").intermediate("Another CA")
ALICE = MIDDLE.issue(Order(common_name="alice"))

CHAINS = {
    "leaf and intermediate": ((ALICE.certificate, *ALICE.chain), True),
    "the root in it too": ((ALICE.certificate, *ALICE.chain, ROOT.certificate), True),
    "out of order": ((ALICE.certificate, ROOT.certificate, *ALICE.chain), True),
    "intermediate missing": ((ALICE.certificate,), False),
    "another's intermediate": ((ALICE.certificate, ANOTHER.certificate), False),
    "straight from the root": ((ROOT.issue(Order(common_name="a")).certificate,), True),
    "no purposes named": ((ROOT.issue(Order(common_name="a", use="any")).certificate,), True),
    "for servers only": ((ROOT.issue(Order(common_name="a", use="server")).certificate,), False),
    "self-signed": ((authority.self_signed(Order(common_name="a")).certificate,), False),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_is_good_when_it_leads_to_the_root(name: str) -> None:
    chain, good = CHAINS[name]
    assert vouches(ROOT.certificate, chain, NOW) is good


def test_a_chain_of_another_root_is_not_good() -> None:
    stranger: Issued = ANOTHER.issue(Order(common_name="stranger"))
    assert not vouches(ROOT.certificate, (stranger.certificate, *stranger.chain), NOW)


@pytest.mark.parametrize("days", [-2, 400])
def test_a_chain_out_of_date_is_not_good(days: int) -> None:
    assert not vouches(ROOT.certificate, (ALICE.certificate, *ALICE.chain), NOW + timedelta(days=days))
