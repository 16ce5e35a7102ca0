"""Every deed with its keys: pick one, press the key it shall have, and it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget

from workbench.screens import key_map
from workbench.screens.desk import Desk, SettingsChanged
from workbench.screens.key_map import Bound
from workbench.settings import keys as written
from workbench.visible import visible
from workbench.widgets.filter_line import FilterLine
from workbench.widgets.finding import Finding, Note
from workbench.widgets.footer import Footer, key_name
from workbench.widgets.pane import Pane
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import cell, words

_LEAVE: Final = "escape"


class KeyList(RowList):
    """One line a deed: where, what, its keys, and the id that the settings' file knows it by."""

    EMPTY = "No deed holds these words."
    HEADER_LINES = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.change", "Change", tooltip="Give it another key", id="keys.change"),
        Binding("a", "screen.add", "Add a key", tooltip="Give it one more key", id="keys.add"),
        Binding("d,delete", "screen.restore", "Default", tooltip="Give back the keys it came with", id="keys.default"),
        Binding("slash", "screen.find", "Filter", id="keys.find"),
    ]

    bounds: Sequence[Bound] = ()
    changed: Mapping[str, str] = {}

    def row_count(self) -> int:
        """Return how many deeds there are."""
        return len(self.bounds)

    def header(self, width: int) -> Content:
        """Name the columns."""
        titles = ("Where", "What", "Keys", "Id")
        return words(*(cell(text, size) for text, size in zip(titles, _columns(width), strict=True)))

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return the line of one deed; what was changed is marked by a star as well."""
        bound = self.bounds[row]
        star = "* " if bound.id in self.changed else ""
        keys = "  ".join(_names(bound, self.changed))
        where, what, key, name = _columns(width)
        return (
            words(
                cell(bound.place, where, "dim"),
                cell(visible(bound.words), what - 1),
                " ",
                cell(f"{star}{keys}", key - 2, "accent" if star else "plain"),
                "  ",
                cell(bound.id, name, "dim"),
            ),
        )


class KeyQuestion(Widget):
    """Lies over the footer until a key comes, whichever that is."""

    DEFAULT_CSS = """
    KeyQuestion { dock: bottom; height: auto; padding: 0 1; background: $block-cursor-background; }
    KeyQuestion { color: $block-cursor-foreground; text-style: bold; }
    """

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def render(self) -> Content:
        """Return the question."""
        return Content(self._question)


class KeysScreen(Screen[None]):
    """Lists the deeds; the app hands it every key while it asks for one (`take_key`)."""

    HELP_TOPIC: ClassVar[str] = "Keys"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "app.test_keys", "Test keys", tooltip="Test my keys", id="keys.test"),
        Binding("escape,q", "close", "Back", id="keys.close"),
    ]
    DEFAULT_CSS = """
    KeysScreen {
        & KeyList { height: 1fr; }
        & Finding { max-height: 6; }
        & Finding.-empty { display: none; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._every: tuple[Bound, ...] = ()
        self._words = ""
        self._wanted: Callable[[str], None] | None = None

    def compose(self) -> ComposeResult:
        """Give the list all the room, but for what is wrong with the keys."""
        with Pane() as pane:
            pane.border_title = "Every key"
            pane.border_subtitle = Content(f"* changed, in [keys] of {visible(self._desk.settings.path.name)}")
            yield KeyList(id="deeds")
            yield Finding("", id="doubts")
        yield FilterLine("words of the deed, the place, the key or the id")
        yield Footer()

    def on_mount(self) -> None:
        """List everything, as soon as it is loaded: the deeds stand with the screens and widgets that have them."""
        self.query_one(KeyList).focus()
        self._desk.background(partial(key_map.every, type(self.app)), self._list)

    def on_settings_changed(self, event: SettingsChanged) -> None:
        """Show the keys as they are now."""
        self._show()

    @on(RowList.Opened)
    def action_change(self) -> None:
        """Ask for the key that a deed shall have."""
        self._ask(lambda bound, key: key, replaces=True)

    def action_add(self) -> None:
        """Ask for one more key."""
        self._ask(lambda bound, key: ",".join((*_keys(bound, self._desk.settings.keys), key)))

    def action_restore(self) -> None:
        """Give a deed back the keys it came with."""
        bound = self._bound
        if bound and bound.id in self._desk.settings.keys:
            rest = {name: keys for name, keys in self._desk.settings.keys.items() if name != bound.id}
            self._save(rest)

    def action_find(self) -> None:
        """Let the person type what to filter by."""
        self.query_one(FilterLine).open()

    @on(FilterLine.Changed)
    def filter(self, event: FilterLine.Changed) -> None:
        """List what holds these words."""
        self._words = event.text
        self._show()

    @on(FilterLine.Left)
    def to_list(self) -> None:
        """Go back to the list."""
        self.query_one(KeyList).focus()

    def action_close(self) -> None:
        """End the filter, else go back."""
        if self.query_one(FilterLine).is_open:
            self.query_one(FilterLine).action_end()
        else:
            self.dismiss(None)

    def take_key(self, event: Key) -> bool:
        """Take the key that was asked for; False where none was."""
        then, self._wanted = self._wanted, None
        if then is None:
            return False
        self.query(KeyQuestion).remove()
        if event.key != _LEAVE:
            try:
                key = written.normal(_name(event))
            except ValueError:
                self._desk.tell(f"{visible(event.key)} can be given to nothing.", "warning")
            else:
                then(key)
        return True

    @property
    def _bound(self) -> Bound | None:
        deeds = self.query_one(KeyList)
        return deeds.bounds[deeds.cursor] if deeds.bounds else None

    def _ask(self, keys: Callable[[Bound, str], str], *, replaces: bool = False) -> None:
        bound = self._bound
        if bound is None:
            return
        gone = f"It replaces {' and '.join(_names(bound, self._desk.settings.keys))}. " if replaces else ""

        def save(key: str) -> None:
            self._save({**self._desk.settings.keys, bound.id: written.normal(keys(bound, key))})

        self._wanted = save
        self.mount(KeyQuestion(f"Press the key for: {visible(bound.words)}. {gone}Esc leaves it as it is."))

    def _save(self, keys: Mapping[str, str]) -> None:
        self._desk.change_settings(replace(self._desk.settings, keys=keys))

    def _list(self, every: tuple[Bound, ...]) -> None:
        if self.is_attached:
            self._every = every
            self._show()

    def _show(self) -> None:
        deeds, changed = self.query_one(KeyList), self._desk.settings.keys
        deeds.changed = changed
        deeds.bounds = [bound for bound in self._every if _holds(bound, changed, self._words.lower().split())]
        deeds.rows_changed()
        doubts = key_map.warnings(changed, self._every)
        self.query_one(Finding).notes = tuple(Note(text=doubt, tone="warn") for doubt in doubts)


def _columns(width: int) -> tuple[int, int, int, int]:
    where, keys, name = (20, 24, 26) if width >= 100 else (0, 16, 22) if width >= 70 else (0, 14, 17)
    return where, width - where - keys - name, keys, name


def _keys(bound: Bound, changed: Mapping[str, str]) -> Sequence[str]:
    return changed[bound.id].split(",") if bound.id in changed else bound.keys


def _names(bound: Bound, changed: Mapping[str, str]) -> Iterable[str]:
    return dict.fromkeys(map(key_name, _keys(bound, changed)))  # some have two spellings


def _name(event: Key) -> str:
    """Return a key's name; a letter that ASCII has not is its own, whatever Textual calls it."""
    return event.key if event.character is None or event.character.isascii() else event.character


def _holds(bound: Bound, changed: Mapping[str, str], wanted: Sequence[str]) -> bool:
    keys = _keys(bound, changed)
    text = " ".join((bound.words, bound.place, bound.id, *keys, *map(key_name, keys))).lower()
    return all(word in text for word in wanted)
