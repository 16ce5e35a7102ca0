"""A body view by itself in an app, and bodies to show in it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.desks import shown
from workbench.models import Content
from workbench.widgets.body_view import BodyView


class Viewer(App[None]):
    """Shows one body; what the view told is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[BodyView.Found] = []
        self.remarks: list[str] = []
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield BodyView(id="body")

    @property
    def view(self) -> BodyView:
        return self.query_one(BodyView)

    @property
    def lines(self) -> list[str]:
        """What is to be seen, without the sign of the current line."""
        return [line[2:].rstrip() for line in shown(self).splitlines()]

    @on(BodyView.Found)
    def _keep(self, event: BodyView.Found) -> None:
        self.found.append(event)

    @on(BodyView.Changed)
    def _keep_words(self, event: BodyView.Changed) -> None:
        self.told.append(event.words)

    @on(BodyView.Remarked)
    def _keep_remark(self, event: BodyView.Remarked) -> None:
        self.remarks.append(event.words)


@asynccontextmanager
async def viewing(data: bytes, content_type: str = "") -> AsyncIterator[tuple[Viewer, Pilot[None]]]:
    """Show a body in forty columns and ten rows."""
    app = Viewer()
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.focus()
        app.view.show(Content(size=len(data), data=data), content_type)
        await pilot.pause()
        yield app, pilot


def records(count: int) -> bytes:
    """So many JSON objects in an array, on one line."""
    return json.dumps([{"id": number, "tags": ["a", "b"]} for number in range(count)]).encode()


class Arriving:
    """A body that arrives when it is told to."""

    def __init__(self) -> None:
        self.data = b""
        self.complete = False

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, start: int, end: int) -> bytes:
        return self.data[start:end]
