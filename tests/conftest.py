"""The running lab, for whoever asks for it; what it offers is told in tests/lab.py."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab import Watch
from workbench.demo.lab import Lab


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """One lab for the whole session, in this process; nobody changes its home."""
    with Lab(watch=True) as running:
        yield running


@pytest.fixture
def seen(lab: Lab) -> Watch:
    """What the lab's servers see during this test."""
    return Watch(lab.log)


@pytest.fixture
def lab_home(lab: Lab, tmp_path: Path) -> Path:
    """A copy of the lab's home, with settings, requests and sealing key, that a test may change."""
    return Path(shutil.copytree(lab.home, tmp_path / "home"))
