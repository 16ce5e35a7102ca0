"""`workbench demo --headless`, as a script sees it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.slow


SERVE = "import sys; from workbench.demo.headless import serve; sys.exit(serve(None, sys.stdout))"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The line, which has these keys and no others."""

    home: str
    endpoints: dict[str, str]
    ca: str
    identities: dict[str, dict[str, str]]


posix_only = pytest.mark.skipif(os.name == "nt", reason="signals are another matter there")


@contextmanager
def _serving(*argv: str) -> Iterator[tuple[subprocess.Popen[str], _Said]]:
    with subprocess.Popen([sys.executable, "-c", *argv], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, _Said(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()


def test_the_line_has_what_the_contract_says() -> None:
    with _serving(SERVE) as (_, said):
        assert set(said.identities) == {"alice", "bob", "stranger", "expired"}
        assert Path(said.ca).is_file()
        for files in said.identities.values():
            for key, value in files.items():
                assert not key.endswith("_file") or Path(value).is_file()
        assert said.identities["bob"]["passphrase"]


def test_when_the_line_is_out_every_server_accepts_connections() -> None:
    with _serving(SERVE) as (_, said):
        for url in said.endpoints.values():
            socket.create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=5).close()


@posix_only
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_and_its_folder_is_gone(number: signal.Signals) -> None:
    with _serving(SERVE) as (process, said):
        process.send_signal(number)
        assert process.wait(timeout=5) == 0
        assert not Path(said.home).exists()


@posix_only
def test_it_ends_when_its_parent_is_gone() -> None:
    parent = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {SERVE!r}], stdout=subprocess.PIPE, text=True)\n"
        "sys.stdout.write(child.stdout.readline()); sys.stdout.flush(); import os; os._exit(0)"
    )
    with _serving(parent) as (_, said):
        home, deadline = Path(said.home), time.monotonic() + 5
        while home.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not home.exists()


def _endpoint(said: _Said, name: str) -> tuple[str, str]:
    url = said.endpoints[name]
    return url, f"{urlsplit(url).netloc}:127.0.0.1"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
def test_curl_gets_through_with_what_the_line_says(tmp_path: Path) -> None:
    with _serving(SERVE) as (_, said):
        alice = said.identities["alice"]
        url, resolve = _endpoint(said, "mtls")
        done = subprocess.run(
            [
                *("curl", "-sS", "--noproxy", "*", "--cacert", said.ca, "--resolve", resolve),
                *("--cert", alice["cert_file"], "--key", alice["key_file"], url),
            ],
            check=True,
            capture_output=True,
        )
        assert json.loads(done.stdout)["client_certificate"]["sha256"] == alice["sha256"]
