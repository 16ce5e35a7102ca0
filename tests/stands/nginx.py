"""nginx, one worker with a server block for each port; its access and error logs tell what it saw."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from ssl import PEM_cert_to_DER_cert
from urllib.parse import unquote

from tests.peers import NGINX
from tests.stands import WAIT_SECONDS, Asks, Growing, Saw, Stand
from workbench.tls import alerts

_CONFIG = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log info;
events {{ worker_connections 256; }}
http {{
    log_format seen '$server_port $connection $ssl_client_verify $ssl_client_escaped_cert';
    access_log {folder}/access.log seen; reset_timedout_connection on;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {blocks}
}}
"""
_BLOCK = """
    server {{
        listen 127.0.0.1:{port} ssl; ssl_protocols {version}; ssl_ciphers DEFAULT:@SECLEVEL=0;
        ssl_certificate {chain}; ssl_certificate_key {key};
        {more}
        location / {{ return 200 "$ssl_client_verify"; }}
    }}
"""
_ALERT = re.compile(r"\*(\d+) .*SSL alert number (\d+)\).* server: 127\.0\.0\.1:(\d+)")


@dataclass(slots=True)
class NginxServer:
    """The running process."""

    ports: dict[str, int]
    access: Growing
    errors: Growing

    def saw(self, name: str) -> tuple[Saw, ...]:
        """Return the connections of one port, which nginx numbers."""
        port, found = str(self.ports[name]), dict[int, Saw]()
        for at, connection, verify, certificate in _lines(self.access.text()):
            if at == port:
                requests = found[connection].requests + 1 if connection in found else 1
                found[connection] = Saw(certificate=_hashed(verify, certificate), requests=requests)
        for connection, number, at in _ALERT.findall(self.errors.text()):
            if at == port:
                found[int(connection)] = Saw(received=(alerts.name(int(number)),))
        return tuple(found[connection] for connection in sorted(found))

    def forget(self, name: str) -> None:
        """Begin anew, with every port."""
        del name
        self.access.forget()
        self.errors.forget()


@contextmanager
def serve(stands: Sequence[Stand], folder: Path) -> Iterator[NginxServer]:
    """Start nginx with all of them, and end it."""
    with ExitStack() as ending:
        with ExitStack() as doors:
            # nginx cannot choose ports itself, and a port that was free a moment ago may be taken: it inherits them,
            # as it does from a predecessor that it replaces. `master_process off` would do, but crashes then; and while
            # we hold the doors, too, a dead nginx looks like one that never answers.
            sockets = {stand.name: doors.enter_context(socket.create_server(("127.0.0.1", 0))) for stand in stands}
            ports = {name: int(door.getsockname()[1]) for name, door in sockets.items()}
            blocks = "".join(_block(stand, ports[stand.name], folder) for stand in stands)
            config = folder / "nginx.conf"
            config.write_text(_CONFIG.format(folder=folder, blocks=blocks))
            process = _started(folder, config, [door.fileno() for door in sockets.values()])
            ending.callback(_end, process)
            _await_workers(process, folder / "error.log")
        assert process.poll() is None, process.communicate()
        yield NginxServer(ports, Growing(folder / "access.log"), Growing(folder / "error.log"))


def _await_workers(process: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + 2 * WAIT_SECONDS
    while not log.exists() or "start worker process " not in log.read_text():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)  # nothing to wait on: nginx says it in its log


def _started(folder: Path, config: Path, doors: Sequence[int]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [NGINX or "nginx", "-p", str(folder), "-c", str(config)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        pass_fds=doors,
        env={**os.environ, "NGINX": "".join(f"{door};" for door in doors)},
    )


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate(timeout=10)


def _block(stand: Stand, port: int, folder: Path) -> str:
    chain, key = stand.shown.write(folder, stand.name)
    more = "\n        ".join(_asking(stand.asks, reset=stand.manners == "reset")) if stand.asks is not None else ""
    if stand.manners == "idle":
        more += " keepalive_timeout 50ms;"
    return _BLOCK.format(port=port, version=stand.version, chain=chain, key=key, more=more)


def _asking(asks: Asks, *, reset: bool) -> Iterator[str]:
    yield "ssl_verify_depth 3;"
    if asks.names is not None:
        yield f"ssl_client_certificate {asks.names};"
        yield f"ssl_verify_client {'optional_no_ca' if reset else 'on' if asks.required else 'optional'};"
    else:
        yield "ssl_verify_client optional_no_ca;"  # nginx demands a list for every other word
        yield 'if ($ssl_client_verify = "NONE") { return 496; }'
        yield 'if ($ssl_client_verify != "SUCCESS") { return 495; }'
    if asks.trusts != asks.names:
        yield f"ssl_trusted_certificate {asks.trusts};"
    if reset:
        yield 'if ($ssl_client_verify != "SUCCESS") { return 444; }'
    if asks.revoked is not None:
        yield f"ssl_crl {asks.revoked};"
    if asks.algorithms:
        yield f"ssl_conf_command ClientSignatureAlgorithms {asks.algorithms};"


def _lines(text: str) -> Iterator[tuple[str, int, str, str]]:
    complete, _, _ = text.rpartition("\n")  # the last line may still be in the writing
    for line in complete.splitlines():
        port, connection, rest = line.split(" ", 2)
        verify, _, certificate = rest.rpartition(" ")
        yield port, int(connection), verify, certificate


def _hashed(verify: str, certificate: str) -> str | None:
    if certificate == "-":
        # nginx does not tell an empty answer from a question that was not put.
        return "" if verify == "NONE" else None
    return sha256(PEM_cert_to_DER_cert(unquote(certificate))).hexdigest()
