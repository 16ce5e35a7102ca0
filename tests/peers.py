"""nginx and `openssl s_server`: servers that nobody here wrote, run on loopback for one test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from workbench.demo.authority import Order
from workbench.demo.issued import write_private
from workbench.demo.lab import Lab

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
OPENSSL = shutil.which("openssl")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
HOST = "peer.demo.test"
_START_SECONDS = 10.0


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def server_files(lab: Lab, folder: Path) -> tuple[Path, Path]:
    """Write a server's chain and key for HOST."""
    issued = lab.authorities.intermediate.issue(Order(common_name=HOST, dns=(HOST,), use="server"))
    chain, key = folder / "server.crt", folder / "server.key"
    write_private(chain, issued.pem())
    write_private(key, issued.key_pem())
    return chain, key


@contextmanager
def nginx(lab: Lab, folder: Path, *, version: str, verify: str = "on") -> Iterator[str]:
    """Run nginx, which asks for a certificate of the lab's CA; yield its URL."""
    chain, key = server_files(lab, folder)
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(
        f"""
        daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
        events {{ worker_connections 64; }}
        http {{
            access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
            server {{
                listen 127.0.0.1:{port} ssl http2; server_name {HOST};
                ssl_certificate {chain}; ssl_certificate_key {key}; ssl_protocols {version};
                ssl_client_certificate {lab.ca_file}; ssl_verify_client {verify}; ssl_verify_depth 3;
                location / {{ return 200 "$ssl_client_verify $ssl_client_s_dn"; }}
            }}
        }}
        """
    )
    with _running([NGINX or "nginx", "-p", str(folder), "-c", str(config)], port):
        yield f"https://{HOST}:{port}/"


@contextmanager
def s_server(lab: Lab, folder: Path, *options: str) -> Iterator[str]:
    """Run `openssl s_server`, answering with its own status page; yield its URL."""
    chain, key = server_files(lab, folder)
    port = free_port()
    call = [OPENSSL or "openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-www", "-quiet"]
    call += ["-cert", str(chain), "-cert_chain", str(chain), "-key", str(key), *options]
    with _running(call, port):
        yield f"https://{HOST}:{port}/"


@contextmanager
def _running(call: Sequence[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(
        call, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        _await_port(process, port)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _await_port(process: subprocess.Popen[str], port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            _, said = process.communicate()
            pytest.fail(f"the server ended: {said}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)  # nothing to wait on: the server says nowhere that it listens
        else:
            return
    pytest.fail("the server did not listen in time")
