"""DER (X.690) as far as names need it: elements one after the other, and the raw names of a certificate."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from workbench.tls.octets import WireError

SEQUENCE: Final = 0x30
SET: Final = 0x31
OBJECT_IDENTIFIER: Final = 0x06
_VERSION: Final = 0xA0  # [0] EXPLICIT, RFC 5280 §4.1
_LONG_TAG: Final = 0x1F
_LONGEST_LENGTH: Final = 4  # octets; no message of a handshake is longer than three can say


class Element(NamedTuple):
    """One DER element: its identifier octet, its whole encoding and its content.

    A tuple, not a dataclass: a store of CAs has thousands, and they are made at the first send.
    """

    tag: int
    encoded: bytes
    content: bytes


def elements(data: bytes) -> Iterator[Element]:
    """Yield the elements that follow one another in `data`; raise WireError where they do not."""
    start, size = 0, len(data)
    while start < size:
        if size - start < 2 or data[start] & _LONG_TAG == _LONG_TAG:
            raise WireError(f"no DER element at {start}")
        length = data[start + 1]
        at = start + 2
        if length >= 0x80:
            at, length = _long_length(data, at)
        end = at + length
        if end > size:
            raise WireError(f"a DER element at {start} that is longer than what holds it")
        yield Element(data[start], data[start:end], data[at:end])
        start = end


def only(data: bytes, tag: int) -> Element:
    """Return the one element that `data` is; raise WireError when it is another, or more follows."""
    found = list(islice(elements(data), 2))
    if len(found) != 1 or found[0].tag != tag:
        raise WireError(f"not exactly one DER element with tag 0x{tag:02x}")
    return found[0]


def names_of(tbs_certificate: bytes) -> tuple[bytes, bytes]:
    """Return subject and issuer of a to-be-signed certificate as they stand in it; raise WireError."""
    fields = list(islice(elements(only(tbs_certificate, SEQUENCE).content), 6))
    if fields and fields[0].tag == _VERSION:
        del fields[0]
    if len(fields) < 5:
        raise WireError("a certificate with too few fields")
    _serial, _algorithm, issuer, _validity, subject = fields[:5]
    return subject.encoded, issuer.encoded


@lru_cache(maxsize=256)  # a store of CAs repeats a dozen types thousands of times
def dotted(identifier: bytes) -> str:
    """Return the content of an OBJECT IDENTIFIER in dotted form; raise WireError where it is cut off."""
    if not identifier or identifier[-1] & 0x80 or len(identifier) > 64:
        raise WireError("an object identifier that is empty, cut off or very long")
    arcs = list(_arcs(identifier))
    first = min(arcs[0] // 40, 2)
    return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))


def _arcs(identifier: bytes) -> Iterator[int]:
    value = 0
    for octet in identifier:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            yield value
            value = 0


def _long_length(data: bytes, at: int) -> tuple[int, int]:
    width = data[at - 1] & 0x7F
    if not 1 <= width <= _LONGEST_LENGTH or at + width > len(data):
        raise WireError("a DER length that is indefinite, cut off or beyond any message")
    return at + width, int.from_bytes(data[at : at + width], "big")
