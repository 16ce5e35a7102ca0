"""Keys one at a time: each is dealt with to the end before the next is looked at.

Textual hands every key to the focused widget as it comes, but runs the action of a key only after the key has
bubbled up to the app. Keys that come in one packet, as over ssh, are then done out of order: in `ctrl+u a b c`
the letters are typed first and deleted after, and the letter after ctrl+o lands in the field that had the focus.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from textual.app import App
from textual.events import InputEvent, Paste
from textual.message import Message
from textual.timer import Timer

PATIENCE: Final = 0.3
"""How long a key may take before the next goes on without it: its widget may have gone with the note in it."""

Input = InputEvent | Paste


class KeyHandled(Message):
    """Follows a key on its way up, and tells the app that it got there."""


class KeyQueue:
    """What was typed and waits its turn; `forward` is the app's own way of dealing with it."""

    def __init__(self, app: App[None], forward: Callable[[Input], Awaitable[None]]) -> None:
        self._app = app
        self._forward = forward
        self._waiting: deque[Input] = deque()
        self._busy = False
        self._guard: Timer | None = None

    async def take(self, event: Input) -> None:
        """Deal with a key at once, or in its turn."""
        if not self._busy:
            await self._deal(event)
            return
        self._waiting.append(event)
        if self._guard is None:
            self._guard = self._app.set_timer(PATIENCE, self.go_on)

    async def go_on(self) -> None:
        """Go on with the next key: the one before is done, or has been waited for long enough."""
        self._busy = False
        if self._guard:
            self._guard.stop()
            self._guard = None
        if self._waiting:
            await self._deal(self._waiting.popleft())
        if self._waiting and self._guard is None:
            self._guard = self._app.set_timer(PATIENCE, self.go_on)

    async def _deal(self, event: Input) -> None:
        self._busy = True
        target = self._app.focused or self._app.screen
        await self._forward(event)
        self._busy = target.post_message(KeyHandled())
