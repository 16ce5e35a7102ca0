"""The last line: the keys that do something here, never clipped, ending in help, everything and quit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Protocol, runtime_checkable

from textual.app import App, RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.events import Click, Resize
from textual.screen import Screen
from textual.widget import Widget

from workbench.nouns import dataclass
from workbench.visible import visible

_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "comma": ",",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "delete": "Del",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "exclamation_mark": "!",
    "at": "@",
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "equals_sign": "=",
    "colon": ":",
    "semicolon": ";",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "underscore": "_",
    "asterisk": "*",
    "ampersand": "&",
    "apostrophe": "'",
    "quotation_mark": '"',
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "backslash": "\\",
    "vertical_line": "|",
    "tilde": "~",
    "grave_accent": "`",
    "circumflex_accent": "^",
    "home": "Home",
    "end": "End",
    "insert": "Ins",
    "backspace": "Backspace",
}
_HELD = {"shift": "Shift", "alt": "Alt", "super": "Super", "hyper": "Hyper", "meta": "Meta"}
_LOUD = 34
_TAIL = ("help", "command_palette", "quit")


def key_name(key: str) -> str:
    """Return a key as people write it: `^J`, `F5`, `?`, `s`, `Shift+Tab`."""
    if key.startswith("ctrl+"):
        between, _, last = key.removeprefix("ctrl+").rpartition("+")
        if between in _HELD:  # some say ctrl+alt, some alt+ctrl
            return key_name(f"{between}+ctrl+{last}")
        name = key_name(key.removeprefix("ctrl+"))
        return f"^{name.upper() if len(name) == 1 else name}"
    held, _, rest = key.partition("+")
    if rest and held in _HELD:
        return f"{_HELD[held]}+{key_name(rest)}"
    if key in _NAMES:
        return _NAMES[key]
    return key.upper() if key[:1] == "f" and key[1:].isdigit() else key


def is_typed(key: str) -> bool:
    """Tell whether a key would type a character into a text field."""
    return len(key_name(key)) == 1 and key not in ("left", "right", "up", "down")


@runtime_checkable
class Wanting(Protocol):
    """A widget that names actions of its screen which are to be shown while the focus is in it."""

    FOOTER: ClassVar[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    label: str
    description: str
    action: str
    node: DOMNode

    @property
    def width(self) -> int:
        return len(self.label) + len(self.description) + 3  # a space within, two after


class Footer(Widget):
    """One line of keys, nearest first, from the bindings that hold where the focus is; a click runs one."""

    DEFAULT_CSS = """
    Footer {
        dock: bottom;
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    def on_mount(self) -> None:
        """Follow what the screen's keys do."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)
        self.watch(self.app, "sub_title", self._title_changed, init=False)

    def on_resize(self, event: Resize) -> None:
        """Choose again what fits."""
        self.refresh()

    def _title_changed(self) -> None:
        self.refresh()

    def _bindings_changed(self, screen: Screen[object]) -> None:
        self.refresh()

    def entries(self) -> list[_Entry]:
        """Return the keys shown, left to right: as many as fit, and always the last three."""
        every = {entry.action: entry for entry in self._candidates()}
        tail = [every.pop(action) for action in _TAIL if action in every]
        room = self.size.width - sum(entry.width for entry in tail) - self._loud().cell_length
        shown: list[_Entry] = []
        for entry in every.values():
            told = any(entry.description == other.description for other in shown)
            if entry.width <= room and not told:
                shown.append(entry)
                room -= entry.width
        return shown + tail

    def _candidates(self) -> Iterator[_Entry]:
        """Yield what is done where the focus is, then what the screen does with that, then the rest."""
        wanted = self._wanted()
        grouped = self._by_action(wanted)

        def rank(action: str) -> int:
            near = not isinstance(grouped[action][0][1], (Screen, App))
            return 0 if near else 1 if action in wanted else 2

        for action in sorted(grouped, key=rank):
            yield _entry(action, grouped[action])

    def _wanted(self) -> frozenset[str]:
        focused = self.screen.focused
        nodes = focused.ancestors_with_self if focused is not None else ()
        return frozenset(action for node in nodes if isinstance(node, Wanting) for action in node.FOOTER)

    def _by_action(self, wanted: frozenset[str]) -> dict[str, list[tuple[Binding, DOMNode]]]:
        grouped: dict[str, list[tuple[Binding, DOMNode]]] = {}
        for node, binding, enabled, _tooltip in self.screen.active_bindings.values():
            if enabled and (binding.show or binding.action in _TAIL or binding.action in wanted):
                grouped.setdefault(binding.action, []).append((binding, node))
        return grouped

    def render(self) -> RenderResult:
        """Return the line."""
        loud = self._loud()
        parts: list[Content] = [loud] if loud else []
        for entry in self.entries():
            parts.append(Content.assemble((entry.label, "bold $accent"), " ", (entry.description, "$foreground")))
        return Content("  ").join(parts)

    def _loud(self) -> Content:
        """Return what the app has to say on every screen, nothing where a heading says it already."""
        said = visible(self.app.sub_title)
        if not said or self.screen.query("HeaderLine"):
            return Content("")
        return Content.styled(f" {said} ", "$warning reverse").truncate(_LOUD, ellipsis=True)

    async def on_click(self, event: Click) -> None:
        """Do what the key under the pointer does."""
        loud = self._loud().cell_length
        column = event.x - 1 - (loud + 2 if loud else 0)
        for entry in self.entries():
            if 0 <= column < entry.width - 1:
                await self.app.run_action(entry.action, default_namespace=entry.node)
                return
            column -= entry.width


def _entry(action: str, bound: list[tuple[Binding, DOMNode]]) -> _Entry:
    bound = [pair for pair in bound if pair[0].show] or bound
    letters = [pair for pair in bound if is_typed(pair[0].key)]
    binding, node = (letters or bound)[0]
    label = binding.key_display or key_name(binding.key)
    return _Entry(label=label, description=binding.description, action=action, node=node)
