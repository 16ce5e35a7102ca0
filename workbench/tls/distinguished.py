"""Distinguished names as they are encoded: to RFC 4514 text, and to a key under which equal names meet.

Read here and not by cryptography, because a name that came off the wire may be odd: nothing raises but
WireError, and nothing warns on the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from workbench.nouns import dataclass
from workbench.tls import der
from workbench.tls.octets import WireError

COMMON_NAME: Final = "2.5.4.3"
EMAIL_ADDRESS: Final = "1.2.840.113549.1.9.1"
_BIT_STRING, _TELETEX, _UNIVERSAL, _BMP = 0x03, 0x14, 0x1C, 0x1E
_TEXT_TAGS: Final = frozenset({0x04, 0x0C, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1A, 0x1C, 0x1E})
_CHARSETS: Final = {_UNIVERSAL: "utf-32-be", _BMP: "utf-16-be"}
_SHORT: Final = {
    COMMON_NAME: "CN",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.6": "C",
    "2.5.4.9": "STREET",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
}  # RFC 4514 §3; every other attribute is named by its dotted identifier
_ESCAPED: Final = str.maketrans({**{sign: "\\" + sign for sign in '\\"+,;<>'}, "\0": "\\00"})
_LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)  # OpenSSL folds ASCII only


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a name: its dotted type, and its value as text, or encoded where it is not text."""

    type: str
    value: str | bytes


Rdn = tuple[Attribute, ...]
Name = tuple[Rdn, ...]
Key = tuple[frozenset[tuple[str, str | bytes]], ...]


def parse(encoded: bytes) -> Name:
    """Read a DER Name (RFC 5280 §4.1.2.4), most significant part first; raise WireError."""
    return tuple(tuple(_attributes(rdn)) for rdn in der.elements(der.only(encoded, der.SEQUENCE).content))


def text(name: Name) -> str:
    """Write a name as RFC 4514 does, exactly as cryptography's `rfc4514_string`: most specific part first."""
    return ",".join("+".join(_written(attribute) for attribute in rdn) for rdn in reversed(name))


def values(name: Name, kind: str) -> list[str]:
    """Return the texts of all attributes of one type, given as a dotted identifier."""
    return [a.value for rdn in name for a in rdn if a.type == kind and isinstance(a.value, str)]


def key(name: Name) -> Key:
    """Return what equal names have in common; case and spaces do not count (RFC 5280 §7.1)."""
    return tuple(frozenset((attribute.type, _folded(attribute.value)) for attribute in rdn) for rdn in name)


def _attributes(rdn: der.Element) -> Iterator[Attribute]:
    if rdn.tag != der.SET:
        raise WireError("a relative distinguished name that is not a SET")
    for pair in der.elements(rdn.content):
        fields = list(der.elements(pair.content))
        if pair.tag != der.SEQUENCE or len(fields) != 2 or fields[0].tag != der.OBJECT_IDENTIFIER:
            raise WireError("an attribute that is not a type and a value")
        yield Attribute(der.dotted(fields[0].content), _value(fields[1]))


def _value(element: der.Element) -> str | bytes:
    if element.tag == _BIT_STRING:
        return element.content
    if element.tag not in _TEXT_TAGS:
        return element.encoded
    try:
        return element.content.decode(_CHARSETS.get(element.tag, "utf-8"))
    except UnicodeDecodeError:
        # What is called Teletex in the field is Latin-1.
        return element.content.decode("latin-1") if element.tag == _TELETEX else element.encoded


def _written(attribute: Attribute) -> str:
    return f"{_SHORT.get(attribute.type, attribute.type)}={_escaped(attribute.value)}"


def _escaped(value: str | bytes) -> str:
    if isinstance(value, bytes):
        return "#" + value.hex() if value else ""
    shown = value.translate(_ESCAPED)
    if value.startswith("#") or (value.startswith(" ") and len(value) > 1):
        shown = "\\" + shown
    return shown[:-1] + "\\ " if shown.endswith(" ") else shown


def _folded(value: str | bytes) -> str | bytes:
    return " ".join(value.translate(_LOWER).split()) if isinstance(value, str) else value
