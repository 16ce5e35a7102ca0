"""A short soak: what a session holds after some sends more than after some."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import soak
from workbench.demo.lab import Lab

SENDS = 600
ROUNDS = 6
LEAK = 8  # KiB a send; the allocator and the log take 4 to 5 of a young session, an answer that is kept takes more

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


def test_a_session_does_not_grow_with_its_sends(lab: Lab, tmp_path: Path) -> None:
    found = soak.rounds(lab, tmp_path, SENDS, ROUNDS, large_every=50)
    _, first, *_, before, last = found
    assert all(each.spilled_most for each in found[1:]), "no body came to lie in a file"
    assert soak.remains(found) == ""
    # The lower of two, as what was just received is let go in large pieces.
    grown = min(before.anonymous, last.anonymous) - first.anonymous
    assert grown < LEAK * (before.sends - first.sends), [str(each) for each in found]
