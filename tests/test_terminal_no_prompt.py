"""In a real terminal an encrypted key never makes anybody ask there: nothing is prompted, nothing is read from it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.peers import free_port
from tests.terminal import PATIENCE, ROOT, needs_pty
from workbench.certificates.sealing import Sealer
from workbench.demo.authority import Authority, Order
from workbench.demo.issued import Issued
from workbench.folders import Folders
from workbench.models import CertificateEntry
from workbench.settings import load, update

pytestmark = [needs_pty, pytest.mark.slow]

READS_THE_TERMINAL = "sh -c 'read line </dev/tty && echo $line'"
SECRET, TYPED = "correct horse", b"typed by somebody\n"
TAKES_THE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.executable, sys.argv[1:])"
)


@dataclass(frozen=True)
class Told:
    status: int
    written: str
    unread: bytes


def told(call: list[str], **environment: str) -> Told:
    """Run the program with a terminal of its own on which somebody typed a line."""
    master, slave = pty.openpty()
    wrapped = [sys.executable, "-c", TAKES_THE_TERMINAL, sys.executable, "-m", "workbench", *call]
    os.write(master, TYPED)
    written = b""
    with subprocess.Popen(
        wrapped,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=ROOT,
        start_new_session=True,
        env={**os.environ, **environment},
    ) as process:
        end = time.monotonic() + PATIENCE
        while process.poll() is None or select.select([master], [], [], 0)[0]:
            if time.monotonic() > end:
                process.kill()
                pytest.fail(f"it waits for somebody to type: {written!r}")
            if select.select([master], [], [], 0.02)[0]:
                written += os.read(master, 65536)
    os.set_blocking(slave, False)
    unread = os.read(slave, 1000)
    os.close(slave)
    os.close(master)
    return Told(process.returncode, written.decode().replace("\r\n", "\n"), unread)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """carol.crt with carol.key, which is encrypted, and carol.p12; dave with a clear key."""
    folder = tmp_path_factory.mktemp("files")
    authority = Authority.root("CA")
    carol: Issued = authority.issue(Order(common_name="carol"))
    carol.write(folder, "carol", passphrase=SECRET)
    (folder / "carol.p12").write_bytes(carol.pkcs12(SECRET))
    authority.issue(Order(common_name="dave")).write(folder, "dave")
    return folder


@pytest.fixture
def home(files: Path, tmp_path: Path) -> Path:
    """Settings with carol asked, sealed wrongly, and from a command that knows nothing; dave, who needs none."""
    places = Folders(config=tmp_path, data=tmp_path, state=tmp_path)
    sealer = Sealer(places.sealing)
    carol = CertificateEntry(id="", host="", cert_file=f"{files}/carol.crt", key_file=f"{files}/carol.key")
    kept = {
        "asked": "ask",
        "missing": None,
        "wrong": sealer.seal("x", "wrong"),
        "printed": f"command:{READS_THE_TERMINAL}",
    }
    listed = tuple(
        replace(carol, id=name, name=name, host=f"{name}.test", passphrase=passphrase)
        for name, passphrase in kept.items()
    )
    dave = CertificateEntry(id="dave", name="dave", host="dave.test", cert_file=f"{files}/dave.crt")
    gate = replace(carol, id="gate", name="gate", host="127.0.0.1", port="*", passphrase="ask")
    settings = load(places.settings_file)
    http = replace(settings.http, proxy=f"https://127.0.0.1:{free_port()}", proxy_certificate="gate")
    update(settings, replace(settings, certificates=(*listed, dave, gate), http=http), sealer)
    return tmp_path


def calls(files: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield every way to a key, with the exit status it ends with."""
    for name in ("asked", "missing", "wrong", "printed"):
        yield 3, ["send", f"https://{name}.test/", "--proxy", "none"]
    yield 3, ["send", "http://anywhere.test/"]  # the proxy's certificate
    yield 3, ["send", "https://a.test/", "--proxy", "none", "--pfx", f"{files}/carol.p12"]
    yield (
        3,
        ["send", "https://a.test/", "--proxy", "none", "--crt", f"{files}/carol.crt", "--key", f"{files}/carol.key"],
    )
    wrong = ["--passphrase-env", "WRONG"]
    yield 3, ["send", "https://a.test/", "--proxy", "none", "--pfx", f"{files}/carol.p12", *wrong]
    added = ["certs", "add", "--host", "a.test", "--crt", f"{files}/carol.crt", "--key", f"{files}/carol.key"]
    yield 3, added
    yield 3, [*added, *wrong]
    yield 3, [*added, "--passphrase-command", READS_THE_TERMINAL]
    yield 6, ["certs", "inspect", f"{files}/carol.p12"]
    yield 6, ["certs", "inspect", f"{files}/carol.key", *wrong]
    yield 3, ["certs", "replace", "dave", "--crt", f"{files}/carol.crt", "--key", f"{files}/carol.key"]
    yield 6, ["certs", "check"]
    yield 3, ["which", "https://missing.test/"]


def test_nobody_is_asked_on_the_terminal_and_nothing_is_read_from_it(files: Path, home: Path) -> None:
    def run(case: tuple[int, list[str]]) -> Told:
        return told(["--home", str(home), *case[1]], WRONG="not this one")

    cases = list(calls(files))
    with ThreadPoolExecutor(3) as pool:
        for (status, call), ended in zip(cases, pool.map(run, cases), strict=True):
            assert ended.unread == TYPED, call
            assert ended.status == status, (call, ended.written)
            assert "PEM pass phrase" not in ended.written and "Enter P" not in ended.written, call
            assert "Traceback" not in ended.written, ended.written
            if call[0] == "send":
                assert "--passphrase-stdin or --passphrase-env [NAME=]VAR" in " ".join(ended.written.split()), call
