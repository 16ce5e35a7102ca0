"""Servers that no client hopes to meet: old, new, strict, broken, or not speaking TLS at all.

Where a real one can do it, it is nginx or `openssl s_server`; else one of a few lines, which says what it is given.
Each yields its port; `HOST` of tests/peers.py is the name in every certificate.
"""

from __future__ import annotations

import re
import socket
import ssl
import struct
import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from tests.chains import element, sequence
from tests.peers import HOST, NGINX, OPENSSL, free_port
from workbench.demo.authority import KeyKind, Order
from workbench.demo.issued import write_private
from workbench.demo.lab import Lab

ALERT, HANDSHAKE, DATA = 21, 22, 23
HTTP2_SETTINGS = b"\x00\x00\x06\x04\x00\x00\x00\x00\x00" + b"\x00\x03\x00\x00\x00\x64"  # RFC 9113 §6.5
SECURE = b"\xff\x01\x00\x01\x00"  # renegotiation_info, RFC 5746 §3.2
_ANSWER = b"HTTP/1.1 200 OK\nContent-Length: 5\n\nasked"
_CERTIFICATE = rb"<<< TLS 1\.\d, Handshake [^\n]*, Certificate\n"
_SECONDS = 10.0
_ANSWER_SECONDS = 0.3
_OAKLEY_2 = bytes.fromhex(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff"
)

Manners = Callable[[socket.socket], None]
Letter = Literal["R", "c"]


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
