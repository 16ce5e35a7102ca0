"""The head of an HTTP/1 answer, read as leniently as sense allows, with words for what is wrong with it.

The HTTP library refuses many heads that other programs show. It is given a head of our own making, unless this one is
quite regular, which says no more than where the body ends; what the server really said is kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from typing import Final

from workbench.engine import framing
from workbench.engine.framing import Framing
from workbench.engine.remarks import Remarks, quoted, quoted_head
from workbench.models import Response
from workbench.nouns import dataclass

LIMIT: Final = 4 * 1024 * 1024
"""Bytes of a head that are read; others stop at 100 kB, and show nothing of a longer one."""

LINES: Final = 20_000
"""Lines of a head that are read: each costs time and memory, and 4 MB may be two million of them."""

END: Final = re.compile(rb"\n\r?\n")
_STATUS_LINE: Final = re.compile(rb"HTTP/([0-9]+(?:\.[0-9]+)?)[ \t]+([0-9]{3})(?![0-9A-Za-z])[ \t]?(.*)", re.IGNORECASE)
_WELL_SET: Final = re.compile(rb"[^ \t]+ [0-9]{3}(?: .*)?")
_REGULAR: Final = re.compile(
    rb"HTTP/1\.[01] ([2-5][0-9][0-9])(?: [\t -~\x80-\xff]*)?\r\n"
    rb"(?:[-!#$%&'*+.^_`|~0-9a-zA-Z]+:[\t -~\x80-\xff]*\r\n)+\r\n"
)
_FRAMED: Final = re.compile(rb"\n(content-length|transfer-encoding):[ \t]*([^\r]*)", re.IGNORECASE)
_TOKEN: Final = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_BLANK: Final = b" \t"
_BODILESS: Final = (204, 304)
_CLOSE: Final = Framing(kind="close")
_CHUNKED: Final = Framing(kind="chunked")
_PLAIN_DIGITS: Final = 18
_UNCHANGED: Final = 60_000  # bytes of a head that the HTTP library takes as it is
_LAST_KNOWN: Final = 599  # RFC 9110 §15
_FIRST_KNOWN: Final = 100
_SWITCHING: Final = 101


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a server said, how its body ends, and the head that the HTTP library is given instead.

    There is no `response` where the head is quite regular: the HTTP library reads it just as well.
    """

    status: int
    response: Response | None
    framing: Framing
    remarks: tuple[str, ...]
    passed_on: bytes = field(repr=False)

    @property
    def is_interim(self) -> bool:
        """Whether another answer follows (RFC 9110 §15.2); 101 is the last that HTTP says."""
        return _FIRST_KNOWN <= self.status < 200 and self.status != _SWITCHING

    @property
    def fault(self) -> str:
        """Why the answer cannot be relied on, or nothing."""
        if self.status < _FIRST_KNOWN:
            return f"its status is {self.status:03}, and HTTP begins at 100"
        return self.framing.fault


def is_answer(start: bytes) -> bool:
    """Tell whether bytes are the beginning of an answer, or may become one."""
    return start[:5].upper() == b"HTTP/"[: len(start)]


def regular(raw: bytes, method: str) -> Head | None:
    """Read a head that is quite in order, in a fraction of the time that `read` takes; None for any other."""
    matched = _REGULAR.fullmatch(raw) if len(raw) <= _UNCHANGED else None
    if matched is None:
        return None
    status = int(matched[1])
    ends = _plainly_framed(raw) if status not in _BODILESS and method not in ("HEAD", "CONNECT") else None
    return Head(status=status, response=None, framing=ends, remarks=(), passed_on=raw) if ends is not None else None


def _plainly_framed(raw: bytes) -> Framing | None:
    """Tell where the body ends by the one field that says so; None where it takes a closer look."""
    match _FRAMED.findall(raw):
        case []:
            return _CLOSE
        case [(name, value)] if len(name) == len("content-length"):
            digits = value.rstrip(_BLANK)
            plain = digits.isdigit() and len(digits) <= _PLAIN_DIGITS
            return Framing(kind="length", length=int(digits)) if plain else None
        case [(_, value)] if value.rstrip(_BLANK).lower() == b"chunked":
            return _CHUNKED
        case _:
            return None


def read(raw: bytes, method: str, *, upgrade: bool = False) -> Head | None:
    """Read a head up to its empty line; None where its first line is no status line."""
    lines = raw.split(b"\n", LINES + 1)
    matched = _STATUS_LINE.fullmatch(lines[0].rstrip(b"\r"))
    if matched is None:
        return None
    remarks = Remarks()
    _judge_lines(raw, remarks)
    version, status, reason = matched[1].decode(), int(matched[2]), matched[3]
    _judge_status_line(lines[0].removesuffix(b"\r"), version, status, remarks)
    fields = _fields(lines[1 : LINES + 1], remarks)
    ends = framing.of_answer(method, status, fields)
    if any(line.strip(b"\r\n") for line in lines[LINES + 1 :]):
        ends = Framing(kind="guess", fault=f"its head has more than {LINES:,} lines, and the rest of them was not read")
    if ends.remark:
        remarks.add(ends.remark)
    response = Response(
        status=status, reason=reason.decode("latin-1"), http_version=f"HTTP/{version}", headers=tuple(fields)
    )
    if status == _SWITCHING and not upgrade:
        remarks.add("The server says that it switches protocols (101), which was not asked for.")
    passed_on = _mended(response, ends, method, lasts=not remarks and status != _SWITCHING)
    return Head(status=status, response=response, framing=ends, remarks=remarks.told(), passed_on=passed_on)


