"""Real handshakes, in memory or with OpenSSL's own server, and every message that crossed the wire."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.chains import Made, intermediate, leaf, pem, root, shake_hands

ROOT = root()
MIDDLE = intermediate(ROOT)
TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
BOTH = (TLS12, TLS13)
HANDSHAKE, ALERT = 22, 21
OPENSSL = shutil.which("openssl")


@dataclass(frozen=True)
class Message:
    direction: str
    version: int
    content_type: int
    data: bytes


def listen(context: ssl.SSLContext) -> list[Message]:
    """Collect every message of a context's handshakes."""
    heard: list[Message] = []

    def hear(_conn: object, direction: str, version: int, content_type: int, _kind: object, data: bytes) -> None:
        heard.append(Message(direction, int(version), int(content_type), bytes(data)))

    context._msg_callback = hear  # type: ignore[attr-defined]  # see tls/recorder.py
    return heard


def one(heard: Sequence[Message], kind: int, direction: str) -> Message:
    """Return the last handshake message of a kind, read or written."""
    return [m for m in heard if m.content_type == HANDSHAKE and m.data[0] == kind and m.direction == direction][-1]


@dataclass(frozen=True)
class Handshakes:
    """Handshakes in memory, in one version, whose client lists every message."""

    version: ssl.TLSVersion
    folder: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made = leaf(MIDDLE)
        context.load_cert_chain(self.written("server.pem", made, MIDDLE))
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(cadata=ROOT.der)
        context.set_alpn_protocols(["http/1.1"])
        return context

    def client(self, identity: Made | None = None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = context.maximum_version = self.version
        context.load_verify_locations(cadata=ROOT.der)
        context.set_alpn_protocols(["h2", "http/1.1"])
        if identity is not None:
            context.load_cert_chain(self.written("client.pem", identity, MIDDLE))
        return context

    def written(self, file: str, made: Made, *more: Made) -> Path:
        path = self.folder / file
        path.write_bytes(pem(made.key, [made.certificate, *(other.certificate for other in more)]))
        return path

    def heard(self, identity: Made | None = None) -> list[Message]:
        client = self.client(identity)
        messages = listen(client)
        shake_hands(client, self.server(), "api.test")
        return messages


@contextmanager
def openssl_server(file: Path, authorities: Path | None, *more: str) -> Iterator[int]:
    assert OPENSSL is not None
    port = free_port()
    trust = ["-CAfile", str(authorities), "-Verify", "3"] if authorities else []
    command = [OPENSSL, "s_server", "-accept", f"127.0.0.1:{port}", "-cert", str(file), "-key", str(file)]
    server = subprocess.Popen(
        [*command, "-cert_chain", str(file), "-quiet", *trust, *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        server.kill()
        server.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def connect(context: ssl.SSLContext, port: int) -> list[Message]:
    """Shake hands with a server that may not be up yet; what comes after the handshake does not count."""
    heard = listen(context)
    deadline = time.monotonic() + 10
    while True:
        try:
            raw = socket.create_connection(("127.0.0.1", port), timeout=5)
            break
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.01)  # nothing to wait on: the server says nowhere that it listens
    with raw, suppress(ssl.SSLError, OSError), context.wrap_socket(raw, server_hostname="api.test"):
        pass
    return heard
