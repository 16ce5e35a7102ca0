"""The request's pane: parameters, headers, body, TLS and options, each made when it is first looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from workbench.models import Request, RequestOptions, RequestTls
from workbench.widgets.pane import Pane
from workbench.widgets.request_part import PartEdited
from workbench.widgets.tab_row import Tab, TabRow

if TYPE_CHECKING:  # editors take their time to load
    from workbench.widgets.request_form import Check, Standing
    from workbench.widgets.request_parts import Part

_LABELS: Final = ("Params", "Headers", "Body", "TLS", "Options")
_NAMES: Final = ("params", "headers", "body", "tls", "options")


class RequestEditor(Pane):
    """Everything of a request but its method and URL; `request` is always what stands there."""

    DEFAULT_CSS = """
    RequestEditor { & > Container { height: 1fr; } }
    """

    @dataclass
    class Edited(Message):
        """The person changed the request; its method and URL are those last loaded."""

        request: Request

    def __init__(self, check: Check, standing: Standing, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.border_title = "Request"
        self._check = check
        self._standing = standing
        self._request = Request()
        self._parts: dict[str, Part] = {}
        self._opened = False

    @property
    def request(self) -> Request:
        """The request as it stands."""
        return self._request

    @property
    def faults(self) -> tuple[str, ...]:
        """What was typed and cannot be taken, in words: the request is still as it was before."""
        return tuple(fault for name in self._parts for fault in self._faults_in(name))

    def compose(self) -> ComposeResult:
        """Make the row of tabs; what is under them waits until it is looked at."""
        yield TabRow(self._tabs(), id="request-tabs")
        yield Container(id="request-content")

    def load(self, request: Request) -> None:
        """Show another request, without telling of it."""
        self._request = request
        for part in self._parts.values():
            part.put(request)
        self._count()

    def restate(self) -> None:
        """Show what the settings say now, where the request says nothing."""
        if not self._parts:
            return
        from workbench.widgets import request_parts

        for part in self._parts.values():
            request_parts.restate(part)

    async def open(self) -> None:
        """Make what is under the chosen tab; called once there is room to see it."""
        self._opened = True
        await self._show(self.query_one(TabRow).active)

    def action_tab(self, number: int) -> None:
        """Choose a tab, counted from 0."""
        self.query_one(TabRow).active = number

    def next_tab(self) -> None:
        """Choose the next tab."""
        self.query_one(TabRow).action_step(1)

    def focus_content(self) -> None:
        """Put the focus into what is under the chosen tab."""
        part = self._parts.get(_NAMES[self.query_one(TabRow).active])
        inside = [part, *part.query("*")] if part else []
        next((widget for widget in inside if widget.focusable), self.query_one(TabRow)).focus()

    @on(TabRow.Switched)
    async def _tab_switched(self, event: TabRow.Switched) -> None:
        event.stop()
        if self._opened:
            await self._show(event.active)

    @on(PartEdited)
    def _part_edited(self, event: PartEdited) -> None:
        event.stop()
        before, self._request = self._request, event.change(self._request)
        self._count()
        if self._request != before:
            self._follow()
            self.post_message(self.Edited(self._request))

    async def _show(self, number: int) -> None:
        from workbench.widgets import request_parts

        name = _NAMES[number]
        if name not in self._parts:
            self._parts[name] = request_parts.make(name, self._request, self._check, self._standing)
            await self.query_one("#request-content").mount(self._parts[name])
        for other, part in self._parts.items():
            part.display = other == name

    def _follow(self) -> None:
        from workbench.widgets import request_parts

        for part in self._parts.values():
            request_parts.follow(part, self._request)

    def _count(self) -> None:
        self.query_one(TabRow).tabs = self._tabs()

    def _tabs(self) -> tuple[Tab, ...]:
        notes = zip(_NAMES, _LABELS, _notes(self._request), strict=True)
        return tuple(Tab(label=label, note="! wrong" if self._faults_in(name) else note) for name, label, note in notes)

    def _faults_in(self, name: str) -> tuple[str, ...]:
        if name not in self._parts:
            return ()
        from workbench.widgets import request_parts

        return request_parts.faults(self._parts[name])


def _notes(request: Request) -> tuple[str, ...]:
    params = len([param for param in request.params if param.enabled]) + len(request.path_params)
    headers = len([header for header in request.headers if header.enabled])
    return (
        str(params or ""),
        str(headers or ""),
        request.body.type if request.body else "",
        "set" if request.tls != RequestTls() else "",
        "set" if request.options != RequestOptions() else "",
    )
