"""Keys one at a time: each is dealt with to the end before the next is looked at.

Textual hands every key to the focused widget as it comes, but runs the action of a key only after the key has
bubbled up to the app. Keys that come in one packet, as over ssh, are then done out of order: in `ctrl+u a b c`
the letters are typed first and deleted after, and the letter after ctrl+o lands in the field that had the focus.

Keys that wait are also looked at together: GNU screen pastes without brackets, so that a paste is keys, with
Enter and Tab among them. A run of them that nobody can have typed goes into a text field as the paste it is. A Tab
is a key in a field of one line: who types ahead on a slow line goes on to the next field. Where no field has the
focus a pasted URL would be as many deeds as it has letters: there too it is handed on as a paste. Of another text the
first letter is still the deed that it is, as it may open the line that the others were typed ahead for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, Protocol, runtime_checkable

from textual.app import App
from textual.events import InputEvent, Key, Paste
from textual.message import Message
from textual.message_pump import MessagePump
from textual.timer import Timer

PATIENCE: Final = 0.3
"""How long a key may take before the next goes on without it: its widget may have gone with the note in it."""

_FEWEST: Final = 8
_FEWEST_WITH_LINES: Final = 3
"""Where ^J is among them, which would send: Enter alone is left to the field, which knows of it too."""
_KINDS: Final = 5
"""How many different letters a paste has at least where letters are deeds: a held key and a few steps have fewer."""
_PASTED: Final = ("https://", "http://", "curl ")
_PACE: Final = 0.025
_TAIL: Final = 0.05
_SIGNS: Final = {"enter": "\n", "ctrl+j": "\n", "tab": "\t"}

Input = InputEvent | Paste


class KeyCame(Message):
    """Follows a key that found nothing waiting: when the app hears of it, all that came in one packet is there."""


class KeyHandled(Message):
    """Follows a key on its way up, and tells the app that it got there; a second one follows what that set going."""

    def __init__(self, *, is_first: bool) -> None:
        super().__init__()
        self.is_first = is_first


@runtime_checkable
class KeyTaker(Protocol):
    """A screen that wants to see every key before it does anything, those of the app too."""

    def take_key(self, event: Key) -> bool:
        """Take a key; False leaves it to do what it does."""


class KeyQueue:
    """What was typed and waits its turn; `forward` is the app's own way of dealing with it."""

    def __init__(self, app: App[None], forward: Callable[[Input], Awaitable[None]]) -> None:
        self._app = app
        self._forward = forward
        self._waiting: deque[Input] = deque()
        self._busy = False
        self._target: MessagePump | None = None
        self._guard: Timer | None = None
        self._last: float | None = None
        self._letter: float | None = None

    @property
    def takes_text(self) -> bool:
        """Whether what has the focus takes what is typed."""
        focused = self._app.focused
        return focused is not None and focused.check_consume_key("a", "a")

    def take(self, event: Input) -> None:
        """Deal with a key in its turn: at once, but for what came with it."""
        self._waiting.append(event)
        if not self._busy:
            self._busy = self._app.post_message(KeyCame())
        elif self._guard is None:
            self._guard = self._app.set_timer(PATIENCE, self.go_on)

    async def handled(self, note: KeyHandled) -> None:
        """Go on, when the second note is back: what Enter in a field sends up is ahead of it, and moves the focus."""
        if note.is_first and any(each.post_message(KeyHandled(is_first=False)) for each in self._targets()):
            return
        await self.go_on()

    async def go_on(self) -> None:
        """Go on with the next key: the one before is done, or has been waited for long enough."""
        self._busy = False
        if self._guard:
            self._guard.stop()
            self._guard = None
        if self._waiting:
            await self._deal(self._next())
        if self._waiting and self._guard is None:
            self._guard = self._app.set_timer(PATIENCE, self.go_on)

    def _targets(self) -> Iterator[MessagePump]:
        """Yield what the key went to; and where that is gone already, the screen, through which its wishes went."""
        if self._target is not None:
            yield self._target
        yield self._app.screen

    def _next(self) -> Input:
        """Return the next key, or the paste that the next ones are: it came without brackets, all at once."""
        count = self._pasted()
        if count < self._fewest(count) or not (self.takes_text or self._strays(count)):
            first = self._waiting.popleft()
            self._letter = first.time if _typed(first) else None
            return first
        keys = [self._waiting.popleft() for _ in range(count)]
        self._last = keys[-1].time
        return Paste("".join(map(_typed, keys)))

    def _pasted(self) -> int:
        """Count the keys in front that came faster than anybody types."""
        count, before, tabs = 0, None, self._takes_tabs()
        for event in self._waiting:
            if (
                not _typed(event)
                or (not tabs and _typed(event) == "\t")
                or (before is not None and event.time - before > _PACE)
            ):
                break
            count, before = count + 1, event.time
        return count

    def _follows(self) -> bool:
        """Tell whether the next key is the rest of the paste before it: its line end may come by itself.

        Such a line end is Enter, never ^J, which somebody pressed.
        """
        first = self._waiting[0]
        pressed = isinstance(first, Key) and first.key == "ctrl+j"
        return self._last is not None and not pressed and first.time - self._last < _TAIL

    def _fewest(self, count: int) -> int:
        """Return how many keys in front are a paste."""
        if self._follows():
            return 1
        pressed = (self._waiting[number] for number in range(count))
        lines = self.takes_text and any(isinstance(each, Key) and each.key == "ctrl+j" for each in pressed)
        return _FEWEST_WITH_LINES if lines else _FEWEST

    def _strays(self, count: int) -> bool:
        """Tell whether that many keys are a text rather than deeds: by how it begins, or behind a letter of it."""
        text = "".join(_typed(self._waiting[number]) for number in range(count))
        is_behind = self._letter is not None and self._waiting[0].time - self._letter < _PACE
        return self._follows() or text.startswith(_PASTED) or (is_behind and len(set(text)) >= _KINDS)

    def _takes_tabs(self) -> bool:
        # By name: importing it for the first key would leave that key waiting.
        return any(kind.__name__ == "TextArea" for kind in type(self._app.focused).__mro__)

    async def _deal(self, event: Input) -> None:
        self._busy = True
        self._target = self._app.focused or self._app.screen
        await self._forward(event)
        self._busy = self._target.post_message(KeyHandled(is_first=True))


def _typed(event: Input) -> str:
    """Return what a key would type if it was part of a text, "" where it could be none."""
    if not isinstance(event, Key):
        return ""
    if event.key in _SIGNS:
        return _SIGNS[event.key]
    return event.character if event.is_printable and event.character else ""
