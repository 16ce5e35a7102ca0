"""PEM (RFC 7468, RFC 1421) as it is found: with a BOM, CRLF, bag attributes, indented, or in UTF-16."""

from __future__ import annotations

import base64
import re
from dataclasses import field
from typing import Final

from workbench.nouns import dataclass

_MARKER: Final = re.compile(rb"-----(BEGIN|END) ([ -,.-~]{1,64})-----")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/\s]{40,}={0,2}\s*")
_BOMS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_LINE: Final = 64
_DEK_INFO: Final = re.compile(rb"^DEK-Info: *(AES|DES|[A-Z0-9]+)[A-Z0-9-]*,([0-9A-Fa-f]+)$", re.MULTILINE)
_IV_DIGITS: Final = {b"AES": 32, b"DES": 16}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What stands between a BEGIN line and its END line; `body` is None where the END line is missing."""

    label: str
    body: bytes | None = field(repr=False)

    def der(self) -> bytes:
        """Return the encoded bytes; raise ValueError where they are not base64."""
        return base64.b64decode(b"".join((self.body or b"").split()), validate=True)

    def text(self) -> bytes:
        """Return the block written anew, as strict readers want it: no indentation, lines of 64."""
        lines = [line.strip() for line in (self.body or b"").splitlines()]
        headers = [line for line in lines if b":" in line]
        encoded = b"".join(line for line in lines if b":" not in line)
        wrapped = [encoded[at : at + _LINE] for at in range(0, len(encoded), _LINE)]
        label = self.label.encode()
        parts = [
            b"-----BEGIN " + label + b"-----",
            *headers,
            b"",
            *wrapped,
            b"-----END " + label + b"-----",
            b"",
        ]
        return b"\n".join(parts)


def blocks(data: bytes) -> tuple[Block, ...]:
    """Return every block in order; text around them is skipped. Takes linear time whatever the data."""
    text = _as_bytes(data)
    markers = list(_MARKER.finditer(text))
    following = [*markers[1:], None]
    return tuple(
        _block(text, begin, after) for begin, after in zip(markers, following, strict=False) if begin[1] == b"BEGIN"
    )


def has_whole_headers(text: bytes) -> bool:
    """Tell whether a key in OpenSSL's old encrypted form (RFC 1421) names its cipher and a whole IV."""
    if b"DEK-Info" not in text:
        return True
    said = _DEK_INFO.search(text)
    return said is not None and _IV_DIGITS.get(said[1], len(said[2])) == len(said[2])


def is_bare_base64(data: bytes) -> bool:
    """Tell whether this is base64 without the lines around it."""
    return _BASE64.fullmatch(data) is not None


def _block(text: bytes, begin: re.Match[bytes], following: re.Match[bytes] | None) -> Block:
    label = begin[2].decode("ascii")
    if following is None or following[1] != b"END" or following[2] != begin[2]:
        return Block(label=label, body=None)
    return Block(label=label, body=text[begin.end() : following.start()])


def _as_bytes(data: bytes) -> bytes:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace").encode("ascii", errors="replace")
    return data
