"""The lab as other people's clients see it: curl and `openssl s_client`, where they are installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest

from tests.lab import Watch
from workbench.demo.lab import Lab

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
VERSIONS = {"1.2": ("--tlsv1.2", "--tls-max", "1.2"), "1.3": ("--tlsv1.3",)}


def _curl(lab: Lab, url: str, *more: str, identity: str | None = None) -> subprocess.CompletedProcess[bytes]:
    argv = ["curl", "-sS", "-g", "--noproxy", "*", "--max-time", "5", "--cacert", str(lab.ca_file)]
    for target in (url, lab.url("other"), lab.url("http")):
        argv += ["--resolve", f"{urlsplit(target).netloc}:127.0.0.1"]
    if identity == "bob":
        argv += ["--cert-type", "P12", "--cert", f"{lab.identities['bob'].pfx_file}:{lab.identities['bob'].passphrase}"]
    elif identity is not None:
        argv += ["--cert", str(lab.identities[identity].cert_file), "--key", str(lab.identities[identity].key_file)]
    return subprocess.run([*argv, *more, url], capture_output=True, check=False)


@needs_curl
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("site", "identity"),
    [("optional", "alice"), ("optional", None), ("other", "bob"), ("picky", "stranger"), ("tls", "alice")],
)
def test_curl_is_answered(lab: Lab, site: str, identity: str | None, version: str) -> None:
    said = json.loads(_curl(lab, lab.url(site), *VERSIONS[version], identity=identity).stdout)
    expected = lab.identities[identity].sha256 if identity and site != "tls" else None
    assert (said["client_certificate"] or {"sha256": None})["sha256"] == expected
    assert said["tls_version"] == f"TLSv{version}"


@needs_curl
@pytest.mark.parametrize(
    ("site", "identity", "words"),
    [
        ("mtls", None, "certificate required"),
        ("mtls12", None, "handshake failure"),
        ("mtls", "stranger", "unknown ca"),
        ("mtls12", "stranger", "unknown ca"),
        ("mtls", "expired", "certificate expired"),
        ("picky", "alice", "unknown ca"),
        ("picky12", "alice", "unknown ca"),
        ("expired", "alice", "certificate has expired"),
        ("wrong_host", "alice", "no alternative certificate subject name"),
        ("self_signed", "alice", "self-signed certificate"),
        ("missing_intermediate", "alice", "unable to get local issuer certificate"),
    ],
)
def test_curl_is_told_why_not(lab: Lab, site: str, identity: str | None, words: str) -> None:
    done = _curl(lab, lab.url(site), identity=identity)
    assert done.returncode != 0
    assert words in done.stderr.decode().replace("self signed", "self-signed")


@needs_curl
def test_curl_follows_the_redirect_to_plain_http(lab: Lab, seen: Watch) -> None:
    assert _curl(lab, lab.url("redirect_http"), "-L", identity="alice").returncode == 0
    assert [request.target for request in seen.requests()] == ["/redirect_http", "/"]


@needs_curl
def test_curl_sends_a_large_body_after_100_continue(lab: Lab, seen: Watch) -> None:
    done = subprocess.run(
        [
            *("curl", "-sS", "--noproxy", "*", "-H", "Expect: 100-continue", "--data-binary", "@-"),
            *("--resolve", f"{urlsplit(lab.url('http')).netloc}:127.0.0.1", lab.url("http")),
        ],
        input=b"x" * 3_000_000,
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["body"]["bytes"] == seen.requests("http")[0].body_bytes == 3_000_000


@needs_openssl
@pytest.mark.parametrize(("site", "number"), [("mtls", 116), ("mtls12", 40)])
def test_s_client_reads_the_alert_without_a_certificate(lab: Lab, site: str, number: int) -> None:
    parts = urlsplit(lab.url(site))
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{parts.port}", "-servername", str(parts.hostname), "-quiet"],
        input=b"GET / HTTP/1.1\r\n\r\n",
        capture_output=True,
        check=False,
        timeout=10,
    )
    assert f"SSL alert number {number}" in done.stderr.decode()
