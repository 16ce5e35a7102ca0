"""Answers as they go out: well-formed HTTP/1.1, or bytes exactly as somebody wants them."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from http import HTTPStatus

from workbench.nouns import dataclass

_BODILESS = (204, 304)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A well-formed answer.

    `pieces` replaces `body` for what is made while it is sent: chunked, unless its `length` is known.
    `vanish` closes the connection afterwards without having said so.
    """

    status: int = 200
    reason: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    pieces: Iterable[bytes] | None = None
    length: int | None = None
    close: bool = False
    vanish: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Bytes that go out as they are; then the connection ends, without a close_notify when `abrupt`."""

    data: bytes
    abrupt: bool = False


def send(conn: socket.socket, answer: Answer, *, head_only: bool) -> None:
    """Write an answer; for HEAD, only what stands before the body."""
    head = _head(answer)
    if head_only or answer.status in _BODILESS:
        conn.sendall(head)
    elif answer.pieces is None:
        conn.sendall(head + answer.body)
    else:
        conn.sendall(head)
        _stream(conn, answer.pieces, chunked=answer.length is None)


def _stream(conn: socket.socket, pieces: Iterable[bytes], *, chunked: bool) -> None:
    for piece in pieces:
        conn.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
    if chunked:
        conn.sendall(b"0\r\n\r\n")


def _head(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {_reason(answer)}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    if answer.pieces is not None and answer.length is None:
        lines.append("Transfer-Encoding: chunked")
    elif answer.status not in _BODILESS:
        lines.append(f"Content-Length: {len(answer.body) if answer.length is None else answer.length}")
    if answer.close:
        lines.append("Connection: close")
    # Latin-1, so that a hostile header can hold any byte.
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", errors="replace")


def _reason(answer: Answer) -> str:
    if answer.reason is not None:
        return answer.reason
    try:
        return HTTPStatus(answer.status).phrase
    except ValueError:
        return ""
