"""What a body is: by its Content-Type, and where that says nothing by how it begins."""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal["json", "xml", "html", "form", "multipart", "text", "binary"]

WORDS: Final[dict[Kind, str]] = {
    "json": "JSON",
    "xml": "XML",
    "html": "HTML",
    "form": "form fields",
    "multipart": "parts",
    "text": "text",
    "binary": "binary",
}
_JSON: Final = ("json", "ndjson", "jsonl", "x-ndjson", "json-seq", "jsonlines", "x-json")
_SAYS_NOTHING: Final = ("", "text/plain", "application/octet-stream", "binary/octet-stream")
_BINARY: Final = ("image/", "audio/", "video/", "font/")


def of(content_type: str, head: str) -> Kind:
    """Return the kind of a body that begins with the text `head`."""
    said = content_type.partition(";")[0].strip().lower()
    family, _, name = said.partition("/")
    suffix = name.rpartition("+")[2]
    if suffix in _JSON:
        return "json"
    if said in ("text/html", "application/xhtml+xml"):
        return "html"
    if suffix == "xml" or suffix == "xml-dtd":
        return "xml"
    if said == "application/x-www-form-urlencoded":
        return "form"
    if family == "multipart":
        return "multipart"
    begun = _by_beginning(head) if said in _SAYS_NOTHING else None
    if begun is not None:
        return begun
    return "binary" if "\0" in head or (said.startswith(_BINARY) and said != "image/svg+xml") else "text"


def _by_beginning(head: str) -> Kind | None:
    start = head.lstrip()[:15].lower()
    if start.startswith(("{", "[")):
        return "json"
    if start.startswith("<?xml"):
        return "xml"
    if start.startswith(("<!doctype html", "<html")):
        return "html"
    return None
