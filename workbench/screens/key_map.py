"""Every deed that has a key: its id, by which settings give it another, and what such a change runs into."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import ModuleType
from typing import Final

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from workbench.nouns import dataclass
from workbench.screens.desk import Desk
from workbench.settings import keys as written
from workbench.visible import visible

_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A deed of one place: the widget, the screen or the app that does it, with the keys it comes with."""

    id: str
    keys: tuple[str, ...]
    words: str
    action: str
    node: type[DOMNode]
    first: bool
    """Whether it goes before what a text field would make of the key."""

    @property
    def place(self) -> str:
        """Where it holds, in words."""
        name = self.node.__name__.strip("_").removesuffix("Screen")
        return "Everywhere" if issubclass(self.node, App) else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def every(app: type[App[None]]) -> tuple[Bound, ...]:
    """Return the deeds of the app, then of every screen and widget; loads all of them, which takes a moment."""
    from workbench import screens, widgets

    nodes = {node for room in (screens, widgets) for module in _modules(room) for node in _nodes(module)}
    bounds = [bound for node in (app, *nodes) for bound in _own(node)]
    # What holds everywhere, then where one is most of the time, then the rest by name; each in its own order.
    return tuple(sorted(bounds, key=lambda bound: (bound.node is not app, bound.place != "Composer", bound.place)))


def bind(app: App[None], desk: Desk, *, tell: bool) -> None:
    """Give deeds the keys of the settings; say what is wrong with them, found beside the UI's thread: it loads much."""
    changed = desk.settings.keys
    app.set_keymap(keymap(changed))

    def say(doubts: Sequence[str]) -> None:
        for doubt in doubts:
            desk.tell(doubt, "warning")

    if tell:
        desk.background(lambda: warnings(changed, every(type(app))), say)


def deeds(app: App[None], screen: Screen[None], changed: Mapping[str, str]) -> dict[str, str]:
    """Return what each key does on a screen wherever the focus is, in words."""
    held = [bound for bound in every(type(app)) if isinstance(screen, bound.node) or isinstance(app, bound.node)]
    return {key: bound.words for bound in held for name in _keys(bound, changed) for key in written.spellings(name)}


def keymap(changed: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of the settings as Textual takes them, in every spelling under which they may arrive."""
    return {name: ",".join(_spelled(keys)) for name, keys in changed.items()}


def warnings(changed: Mapping[str, str], bounds: Sequence[Bound]) -> list[str]:
    """Say of keys from the settings what cannot work as it stands there."""
    known = {bound.id for bound in bounds}
    return [
        *(_unknown(name, known) for name in changed if name not in known),
        *(f"{_place(name)}: {shown(key)}: {doubt}." for name, key, doubt in _doubtful(changed, known)),
        *(
            f"{_place(name)}: {shown(key)} could be typed into no field any more."
            for name, key in _lost(changed, bounds)
        ),
        *dict.fromkeys(_clashes(changed, bounds)),
    ]


def shown(key: str) -> str:
    """Return a key as people write it, whichever way it was spelled."""
    from workbench.widgets.footer import key_name

    return key_name(key)


def _unknown(name: str, known: set[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f" Was {near[0]} meant?" if near else " The palette's Keys lists those there are."
    return f"{_place(name)} is not the id of anything here; it is kept and has no effect.{hint}"


def _doubtful(changed: Mapping[str, str], known: set[str]) -> Iterator[tuple[str, str, str]]:
    for name, keys in changed.items():
        for key in keys.split(",") if name in known else ():
            if doubt := written.doubt(key):
                yield name, key, doubt


def _lost(changed: Mapping[str, str], bounds: Sequence[Bound]) -> Iterator[tuple[str, str]]:
    for bound in bounds:
        for key in changed.get(bound.id, "").split(",") if bound.first and issubclass(bound.node, App) else ():
            if key and len(shown(key)) == 1:
                yield bound.id, key


def _clashes(changed: Mapping[str, str], bounds: Sequence[Bound]) -> Iterator[str]:
    for bound in bounds:
        for key in changed.get(bound.id, "").split(","):
            others = dict.fromkeys(other.id for other in bounds if _takes(other, key, bound, changed))
            if others:
                named = ", ".join([*others][:_NAMED])
                yield f"{_place(bound.id)}: {shown(key)} is the key of {named} too: where both could, one gets nothing."


def _takes(other: Bound, key: str, bound: Bound, changed: Mapping[str, str]) -> bool:
    return key not in bound.keys and _meet(bound, other) and key in _keys(other, changed)


def _meet(bound: Bound, other: Bound) -> bool:
    """Tell whether two deeds can be had at the same time, for all one knows without looking at a screen."""
    if bound.id == other.id or bound.action == other.action:
        return False
    related = issubclass(bound.node, other.node) or issubclass(other.node, bound.node)
    return related or issubclass(bound.node, App) or issubclass(other.node, App)


def _keys(bound: Bound, changed: Mapping[str, str]) -> Sequence[str]:
    return changed[bound.id].split(",") if bound.id in changed else bound.keys


def _spelled(keys: str) -> Iterator[str]:
    for key in keys.split(","):
        yield from written.spellings(key)


def _place(name: str) -> str:
    return f'keys."{visible(name)}"' if "." in name else f"keys.{visible(name)}"


def _modules(room: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
        yield importlib.import_module(found.name)


def _nodes(module: ModuleType) -> Iterator[type[DOMNode]]:
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == module.__name__:
            yield value


def _own(node: type[DOMNode]) -> Iterator[Bound]:
    for binding in node.__dict__.get("BINDINGS", ()):
        if isinstance(binding, Binding) and binding.id:
            yield Bound(
                id=binding.id,
                keys=tuple(key.strip() for key in binding.key.split(",")),
                words=binding.tooltip or binding.description,
                action=binding.action,
                node=node,
                first=binding.priority,
            )
