"""HTTP Archive 1.2 as its specification has it (http://www.softwareishard.com/blog/har-12-spec/), and what breaks it.

An object's fields are by name: a type or another object, a list of one thing where it is in brackets, and optional
where the name ends in "?". A name that begins with "_" is anybody's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Shape = dict[str, Any]

_PAIR: Shape = {"name": str, "value": str, "comment?": str}
_COOKIE: Shape = {
    **_PAIR,
    "path?": str,
    "domain?": str,
    "expires?": "date",
    "httpOnly?": bool,
    "secure?": bool,
}
_PARAMETER: Shape = {"name": str, "value?": str, "fileName?": str, "contentType?": str, "comment?": str}
_POSTED: Shape = {"mimeType": str, "params?": [_PARAMETER], "text?": str, "comment?": str}
_REQUEST: Shape = {
    "method": str,
    "url": str,
    "httpVersion": str,
    "cookies": [_COOKIE],
    "headers": [_PAIR],
    "queryString": [_PAIR],
    "postData?": _POSTED,
    "headersSize": "size",
    "bodySize": "size",
    "comment?": str,
}
_CONTENT: Shape = {
    "size": int,
    "compression?": int,
    "mimeType": str,
    "text?": str,
    "encoding?": str,
    "comment?": str,
}
_RESPONSE: Shape = {
    "status": int,
    "statusText": str,
    "httpVersion": str,
    "cookies": [_COOKIE],
    "headers": [_PAIR],
    "content": _CONTENT,
    "redirectURL": str,
    "headersSize": "size",
    "bodySize": "size",
    "comment?": str,
}
_TIMINGS: Shape = {
    "blocked?": "time or unknown",
    "dns?": "time or unknown",
    "connect?": "time or unknown",
    "send": "time",
    "wait": "time",
    "receive": "time",
    "ssl?": "time or unknown",
    "comment?": str,
}
_ENTRY: Shape = {
    "pageref?": str,
    "startedDateTime": "date",
    "time": "time",
    "request": _REQUEST,
    "response": _RESPONSE,
    "cache": {"beforeRequest?": dict, "afterRequest?": dict, "comment?": str},
    "timings": _TIMINGS,
    "serverIPAddress?": str,
    "connection?": str,
    "comment?": str,
}
ARCHIVE: Shape = {
    "log": {
        "version": str,
        "creator": {"name": str, "version": str, "comment?": str},
        "browser?": {"name": str, "version": str, "comment?": str},
        "pages?": list,
        "entries": [_ENTRY],
        "comment?": str,
    }
}
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def faults(document: object) -> list[str]:
    """Return what a document breaks of the format, by the place it stands in; nothing for a good one."""
    return list(_faults(document, ARCHIVE, "$")) or list(_sums(document))


def _faults(value: object, shape: Any, place: str) -> Iterator[str]:
    if isinstance(shape, dict):
        yield from _object_faults(value, shape, place)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{place} is no list"
            return
        for number, item in enumerate(value):
            yield from _faults(item, shape[0], f"{place}[{number}]")
    elif not _is(value, shape):
        yield f"{place} is no {shape}: {value!r}"


def _object_faults(value: object, shape: Shape, place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place} is no object"
        return
    known = {name.removesuffix("?"): inner for name, inner in shape.items()}
    for name in shape:
        if not name.endswith("?") and name not in value:
            yield f"{place}.{name} is missing"
    for name, inner in value.items():
        if name in known:
            yield from _faults(inner, known[name], f"{place}.{name}")
        elif not name.startswith("_"):
            yield f"{place}.{name} is not of the format"


def _is(value: object, kind: Any) -> bool:
    if kind == "date":
        return isinstance(value, str) and _DATE.fullmatch(value) is not None
    if kind in ("time", "time or unknown"):
        known = isinstance(value, int | float) and not isinstance(value, bool)
        return known and (value >= 0 or (kind != "time" and value == -1))  # type: ignore[operator]
    if kind == "size":
        return isinstance(value, int) and value >= -1
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _sums(document: Any) -> Iterator[str]:
    """Yield the entries whose time is not the sum of their phases, `ssl` being part of `connect`."""
    for number, entry in enumerate(document["log"]["entries"]):
        phases = {name: spent for name, spent in entry["timings"].items() if name not in ("ssl", "comment")}
        whole = sum(spent for spent in phases.values() if spent > 0)
        if abs(whole - entry["time"]) > 0.01:
            yield f"$.log.entries[{number}].time is {entry['time']}, its phases are {whole}"
        if entry["timings"].get("ssl", -1) > max(entry["timings"].get("connect", -1), -1) + 0.01:
            yield f"$.log.entries[{number}].timings.ssl is more than connect"
