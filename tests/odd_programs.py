"""Odd servers that real programs can be: `openssl s_server` with what it is told, and nginx that rejects names.

Each yields its port; `HOST` of tests/peers.py is the name in every certificate.
"""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from tests.odd_servers import shown
from tests.peers import NGINX, OPENSSL, free_port
from workbench.demo.authority import KeyKind
from workbench.demo.lab import Lab

_ANSWER = b"HTTP/1.1 200 OK\nContent-Length: 5\n\nasked"
_CERTIFICATE = rb"<<< TLS 1\.\d, Handshake [^\n]*, Certificate\n"
_SECONDS = 10.0

Letter = Literal["R", "c"]


@contextmanager
def openssl(lab: Lab, folder: Path, *options: str, key: KeyKind = "EC-P-256") -> Iterator[int]:
    """Run `openssl s_server` with its status page, taking every cipher there is unless told otherwise."""
    with _process(_s_server(lab, folder, key, ("-www", "-quiet", *options))) as (_, port):
        yield port


@contextmanager
def rejecting_names(lab: Lab, folder: Path, version: str) -> Iterator[int]:
    """Run nginx that knows one other host, and rejects the handshake for every name but that."""
    chain, private = shown(lab, folder, host="other.test")
    port, config = free_port(), folder / "nginx.conf"
    config.write_text(f"""
        daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{ worker_connections 64; }}
        http {{
            access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
            server {{
                listen 127.0.0.1:{port} ssl default_server; ssl_protocols {version}; ssl_reject_handshake on;
            }}
            server {{
                listen 127.0.0.1:{port} ssl; server_name other.test; ssl_protocols {version};
                ssl_certificate {chain}; ssl_certificate_key {private};
            }}
        }}
    """)
    with _started([NGINX or "nginx", "-p", str(folder), "-c", str(config)], port):
        yield port


@dataclass(slots=True)
class Typed:
    """An `openssl s_server` whose keyboard is ours."""

    port: int
    log: Path
    keys: IO[bytes]

    def ask(self, letter: Letter, *, gone: bool = False) -> None:
        """Wait for a request, ask for a certificate, wait for what comes of it, and answer.

        "R" asks by renegotiation, "c" in TLS 1.3's late way; `gone`: no answer is given.
        """
        self._await(rb"GET / HTTP/1\.1")
        self._type(letter.encode() + b"\n")
        self._await(_CERTIFICATE)
        if not gone:
            self._type(_ANSWER)

    def _type(self, line: bytes) -> None:
        self.keys.write(line)
        self.keys.flush()

    def _await(self, pattern: bytes) -> None:
        deadline = time.monotonic() + _SECONDS
        while re.search(pattern, self.log.read_bytes()) is None:
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.01)  # nothing to wait on: the process says it in its log


@contextmanager
def typed(lab: Lab, folder: Path, *options: str) -> Iterator[Typed]:
    """Run `openssl s_server` that does what is typed."""
    log = folder / "s_server.log"
    call = _s_server(lab, folder, "EC-P-256", ("-msg", *options))
    with log.open("wb") as file, _process(call, file) as (process, port):
        assert process.stdin is not None
        yield Typed(port, log, process.stdin)


def _s_server(lab: Lab, folder: Path, key: KeyKind, options: tuple[str, ...]) -> list[str]:
    chain, private = shown(lab, folder, key)
    call = [OPENSSL or "openssl", "s_server", "-cert", str(chain), "-cert_chain", str(chain), "-key", str(private)]
    return call + ([] if "-cipher" in options else ["-cipher", "ALL:@SECLEVEL=0"]) + list(options)


@contextmanager
def _process(call: list[str], log: IO[bytes] | None = None) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    with _started([*call, "-accept", f"127.0.0.1:{port}"], port, log) as process:
        yield process, port


@contextmanager
def _started(call: list[str], port: int, log: IO[bytes] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    out = log if log is not None else subprocess.DEVNULL
    process = subprocess.Popen(call, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT)
    try:
        _await_port(process, port)
        yield process
    finally:
        process.kill()
        process.communicate()


def _await_port(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)  # nothing to wait on: the server says nowhere that it listens
        else:
            return
    raise AssertionError("the server did not listen in time")
