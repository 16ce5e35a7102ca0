"""A short soak: what a session holds after some sends more than after some."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import soak
from workbench.demo.lab import Lab

SENDS = 150
LEAK = 30  # KiB a send: a leaked answer, or its timers and widgets, take more

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


def test_a_session_does_not_grow_with_its_sends(lab: Lab, tmp_path: Path) -> None:
    first, before, last = soak.rounds(lab, tmp_path, SENDS, count=3)
    assert last.anonymous - before.anonymous < LEAK * SENDS // 3
    assert last.sockets <= first.sockets and last.spilled == 0
