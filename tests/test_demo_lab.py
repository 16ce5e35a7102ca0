"""The lab as a whole: its folder, its settings and requests, its start and its end."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

from tests import lab as client
from workbench.demo.lab import Lab

ENDPOINTS = {
    *("mtls", "mtls12", "optional", "tls", "http", "other", "redirect", "redirect_http"),
    *("picky", "polite", "dropper"),
    *("expired", "not_yet_valid", "wrong_host", "self_signed", "untrusted", "missing_intermediate"),
    *("expired_intermediate", "client_only", "several_faults", "old_tls"),
    *("echo", "slow", "big", "hostile"),
}


def test_endpoints_have_the_names_that_scripts_rely_on(lab: Lab) -> None:
    assert set(lab.endpoints) == ENDPOINTS


def test_the_redirects_are_on_the_host_and_port_of_mtls(lab: Lab) -> None:
    origin = urlsplit(lab.url("mtls")).netloc
    assert {urlsplit(lab.url(name)).netloc for name in ("redirect", "redirect_http")} == {origin}


def test_a_path_replaces_an_endpoints_own(lab: Lab) -> None:
    assert urlsplit(lab.url("redirect", "/x?y=1"))[1:4] == (urlsplit(lab.url("mtls")).netloc, "/x", "y=1")


def test_a_lab_starts_and_ends_soon() -> None:
    started = time.monotonic()
    with Lab():
        pass
    assert time.monotonic() - started < 10


def test_a_temporary_lab_leaves_nothing_behind() -> None:
    before = threading.active_count()
    with Lab() as short:
        url, home, context = short.url("slow"), short.home, client.client_context(short)
        with client.connected(url, context) as conn:
            conn.sendall(client.get(url + "?seconds=60"))
            short.close()
            assert conn.recv(1) == b""
    assert not home.exists()
    assert threading.active_count() == before


def test_the_lab_loads_neither_textual_nor_httpx() -> None:
    code = (
        "import sys, workbench.demo.headless\n"
        "assert not {'textual', 'httpx', 'httpcore', 'rich'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
