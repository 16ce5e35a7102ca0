"""Content codings (RFC 9110 §8.4.1): gzip, deflate, br and zstd, undone as the bytes arrive, several in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from workbench.engine import codings
from workbench.engine.codings import Coding, Undecodable
from workbench.visible import visible

__all__ = ["ACCEPTED", "Decoder", "Undecodable", "decoder_for", "names"]

ACCEPTED: Final = "gzip, deflate, br, zstd"
"""What an Accept-Encoding header says of it."""

_CODINGS: Final[Mapping[str, Callable[[], Coding]]] = {
    "gzip": codings.gzip,
    "x-gzip": codings.gzip,
    "deflate": codings.deflate,
    "br": codings.brotli,
    "zstd": codings.zstd,
}
_MOST: Final = 5  # each multiplies what the one before it made


class Decoder(Protocol):
    """Takes transferred bytes, gives decoded ones."""

    @property
    def made(self) -> int:
        """How many bytes have been made, of several codings by the one that made most."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to, in steps of bounded size, some of them empty. Raise Undecodable."""

    def finish(self) -> None:
        """Raise Undecodable when the coded stream is not complete."""

    def remarks(self) -> Iterator[str]:
        """Yield what is to be said of bytes that were left out."""


class Identity:
    """No coding."""

    made = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the bytes as they are."""
        yield data

    def finish(self) -> None:
        """Do nothing: nothing is held back."""

    def remarks(self) -> Iterator[str]:
        """Yield nothing."""
        yield from ()


class Chain:
    """Several codings, undone from the last applied to the first."""

    def __init__(self, decoders: Iterable[Decoder]) -> None:
        self._decoders = tuple(decoders)

    @property
    def made(self) -> int:
        """How many bytes have been made by the one that made most: what comes of them may be little."""
        return max(decoder.made for decoder in self._decoders)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to. Raise Undecodable."""
        yield from _through(self._decoders, data)

    def finish(self) -> None:
        """Raise Undecodable when any of them is not complete."""
        for decoder in self._decoders:
            decoder.finish()

    def remarks(self) -> Iterator[str]:
        """Yield what each has to say."""
        for decoder in self._decoders:
            yield from decoder.remarks()


def names(headers: Iterable[tuple[str, str]]) -> list[str]:
    """Return the codings of a response in the order they were applied, in lower case."""
    listed = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    return [coding.strip().lower() for coding in listed.split(",") if coding.strip().lower() not in ("", "identity")]


def decoder_for(headers: Iterable[tuple[str, str]]) -> tuple[Decoder, str]:
    """Return the decoder for a response's headers, and a sentence when a coding cannot be undone."""
    said = names(headers)
    unknown = [coding for coding in said if coding not in _CODINGS]
    if unknown:
        return Identity(), f"The body is shown as it came: its coding {visible(unknown[0])[:60]} is not undone."
    if len(said) > _MOST:
        return Identity(), f"The body is shown as it came: of {len(said)} codings one in another none is undone."
    decoders = [_CODINGS[coding]() for coding in reversed(said)]
    match decoders:
        case []:
            return Identity(), ""
        case [decoder]:
            return decoder, ""
        case _:
            return Chain(decoders), ""


def _through(decoders: Sequence[Decoder], data: bytes) -> Iterator[bytes]:
    if not decoders:
        yield data
        return
    for piece in decoders[0].feed(data):
        if decoders[1:]:
            yield b""  # nothing may come of this piece: who decodes has other things to do
        yield from _through(decoders[1:], piece)
