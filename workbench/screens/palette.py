"""Everything that can be done where one is, by name: what the keys do, and what has no key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final

from textual import actions
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widgets import Input

from workbench import marks
from workbench.nouns import dataclass
from workbench.screens.be import people
from workbench.screens.desk import Desk
from workbench.screens.identity import NOBODY
from workbench.visible import visible
from workbench.widgets import theme
from workbench.widgets.footer import Footer, key_name
from workbench.widgets.pane import Pane
from workbench.widgets.row_list import RowList
from workbench.widgets.text_field import TextField
from workbench.widgets.tone import cell, words

_MOVES: Final = ("list", "sheet", "tabs", "choice", "actions", "switch", "palette")
_BODY_MOVES: Final = ("body.up", "body.down", "body.page", "body.top", "body.bottom", "body.left", "body.right")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An action, its words, its keys, and the node it belongs to."""

    words: str
    keys: str
    action: str
    node: DOMNode


class DeedList(RowList):
    """One line a deed: the words, then the keys."""

    deeds: Sequence[Deed] = ()

    def row_count(self) -> int:
        """Return how many deeds there are."""
        return len(self.deeds)

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return the line of one deed."""
        deed = self.deeds[row]
        return (words(cell(f" {visible(deed.words)}", min(44, width - 12)), (deed.keys, "accent")),)


class PaletteScreen(Screen[Deed | None]):
    """A list of deeds that gets shorter with every letter; Enter does the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Do it", id="palette.take", priority=True),
        Binding("down", "move(1)", "Down", id="palette.down", priority=True),
        Binding("up", "move(-1)", "Up", id="palette.up", priority=True),
        Binding("pagedown", "move(10)", "Further down", show=False, id="palette.page_down", priority=True),
        Binding("pageup", "move(-10)", "Further up", show=False, id="palette.page_up", priority=True),
        Binding("escape", "close", "Back", id="palette.close", priority=True),
    ]

    def __init__(self, deeds: Sequence[Deed]) -> None:
        super().__init__()
        self._deeds = tuple(deeds)

    def compose(self) -> ComposeResult:
        """Put the field above the list."""
        with Pane() as pane:
            pane.border_title = "Everything that can be done here"
            yield TextField(placeholder="type to find", id="wanted")
            yield DeedList(id="deeds")
        yield Footer()

    def on_mount(self) -> None:
        """Offer everything."""
        self._offer("")
        self.query_one(TextField).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what fits."""
        event.stop()
        self._offer(event.value)

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Do what was clicked."""
        self.action_take()

    def action_take(self) -> None:
        """Close with the deed under the cursor."""
        deeds = self.query_one(DeedList)
        self.dismiss(deeds.deeds[deeds.cursor] if deeds.deeds else None)

    def action_move(self, rows: int) -> None:
        """Move the cursor in the list."""
        self.query_one(DeedList).action_move(rows)

    def action_close(self) -> None:
        """Go back without doing anything."""
        self.dismiss(None)

    def _offer(self, wanted: str) -> None:
        deeds = self.query_one(DeedList)
        deeds.deeds = fitting(self._deeds, wanted)
        deeds.cursor = 0
        deeds.rows_changed()


def fitting(deeds: Sequence[Deed], wanted: str) -> list[Deed]:
    """Return the deeds in which every word of what is wanted occurs, those that begin with it first."""
    parts = wanted.lower().split()
    found = [deed for deed in deeds if all(part in deed.words.lower() for part in parts)]
    return sorted(found, key=lambda deed: not deed.words.lower().startswith(wanted.lower().strip()))


def deeds_of(screen: Screen[object]) -> list[Deed]:
    """Return what can be done on a screen, with the focus where it is: nearest first, each once."""
    return [*_bound(screen), *_keys(screen), *_identities(screen), *_themes(screen)]


def _bound(screen: Screen[object]) -> Iterator[Deed]:
    found: dict[tuple[str, DOMNode], list[Binding]] = {}
    for node, binding, enabled, _tooltip in screen.active_bindings.values():
        if enabled and binding.id and not _is_move(binding.id):
            found.setdefault((binding.action, node), []).append(binding)
    for node, binding in _typed_here(screen):
        found.setdefault((binding.action, node), []).append(binding)
    for (action, node), bindings in found.items():
        said = bindings[0].tooltip or bindings[0].description
        keys = "  ".join(dict.fromkeys(binding.key_display or key_name(binding.key) for binding in bindings[:3]))
        yield Deed(words=said, keys=keys, action=action, node=node)


def _typed_here(screen: Screen[object]) -> Iterator[tuple[DOMNode, Binding]]:
    """Yield what keys would do that a text field takes as text while the focus is in it."""
    focused = screen.focused
    if focused is None or not focused.check_consume_key("a", "a"):
        return
    changed: Mapping[str, str] = getattr(screen.app, "keys_changed", {})
    for node in focused.ancestors:
        for binding in _bindings(type(node)):
            typed = any(focused.check_consume_key(key, key_to_character(key)) for key in binding.key.split(","))
            if binding.id and typed and not _is_move(binding.id) and _is_possible(node, binding.action):
                keys = changed.get(binding.id, binding.key).split(",")
                yield from ((node, binding.with_key(key.strip(), None)) for key in keys)


def _bindings(kind: type[DOMNode]) -> Iterator[Binding]:
    for each in kind.__mro__:
        yield from (binding for binding in each.__dict__.get("BINDINGS", ()) if isinstance(binding, Binding))


def _is_possible(node: DOMNode, action: str) -> bool:
    namespace, name, parameters = actions.parse(action)
    owner = {"app": node.app, "screen": node.screen}.get(namespace, node) if namespace else node
    return hasattr(owner, f"action_{name}") and bool(owner.check_action(name, parameters))


def _is_move(binding_id: str) -> bool:
    return binding_id.partition(".")[0] in _MOVES or binding_id.startswith(_BODY_MOVES)


def _identities(screen: Screen[object]) -> Iterator[Deed]:
    """Yield whom the session can be, on a screen with a desk."""
    desk: Desk | None = getattr(screen, "desk", None)
    if desk is None:
        return
    for value, entries in people(desk.settings.certificates).items():
        # As a literal: the name is a person's, and may hold a quote.
        yield Deed(words=f"Be {marks.label(entries[0])}", keys="", action=f"app.become({value!r})", node=screen.app)
    yield Deed(words="Be nobody: no certificate", keys="", action=f"app.become({NOBODY!r})", node=screen.app)
    keys = "b" if desk.choice else ""
    yield Deed(words="Be whoever the rules choose", keys=keys, action="app.become('')", node=screen.app)


def _keys(screen: Screen[object]) -> Iterator[Deed]:
    yield Deed(words="Keys: see them all, change one", keys="", action="app.keys", node=screen.app)
    yield Deed(words="Test my keys", keys="", action="app.test_keys", node=screen.app)


def _themes(screen: Screen[object]) -> Iterator[Deed]:
    for name in theme.NAMES:
        yield Deed(words=f"Theme: {name}", keys="", action=f"app.wear('{name}')", node=screen.app)
