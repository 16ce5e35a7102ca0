"""One content coding undone: frames (gzip members, zstd frames) one after another, in steps of bounded size.

The libraries are loaded with the first frame. When they find a fault they drop what the same call had unpacked, so
that call is done again in smaller pieces: what can be read before a fault is read.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from workbench.marks import size

STEP: Final = 256 * 1024
"""About how many bytes are unpacked at once; never more than 23 MB, which 512 bytes of zstd can be made to hold."""

_ZLIB: Final = zlib.MAX_WBITS
_GZIP: Final = 16 + zlib.MAX_WBITS
_RAW: Final = -zlib.MAX_WBITS
_GZIP_MAGIC: Final = b"\x1f\x8b"  # RFC 1952 §2.3.1
_ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"  # RFC 8878 §3.1
_ZSTD_WINDOW: Final = 8 * 1024 * 1024  # RFC 9659 §3: no encoder may ask for more
_WIDE: Final = "it asks for a window of more than 8 MB, which HTTP does not allow"
_SLICE: Final = 4096
_ZSTD_SLICE: Final = 512  # its library has no limit on what comes out
_REPLAYED: Final = 64 * 1024
_TAKEN: Final = 16 * 1024  # bytes looked at together: behind each frame their rest is copied
_EMPTY: Final = 1000  # frames beside as many that hold something; each costs time, and makes nothing


class Undecodable(Exception):
    """Bytes that are not what the Content-Encoding says; the text names the coding, `hint` says what to do."""

    def __init__(self, message: str, hint: str = "What could be decoded is kept, and so is what came.") -> None:
        super().__init__(message)
        self.hint = hint


class Frame(Protocol):
    """One frame under way: what it makes of bytes, whether it is over, and what came after it."""

    over: bool
    rest: bytes

    def unpacked(self, data: bytes) -> Iterator[bytes]:
        """Yield what more bytes unpack to. Raise _Damaged."""


class _Damaged(Exception):
    """What a library has against the bytes."""


class Coding:
    """Undoes one coding; `begin` makes the frame that some bytes begin, None where they begin none."""

    def __init__(self, name: str, begin: Callable[[bytes], Frame | None], needed: int) -> None:
        self._name = name
        self._begin = begin
        self._needed = needed
        self._held = b""
        self._frame: Frame | None = None
        self._frames = 0
        self._empty = 0
        self._made = self._begun_at = 0
        self._after = 0

    @property
    def made(self) -> int:
        """How many bytes have been made."""
        return self._made

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to, step by step, now and then nothing. Raise Undecodable."""
        try:
            for start in range(0, len(data), _TAKEN):
                for piece in self._pieces(data[start : start + _TAKEN]):
                    self._made += len(piece)
                    yield piece
        except _Damaged as fault:
            raise self._fault(str(fault)) from fault

    def finish(self) -> None:
        """Raise Undecodable when the coded stream is not complete; none at all is complete, as after HEAD."""
        if self._frame is not None or (self._held and not self._frames):
            raise Undecodable(f"The {self._name} body breaks off before its end.")
        self._after += len(self._held)
        self._held = b""

    def remarks(self) -> Iterator[str]:
        """Yield what is to be said of bytes that were left out."""
        if self._after:
            yield f"After the end of the {self._name} body came {size(self._after)} more, left out: not {self._name}."

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        data, self._held = self._held + data, b""
        while data and not self._after:
            if self._frame is None and not self._begun(data):
                return
            if (frame := self._frame) is None:
                break
            yield from frame.unpacked(data)
            if not frame.over:
                return
            data, self._frame = frame.rest, None
            self._ended()
        self._after += len(data)

    def _ended(self) -> None:
        self._empty += self._made == self._begun_at
        if self._empty > _EMPTY + self._frames // 2:
            raise _Damaged(f"{self._empty} of its {self._frames} frames hold nothing")

    def _begun(self, data: bytes) -> bool:
        """Begin a frame, if these are enough bytes to tell; what begins none after the first is not of the coding."""
        if len(data) < self._needed:
            self._held = data
            return False
        self._frame, self._begun_at = self._begin(data), self._made
        if self._frame is None and not self._frames:
            raise _Damaged
        self._frames += 1
        return True

    def _fault(self, reason: str) -> Undecodable:
        why = f" ({reason})" if reason else ""
        if not self._made:
            said = f"The body is not the {self._name} that its Content-Encoding says{why}."
            return Undecodable(said, "It is shown as it came.")
        return Undecodable(f"The {self._name} body is damaged after {size(self._made)} of it unpacked{why}.")


def gzip() -> Coding:
    """Undo gzip (RFC 1952)."""
    return Coding("gzip", lambda data: _Inflate(_GZIP) if data.startswith(_GZIP_MAGIC) else None, len(_GZIP_MAGIC))


def deflate() -> Coding:
    """Undo deflate in each of its readings: RFC 9110 says zlib, some servers send it raw, and some gzip."""
    first = iter((True,))
    return Coding("deflate", lambda data: _Inflate(_window(data)) if next(first, False) else None, 2)


