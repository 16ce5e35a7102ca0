"""What speaks at a port, by the first bytes that came from it."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from workbench.visible import decoded, visible

Kind = Literal["tls", "http", "http2", "ssh", "mail", "other"]

KEPT: Final = 128
"""Bytes of an opening that are worth keeping."""

_SHOWN: Final = 60  # characters of a greeting
_TLS: Final = re.compile(rb"[\x14-\x17]\x03[\x00-\x04]", re.DOTALL)  # RFC 8446 §5.1
_SETTINGS: Final = re.compile(rb"\x00..\x04\x00\x00\x00\x00\x00", re.DOTALL)  # RFC 9113 §3.4: a server's first frame
_HTTP: Final = re.compile(rb"HTTP/\d|<!doctype html|<html", re.IGNORECASE)
_SSH: Final = re.compile(rb"SSH-\d")  # RFC 4253 §4.2
_MAIL: Final = re.compile(rb"220[ -]|\+OK|\* OK")  # SMTP and FTP, POP3, IMAP
_NAMES: Final[dict[Kind, str]] = {
    "tls": "TLS",
    "http": "plain HTTP",
    "http2": "HTTP/2",
    "ssh": "SSH",
    "mail": "a mail or file server's protocol (SMTP, POP3, IMAP, FTP)",
}


class Opening(NamedTuple):
    """What speaks there, its name for people ("" where it is not known), and its first line where that is text."""

    kind: Kind
    name: str
    line: str


def recognize(data: bytes) -> Opening | None:
    """Tell what a peer speaks by its first bytes; None where there are none."""
    if not data:
        return None
    for kind, pattern in _PATTERNS:
        if pattern.match(data):
            return Opening(kind, _NAMES[kind], _line(data))
    return Opening("other", "", _line(data))


_PATTERNS: Final[tuple[tuple[Kind, re.Pattern[bytes]], ...]] = (
    ("tls", _TLS),
    ("http2", _SETTINGS),
    ("http", _HTTP),
    ("ssh", _SSH),
    ("mail", _MAIL),
)


def not_http(data: bytes, place: str, *, secure: bool) -> tuple[str, str] | None:
    """Explain, with a hint, that something else than HTTP/1.1 speaks at a URL's port; None where it may be HTTP."""
    found = recognize(data)
    match found.kind if found is not None else "http":
        case "tls" if not secure:
            return f"{place} speaks TLS, and was spoken to in plain HTTP.", f"Use https://{place}."
        case "http2":
            hint = "Offer it by --http2 or http.http2 = true." if secure else "HTTP/2 without TLS is not spoken here."
            return f"{place} speaks HTTP/2 and nothing else, without having been asked for it.", hint
        case "ssh" | "mail" if found is not None:
            said = f' It said: "{found.line}".' if found.line else ""
            return f"{place} speaks {found.name}, not HTTP.{said}", "Check the port: this one serves something else."
        case _:
            return None


def _line(data: bytes) -> str:
    line = data[:KEPT].splitlines()[0]
    if not line or any(octet < 0x20 or octet > 0x7E for octet in line):
        return ""
    shown = visible(decoded(line))
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
