"""Requests and responses as an HTTP Archive has them: heads, cookies, query, bodies. What is not known is -1 or ""."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import field
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from workbench import masking, records
from workbench.models import Content, Hop, Response
from workbench.nouns import dataclass
from workbench.records import Document

_UNKNOWN: Final = -1
_FLAGS: Final = {"httponly": "httpOnly", "secure": "secure"}
_PLACES: Final = ("path", "domain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A hop as it may be shown, and as it was: a masked header tells no names of cookies any more.

    `hide` are the values of secret variables; None where no secret is masked.
    """

    hop: Hop = field(repr=False)
    real: Hop = field(repr=False)
    body: Content | None = None
    is_last: bool = True
    hide: Collection[str] | None = field(default=(), repr=False)

    def value(self, secret: str) -> str:
        """Return a cookie's value as it may be shown."""
        return secret if self.hide is None else masking.mask(secret)


def request(shown: Shown) -> Document:
    """Return what was sent."""
    asked, answer = shown.hop.request, shown.hop.response
    url = asked.url.partition("#")[0]
    posted = {"postData": _posted(shown, asked.body)} if asked.body else {}
    return {
        "method": asked.method,
        "url": url,
        "httpVersion": answer.http_version if answer else "unknown",
        "cookies": list(_sent_cookies(shown)),
        "headers": _pairs(asked.headers),
        "queryString": _pairs(tuple(parse_qsl(url.partition("?")[2], keep_blank_values=True))),
        "headersSize": _UNKNOWN,
        "bodySize": asked.body.size if asked.body else 0,
        **posted,
    }


def response(shown: Shown) -> Document:
    """Return what came back; where nothing did, status 0, as browsers write it."""
    answer = shown.hop.response
    if answer is None:
        said = shown.hop.failure.message if shown.hop.failure else "nothing was sent"
        answer, remark = Response(status=0, reason="", http_version="unknown", wire_bytes=_UNKNOWN), {"_error": said}
    else:
        remark = {}
    return {
        "status": answer.status,
        "statusText": answer.reason,
        "httpVersion": answer.http_version,
        "cookies": list(_set_cookies(shown)),
        "headers": _pairs(answer.headers),
        "content": _content(shown, answer),
        "redirectURL": _named(answer.headers, "location"),
        "headersSize": _UNKNOWN,
        "bodySize": answer.wire_bytes,
        **remark,
    }


def _posted(shown: Shown, body: Content) -> Document:
    """Return a body that was sent: its fields where they tell all of a form, else its text; the format has one."""
    real, kind = shown.real.request.body, _kind(shown.hop.request.headers)
    said = records.content_document(real, _kind(shown.real.request.headers), hide=shown.hide) or {}
    text, encoded = said.get("text"), said.get("base64")
    cut = {"comment": _cut(body)} if said.get("truncated") else {}
    if text is None:
        return {"mimeType": kind, "text": encoded, "_encoding": "base64", **cut}
    if real and not cut and masking.is_form(kind) and _is_told_by_fields(real.data):
        return {"mimeType": kind, "params": _pairs(tuple(parse_qsl(str(text), keep_blank_values=True)))}
    return {"mimeType": kind, "text": text, **cut}


def _is_told_by_fields(data: bytes) -> bool:
    """Tell whether a form is its fields encoded: what was sent can be made from them again."""
    text = data.decode("latin-1")
    pairs = parse_qsl(text, keep_blank_values=True)
    return any(urlencode(pairs, quote_via=way) == text for way in (quote_plus, quote))


def _content(shown: Shown, answer: Response) -> Document:
    content: Document = {"size": answer.body_bytes, "mimeType": _kind(answer.headers)}
    if answer.wire_bytes >= 0 and answer.wire_bytes != answer.body_bytes:
        content["compression"] = answer.body_bytes - answer.wire_bytes
    if not shown.is_last and answer.body_bytes:
        content["comment"] = "the body of a redirect is not kept"
    real = shown.real.response.headers if shown.real.response else ()
    said = records.content_document(shown.body, _kind(real), hide=shown.hide)
    if said is None or shown.body is None or not shown.body.size:
        return content
    if said["text"] is None:
        content |= {"text": said["base64"], "encoding": "base64"}
    else:
        content["text"] = said["text"]
    if said["truncated"] or not shown.body.complete:
        content["comment"] = _cut(shown.body, shown.real)
    return content


def _cut(body: Content, hop: Hop | None = None) -> str:
    """Say how much of a body this is; why not more came is told by the hop's failure."""
    kept = min(len(body.data), records.BODY_LIMIT)
    cut = [f"the first {kept} of {body.size} bytes"] if kept < body.size else []
    why = f": {hop.failure.kind}" if hop and hop.failure else ""
    return ", ".join([*cut, *([] if body.complete else [f"not all of the body came{why}"])])


def _sent_cookies(shown: Shown) -> Iterator[Document]:
    for name, value in shown.real.request.headers:
        if name.lower() == "cookie":
            for piece in value.split(";"):
                key, said = _cookie(piece)
                if key or said:
                    yield {"name": key, "value": shown.value(said)}


def _cookie(piece: str) -> tuple[str, str]:
    """Return name and value; what has no = is the value of a cookie without a name (RFC 6265bis, 5.6)."""
    key, equals, said = piece.strip().partition("=")
    return (key.strip(), said.strip()) if equals else ("", key)


def _set_cookies(shown: Shown) -> Iterator[Document]:
    headers = shown.real.response.headers if shown.real.response else ()
    for name, value in headers:
        if name.lower() == "set-cookie":
            yield _set_cookie(value, shown)


def _set_cookie(value: str, shown: Shown) -> Document:
    first, *attributes = value.split(";")
    key, said = _cookie(first)
    cookie: Document = {"name": key, "value": shown.value(said), "httpOnly": False, "secure": False}
    for attribute in attributes:
        name, _, setting = attribute.strip().partition("=")
        plain = name.strip().lower()
        if plain in _FLAGS:
            cookie[_FLAGS[plain]] = True
        elif plain in _PLACES and shown.hide is None:
            cookie[plain] = setting.strip()
        elif plain == "expires" and (ends := _moment(setting)):
            cookie["expires"] = ends
    return cookie


def _moment(text: str) -> str:
    try:
        return records.timestamp(parsedate_to_datetime(text.strip()))
    except (ValueError, OverflowError):  # not a date, or one that no calendar of ours has
        return ""


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[Document]:
    return [{"name": name, "value": value} for name, value in pairs]


def _kind(headers: tuple[tuple[str, str], ...]) -> str:
    return _named(headers, "content-type")


def _named(headers: tuple[tuple[str, str], ...], wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")
