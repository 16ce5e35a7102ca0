"""Test my keys: what arrives for each key that is pressed, and what to use where one never does."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Key, Paste
from textual.screen import Screen
from textual.widget import Widget

from workbench.nouns import dataclass
from workbench.settings import keys as written
from workbench.visible import visible
from workbench.widgets.bursts import BURST_SECONDS
from workbench.widgets.footer import key_name
from workbench.widgets.pane import Pane
from workbench.widgets.row_list import RowList
from workbench.widgets.tone import cell, words

_LEAVING: Final = ("escape", "q", "ctrl+q")
_ALONE: Final = "a second key for it"
_KEPT: Final = 5
_ROOMY: Final = 70
_SCROLLING: Final = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8, "home": -99, "end": 99}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A key of the key map: the names it may arrive by, what it does, and what does the same.

    `id` is the deed's in the settings, "" where the key has many; `other` that of the deed whose key `instead` names.
    """

    names: tuple[str, ...]
    deed: str
    instead: str
    id: str = ""
    other: str = ""


WANTED: Final = (
    Wanted(names=("ctrl+j",), deed="send", instead="s; Enter in the URL", id="send", other="send.letter"),
    Wanted(names=("f5",), deed="send", instead="s; Enter in the URL", id="send", other="send.letter"),
    Wanted(names=("ctrl+enter",), deed="send", instead="s; Enter in the URL", id="send.enter", other="send.letter"),
    Wanted(names=("ctrl+c",), deed="stop, copy", instead="x stops, y copies", id="stop.anywhere"),
    Wanted(names=("ctrl+o",), deed="jump to a place", instead="Tab", id="jump"),
    Wanted(names=("ctrl+p",), deed="every command", instead=": or ^O p", id="palette"),
    Wanted(names=("f1",), deed="help", instead="?", id="help", other="help"),
    Wanted(names=("f2",), deed="settings", instead=",", id="settings", other="settings"),
    Wanted(names=("ctrl+comma",), deed="settings", instead=",", id="settings.more", other="settings"),
    Wanted(names=("f3",), deed="certificates", instead="c", id="certificates", other="certificates"),
    Wanted(
        names=("alt+ctrl+c", "ctrl+alt+c"),
        deed="certificates",
        instead="c",
        id="certificates.more",
        other="certificates",
    ),
    Wanted(names=("f9",), deed="console", instead="l", id="console", other="console"),
    Wanted(names=("f4",), deed="response tab", instead="1 to 5", id="response.next"),
    Wanted(names=("f8",), deed="request tab", instead="! @ # $ %", id="request.next"),
    Wanted(names=("f12",), deed="doctor", instead="D", id="doctor", other="doctor"),
    Wanted(names=("ctrl+f",), deed="find", instead="/", id="find", other="find"),
    Wanted(names=("ctrl+l",), deed="the URL", instead="^O u", id="url"),
    Wanted(names=("ctrl+t",), deed="the method", instead="^O m", id="method"),
    Wanted(names=("ctrl+n",), deed="new request", instead=": and new", id="new"),
    Wanted(names=("ctrl+s",), deed="save", instead="Tab to Save; : and save", id="save"),
    Wanted(names=("ctrl+r",), deed="draw again", instead=": and draw", id="redraw"),
    Wanted(names=("ctrl+q",), deed="quit", instead=": and quit", id="quit"),
    Wanted(names=("ctrl+z",), deed="suspend", instead=": and suspend", id="suspend"),
    Wanted(names=("ctrl+@", "ctrl+space"), deed="complete a path", instead="PgDn", id="path.next", other="path.next"),
    Wanted(names=("tab",), deed="next field", instead="Down in a form; ^O"),
    Wanted(names=("shift+tab",), deed="field before", instead="Up in a form; ^O"),
    Wanted(names=("enter",), deed="do it", instead="Space"),
    Wanted(names=("escape",), deed="back", instead="q; the same F-key"),
    Wanted(names=("backspace",), deed="delete a letter", instead="^W a word, ^U all"),
    Wanted(names=("delete",), deed="remove", instead="d"),
    Wanted(names=("pageup",), deed="page up", instead="g and k"),
    Wanted(names=("pagedown",), deed="page down", instead="Space"),
    Wanted(names=("home",), deed="first", instead="g"),
    Wanted(names=("end",), deed="last", instead="G"),
)
"""The key map as it comes, and beside each key the way that needs it not."""


def current(changed: Mapping[str, str]) -> tuple[Wanted, ...]:
    """Return the key map with the keys that the settings have for deeds, by the ids of these."""
    # Deeds with several keys stand here several times: the settings' keys take the place of them all.
    return tuple(dict.fromkeys(now for wanted in WANTED for now in _now(wanted, changed)))


def _now(wanted: Wanted, changed: Mapping[str, str]) -> Iterator[Wanted]:
    keys = changed.get(wanted.id)
    every = [written.spellings(key) for key in keys.split(",")] if keys else [wanted.names]
    for names in every:
        instead = wanted.instead
        if wanted.other in changed:
            keys_of_other = changed[wanted.other].split(",")
            others = [key_name(key) for key in keys_of_other if not {*written.spellings(key)} & {*names}]
            instead = "; ".join(others) or _ALONE
        yield replace(wanted, names=names, instead=instead)


