"""One view of a body, ready to be drawn: as it came, laid out, in bytes, or made from it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final, Literal, Protocol

from workbench import marks
from workbench.bodies import encoding, kinds, pretty
from workbench.bodies.encoding import Encoding
from workbench.bodies.hex_lines import COLUMNS, HexLines
from workbench.bodies.job import Fact, Job, Refused
from workbench.bodies.kinds import Kind
from workbench.bodies.lines import Lines
from workbench.bodies.source import Readable, Source
from workbench.bodies.workshop import Outcome, Task
from workbench.models import Content
from workbench.nouns import dataclass

Shape = Literal["pretty", "raw", "hex", "made"]

AT_ONCE: Final = 64 * 1024
"""Up to how many bytes a body is laid out without a process of its own."""
SNIFFED: Final = 1024
_BOUNDARY: Final = re.compile(r';\s*boundary=(?:"([^"]{1,80})"|([^\s;"]{1,80}))', re.IGNORECASE)


class Listed(Protocol):
    """Lines that are safe to show, found by number without holding them all."""

    encoding: Encoding

    @property
    def source(self) -> Readable:
        """The bytes they are of."""

    def __len__(self) -> int:
        """Return how many are known."""

    def __getitem__(self, number: int) -> str:
        """Return one, tabs expanded, controls in visible form."""

    def span(self, number: int) -> tuple[int, int]:
        """Return where its bytes start and end."""

    def at(self, offset: int) -> int:
        """Return the line of a byte."""

    def raw(self, number: int, limit: int) -> bytes:
        """Return at most so many bytes of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Lines in a shape; `notes` stand above them."""

    lines: Listed
    shape: Shape = "raw"
    kind: Kind = "text"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What arrived: its bytes, the charset they are read in, and what they are.

    `packed` are the bytes as they were transferred, where their coding could not be undone to the end; `lacks` says
    what of it is not here.
    """

    source: Source
    encoding: Encoding
    kind: Kind
    packed: Source | None = None
    boundary: str = ""
    lacks: tuple[str, ...] = ()

    @property
    def cut(self) -> bool:
        """Whether not all of it is here."""
        return bool(self.lacks)

    @property
    def caveat(self) -> str:
        """What is to be said with every copy of it, "" where all of it is here."""
        return " ".join(f"{words[:1].upper()}{words[1:]}." for words in self.lacks)

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands above it in every shape."""
        return tuple(f"! {words}" for words in self.lacks)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shapes it can be seen in, the one for reading first."""
        if self.kind in pretty.KINDS:
            return ("pretty", "raw", "hex")
        return ("hex", "raw") if self.kind == "binary" else ("raw", "hex")


def body(content: Content, content_type: str) -> Body:
    """Return a body; one in a file is mapped."""
    source = Source.of(content)
    head = source.read(0, SNIFFED)
    charset = encoding.of(head, content_type)
    boundary = _BOUNDARY.search(content_type)
    return Body(
        source=source,
        encoding=charset,
        kind=kinds.of(content_type, charset.text(head[charset.mark :])),
        packed=Source.of(content.raw) if content.raw is not None else None,
        boundary=(boundary[1] or boundary[2]) if boundary else "",
        lacks=tuple(_lacks(content, source)),
    )


def raw(one: Body) -> Document:
    """Return a body as it came; its lines are not indexed yet."""
    return Document(lines=Lines(one.source, one.encoding), shape="raw", kind=one.kind, notes=one.notes)


def in_bytes(one: Body, columns: int = COLUMNS) -> Document:
    """Return a body byte by byte, in rows for so many columns; one that did not unpack to its end, as transferred."""
    if one.packed is not None:
        note = f"! as it was transferred, still packed: {marks.size(len(one.packed))}"
        return Document(lines=HexLines(one.packed, columns), shape="hex", kind="binary", notes=(note, *one.notes))
    return Document(lines=HexLines(one.source, columns), shape="hex", kind="binary", notes=one.notes)


def laying_out(one: Body) -> Task:
    """Return the task that lays a body out."""
    return Task(module="workbench.bodies.pretty", arguments=_arguments(one))


def laid_out(one: Body, outcome: Outcome) -> Document:
    """Return what came of laying a body out; one that could not be is as it came, and says why."""
    if outcome.source is None:
        why = f"! not laid out as {kinds.WORDS[one.kind]}, so shown as it came. {outcome.fault}"
        told = (why,) if outcome.fault else ()
        plain = raw(one)
        return Document(lines=plain.lines, shape="raw", kind=one.kind, notes=(*told, *one.notes))
    charset = Encoding(name=one.encoding.name) if one.encoding.is_plain else Encoding()
    lines = Lines(outcome.source, charset)
    return Document(lines=lines, shape="pretty", kind=one.kind, notes=(*outcome.notes, *one.notes))


def laid_out_at_once(one: Body) -> Document:
    """Lay out a small body."""
    out = io.BytesIO()
    try:
        notes = pretty.lay_out(Job(_arguments(one), one.source.read(0, AT_ONCE), out, len))
    except Refused as refused:
        return laid_out(one, Outcome(fault=refused.words, offset=refused.offset))
    return laid_out(one, Outcome(source=Source(out.getvalue()), notes=notes))


def _arguments(one: Body) -> dict[str, Fact]:
    charset = "" if one.encoding.is_plain else one.encoding.name
    return {"kind": one.kind, "charset": charset, "start": one.encoding.mark, "cut": one.cut, "boundary": one.boundary}


def _lacks(content: Content, source: Source) -> Iterator[str]:
    if not content.complete:
        yield f"not all of the body is here: {marks.size(content.size)} arrived"
    if len(source) < content.size:
        yield f"the body's file is gone: the first {marks.size(len(source))} of {marks.size(content.size)} are kept"
