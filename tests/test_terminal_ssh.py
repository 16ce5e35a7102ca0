"""The app through a real sshd on loopback: it works, and a lost connection loses nothing."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab import Watch
from tests.peers import free_port
from tests.terminal import PATIENCE, ROOT, command, in_pty, needs_pty
from workbench.demo.lab import Lab
from workbench.workspace.drafts import Drafts

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin")
SSH, KEYGEN = shutil.which("ssh"), shutil.which("ssh-keygen")
pytestmark = [
    needs_pty,
    pytest.mark.slow,
    pytest.mark.skipif(not (SSHD and SSH and KEYGEN), reason="openssh is not installed"),
]


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[list[str]]:
    """Run an sshd for this user, with keys made now; yield the client's call."""
    for name in ("host", "user"):
        subprocess.run([KEYGEN or "", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)], check=True)
    port = free_port()
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where privileges are separated
    settings = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": tmp_path / "host",
        "AuthorizedKeysFile": tmp_path / "user.pub",
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
        "PasswordAuthentication": "no",
        "PermitRootLogin": "yes",
    }
    config = tmp_path / "sshd_config"
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    server = subprocess.Popen(
        [SSHD or "", "-D", "-e", "-f", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await(port)
        options = (
            "StrictHostKeyChecking=no",
            f"UserKnownHostsFile={os.devnull}",
            "LogLevel=ERROR",
            "IdentitiesOnly=yes",
        )
        more = [part for option in options for part in ("-o", option)]
        yield [SSH or "", "-tt", "-p", str(port), "-i", str(tmp_path / "user"), *more, f"{getpass.getuser()}@127.0.0.1"]
    finally:
        server.terminate()
        server.wait(10)


def _await(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)  # sshd says nowhere that it listens
        else:
            return
    pytest.fail("sshd did not listen")


def _remote(home: Path) -> str:
    return f"cd {ROOT} && " + " ".join(command(home))


def test_the_app_works_over_ssh(ssh: list[str], lab_home: Path) -> None:
    with in_pty([*ssh, _remote(lab_home)]) as app:
        app.until(b"mTLS: the right certificate")
        app.press(b"s")
        app.until(b"SENT alice")
        app.press(b"\x11")
        assert app.status() == 0


def test_a_lost_connection_ends_the_app_and_keeps_the_draft(ssh: list[str], lab_home: Path) -> None:
    with in_pty([*ssh, _remote(lab_home)]) as app:
        app.until(b"mTLS: the right certificate")
        app.press(b"\x0c")  # ^L: the URL
        app.press(b"https://draft.example.test/kept")
        app.until(b"kept")
        app.signal(signal.SIGKILL)
    assert _ends(str(lab_home)), "the app goes on without a terminal"
    draft = Drafts(lab_home / "drafts").restore()
    assert draft is not None
    assert draft.request.url.endswith("draft.example.test/kept")


def test_a_client_killed_in_mid_send_stops_the_send_and_keeps_the_draft(
    ssh: list[str], lab: Lab, lab_home: Path, seen: Watch
) -> None:
    url = lab.url("slow", "/slow?seconds=60")
    with in_pty([*ssh, _remote(lab_home)]) as app:
        app.until(b"mTLS: the right certificate")
        app.press(b"\x0c\x15" + url.encode())
        app.until(b"seconds=60")
        app.press(b"\n")
        app.until(b"waiting for the answer")
        app.signal(signal.SIGKILL)
    assert _ends(str(lab_home)), "the app goes on without a terminal"
    assert seen.only("optional").requests, "nothing was under way"
    draft = Drafts(lab_home / "drafts").restore()
    assert draft is not None and draft.request.url == url


def test_nothing_is_drawn_over_ssh_while_nothing_happens(ssh: list[str], lab_home: Path) -> None:
    with in_pty([*ssh, _remote(lab_home)]) as app:
        app.until(b"mTLS: the right certificate")
        app.press(b"s")
        app.until(b"SENT alice")
        app.press(b"\x0c")  # into the URL field: a cursor that blinks would be seen
        app.rest(1.5)
        before = len(app.written)
        app.rest(3.0)
        assert len(app.written) == before
        app.press(b"\x11")
        assert app.status() == 0


def test_a_paste_of_two_lines_is_taken_whole_and_sends_nothing(ssh: list[str], lab_home: Path, seen: Watch) -> None:
    with in_pty([*ssh, _remote(lab_home)]) as app:
        app.until(b"mTLS: the right certificate")
        app.press(b"\x0c\x15")
        app.press(b"\x1b[200~https://one.example.test/\nhttps://two.example.test/\n\x1b[201~")
        app.until(b"one.example.test")
        app.rest(0.5)
        assert not seen.connections()
        app.press(b"\x11")
        assert app.status() == 0


def _ends(marker: str) -> bool:
    """Wait until no process names the home any more."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not any(marker in call for call in _calls()):
            return True
        time.sleep(0.1)
    return False


def _calls() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            call = path.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if sys.executable in call and "\0-m\0workbench\0" in call:
            yield call
