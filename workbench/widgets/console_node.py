"""One line of the console's tree, and the tree as flat lines for a width."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from workbench.widgets.tone import words

LABEL_WIDTH = 12
Path = tuple[int, ...]
"""Which child of which child: () is the entry itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A labelled line and what is further in; `children` are shown when it is open."""

    line: Content
    label: str = ""
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatLine:
    """One line as drawn; `path` tells the node it belongs to, a wrapped line that of its first."""

    content: Content
    path: Path
    foldable: bool = False


def leaf(label: str, line: Content) -> Node:
    """Return a node that holds nothing further."""
    return Node(label=label, line=line)


def flat(nodes: Sequence[Node], opened: Collection[Path], width: int, above: Path = ()) -> Iterator[FlatLine]:
    """Yield the lines of `nodes` for `width` cells, those of open nodes with what they hold."""
    for number, node in enumerate(nodes):
        path = (*above, number)
        yield from _lines(node, path, width, is_open=path in opened)
        if path in opened:
            yield from flat(node.children, opened, width, path)


def plain_lines(nodes: Iterable[Node], indent: str) -> Iterator[str]:
    """Yield every line of the tree, all of it open, as text."""
    for node in nodes:
        yield f"{indent}{node.label + '  ' if node.label else ''}{node.line.plain}"
        yield from plain_lines(node.children, indent + "  ")


def _lines(node: Node, path: Path, width: int, *, is_open: bool) -> Iterator[FlatLine]:
    sign = ("v " if is_open else "> ") if node.children else "  "
    label = f"{node.label:<{LABEL_WIDTH}}" if node.label or len(path) == 1 else ""
    head = words((" " * 2 * len(path) + sign, "dim"), (label, "dim"))
    wrapped = node.line.wrap(max(16, width - head.cell_length)) or [Content("")]
    for number, line in enumerate(wrapped):
        start = head if number == 0 else Content(" " * head.cell_length)
        yield FlatLine(content=start + line, path=path, foldable=bool(node.children))
