"""The body that a curl command sends: `-d` and its relatives, `--json`, `-F`, `-T`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from workbench.interchange.curl_options import Given, Options
from workbench.models import BodyType, FormField, RequestBody
from workbench.nouns import dataclass

_DATA: Final = ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json")
_FORM: Final = "application/x-www-form-urlencoded"
_TYPES: Final[dict[str, BodyType]] = {
    "application/json": "json",
    "application/xml": "xml",
    "text/html; charset=utf-8": "html",
    "text/plain; charset=utf-8": "text",
}
"""The bodies that are sent with just this Content-Type here."""

_VALUE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[^;]*')
_FORM_PART: Final = re.compile(r';(\s*)(?:(type|filename|headers?|encoder)=)?("(?:[^"\\]|\\.)*"|[^;]*)')
_ESCAPED: Final = re.compile(r'\\([\\"])')


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedBody:
    """The body, the Content-Type and Accept that go with it where the command names none, and what is left out."""

    body: RequestBody | None = None
    content_type: str | None = None
    accept: str | None = None
    query: str = field(default="", repr=False)
    left_out: tuple[str, ...] = ()
    is_upload: bool = False


def read(options: Options, content_type: str | None) -> PastedBody:
    """Read the body; `content_type` is what a header of the command says."""
    pieces = options.all(*_DATA)
    fields = options.all("form", "form-string")
    upload = options.last("upload-file")
    in_query = options.has("get")
    if upload is not None:
        return _upload(upload)
    if fields:
        return _multipart(fields)
    return _data(pieces, content_type, in_query=in_query) if pieces else PastedBody()


def _data(pieces: tuple[Given, ...], content_type: str | None, *, in_query: bool) -> PastedBody:
    is_json = any(piece.name == "json" for piece in pieces)
    media = content_type or ("application/json" if is_json else _FORM)
    accept = "application/json" if is_json else None
    if len(pieces) == 1 and not in_query and (whole := _whole_file(pieces[0])):
        body = RequestBody(type="file", file=whole)
        stripped = pieces[0].name in ("data", "data-ascii")
        left = (f"-d @{whole} without its line ends: here the file goes as it is",) if stripped else ()
        return PastedBody(body=body, content_type=None if content_type else media, accept=accept, left_out=left)
    text, left_out = _joined(pieces)
    if in_query:
        return PastedBody(query=text, left_out=left_out)
    body = _composed(text, media)
    implied = body.type != "text" or media == "text/plain; charset=utf-8"
    said = content_type if content_type and not implied else None
    wanted = None if implied else media
    return PastedBody(body=body, content_type=None if said else wanted, accept=accept, left_out=left_out)


def is_implied(body: RequestBody | None, content_type: str) -> bool:
    """Tell whether a body is sent with this very Content-Type anyway, so that the header can go."""
    if body is None:
        return False
    return content_type == _FORM if body.type == "form" else _TYPES.get(content_type) == body.type


def _composed(text: str, media: str) -> RequestBody:
    if media == _FORM:
        pairs = parse_qsl(text, keep_blank_values=True)
        if urlencode(pairs) == text:
            return RequestBody(type="form", fields=tuple(FormField(name=name, value=value) for name, value in pairs))
    return RequestBody(type=_TYPES.get(media, "text"), text=text)


def _whole_file(piece: Given) -> str | None:
    if piece.name in ("data-raw", "data-urlencode") or not piece.value.startswith("@"):
        return None
    return piece.value[1:] if piece.value != "@-" else None


def _joined(pieces: tuple[Given, ...]) -> tuple[str, tuple[str, ...]]:
    """Join pieces as curl does: with & between them, but none before a piece of `--json`."""
    text, left_out = "", []
    for number, piece in enumerate(pieces):
        value, fault = _piece(piece)
        if fault:
            left_out.append(fault)
            continue
        text += ("&" if number and piece.name != "json" and text else "") + value
    return text, tuple(left_out)


def _piece(piece: Given) -> tuple[str, str]:
    """Return the text of a piece, or in words why there is none."""
    if piece.name == "data-urlencode":
        return _encoded(piece.value)
    if piece.name == "data-raw" or not piece.value.startswith("@"):
        return piece.value, ""
    if piece.value == "@-":
        return "", "the body from standard input (@-)"
    return "", f"a part of the body, the file {piece.value[1:]}: here a file is the whole body or none of it"


def _encoded(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if equals:
        return (f"{name}={quote(value, safe='')}" if name else quote(value, safe="")), ""
    if "@" in text:
        return "", "a part of the body, the file of --data-urlencode"
    return quote(text, safe=""), ""


def _upload(path: str) -> PastedBody:
    if path in ("-", "."):
        return PastedBody(left_out=("the body from standard input (-T -)",), is_upload=True)
    left = ("-T sends a file without a Content-Type: here it gets the one its name says",)
    return PastedBody(body=RequestBody(type="file", file=path), is_upload=True, left_out=left)


def _multipart(given: tuple[Given, ...]) -> PastedBody:
    fields, left_out = [], list[str]()
    for one in given:
        name, equals, content = one.value.partition("=")
        if not equals:
            left_out.append("a -F without an = in it")
        elif one.name == "form-string":
            fields.append(FormField(name=name, value=content))
        else:
            fields += _field(name, content, left_out)
    return PastedBody(body=RequestBody(type="multipart", fields=tuple(fields)), left_out=tuple(left_out))


def _field(name: str, content: str, left_out: list[str]) -> Iterator[FormField]:
    """Read one field of `-F`; what it says that no field can hold goes into `left_out`."""
    sign, text = (content[0], content[1:]) if content[:1] in ("@", "<") else ("", content)
    value, said = _parts(text)
    if sign == "<":
        left_out.append(f"the field {name}: its value is read from a file")
        return
    for part in ("filename", "header", "headers", "encoder"):
        if part in said:
            left_out.append(f"{part}= of the field {name}")
    if sign == "@" and value == "-":
        left_out.append(f"the field {name}: its file is standard input")
    elif sign == "@":
        yield FormField(name=name, file=value, content_type=said.get("type"))
    else:
        yield FormField(name=name, value=value, content_type=said.get("type"))


def _parts(text: str) -> tuple[str, dict[str, str]]:
    """Split `value;type=…;filename=…`; what follows a type and is no known word belongs to the type."""
    first = _VALUE.match(text)
    said: dict[str, str] = {}
    last = ""
    for found in _FORM_PART.finditer(text, first.end() if first else 0):
        blank, word, part = found.groups()
        if word:
            last = word
            said[last] = _unquoted(part)
        elif last == "type":
            said["type"] += f";{blank}{part}"
    return _unquoted(first[0] if first else ""), said


def _unquoted(part: str) -> str:
    quoted = len(part) > 1 and part[0] == part[-1] == '"'
    return _ESCAPED.sub(r"\1", part[1:-1]) if quoted else part.rstrip()