def _judge_lines(raw: bytes, remarks: Remarks) -> None:
    if raw.count(b"\n") != raw.count(b"\r\n"):
        remarks.add("Lines of the head end in a bare line feed, not in CR LF.")


def _judge_status_line(line: bytes, version: str, status: int, remarks: Remarks) -> None:
    if version not in ("1.0", "1.1") or not line.startswith(b"HTTP/"):
        remarks.add(f"The status line begins with {quoted(line.split(maxsplit=1)[0])}; it is read as HTTP/1.1.")
    if status > _LAST_KNOWN:
        remarks.add(f"The status {status} is none that HTTP knows: they end at 599.")
    if not _WELL_SET.fullmatch(line):
        remarks.add(f"The status is set off by other signs than single blanks: {quoted(line)}.")
    if held := _controls(line):
        remarks.add(f"The status line has {held} in it.")


def _fields(lines: list[bytes], remarks: Remarks) -> list[tuple[str, str]]:
    fields: list[tuple[bytes, list[bytes]]] = []  # a value's lines are joined at the end: there may be very many
    for ended in lines:
        line = ended.removesuffix(b"\r")
        if not line:
            continue
        if line[:1] in (b" ", b"\t") and fields:
            name, values = fields[-1]
            values.append(line.strip(_BLANK))
            remarks.add(f"The header {quoted(name)} goes on in a second line, which HTTP gave up (RFC 9112 §5.2).")
        elif (found := _field(line, remarks)) is not None:
            fields.append((found[0], [found[1]]))
    return [(name.decode("latin-1"), _joined(values).decode("latin-1")) for name, values in fields]


def oddities(fields: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return sentences about header fields that came over HTTP/2 (RFC 9113 §8.2.1), where no line can be odd."""
    remarks = Remarks()
    for name, value in fields:
        if name != name.lower():
            remarks.add(f"The header name {quoted(name)} has capitals, which HTTP/2 does not allow.")
        _judge_field(name.encode("latin-1"), value.encode("latin-1"), remarks)
    return remarks.told()


def _joined(values: list[bytes]) -> bytes:
    return values[0] if len(values) == 1 else b" ".join(value for value in values if value)


def _field(line: bytes, remarks: Remarks) -> tuple[bytes, bytes] | None:
    """Return name and value; None, with a remark that quotes it, for a line that has no name."""
    before, colon, after = line.partition(b":")
    name, value = before.strip(_BLANK), after.strip(_BLANK)
    if not colon or not name:
        what = "has no colon" if not colon else "has no name"
        remarks.add(f"A line of the head {what}, and is left out: {quoted_head(line)}.")
        return None
    if name != before:
        remarks.add(f"There is a blank around the header name {quoted(name)}.")
    _judge_field(name, value, remarks)
    return name, value


def _judge_field(name: bytes, value: bytes, remarks: Remarks) -> None:
    if not _TOKEN.fullmatch(name):
        remarks.add(f"The header name {quoted(name)} has bytes in it that no name may have.")
    if held := _controls(value):
        remarks.add(f"The header {quoted(name)} has {held} in its value.")


def _controls(data: bytes) -> str:
    found = sorted(set(_CONTROL.findall(data)))
    if not found:
        return ""
    names = ", ".join(f"0x{octet[0]:02x}" for octet in found[:4])
    return f"the control byte{'s' if len(found) > 1 else ''} {names}"


def _mended(response: Response, ends: Framing, method: str, *, lasts: bool) -> bytes:
    """Write a head that says where the body ends, and whether the connection lasts.

    It may not where anything was odd: a program on the way may have read the head otherwise, and take what comes
    behind this answer for a part of it, or a part of it for the next answer.
    """
    status = response.status
    if status < _FIRST_KNOWN or status == _SWITCHING:
        status = 200
    reason = "".join(sign for sign in response.reason if " " <= sign <= "~")[:_UNCHANGED]
    lines = [f"HTTP/{'1.0' if response.http_version == 'HTTP/1.0' else '1.1'} {status} {reason}"]
    connection = [value.lower() for name, value in response.headers if name.lower() == "connection"]
    if not lasts or ends.fault or ends.kind == "guess" or any("close" in value for value in connection):
        lines.append("Connection: close")
    elif any("keep-alive" in value for value in connection):
        lines.append("Connection: keep-alive")
    match ends.kind:
        case "length":
            lines.append(f"Content-Length: {ends.length}")
        case "chunked":
            lines.append("Transfer-Encoding: chunked")
        case "none" if method != "HEAD" and status == 200:
            lines.append("Content-Length: 0")
        case _:
            pass
    return "\r\n".join([*lines, "", ""]).encode("ascii")
