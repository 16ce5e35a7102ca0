"""The charset that a Content-Type names, and bytes read in it."""

from __future__ import annotations

import codecs
from typing import Final

_NOT_CHARSETS: Final = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})


def named(content_type: str) -> str:
    """Return the charset that a Content-Type names, UTF-8 where it names none that is one."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            said = value.strip().strip("\"'")
            return said if _is_charset(said) else "utf-8"
    return "utf-8"


def text(data: bytes, content_type: str, *, cut: bool) -> str | None:
    """Decode strictly, None where it is no text; where the body was cut, half a character at its end is left out."""
    decoder = codecs.getincrementaldecoder(named(content_type))()
    try:
        return decoder.decode(data, final=not cut)
    except ValueError:
        return None


def _is_charset(name: str) -> bool:
    # Python's registry also knows zlib, hex and punycode: a peer must not make us unpack or crawl.
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        return False
    return codecs.lookup(name).name not in _NOT_CHARSETS
