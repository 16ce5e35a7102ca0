"""The floor: the ssl module on a blocking socket, with nothing around it that explains what happened."""

from __future__ import annotations

import socket
import ssl
import time

from tests.bench.figures import RowFailed
from tests.bench.places import Place

_RECEIVE = 65536
_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


def context(place: Place) -> ssl.SSLContext:
    """Return a client's context: one CA file, the certificate, what our own contexts have switched on."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.load_verify_locations(place.ca_file)
    made.load_cert_chain(place.cert_file, place.key_file, password="")
    made.post_handshake_auth = True
    return made


def get(place: Place, ready: ssl.SSLContext) -> float:
    """Connect, do the handshake, ask and read the whole answer; return the seconds that took."""
    request = f"GET / HTTP/1.1\r\nHost: {place.authority}\r\nAccept: */*\r\nConnection: close\r\n\r\n".encode("ascii")
    started = time.perf_counter()
    with socket.create_connection(("127.0.0.1", place.port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with ready.wrap_socket(sock, server_hostname=place.host) as conn:
            conn.sendall(request)
            answer = _read(conn)
            seconds = time.perf_counter() - started
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise RowFailed(f"the plain client got {answer[:40]!r}")
    return seconds


def _read(conn: ssl.SSLSocket) -> bytes:
    answer = b""
    while _HEAD_END not in answer:
        answer += _more(conn)
    head, _, body = answer.partition(_HEAD_END)
    length = next(int(line[len(_LENGTH) :]) for line in head.lower().split(b"\r\n") if line.startswith(_LENGTH))
    while len(body) < length:
        body += _more(conn)
    return head


def _more(conn: ssl.SSLSocket) -> bytes:
    data = conn.recv(_RECEIVE)
    if not data:
        raise RowFailed("the plain client's connection ended within the answer")
    return data
