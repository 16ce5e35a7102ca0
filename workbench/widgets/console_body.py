"""The beginning of a body as nodes: lines of text in its charset, else bytes; secret fields of a form masked."""

from __future__ import annotations

from textual.content import Content

from workbench import charsets, marks, masking
from workbench.models import Content as Body
from workbench.visible import visible
from workbench.widgets.console_node import Node, leaf

_LINES = 12
_LINE = 400
_BYTES = 4096
_HEX_BYTES = 8
_HEX_LINES = 6


def nodes(body: Body | None, content_type: str) -> tuple[Node, ...]:
    """Return one node that opens to the beginning, none where there is no body."""
    if body is None or not body.size:
        return ()
    masked = masking.content(body, content_type)
    bare = None if masked is body else _node(body, body, content_type)
    return (_node(body, masked, content_type, bare),)


def _node(body: Body, shown: Body, content_type: str, bare: Node | None = None) -> Node:
    kind = visible(content_type.partition(";")[0].strip())
    lines = _text(shown, content_type)
    held = "" if lines is not None and shown.size <= _BYTES and len(lines) <= _LINES else ", its beginning"
    parts = [marks.size(body.size), kind, "" if body.complete else "NOT COMPLETE"]
    line = Content("  ".join(part for part in parts if part) + held)
    drawn = _hex(shown.data) if lines is None else [_cut(each) for each in lines[:_LINES]]
    return Node(label="Body", line=line, children=tuple(leaf("", Content(each)) for each in drawn), bare=bare)


def _text(body: Body, content_type: str) -> list[str] | None:
    """Return the lines of a text, None where it is none."""
    data = body.data[:_BYTES]
    cut = len(data) < body.size or not body.complete
    text = charsets.text(data, content_type, cut=cut)
    return None if text is None else text.splitlines()


def _cut(line: str) -> str:
    return visible(line[:_LINE]) + ("…" if len(line) > _LINE else "")


def _hex(data: bytes) -> list[str]:
    rows = [data[at : at + _HEX_BYTES] for at in range(0, min(len(data), _HEX_BYTES * _HEX_LINES), _HEX_BYTES)]
    return [f"{row.hex(' '):<{_HEX_BYTES * 3}} {visible(row.decode('latin-1'))}" for row in rows]
