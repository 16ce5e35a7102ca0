"""A composed body → the bytes that are sent, with their media type."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from workbench.certificates.files import expand
from workbench.engine.outgoing import NotPrepared, Payload
from workbench.models import FormField, RequestBody

_MEDIA_TYPES: Final = {
    "text": "text/plain; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html; charset=utf-8",
    "graphql": "application/json",
    "form": "application/x-www-form-urlencoded",
}


def payload(body: RequestBody | None) -> Payload | None:
    """Encode a body; a file body is not read here. Raise NotPrepared when a file cannot be used."""
    match body:
        case None:
            return None
        case RequestBody(type="file"):
            return _file(body)
        case RequestBody(type="multipart"):
            return _multipart(body)
        case RequestBody(type="form"):
            pairs = [(field.name, field.value) for field in body.fields if field.enabled]
            data = urlencode(pairs).encode("ascii")
        case RequestBody(type="graphql"):
            data = _graphql(body.text)
        case _:
            data = body.text.encode("utf-8", "surrogateescape")
    return Payload(data=data, size=len(data), content_type=_MEDIA_TYPES[body.type], source=body)


def _graphql(text: str) -> bytes:
    """Return a query as the JSON that servers take; text that is JSON already stays as it is."""
    if text.lstrip().startswith("{"):
        try:
            json.loads(text)
        except ValueError:
            return json.dumps({"query": text}).encode()
        return text.encode()
    return json.dumps({"query": text}).encode()


def _file(body: RequestBody) -> Payload:
    path = _existing(body.file or "")
    media_type = _media_type(path.name)
    return Payload(file=path, size=path.stat().st_size, content_type=media_type, source=body)


def _media_type(name: str) -> str:
    import mimetypes  # here, as most requests carry no file

    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _existing(text: str) -> Path:
    path = expand(text)
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        message = f"The body's file {text} cannot be read: {error.strerror}."
        raise NotPrepared("invalid_request", message, "Choose another file.") from error


def _multipart(body: RequestBody) -> Payload:
    boundary = secrets.token_hex(16)
    data = b"".join(_parts(body.fields, boundary.encode("ascii")))
    media_type = f"multipart/form-data; boundary={boundary}"
    return Payload(data=data, size=len(data), content_type=media_type, source=body)


def _parts(fields: tuple[FormField, ...], boundary: bytes) -> Iterator[bytes]:
    """Write the parts of RFC 7578."""
    for field in fields:
        if field.enabled:
            yield b"--" + boundary + b"\r\n" + _part_head(field) + b"\r\n" + _part_data(field) + b"\r\n"
    yield b"--" + boundary + b"--\r\n"


def _part_head(field: FormField) -> bytes:
    head = f'Content-Disposition: form-data; name="{_quoted(field.name)}"'
    media_type = field.content_type
    if field.file is not None:
        name = Path(field.file).name
        head += f'; filename="{_quoted(name)}"'
        media_type = media_type or _media_type(name)
    if media_type:
        head += f"\r\nContent-Type: {_single_line(media_type)}"
    return (head + "\r\n").encode()


def _part_data(field: FormField) -> bytes:
    return _existing(field.file).read_bytes() if field.file is not None else field.value.encode()


def _quoted(name: str) -> str:
    """Escape as HTML's form submission does (WHATWG HTML, multipart/form-data encoding)."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _single_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
