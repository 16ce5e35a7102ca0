"""Content codings (RFC 9110 §8.4.1): gzip and deflate, undone as the bytes arrive."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final, Protocol

_GZIP_OR_ZLIB: Final = 32 + zlib.MAX_WBITS
_RAW: Final = -zlib.MAX_WBITS
_HEADER: Final = 2
_SUPPORTED: Final = ("gzip", "x-gzip", "deflate")


class Undecodable(Exception):
    """Bytes that are not what the Content-Encoding says; the text names the coding."""


class Decoder(Protocol):
    """Takes transferred bytes, returns decoded ones."""

    def feed(self, data: bytes) -> bytes:
        """Return what `data` decodes to. Raise Undecodable."""

    def finish(self) -> bytes:
        """Return what is left. Raise Undecodable when the coded stream is not complete."""


class Identity:
    """No coding."""

    def feed(self, data: bytes) -> bytes:
        """Return the bytes as they are."""
        return data

    def finish(self) -> bytes:
        """Return nothing: nothing is held back."""
        return b""


class Inflate:
    """gzip, and deflate in both of its readings (RFC 9110 says zlib; some servers send it raw)."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._inflate: zlib._Decompress | None = None
        self._head = b""

    def feed(self, data: bytes) -> bytes:
        """Return what `data` decodes to. Raise Undecodable."""
        try:
            return self._decompressed(data)
        except zlib.error as error:
            raise Undecodable(f"The body is not the {self._coding} that its Content-Encoding says.") from error

    def _decompressed(self, data: bytes) -> bytes:
        if self._inflate is None:
            self._head += data
            if len(self._head) < _HEADER:
                return b""
            data = self._head
            self._inflate = zlib.decompressobj(_window(self._coding, data))
        decoded = self._inflate.decompress(data)
        while self._inflate.eof and self._inflate.unused_data:  # gzip members may follow one another
            rest, self._inflate = self._inflate.unused_data, zlib.decompressobj(_GZIP_OR_ZLIB)
            decoded += self._inflate.decompress(rest)
        return decoded

    def finish(self) -> bytes:
        """Return what is left. Raise Undecodable when the stream broke off."""
        if self._inflate is None:
            return self._head
        rest = self._inflate.flush()
        if not self._inflate.eof:
            raise Undecodable(f"The {self._coding} body breaks off before its end.")
        return rest


def _window(coding: str, head: bytes) -> int:
    """Tell zlib's header (RFC 1950 §2.2: method 8, a multiple of 31) from a raw stream."""
    is_zlib = head[0] & 0x0F == 8 and int.from_bytes(head[:_HEADER]) % 31 == 0
    return _RAW if coding == "deflate" and not is_zlib else _GZIP_OR_ZLIB


class Chain:
    """Several codings, undone from the last applied to the first."""

    def __init__(self, decoders: Iterable[Decoder]) -> None:
        self._decoders = tuple(decoders)

    def feed(self, data: bytes) -> bytes:
        """Return what `data` decodes to. Raise Undecodable."""
        for decoder in self._decoders:
            data = decoder.feed(data)
        return data

    def finish(self) -> bytes:
        """Return what is left. Raise Undecodable."""
        rest = b""
        for decoder in self._decoders:
            rest = (decoder.feed(rest) if rest else b"") + decoder.finish()
        return rest


def decoder_for(headers: Iterable[tuple[str, str]]) -> tuple[Decoder, str]:
    """Return the decoder for a response's headers, and a sentence when a coding cannot be undone."""
    listed = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    codings = [coding.strip().lower() for coding in listed.split(",") if coding.strip().lower() not in ("", "identity")]
    unknown = [coding for coding in codings if coding not in _SUPPORTED]
    if unknown:
        return Identity(), f"The body is shown as it came: its coding {unknown[0]} is not undone."
    match codings:
        case []:
            return Identity(), ""
        case [coding]:
            return Inflate(coding), ""
        case _:
            return Chain(Inflate(coding) for coding in reversed(codings)), ""
