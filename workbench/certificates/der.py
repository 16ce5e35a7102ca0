"""What kind of thing DER bytes are, told from the tags at their beginning (X.690) before they are parsed.

Broken data is not an error here: it has the shape it seems to have, and its parser says what is wrong.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Shape = Literal["signed", "key", "pkcs12", "pkcs7", "public_key"]
"""`signed` is a certificate, a request for one, or a list of revoked ones: body, algorithm, signature."""

_INTEGER, _BIT_STRING, _OCTET_STRING, _OID, _SEQUENCE = 0x02, 0x03, 0x04, 0x06, 0x30
_PKCS7: Final = bytes.fromhex("2a864886f70d0107")  # 1.2.840.113549.1.7, the arc of PKCS #7
_PFX_VERSION: Final = b"\x03"  # RFC 7292 §4; a private key has 0 or 1
_VERSION_OCTETS: Final = 1  # a longer integer is a modulus: PKCS #1 has public keys without a version (RFC 8017)
_INDEFINITE: Final = 0x80

_SHAPES: Final[dict[tuple[int, ...], Shape]] = {
    (_INTEGER, _SEQUENCE): "key",  # PKCS #8
    (_INTEGER, _INTEGER): "key",  # PKCS #1
    (_INTEGER, _OCTET_STRING): "key",  # SEC 1
    (_SEQUENCE, _OCTET_STRING): "key",  # PKCS #8, encrypted
    (_SEQUENCE, _BIT_STRING): "public_key",
    (_SEQUENCE, _SEQUENCE): "signed",
}


class _Element(NamedTuple):
    tag: int
    start: int
    end: int


def shape(data: bytes) -> Shape | None:
    """Tell what `data` seems to be, or None; BER's indefinite lengths (old exporters) are understood."""
    outer = _element(data, 0)
    if outer is None or outer.tag != _SEQUENCE:
        return None
    first = _element(data, outer.start)
    if first is None:
        return None
    if first.tag == _OID:
        return "pkcs7" if data[first.start : first.end].startswith(_PKCS7) else None
    second = _element(data, first.end)
    if second is None:
        return "signed" if first.tag == _SEQUENCE else None  # cut off, most probably
    if first.tag == _INTEGER and data[first.start : first.end] == _PFX_VERSION:
        return "pkcs12"
    if first.tag == second.tag == _INTEGER and first.end - first.start > _VERSION_OCTETS:
        is_exponent = second.end == outer.end and data[second.end - 1] & 1  # DH's parameters are two integers as well
        return "public_key" if is_exponent else None
    return _SHAPES.get((first.tag, second.tag))


def first(data: bytes) -> bytes:
    """Return the first element alone; what OpenSSL's trusted certificates carry behind it is cut off."""
    outer = _element(data, 0)
    return data if outer is None else data[: outer.end]


def _element(data: bytes, at: int) -> _Element | None:
    """Read tag and length at `at`; an element cut off, or of indefinite length, ends with the data."""
    if at + 2 > len(data):
        return None
    tag, length, start = data[at], data[at + 1], at + 2
    if length == _INDEFINITE:
        return _Element(tag, start, len(data))
    if length > _INDEFINITE:
        octets = data[start : start + length - _INDEFINITE]
        start += len(octets)
        length = int.from_bytes(octets, "big")
    return _Element(tag, start, min(start + length, len(data)))
