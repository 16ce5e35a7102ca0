"""The name that an answer's body is saved under: what the server or the URL says, made harmless."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from workbench import charsets
from workbench.visible import visible

_PARAMETER: Final = re.compile(r';\s*(filename\*?)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.IGNORECASE)
_FOREIGN: Final = re.compile(r'[<>:"/\\|?*$%\x00-\x1f\x7f]+')  # $ and %: a name that a person types is expanded
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_LONGEST: Final = 200  # bytes; a name has 255 in most folders, and it may get a number or another ending
_ENDINGS: Final = {
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/xml": ".xml",
    "application/zip": ".zip",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "text/css": ".css",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/xml": ".xml",
}


def suggested(url: str, headers: Sequence[tuple[str, str]]) -> str:
    """Return a file name without a folder: from Content-Disposition (RFC 6266), else from the URL's path."""
    said = {name.lower(): value for name, value in reversed(headers)}
    kind = said.get("content-type", "").partition(";")[0].strip().lower()
    if name := harmless(_disposed(said.get("content-disposition", ""))):
        return name
    name = harmless(_last_segment(url)) or "body"
    return name if PurePosixPath(name).suffix else name + ending(kind)


def ending(kind: str) -> str:
    """Return the ending of files of a media type, "" for one that is not known."""
    return _ENDINGS.get(kind) or (".json" if kind.endswith("+json") else ".xml" if kind.endswith("+xml") else "")


def harmless(name: str) -> str:
    """Return a name that is a file's in any folder on any system, "" where nothing of it is left.

    No folders, no control or invisible characters, no leading dot, no device of Windows, no home and no variable.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = _FOREIGN.sub("_", last)
    plain = "".join(sign if visible(sign) == sign else "_" for sign in plain).rstrip(" .").lstrip(" .~-")
    if not plain.strip("_"):
        return ""
    stem, suffix = PurePosixPath(plain).stem, PurePosixPath(plain).suffix[:16]
    plain = stem.encode()[: _LONGEST - len(suffix.encode())].decode(errors="ignore") + suffix
    return f"_{plain}" if _RESERVED.fullmatch(plain) else plain


def _disposed(value: str) -> str:
    found = {name.lower(): said.strip() for name, said in _PARAMETER.findall(f";{value}")}
    if extended := found.get("filename*"):
        charset, _, rest = extended.partition("'")
        name = rest.partition("'")[2]
        if name:
            return unquote(name, encoding=charsets.named(f";charset={charset}"), errors="replace")
    plain = found.get("filename", "")
    return re.sub(r"\\(.)", r"\1", plain[1:-1]) if plain.startswith('"') else plain


def _last_segment(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return unquote(path.rstrip("/").rpartition("/")[2])
