"""A body in chunks (RFC 9112 §7.1), followed as it comes: what of it is good, and which bytes are not."""

from __future__ import annotations

import re
from typing import Final, Literal

from workbench.engine.remarks import Remarks, quoted, quoted_head

_SIZE: Final = re.compile(rb"([0-9A-Fa-f]+)[ \t]*(;.*)?")
_LARGEST: Final = 16  # hexadecimal digits
_LONGEST_LINE: Final = 16 * 1024
_TRAILERS: Final = 64 * 1024

State = Literal["size", "data", "gap", "trailers", "done"]


class Chunks:
    """Passes good chunks on, each size line and end in their plain form.

    `fault` says, after it, why what follows is not passed on; `surplus` is what came behind the last chunk.
    """

    def __init__(self) -> None:
        self.fault = ""
        self.surplus = b""
        self.remarks = Remarks()
        self._state: State = "size"
        self._line = bytearray()
        self._left = 0
        self._count = 0
        self._trailers = 0

    @property
    def done(self) -> bool:
        """Whether the last chunk and its trailers have come."""
        return self._state == "done"

    def feed(self, data: bytes) -> bytes:
        """Return what of `data` may be passed on."""
        out: list[bytes] = []
        at = 0
        while at < len(data) and not self.fault and not self.done:
            at = self._taken(data, at, out)
        self.surplus = data[at:] if self.done else b""
        return b"".join(out)

    def _taken(self, data: bytes, at: int, out: list[bytes]) -> int:
        if self._state == "data":
            part = data[at : at + self._left]
            out.append(part)
            self._left -= len(part)
            if not self._left:
                self._state = "gap"
            return at + len(part)
        end = data.find(b"\n", at)
        self._line += data[at : end if end >= 0 else len(data)]
        if end >= 0:
            line = bytes(self._line).removesuffix(b"\r")
            self._line.clear()
            self._ended(line, out)
        elif self._state == "gap" and len(self._line) > 1:
            self._ended(bytes(self._line), out)
        elif len(self._line) > _LONGEST_LINE:
            self.fault = f"a line between chunks does not end: {quoted(bytes(self._line))}"
        return end + 1 if end >= 0 else len(data)

    def _ended(self, line: bytes, out: list[bytes]) -> None:
        """Deal with a line: a size, the line end behind a chunk, or a trailer."""
        match self._state:
            case "size":
                self._sized(line, out)
            case "gap" if not line:
                out.append(b"\r\n")
                self._state = "size"
            case "gap":
                self.fault = f"there is no line end behind chunk {self._count}, but {quoted(line)}"
            case _:
                self._trailing(line, out)

    def _sized(self, line: bytes, out: list[bytes]) -> None:
        matched = _SIZE.fullmatch(line)
        self._count += 1
        if matched is None or len(matched[1].lstrip(b"0")) >= _LARGEST:
            what = "is no size" if matched is None else "is more than any body has"
            self.fault = f"the size of chunk {self._count} is {quoted(line)}, which {what}"
            return
        if matched[2]:
            self.remarks.add(f"Chunks carry an extension, which means nothing here: {quoted(matched[2])}.")
        self._left = int(matched[1], 16)
        self._state = "data" if self._left else "trailers"
        if self._left:
            out.append(b"%x\r\n" % self._left)

    def _trailing(self, line: bytes, out: list[bytes]) -> None:
        self._trailers += len(line)
        if not line:
            out.append(b"0\r\n\r\n")
            self._state = "done"
        elif self._trailers > _TRAILERS:
            self.fault = "the trailers behind the last chunk do not end"
        else:
            self.remarks.add(f"Behind the body came the trailer {quoted_head(line)}.")
