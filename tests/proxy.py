"""Real proxies on loopback: HTTP with CONNECT and forwarding, the same over TLS, and SOCKS5 (RFC 1928)."""

from __future__ import annotations

import base64
import hashlib
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Proxied:
    """Where a proxy listens, and what it was asked for: request lines, and the heads that came with them."""

    port: int
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    client_certificates: list[bool] = field(default_factory=list)
    shown: list[str | None] = field(default_factory=list)  # SHA-256 of the client's certificate, or None


@contextmanager
def http_proxy(
    *, context: ssl.SSLContext | None = None, password: str | None = None, refuse: bool = False
) -> Iterator[Proxied]:
    """Run an HTTP proxy; with a `context` it speaks TLS; every host is taken to be on loopback."""

    def serve(conn: socket.socket, proxied: Proxied) -> None:
        if context is None:
            answer(conn, proxied)
            return
        with context.wrap_socket(conn, server_side=True) as secured:
            der = secured.getpeercert(binary_form=True)
            proxied.client_certificates.append(der is not None)
            proxied.shown.append(hashlib.sha256(der).hexdigest() if der is not None else None)
            answer(secured, proxied)

    def answer(conn: socket.socket, proxied: Proxied) -> None:
        head = _head(conn)
        line, _, rest = head.partition("\r\n")
        proxied.asked.append(line)
        proxied.heads.append(rest)
        wanted = base64.b64encode(f"user:{password}".encode()).decode() if password else ""
        if password is not None and f"Basic {wanted}" not in rest:
            conn.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        elif refuse:
            conn.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        else:
            _pass_on(conn, line, head)

    with _running(serve) as proxied:
        yield proxied


def _pass_on(conn: socket.socket, line: str, head: str) -> None:
    method, target, _ = line.split(" ")
    port = int(target.rpartition(":")[2]) if method == "CONNECT" else urlsplit(target).port or 80
    with socket.create_connection(("127.0.0.1", port), timeout=5) as server:
        if method == "CONNECT":
            conn.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            server.sendall(head.encode("latin-1"))
        _pump(conn, server)


@contextmanager
def socks5_proxy() -> Iterator[Proxied]:
    """Run a SOCKS5 proxy without authentication."""

    def serve(conn: socket.socket, proxied: Proxied) -> None:
        _, methods = conn.recv(2)
        conn.recv(methods)
        conn.sendall(b"\x05\x00")
        conn.recv(3)
        kind = conn.recv(1)[0]
        size = conn.recv(1)[0] if kind == 3 else 4
        host, port = conn.recv(size), int.from_bytes(conn.recv(2))
        proxied.asked.append(f"{host.decode('latin-1') if kind == 3 else socket.inet_ntoa(host)}:{port}")
        with socket.create_connection(("127.0.0.1", port), timeout=5) as server:
            conn.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01" + port.to_bytes(2))
            _pump(conn, server)

    with _running(serve) as proxied:
        yield proxied


@contextmanager
def _running(serve: Callable[[socket.socket, Proxied], None]) -> Iterator[Proxied]:
    listener = socket.create_server(("127.0.0.1", 0))
    proxied = Proxied(port=listener.getsockname()[1])

    def handle(conn: socket.socket) -> None:
        with conn:
            conn.settimeout(5)
            try:
                serve(conn, proxied)
            except (OSError, ValueError):  # ended, or somebody only looked whether it is there
                return

    def accept() -> None:
        while True:
            try:
                conn, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=handle, args=(conn,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield proxied
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _head(conn: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        part = conn.recv(65536)
        if not part:
            raise ConnectionError("no request")
        data += part
    return data.decode("latin-1")


def _pump(client: socket.socket, server: socket.socket) -> None:
    while True:
        held = isinstance(client, ssl.SSLSocket) and client.pending() > 0
        ready: list[socket.socket] = [client] if held else select.select([client, server], [], [], 5)[0]
        for source in ready:
            data = source.recv(65536)
            if not data:
                return
            (server if source is client else client).sendall(data)
