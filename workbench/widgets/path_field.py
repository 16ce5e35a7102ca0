"""A field for a file's path: grey proposals as one types, completion by key, pastes in any dress."""

from __future__ import annotations

import os
import shlex
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import ClassVar, Final
from urllib.parse import unquote, urlsplit

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.timer import Timer
from textual.widgets.input import Selection

from workbench.widgets.text_field import TextField

SETTLED_SECONDS: Final = 1.5
_ENDS: Final = ("/", os.sep)

Completer = Callable[[str], Awaitable[tuple[str, ...]]]
"""Every way to go on from the path typed so far, the most fitting first; a folder ends in a separator."""


class PathField(TextField):
    """A `TextField` for a path.

    Right at the end takes the grey proposal. Ctrl+space (or PageDown, where a desktop keeps it for itself) goes
    on as far as there is one way only, then walks through the ways there are and tells them in `Offered`.
    `growing` tells that a fault found now would be that of half a path; `Settled` that this has changed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+@,ctrl+space,pagedown", "complete(1)", "Complete", key_display="^Space", id="path.next"),
        Binding("pageup", "complete(-1)", "Complete backwards", show=False, id="path.previous"),
    ]

    @dataclass
    class Offered(Message):
        """There is more than one way to go on, or none: `ways` was found, `taken` stands in the field."""

        field: PathField
        ways: tuple[str, ...]
        taken: str | None

        @property
        def control(self) -> PathField:
            """The field concerned."""
            return self.field

    @dataclass
    class Settled(Message):
        """Nobody is typing the path any more: what is wrong with it may be said."""

        field: PathField

        @property
        def control(self) -> PathField:
            """The field concerned."""
            return self.field

    def __init__(self, value: str = "", *, complete: Completer, placeholder: str = "", id: str) -> None:  # noqa: A002
        super().__init__(value, placeholder=placeholder, id=id)
        self._complete = complete
        self._ways: tuple[str, ...] = ()
        self.suggester = _Proposal(complete)
        self._typing: Timer | None = None

    @property
    def text(self) -> str:
        """The path typed, out of its quotes."""
        return plain_path(self.value)

    @property
    def growing(self) -> bool:
        """Whether it is being typed and there is a way to go on from it, which stands there in grey."""
        return self._typing is not None and bool(self._suggestion)

    def on_input_changed(self) -> None:
        """Take it for half a path until no key has come for a while."""
        if self._typing:
            self._typing.stop()
        self._typing = self.set_timer(SETTLED_SECONDS, self._settle) if self.has_focus else None

    def on_blur(self) -> None:
        """Take it for whole once it is left."""
        self._settle()

    def _settle(self) -> None:
        if self._typing:
            self._typing.stop()
            self._typing = None
            self.post_message(self.Settled(self))

    def pasted(self, text: str) -> str:
        """Return the path a paste holds; a paste with more than one line stays visible as it is."""
        return plain_path(super().pasted(text))

    def _on_paste(self, event: events.Paste) -> None:
        # A whole path that is pasted behind a folder takes its place: the two together are none.
        path = self.pasted(event.text)
        if (path.startswith("~") or PurePath(path).is_absolute()) and self.value[: min(self.selection)].endswith(_ENDS):
            self.selection = Selection(0, len(self.value))
        super()._on_paste(event)

    def action_complete(self, step: int) -> None:
        """Go on with the path, or walk through the ways found before."""
        if self.value in self._ways and len(self._ways) > 1:
            self._take(self._ways[(self._ways.index(self.value) + step) % len(self._ways)])
        else:
            # A worker: an action that waited for the folder would hold up every other key.
            self.run_worker(self._look(step), exclusive=True, group="complete", exit_on_error=False)

    async def _look(self, step: int) -> None:
        self._ways = await self._complete(self.value)
        common = _common_start(self._ways)
        if len(common) > len(self.value):
            self._go_on(common)
        elif self._ways:
            self._take(self._ways[0 if step > 0 else -1])
        else:
            self.post_message(self.Offered(self, (), None))

    def _go_on(self, common: str) -> None:
        self._put(common)
        if len(self._ways) > 1:
            self.post_message(self.Offered(self, self._ways, None))
        else:
            # One way only: what was offered no longer matters, and the next press looks further inside.
            self._ways = ()

    def _take(self, way: str) -> None:
        self._put(way)
        self.post_message(self.Offered(self, self._ways, way))

    def _put(self, path: str) -> None:
        self.value = path
        self.cursor_position = len(path)


def plain_path(text: str) -> str:
    """Return a path without the quotes and escapes of a shell, a file manager or a drag into the terminal."""
    path = text.strip()
    if path.startswith("file://"):
        return unquote(urlsplit(path).path)
    if len(path) > 1 and path[0] == path[-1] and path[0] in "'\"":
        return path[1:-1]
    return _unescaped(path) if os.sep == "/" and "\\ " in path else path


def _common_start(ways: tuple[str, ...]) -> str:
    if not ways:
        return ""
    first, last = min(ways), max(ways)
    same = (number for number, letter in enumerate(first) if last[number : number + 1] != letter)
    return first[: next(same, len(first))]


def _unescaped(path: str) -> str:
    try:
        return " ".join(shlex.split(path))
    except ValueError:
        return path


class _Proposal(Suggester):
    """The most fitting way to go on, in grey behind what is typed."""

    def __init__(self, complete: Completer) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        ways = await self._complete(value)
        return next((way for way in ways if way.startswith(value) and way != value), None)
