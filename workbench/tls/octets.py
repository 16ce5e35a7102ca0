"""A bounds-checked reader of octets: big-endian numbers and length-prefixed vectors (RFC 8446 §3)."""

from __future__ import annotations


class WireError(Exception):
    """What a peer sent is not what its format allows; the text says at which part, for logs."""


class Octets:
    """A cursor over bytes that never reads past their end; every fault is a WireError."""

    __slots__ = ("_at", "_data", "_end")

    def __init__(self, data: bytes, start: int = 0, end: int | None = None) -> None:
        self._data = data
        self._at = start
        self._end = len(data) if end is None else end

    @property
    def left(self) -> int:
        """How many octets have not been read yet."""
        return self._end - self._at

    def take(self, count: int) -> bytes:
        """Return the next `count` octets."""
        start = self._skip(count)
        return self._data[start : self._at]

    def number(self, width: int) -> int:
        """Return the next `width` octets as an unsigned number, most significant octet first."""
        return int.from_bytes(self.take(width), "big")

    def vector(self, width: int) -> Octets:
        """Return a cursor over a vector whose length stands before it in `width` octets; copy nothing."""
        return self.span(self.number(width))

    def span(self, count: int) -> Octets:
        """Return a cursor over the next `count` octets and step over them."""
        start = self._skip(count)
        return Octets(self._data, start, self._at)

    def rest(self) -> bytes:
        """Return everything that is left."""
        return self.take(self.left)

    def finish(self, what: str) -> None:
        """Demand that nothing is left of `what`."""
        if self.left:
            raise WireError(f"{self.left} octets too many at the end of {what}")

    def _skip(self, count: int) -> int:
        start = self._at
        if count > self._end - start:
            raise WireError(f"{count} octets announced at {start}, {self._end - start} are there")
        self._at = start + count
        return start