class WantedList(RowList):
    """One line a key: whether it came, what it does, and what does the same."""

    HEADER_LINES = 1

    def __init__(self, keys: Sequence[Wanted]) -> None:
        super().__init__(id="wanted-keys")
        self._keys = keys
        self.arrived: set[str] = set()

    def row_count(self) -> int:
        """Return how many keys there are."""
        return len(self._keys)

    def header(self, width: int) -> Content:
        """Name the columns."""
        instead = "Where it never comes" if width >= _ROOMY else "Otherwise"
        return words("Came        Key       ", cell("For", 18), instead)

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        """Return the line of one key; whether it came is a word as well as a sign."""
        wanted = self._keys[row]
        came = self.arrived.intersection(wanted.names)
        state = cell("[x] yes   " if came else "[ ] not yet", 12, "good" if came else "dim")
        return (words(state, cell(key_name(wanted.names[0]), 9, "accent"), " ", cell(wanted.deed, 18), wanted.instead),)

    def tick(self, key: str) -> None:
        """Note that a key came, and bring its line into view, unless the key scrolls."""
        row = next((row for row, wanted in enumerate(self._keys) if key in wanted.names), None)
        if row is not None:
            self.arrived.add(key)
            self._refresh_row(row)
            self.cursor = self.cursor if key in _SCROLLING else row


class Arrivals(Widget):
    """The last few keys, newest first, each with what arrived for it."""

    DEFAULT_CSS = """
    Arrivals { height: 6; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__(id="arrivals")
        self._lines: deque[tuple[str, str, str, str]] = deque(maxlen=_KEPT)

    def add(self, name: str, arrived: str, deed: str, pace: str) -> None:
        """Show one more."""
        self._lines.appendleft((name, arrived, deed, pace))
        self.refresh()

    def render(self) -> Content:
        """Return the lines, newest first, under their header."""
        first, second, third = (22, 14, 25) if self.size.width >= _ROOMY else (12, 11, 22)
        header = words((f"{'Name':{first}}{'Character':{second}}{'What it does':{third}} After", "dim"))
        lines = [
            words(cell(name, first, "strong"), cell(arrived, second), cell(deed, third, "accent"), " ", pace).rstrip()
            for name, arrived, deed, pace in self._lines
        ]
        return Content("\n").join([header, *(lines or [words(("press any key", "dim"))])])


class KeyTestScreen(Screen[None]):
    """Takes every key, so that none does anything; the same one of Esc, q or ^Q twice in a row leaves."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    KeyTestScreen {
        & #wanted-keys { height: 1fr; }
        & #leaving { dock: bottom; height: 1; padding: 0 1; background: $panel; }
    }
    """

    def __init__(self, deeds: Mapping[str, str]) -> None:
        super().__init__()
        self._deeds = deeds
        self._last = ""
        self._at: float | None = None

    def compose(self) -> ComposeResult:
        """Put what arrives above the keys there are."""
        with Pane() as pane:
            pane.border_title = "Test my keys: press each, nothing happens"
            yield Arrivals()
            yield WantedList(current(getattr(self.app, "keys_changed", {})))
        yield LeavingLine(id="leaving")

    def on_mount(self) -> None:
        """Take the focus, so that the frame is the bright one."""
        self.query_one(WantedList).rows_changed()
        self.query_one(WantedList).focus()

    def take_key(self, event: Key) -> bool:
        """Show a key; nothing else comes of it, unless it leaves."""
        if event.key == self._last and event.key in _LEAVING:
            self.dismiss(None)
            return True
        self._last = event.key
        wanted = self.query_one(WantedList)
        if event.key in _SCROLLING:
            wanted.action_move(_SCROLLING[event.key])
        wanted.tick(event.key)
        arrived = visible(event.character) if event.character else "none"
        self.query_one(Arrivals).add(
            visible(event.key), arrived, self._deeds.get(event.key, "-"), self._pace(event.time)
        )
        return True

    def on_paste(self, event: Paste) -> None:
        """Show that a paste came as one."""
        event.stop()
        size = f"{len(event.text)} characters"
        self.query_one(Arrivals).add("a paste, as one", size, "goes whole into a field", self._pace(event.time))

    def _pace(self, now: float) -> str:
        before, self._at = self._at, now
        if before is None:
            return ""
        passed = now - before
        return f"{passed * 1000:.0f} ms: in a burst" if passed < BURST_SECONDS else f"{min(passed, 99):.1f} s"


class LeavingLine(Widget):
    """How to leave, at the foot of the screen."""

    def render(self) -> Content:
        """Return the words."""
        return words(
            ("Esc Esc", "accent"),
            "  ",
            ("q q", "accent"),
            "  ",
            ("^Q ^Q", "accent"),
            "  leave this test",
        )
