"""A body as nodes: lines of text in its charset, else its first bytes; secret fields of a form masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

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


def nodes(body: Body | None, content_type: str, *, whole: bool = False) -> tuple[Node, ...]:
    """Return one node that opens to the beginning, or to all that is kept of a text; none where there is no body."""
    if body is None or not body.size:
        return ()
    make = partial(_whole if whole else _beginning, body, content_type)
    masked = masking.content(body, content_type)
    node = make(masked)
    return (node if masked is body else replace(node, bare=make(body)),)


def _beginning(body: Body, content_type: str, shown: Body) -> Node:
    lines = _text(replace(shown, data=shown.data[:_BYTES]), content_type)
    if lines is None:
        return _node(body, content_type, _hex(shown.data))
    is_all = shown.size <= _BYTES and len(lines) <= _LINES
    return _node(body, content_type, [_cut(each) for each in lines[:_LINES]], is_all=is_all)


def _whole(body: Body, content_type: str, shown: Body) -> Node:
    """Return all lines as one child: thousands of nodes would take their time."""
    lines = _text(shown, content_type)
    if lines is None:
        return _beginning(body, content_type, shown)
    return _node(body, content_type, ["\n".join(map(visible, lines))], is_all=len(body.data) >= body.size)


def _node(body: Body, content_type: str, drawn: Sequence[str], *, is_all: bool = False) -> Node:
    kind = visible(content_type.partition(";")[0].strip())
    parts = [marks.size(body.size), kind, "" if body.complete else "NOT COMPLETE"]
    line = Content("  ".join(part for part in parts if part) + ("" if is_all else ", its beginning"))
    return Node(label="Body", line=line, children=tuple(leaf("", Content(each)) for each in drawn))


def _text(body: Body, content_type: str) -> list[str] | None:
    """Return the lines of a text, None where it is none."""
    cut = len(body.data) < body.size or not body.complete
    text = charsets.text(body.data, content_type, cut=cut)
    return None if text is None else text.splitlines()


def _cut(line: str) -> str:
    return visible(line[:_LINE]) + ("…" if len(line) > _LINE else "")


def _hex(data: bytes) -> list[str]:
    rows = [data[at : at + _HEX_BYTES] for at in range(0, min(len(data), _HEX_BYTES * _HEX_LINES), _HEX_BYTES)]
    return [f"{row.hex(' '):<{_HEX_BYTES * 3}} {visible(row.decode('latin-1'))}" for row in rows]
