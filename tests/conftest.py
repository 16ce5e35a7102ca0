"""The running lab, for whoever asks for it (what it offers is told in tests/lab.py), and what all tests stand on."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.certificate_files import CLIENT, Made, made
from tests.examples import EVERYDAY
from tests.lab import Watch
from tests.two_servers import Stage, two_servers
from workbench.demo.authority import Authority
from workbench.demo.issued import pem
from workbench.demo.lab import Lab
from workbench.tls import system


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples of a property in the everyday run, and take ^C even from where it is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell starts what it leaves in the background so, and every program started here would inherit it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("markexpr") == "not slow":
        hypothesis.settings.load_profile(EVERYDAY)


@pytest.fixture(scope="session", autouse=True)
def system_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let the system's store hold one CA that nobody else knows.

    No test then hangs on what this machine trusts, and no sender reads a bundle of 150 CAs, which takes 20 ms.
    """
    store = tmp_path_factory.mktemp("system") / "store.pem"
    store.write_bytes(pem(Authority.root("System CA of the tests").certificate))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(system.FILE_VARIABLE, str(store))
        patch.delenv(system.FOLDER_VARIABLE, raising=False)
        yield store


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


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder the app was started in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="module")
def two_owners(lab: Lab) -> Iterator[Stage]:
    """Two servers for the tests of one file: example.com and its like are mine, every other name is theirs."""
    with two_servers(lab) as running:
        yield running


@pytest.fixture
def stage(two_owners: Stage) -> Stage:
    """The two servers, with nothing seen yet."""
    two_owners.forget()
    return two_owners


@pytest.fixture(scope="session")
def root() -> Made:
    """A CA of its own, for files of certificates."""
    return made("root", ca=True)


@pytest.fixture(scope="session")
def middle(root: Made) -> Made:
    """An intermediate under `root`."""
    return made("middle", by=root, ca=True)


@pytest.fixture(scope="session")
def alice(middle: Made) -> Made:
    """A client's certificate and key, issued by `middle`."""
    return made("alice", by=middle, extensions=[CLIENT])
