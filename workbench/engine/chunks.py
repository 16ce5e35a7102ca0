"""A body in chunks (RFC 9112 §7.1), followed as it comes: what of it is good, and which bytes are not."""

from __future__ import annotations

import re
from typing import Final, Literal

from workbench.engine.remarks import Remarks, quoted, quoted_head

_SIZE: Final = re.compile(rb"([0-9A-Fa-f]+)[ \t]*(;.*)?")
_PLAIN: Final = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
_EXTENSION: Final = re.compile(rb"[ \t]*;[\t -~\x80-\xff]*")
_FIELD: Final = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+:[\t -~\x80-\xff]*")
_LARGEST: Final = 16  # hexadecimal digits
_LONGEST_LINE: Final = 16 * 1024
_TRAILERS: Final = 64 * 1024

State = Literal["size", "data", "gap", "trailers", "done"]


class Chunks:
    """Passes on what good chunks hold, in plain chunks of its own.

    `fault` says, after it, why what follows is not passed on; `surplus` is what came behind the last chunk. `remarks`
    are about what others may read otherwise, `extras` about what HTTP allows and nothing here makes use of.
    """

    def __init__(self) -> None:
        self.fault = ""
        self.surplus = b""
        self.remarks = Remarks()
        self._extension = ""
        self._fields = Remarks("more trailers came")
        self._state: State = "size"
        self._line = bytearray()
        self._left = 0
        self._count = 0
        self._trailers = 0

    @property
    def done(self) -> bool:
        """Whether the last chunk and its trailers have come."""
        return self._state == "done"

    @property
    def extras(self) -> tuple[str, ...]:
        """Return sentences about extensions and trailers."""
        return (*([self._extension] if self._extension else ()), *self._fields.told())

    def feed(self, data: bytes) -> bytes:
        """Return what of `data` may be passed on: one chunk, since there may be very many small ones."""
        parts: list[bytes] = []
        at = 0
        while at < len(data) and not self.fault and not self.done:
            at = self._taken(data, self._plain(data, at, parts), parts)
        self.surplus = data[at:] if self.done else b""
        chunk = (b"%x\r\n" % sum(map(len, parts)), *parts, b"\r\n") if parts else ()
        return b"".join((*chunk, b"0\r\n\r\n" if self.done else b""))

    def _plain(self, data: bytes, at: int, parts: list[bytes]) -> int:
        """Take whole chunks in order, in a fraction of the time that it takes line by line."""
        if self._state != "size" or self._line:
            return at
        while (size := _PLAIN.match(data, at)) is not None:
            start, end = size.end(), size.end() + int(size[1], 16)
            if start == end or data[end : end + 2] != b"\r\n":
                break
            parts.append(data[start:end])
            self._count += 1
            at = end + 2
        return at

    def _taken(self, data: bytes, at: int, parts: list[bytes]) -> int:
        if self._state == "data":
            part = data[at : at + self._left]
            parts.append(part)
            self._left -= len(part)
            if not self._left:
                self._state = "gap"
            return at + len(part)
        end = data.find(b"\n", at)
        self._line += data[at : end if end >= 0 else len(data)]
        if end >= 0:
            line = bytes(self._line)
            self._line.clear()
            if not line.endswith(b"\r"):
                self.remarks.add("Lines between chunks end in a bare line feed, not in CR LF.")
            self._ended(line.removesuffix(b"\r"))
        elif self._state == "gap" and len(self._line) > 1:
            self._ended(bytes(self._line))
        elif len(self._line) > _LONGEST_LINE:
            self.fault = f"a line between chunks does not end: {quoted(bytes(self._line))}"
        return end + 1 if end >= 0 else len(data)

    def _ended(self, line: bytes) -> None:
        """Deal with a line: a size, the line end behind a chunk, or a trailer."""
        match self._state:
            case "size":
                self._sized(line)
            case "gap" if not line:
                self._state = "size"
            case "gap":
                self.fault = f"there is no line end behind chunk {self._count}, but {quoted(line)}"
            case _:
                self._trailing(line)

    def _sized(self, line: bytes) -> None:
        matched = _SIZE.fullmatch(line)
        self._count += 1
        if matched is None or len(matched[1].lstrip(b"0")) >= _LARGEST:
            what = "is no size" if matched is None else "is more than any body has"
            self.fault = f"the size of chunk {self._count} is {quoted(line)}, which {what}"
            return
        if matched.end(1) < len(line):
            self._extended(line, matched.end(1))
        self._left = int(matched[1], 16)
        self._state = "data" if self._left else "trailers"

    def _extended(self, line: bytes, at: int) -> None:
        if not _EXTENSION.fullmatch(line, at):
            self.remarks.add(f"The size of a chunk has something behind it that is no extension: {quoted(line)}.")
        elif not self._extension:
            self._extension = f"Chunks carry extensions, which mean nothing here: {quoted(line[at:])} is the first."

    def _trailing(self, line: bytes) -> None:
        self._trailers += len(line)
        if not line:
            self._state = "done"
        elif self._trailers > _TRAILERS:
            self.fault = "the trailers behind the last chunk do not end"
        elif _FIELD.fullmatch(line):
            self._fields.add(f"Behind the body came the trailer {quoted_head(line)}.")
        else:
            self.remarks.add(f"Behind the body came a line that is no trailer: {quoted_head(line)}.")
