"""`-d TEXT|@FILE|@-`: what was given becomes a body, and the media type it is sent as."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from workbench import typed_paths
from workbench.commands.faults import CommandError, UsageError, unreadable
from workbench.models import RequestBody

FORM_TYPE = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json"
STDIN = "@-"
_BRACKETS = {"{": "}", "[": "]"}


def read(pieces: Sequence[str], spool: Path) -> tuple[RequestBody, str | None]:
    """Return the body and its media type (None: as the file's name says); `spool` keeps what stdin held.

    Several texts are joined by `&` as curl does. In files and stdin `{{name}}` is not replaced.
    """
    if any(piece.startswith("@") for piece in pieces):
        if len(pieces) > 1:
            raise UsageError("-d @FILE stands alone: a file's bytes are the whole body.", "workbench send")
        return _from_stdin(spool) if pieces[0] == STDIN else _from_file(pieces[0][1:])
    text = "&".join(pieces)
    media_type = _media_type(text)
    return RequestBody(type="json" if media_type == JSON_TYPE else "text", text=text), media_type


def _from_file(name: str) -> tuple[RequestBody, str | None]:
    try:
        path = typed_paths.expanded(name).absolute()
    except OSError as fault:
        raise unreadable(name, fault) from fault
    if not path.is_file():
        raise CommandError("file", f"-d: there is no file {name}.", where=name)
    return RequestBody(type="file", file=str(path)), None


def _from_stdin(spool: Path) -> tuple[RequestBody, str | None]:
    if sys.stdin is None:
        raise CommandError("file", "-d @-: stdin is closed.", where="stdin")
    try:
        with spool.open("xb") as kept:
            shutil.copyfileobj(sys.stdin.buffer, kept)
    except OSError as fault:
        raise unreadable("stdin", fault) from fault
    return RequestBody(type="file", file=str(spool)), _media_type(_ends(spool))


def _ends(path: Path) -> str:
    """Return enough of a body's beginning and end to see whether it is JSON."""
    with path.open("rb") as kept:
        beginning = kept.read(64)
        kept.seek(max(0, path.stat().st_size - 64))
        return (beginning + kept.read()).decode("latin-1")


def _media_type(text: str) -> str:
    """Judge by the brackets around it: `{{name}}` may still stand inside, so it need not parse yet."""
    bare = text.strip()
    return JSON_TYPE if bare and _BRACKETS.get(bare[0]) == bare[-1] else FORM_TYPE
