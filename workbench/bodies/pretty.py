"""A body laid out for reading, by its kind: what a child process runs on a large one, and the view on a small one."""

from __future__ import annotations

import codecs
import mmap
import tempfile
from collections.abc import Callable
from typing import Final

from workbench.bodies import form_layout, json_layout, markup_layout, multipart_layout
from workbench.bodies.job import Job, Refused

KINDS: Final = ("json", "xml", "html", "form", "multipart")
_PIECE: Final = 1 << 20

Bytes = bytes | mmap.mmap
Progress = Callable[[int], None]


def lay_out(job: Job) -> tuple[str, ...]:
    """Write the layout of a job's body; return remarks. Raise Refused where the body is not of its kind.

    Arguments: `kind`, `start` (how long its byte order mark is), `cut` (whether its end is missing), `boundary`, and
    `charset`, "" where ASCII stands in it as ASCII. The result of any other is UTF-8.
    """
    start, data = job.arguments["start"], job.data
    charset = job.text("charset")
    if charset:
        data, start = _transcoded(data, charset, start if isinstance(start, int) else 0), 0
    try:
        return _lay_out(job, data, start if isinstance(start, int) else 0)
    except Refused as refused:
        if refused.offset is None:
            raise
        where = f"line {_line(data, refused.offset):,}" + ("" if charset else f", byte {refused.offset:,}")
        raise Refused(f"{where}: {refused.words}", None if charset else refused.offset) from refused


def main(job: Job) -> None:
    """Lay out the body of a job."""
    for remark in lay_out(job):
        job.remark(remark)


def _lay_out(job: Job, data: Bytes, start: int) -> tuple[str, ...]:
    match kind := job.text("kind"):
        case "json":
            return json_layout.lay_out(data, job.out, job.progress, start, cut=bool(job.arguments.get("cut")))
        case "form":
            return form_layout.lay_out(data, job.out, job.progress, start)
        case "multipart":
            return multipart_layout.lay_out(data, job.out, job.progress, job.text("boundary").encode())
        case _:
            return markup_layout.lay_out(data, job.out, job.progress, start, html=kind == "html")


def _transcoded(data: Bytes, charset: str, start: int) -> Bytes:
    """Return a text in UTF-8, in a file that has no name where it is large."""
    decoder = codecs.getincrementaldecoder(charset)(errors="replace")
    with tempfile.SpooledTemporaryFile(max_size=_PIECE) as file:
        for at in range(start, len(data), _PIECE):
            is_last = at + _PIECE >= len(data)
            file.write(decoder.decode(data[at : at + _PIECE], final=is_last).encode("utf-8", "surrogatepass"))
        if file.tell() <= _PIECE:
            file.seek(0)
            return file.read()
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _line(data: Bytes, offset: int) -> int:
    return 1 + sum(data[at : min(offset, at + _PIECE)].count(b"\n") for at in range(0, offset, _PIECE))
