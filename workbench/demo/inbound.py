"""Requests as they come in: HTTP/1.1 heads and bodies off a blocking socket (RFC 9112)."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from functools import cached_property
from string import hexdigits
from urllib.parse import SplitResult, parse_qs, urlsplit

_LONGEST_HEAD = 1024 * 1024
_KEPT_BODY = 1024 * 1024
_GULP = 256 * 1024


class BadRequest(Exception):
    """What came is not HTTP as the lab reads it; says what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """Method, target and headers of a request, as written."""

    method: str
    target: str
    version: str
    headers: tuple[tuple[str, str], ...]
    split: SplitResult

    @property
    def path(self) -> str:
        """The target without its query, and without scheme and host where a proxy was meant."""
        return self.split.path or "/"

    @cached_property
    def query(self) -> dict[str, str]:
        """The last value of each query parameter."""
        return {name: values[-1] for name, values in parse_qs(self.split.query).items()}

    def header(self, name: str) -> str:
        """Return a header's first value, empty when it is absent; `name` in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def wants_close(self) -> bool:
        """Whether the client ends the connection after this."""
        connection = self.header("connection").lower()
        return "close" in connection or (self.version == "HTTP/1.0" and "keep-alive" not in connection)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request's body: its size, and the first MiB of it."""

    size: int = 0
    kept: bytes = b""


class Inbound:
    """Reads one connection's requests, one after the other."""

    def __init__(self, conn: socket.socket) -> None:
        self._conn = conn
        self._buffer = bytearray()

    def head(self) -> Head | None:
        """Read the next head; None when the client has closed instead."""
        raw = self._until(b"\r\n\r\n")
        return _parsed(raw) if raw is not None else None

    def body(self, head: Head) -> Body:
        """Read a head's body, chunked or of a given length, after the 100 Continue that it may ask for."""
        chunked = "chunked" in head.header("transfer-encoding").lower()
        length = _length(head)
        if (chunked or length) and head.header("expect").lower() == "100-continue":
            self._conn.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        keeper = _Keeper()
        if chunked:
            self._chunks(keeper)
        elif length:
            self._exactly(length, keeper)
        return Body(size=keeper.size, kept=bytes(keeper.kept))

    def _chunks(self, keeper: _Keeper) -> None:
        while size := _chunk_size(self._line()):
            self._exactly(size, keeper)
            self._line()
        while self._line():
            pass  # trailers

    def _line(self) -> bytes:
        line = self._until(b"\r\n")
        if line is None:
            raise BadRequest("the connection ended inside a chunked body")
        return line

    def _exactly(self, size: int, keeper: _Keeper) -> None:
        while size:
            if not self._buffer and not self._fill():
                raise BadRequest("the connection ended inside the body")
            taken = min(size, len(self._buffer))
            keeper.take(self._buffer[:taken])
            del self._buffer[:taken]
            size -= taken

    def _until(self, mark: bytes) -> bytes | None:
        start = 0
        while (at := self._buffer.find(mark, start)) < 0:
            start = max(0, len(self._buffer) - len(mark))
            if len(self._buffer) > _LONGEST_HEAD:
                raise BadRequest("the head is longer than 1 MiB")
            if not self._fill():
                return None
        found = bytes(self._buffer[:at])
        del self._buffer[: at + len(mark)]
        return found

    def _fill(self) -> bool:
        data = self._conn.recv(_GULP)
        self._buffer += data
        return bool(data)


class _Keeper:
    def __init__(self) -> None:
        self.size = 0
        self.kept = bytearray()

    def take(self, data: bytearray) -> None:
        self.size += len(data)
        self.kept += data[: _KEPT_BODY - len(self.kept)]


def _parsed(raw: bytes) -> Head:
    first, *lines = raw.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise BadRequest("the request line is not METHOD TARGET HTTP/1.1")
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise BadRequest("a header has no colon")
        headers.append((name, value.strip(" \t")))
    return Head(method=parts[0], target=parts[1], version=parts[2], headers=tuple(headers), split=_split(parts[1]))


def _split(target: str) -> SplitResult:
    try:
        return urlsplit(target)
    except ValueError:
        raise BadRequest("the target is no URL") from None


def _length(head: Head) -> int:
    text = head.header("content-length") or "0"
    if not (text.isascii() and text.isdigit()):
        raise BadRequest("Content-Length is not a number")
    return int(text)


def _chunk_size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip().decode("latin-1")
    if not digits or set(digits) - set(hexdigits):
        raise BadRequest("a chunk does not begin with its size")
    return int(digits, 16)