def brotli() -> Coding:
    """Undo br (RFC 7932)."""
    first = iter((True,))
    return Coding("br", lambda data: _Replayed(_Brotli, _SLICE) if next(first, False) else None, 1)


def zstd() -> Coding:
    """Undo zstd (RFC 8878); a frame may be one to skip."""
    return Coding("zstd", lambda data: _Replayed(_Zstd, _ZSTD_SLICE) if _is_zstd(data) else None, len(_ZSTD_MAGIC))


def _window(head: bytes) -> int:
    """Tell zlib's header (RFC 1950 §2.2: method 8, a multiple of 31) from gzip's and from a raw stream."""
    if head.startswith(_GZIP_MAGIC):
        return _GZIP
    return _ZLIB if head[0] & 0x0F == 8 and int.from_bytes(head[:2]) % 31 == 0 else _RAW


def _is_zstd(head: bytes) -> bool:
    return head.startswith(_ZSTD_MAGIC) or (head[0] & 0xF0 == 0x50 and head[1:4] == b"\x2a\x4d\x18")


class _Inflate:
    """A zlib stream in one of its wrappings."""

    def __init__(self, window: int) -> None:
        self._inflate = zlib.decompressobj(window)
        self._is_guess = window == _RAW  # nothing marks a raw stream: some text makes a few bytes of nonsense
        self.over = False
        self.rest = b""

    def unpacked(self, data: bytes) -> Iterator[bytes]:
        while True:
            before = self._inflate.copy()
            try:
                piece = self._inflate.decompress(data, STEP)
            except zlib.error as fault:
                if not self._is_guess:
                    yield from _before_fault(before, data)
                raise _Damaged(str(fault).rpartition(": ")[2]) from fault
            self._is_guess = False
            if piece:
                yield piece
            data = self._inflate.unconsumed_tail
            if self._inflate.eof or (not data and len(piece) < STEP):
                break
        self.over, self.rest = self._inflate.eof, self._inflate.unused_data


def _before_fault(inflate: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    for width in (4096, 64, 1):
        place = 0
        while place < len(data):
            before = inflate.copy()
            try:
                piece = inflate.decompress(data[place : place + width])
            except zlib.error:
                inflate = before
                break
            yield piece
            place += width
        data = data[place : place + width]


class _Unpacker(Protocol):
    """A library's decoder, brought to one form."""

    def unpacked(self, data: bytes) -> Iterator[bytes]:
        """Yield what it makes of the bytes. Raise _Damaged."""

    def rest(self) -> bytes | None:
        """Return what came after the end, None before it."""


class _Replayed:
    """A decoder that cannot be copied; the first 64 KiB are kept, to be read byte by byte up to a fault in them."""

    def __init__(self, make: Callable[[], _Unpacker], width: int) -> None:
        self._make = make
        self._width = width
        self._unpacker = make()
        self._fed = bytearray()
        self._made = 0
        self.over = False
        self.rest = b""

    def unpacked(self, data: bytes) -> Iterator[bytes]:
        if len(self._fed) <= _REPLAYED:
            self._fed += data
        for start in range(0, len(data), self._width):
            part = data[start : start + self._width]
            try:
                for piece in self._unpacker.unpacked(part):
                    self._made += len(piece)
                    yield piece
            except _Damaged:
                yield from self._again()
                return
            if (rest := self._unpacker.rest()) is not None:
                self.over, self.rest = True, rest + data[start + len(part) :]
                return

    def _again(self) -> Iterator[bytes]:
        """Yield what can be read before the fault and was not; raise it, unless the end comes before it."""
        if len(self._fed) > _REPLAYED:
            raise _Damaged
        unpacker, passed = self._make(), 0
        for place in range(len(self._fed)):
            for piece in unpacker.unpacked(bytes(self._fed[place : place + 1])):
                fresh = piece[max(0, self._made - passed) :]
                passed += len(piece)
                yield fresh
            if unpacker.rest() is not None:
                self.over, self.rest = True, bytes(self._fed[place + 1 :])
                return


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._brotli = brotli.Decompressor()
        self._error = brotli.error

    def unpacked(self, data: bytes) -> Iterator[bytes]:
        try:
            while True:
                if piece := self._brotli.process(data, output_buffer_limit=STEP):
                    yield piece
                # Where a step was full it says that it takes more, and holds some back all the same.
                if self._brotli.is_finished() or (self._brotli.can_accept_more_data() and len(piece) < STEP):
                    return
                data = b""
        except self._error as fault:
            raise _Damaged from fault

    def rest(self) -> bytes | None:
        return b"" if self._brotli.is_finished() else None


class _Zstd:
    def __init__(self) -> None:
        import zstandard

        self._zstd = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj(write_size=_SLICE * 16)
        self._error = zstandard.ZstdError

    def unpacked(self, data: bytes) -> Iterator[bytes]:
        try:
            if piece := self._zstd.decompress(data):
                yield piece
        except self._error as fault:
            reason = str(fault).rpartition(": ")[2]
            raise _Damaged(_WIDE if "too much memory" in reason else reason) from fault

    def rest(self) -> bytes | None:
        return self._zstd.unused_data if self._zstd.eof else None
