"""Servers that no client hopes to meet: old, new, strict, broken, or not speaking TLS at all.

Those that no program can be made to be: each is a few lines, which say what they are given. The others are in
odd_programs.py. Each yields its port; `HOST` of tests/peers.py is the name in every certificate.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from tests.chains import element, sequence
from tests.peers import HOST
from workbench.demo.authority import KeyKind, Order
from workbench.demo.issued import write_private
from workbench.demo.lab import Lab

ALERT, HANDSHAKE, DATA = 21, 22, 23
HTTP2_SETTINGS = b"\x00\x00\x06\x04\x00\x00\x00\x00\x00" + b"\x00\x03\x00\x00\x00\x64"  # RFC 9113 §6.5
SECURE = b"\xff\x01\x00\x01\x00"  # renegotiation_info, RFC 5746 §3.2
_SECONDS = 10.0
_ANSWER_SECONDS = 0.3
_OAKLEY_2 = bytes.fromhex(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff"
)

Manners = Callable[[socket.socket], None]


@contextmanager
def spoken(manners: Manners) -> Iterator[int]:
    """Serve every connection by `manners`, each in a thread of its own."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                conn, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(conn,), daemon=True).start()

    def serve(conn: socket.socket) -> None:
        conn.settimeout(_SECONDS)
        with conn, suppress(OSError):
            manners(conn)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def greeting(words: bytes) -> Manners:
    """Speak first, as SSH, SMTP and FTP do."""

    def manners(conn: socket.socket) -> None:
        conn.sendall(words)
        _until_it_ends(conn)

    return manners


def answering(words: bytes) -> Manners:
    """Say this to whatever comes, and wait for the end."""

    def manners(conn: socket.socket) -> None:
        conn.recv(65536)
        conn.sendall(words)
        _until_it_ends(conn)

    return manners


def leaving(how: Literal["close", "reset"], after: bytes = b"") -> Manners:
    """Read the first message, say `after`, and end the connection."""

    def manners(conn: socket.socket) -> None:
        conn.recv(65536)
        if after:
            conn.sendall(after)
        if how == "reset":
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return manners


def silence(conn: socket.socket) -> None:
    """Take everything and say nothing."""
    _until_it_ends(conn)


def _until_it_ends(conn: socket.socket) -> None:
    while conn.recv(65536):
        pass


def record(kind: int, body: bytes, version: int = 0x0303) -> bytes:
    """Return a TLS record (RFC 8446 §5.1)."""
    return struct.pack("!BHH", kind, version, len(body)) + body


def alert(number: int, *, level: int = 2, version: int = 0x0303) -> bytes:
    """Return an alert in a record."""
    return record(ALERT, bytes((level, number)), version)


def server_hello(version: int = 0x0303, cipher: int = 0xC02F, extensions: bytes = b"") -> bytes:
    """Return a ServerHello (RFC 5246 §7.4.1.3); without extensions it lacks secure renegotiation, too."""
    told = struct.pack("!H", len(extensions)) + extensions if extensions else b""
    body = struct.pack("!H", version) + bytes(range(32)) + b"\x00" + struct.pack("!H", cipher) + b"\x00" + told
    return record(HANDSHAKE, b"\x02" + len(body).to_bytes(3) + body, version)


@contextmanager
def flipping(port: int, *, way: Literal["server", "client"]) -> Iterator[int]:
    """Pass bytes on to a TLS server, and change the last octet of the first application data that one side sends."""

    def manners(conn: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=_SECONDS) as server:
            back = threading.Thread(target=_pass_on, args=(server, conn, way == "server"), daemon=True)
            back.start()
            _pass_on(conn, server, way == "client")
            back.join(_SECONDS)

    with spoken(manners) as ours:
        yield ours


def _pass_on(source: socket.socket, target: socket.socket, flip: bool) -> None:
    with suppress(OSError):
        while header := _exactly(source, 5):
            body = _exactly(source, int.from_bytes(header[3:]))
            if flip and header[0] == DATA:
                body, flip = body[:-1] + bytes((body[-1] ^ 1,)), False
            target.sendall(header + body)
        target.shutdown(socket.SHUT_WR)


def _exactly(source: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = source.recv(size - len(data))
        if not part:
            return b""
        data += part
    return data


def shown(lab: Lab, folder: Path, key: KeyKind = "EC-P-256", host: str = HOST) -> tuple[Path, Path]:
    """Write the chain and the key of a server."""
    folder = folder / host
    folder.mkdir(exist_ok=True)
    issued = lab.authorities.intermediate.issue(Order(common_name=host, dns=(host,), use="server", key=key))
    chain, private = folder / "server.crt", folder / "server.key"
    write_private(chain, issued.pem())
    write_private(private, issued.key_pem())
    return chain, private


def weak_group(lab: Lab, folder: Path) -> Manners:
    """Serve TLS 1.2 with Diffie-Hellman in the second Oakley group of RFC 2409, of 1024 bits."""
    chain, private = shown(lab, folder, "RSA-2048")
    parameters = folder / "dh.pem"
    body = b64encode(sequence(element(2, b"\x00" + _OAKLEY_2) + element(2, b"\x02"))).decode()
    parameters.write_text(f"-----BEGIN DH PARAMETERS-----\n{body}\n-----END DH PARAMETERS-----\n")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, private)
    context.set_ciphers("DHE:@SECLEVEL=0")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_dh_params(str(parameters))
    return secured(context)


def secured(context: ssl.SSLContext, answer: Callable[[ssl.SSLSocket], None] | None = None) -> Manners:
    """Serve TLS by Python's ssl, blocking, so that alerts are sent; every request gets an empty 200 unless told."""

    def manners(conn: socket.socket) -> None:
        with context.wrap_socket(conn, server_side=True) as tls:
            while tls.recv(65536):
                (answer or ok)(tls)

    return manners


def asking_late(context: ssl.SSLContext, from_request: int) -> Manners:
    """Serve TLS 1.3 by Python's ssl, and ask for a certificate when the request of this number has come."""
    context.verify_mode = ssl.CERT_REQUIRED
    context.post_handshake_auth = True
    count = 0

    def answer(tls: ssl.SSLSocket) -> None:
        nonlocal count
        count += 1
        if count >= from_request and tls.getpeercert(binary_form=True) is None:
            tls.verify_client_post_handshake()
            tls.do_handshake()  # writes the request out
            tls.settimeout(_ANSWER_SECONDS)
            with suppress(TimeoutError):  # reads the client's answer, behind which no data come
                tls.recv(1)
            tls.settimeout(_SECONDS)
        ok(tls)

    return secured(context, answer)


def asking_amid(context: ssl.SSLContext, size: int) -> Manners:
    """Serve TLS 1.3 by Python's ssl, and ask for a certificate when `size` bytes of the body have gone out."""
    context.verify_mode = ssl.CERT_OPTIONAL
    context.post_handshake_auth = True

    def answer(tls: ssl.SSLSocket) -> None:
        tls.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {size + 2}\r\n\r\n".encode() + b"x" * size)
        tls.verify_client_post_handshake()
        tls.sendall(b"y")  # writes the request out
        tls.settimeout(_ANSWER_SECONDS)
        with suppress(TimeoutError):
            tls.recv(1)
        tls.settimeout(_SECONDS)
        tls.sendall(b"z")

    return secured(context, answer)


def ok(conn: socket.socket) -> None:
    """Answer with an empty 200."""
    conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
