"""One line of the console's tree, and the tree as flat lines for a width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace

from textual.content import Content

from workbench.nouns import dataclass
from workbench.widgets.tone import words

LABEL_WIDTH = 12
Path = tuple[int, ...]
"""Which child of which child: () is the entry itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A labelled line and what is further in; `children` are shown when it is open.

    Where something in it is masked, `bare` is the node that stands in its place when that is asked for.
    """

    line: Content
    label: str = ""
    children: tuple[Node, ...] = ()
    bare: Node | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatLine:
    """One line as drawn; `path` tells the node it belongs to, a wrapped line that of its first.

    `secret` is the path of the nearest node, this one or one around it, that hides something.
    """

    content: Content = field(repr=False)
    path: Path
    foldable: bool = False
    secret: Path | None = None


def leaf(label: str, line: Content) -> Node:
    """Return a node that holds nothing further."""
    return Node(label=label, line=line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What of an entry is open: nodes by their paths, and those whose secrets are shown, all of them by ()."""

    paths: frozenset[Path] = frozenset()
    bared: frozenset[Path] = frozenset()

    def toggled(self, path: Path) -> Opened:
        """Open a node, or close it."""
        return replace(self, paths=self.paths ^ {path})

    def baring(self, path: Path) -> Opened:
        """Show the secrets of a node, () being all of them."""
        return replace(self, bared=frozenset({path}))

    def masked(self) -> Opened:
        """Show none."""
        return replace(self, bared=frozenset())

    def shown(self, node: Node, path: Path) -> Node:
        """Return the node that is to be seen in a place."""
        return node.bare if node.bare is not None and not self.bared.isdisjoint(((), path)) else node


def flat(nodes: Sequence[Node], opened: Opened, width: int, above: FlatLine | None = None) -> Iterator[FlatLine]:
    """Yield the lines of `nodes` for `width` cells, those of open nodes with what they hold."""
    for number, node in enumerate(nodes):
        path = (*(above.path if above else ()), number)
        secret = path if node.bare is not None else above.secret if above else None
        shown = opened.shown(node, path)
        lines = [replace(line, secret=secret) for line in _lines(shown, path, width, is_open=path in opened.paths)]
        yield from lines
        if path in opened.paths:
            yield from flat(shown.children, opened, width, lines[0])


def plain_lines(nodes: Iterable[Node], indent: str, *, show_secrets: bool = False) -> Iterator[str]:
    """Yield every line of the tree, all of it open, as text."""
    for node in nodes:
        shown = node.bare if show_secrets and node.bare is not None else node
        text = shown.line.plain.replace("\n", f"\n{indent}")
        yield f"{indent}{shown.label + '  ' if shown.label else ''}{text}"
        yield from plain_lines(shown.children, indent + "  ", show_secrets=show_secrets)


def _lines(node: Node, path: Path, width: int, *, is_open: bool) -> Iterator[FlatLine]:
    sign = ("v " if is_open else "> ") if node.children else "  "
    label = f"{node.label:<{LABEL_WIDTH}}" if node.label or len(path) == 1 else ""
    head = words((" " * 2 * len(path) + sign, "dim"), (label, "dim"))
    wrapped = node.line.wrap(max(16, width - head.cell_length)) or [Content("")]
    for number, line in enumerate(wrapped):
        start = head if number == 0 else Content(" " * head.cell_length)
        yield FlatLine(content=start + line, path=path, foldable=bool(node.children))
