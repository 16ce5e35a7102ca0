"""The answer's pane: the marks in its border, a trouble on top, the tabs below, each made when first looked at."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Iterable
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.events import DescendantFocus, Resize
from textual.widget import Widget
from textual.widgets import Static

from workbench.models import Exchange, Growing, Storyteller
from workbench.widgets import aside
from workbench.widgets.pane import Pane, asks
from workbench.widgets.progress_line import ProgressLine, Running
from workbench.widgets.tab_row import TabRow

if TYPE_CHECKING:  # loaded with the first answer
    from workbench.widgets.answer_views import Sheet, View
    from workbench.widgets.body_view import BodyView
    from workbench.widgets.trouble import Trouble

State = Literal["current", "changed", "previous"]
"""Whether the answer is to what is composed, to it before a change, or to another request."""

BODY, HEADERS, NETWORK, TIMING, COOKIES = range(5)
_ROOMY: Final = 9
"""From how many rows on a trouble is told in full, with all that can be done."""


class ResponseView(Pane):
    """`exchange` is what is shown; `trouble` what stands above it, None while all is well."""

    DEFAULT_CSS = """
    ResponseView {
        & > Container { height: 1fr; }
        & > #hints { height: auto; margin: 1 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "screen.answer('copy')", "Copy", tooltip="Copy a part of the answer …", id="answer.copy"),
    ]

    def __init__(self, hints: Content, tell: Storyteller, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.border_title = "Response"
        self._tell = tell
        self._hints = hints
        self._sending = False
        self._growing: Growing | None = None
        self.exchange: Exchange | None = None
        self.trouble: Trouble | None = None
        self._state: State = "current"
        self._views: dict[int, View] = {}
        self._turned_to_network = False
        self.filter_text = ""
        """What the body is filtered by, as it was typed."""
        self._changing = Lock()
        """Held while widgets come and go: an answer lands in one task, a key may ask for a new request in another."""

    def compose(self) -> ComposeResult:
        """Make what the first look needs: the hints."""
        yield ProgressLine()
        yield Static(self._hints, id="hints")

    async def show(self, exchange: Exchange) -> None:
        """Show a finished send; one without an answer turns to the Network tab, where its story is."""
        if not self.is_attached:  # the app is ending
            return
        async with self._changing:
            self._growing = None
            await self._fill(exchange)

    async def follow(self, exchange: Exchange, growing: Growing) -> None:
        """Show what there is of an answer that still arrives, and its body as it comes, until `show` or `clear`."""
        if not self.is_attached:
            return
        async with self._changing:
            self._growing = growing
            await self._fill(exchange)

    async def clear(self) -> None:
        """Show no answer any more, but what one sees first."""
        async with self._changing:
            self.exchange = self.trouble = self._growing = None
            self._views.clear()
            await self.query("FailurePanel, TabRow, #response-content").remove()
            self._reveal()
            self._title()

    def compare(self, state: State) -> None:
        """Mark the answer as what it is to the request that is composed now."""
        if state != self._state:
            self._state = state
            self._title()

    def show_running(self, running: Running | None) -> None:
        """Say where a send is; None when none runs."""
        self.query_one(ProgressLine).show(running)

    def started(self) -> None:
        """Take the marks of the answer before out of sight: they are not those of the send that runs."""
        self._sending, self._growing = True, None
        self._title()
        # To load and to mount what shows an answer takes a tenth of a second, in which no key would be answered.
        aside.run(self, partial(import_module, "workbench.widgets.answer_views"), self._loaded)

    def ended(self) -> None:
        """Put the marks back: nothing runs any more."""
        self._sending = False
        self._title()

    @property
    def active(self) -> Sheet | BodyView | None:
        """What is under the chosen tab, None before the first answer."""
        from workbench.widgets.body_pane import BodyPane

        view = next((self._views.get(row.active) for row in self._rows), None)
        return view.body if isinstance(view, BodyPane) else view

    def body(self) -> BodyView | None:
        """Turn to the body and return its view, None where there is none."""
        from workbench.widgets.body_pane import BodyPane

        self.action_tab(BODY)
        view = self._views.get(BODY) if self.exchange else None
        return view.body if isinstance(view, BodyPane) else None

    def network(self, *, chain: bool = False) -> None:
        """Turn to the Network tab, there to the chain if asked, and put the focus on it."""
        self.action_tab(NETWORK)
        self.call_after_refresh(self._focus_network, chain=chain)

    def focus_content(self) -> None:
        """Put the focus into what is under the chosen tab, or on the pane's first stop."""
        target: Widget | None = self.active
        if target is not None:
            target.focus()

    def focus_remedies(self) -> None:
        """Put the focus on the things to do."""
        for row in self.query("ActionRow"):
            row.focus()

    def action_tab(self, number: int) -> None:
        """Choose a tab, counted from 0."""
        for row in self._rows:
            row.active = number

    def next_tab(self) -> None:
        """Choose the next tab."""
        for row in self._rows:
            row.action_step(1)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Give the room to what is read: the trouble yields to what stands under the tabs."""
        beneath = any(node.id == "response-content" for node in event.widget.ancestors)
        self.query("FailurePanel").set_class(beneath, "-aside")

    def on_descendant_blur(self) -> None:
        """Give the trouble its room back, unless a question is asked about what is read."""
        if self.screen.focused is None or not asks(self.screen.focused):
            self.query("FailurePanel").remove_class("-aside")

    def on_resize(self, event: Resize) -> None:
        """Fit the marks into the border again, and the trouble into the pane."""
        self._title()
        self._shorten()

    @property
    def _rows(self) -> Iterable[TabRow]:
        """The row of tabs, once there is an answer."""
        return self.query(TabRow) if self.exchange else ()

    def _reveal(self) -> None:
        """Let what there is of an answer be seen, else the hints."""
        self.query_one("#hints").display = self.exchange is None
        self.query("#response-tabs, #response-content").set(display=self.exchange is not None)

    def _loaded(self, _: ModuleType) -> None:
        self.call_later(self._prepare)

    async def _prepare(self) -> None:
        """Have everything stand, out of sight, before the first answer comes."""
        async with self._changing:
            if self._sending:
                await self._furnished()

    def _shorten(self) -> None:
        from workbench.widgets.failure_panel import FailurePanel

        for panel in self.query(FailurePanel):
            panel.shorten(self.size.height < _ROOMY)

    def _focus_network(self, *, chain: bool) -> None:
        from workbench.widgets.network_view import NetworkView

        view = self._views.get(NETWORK)
        if isinstance(view, NetworkView):
            view.focus()
            if chain:
                view.go_to_chain()

    async def _fill(self, exchange: Exchange) -> None:
        from workbench.widgets import answer_views
        from workbench.widgets.failure_panel import FailurePanel
        from workbench.widgets.trouble import trouble

        row = await self._furnished()
        self.exchange, self.trouble, self.filter_text = exchange, trouble(exchange), ""
        for panel in self.query(FailurePanel):
            panel.show(self.trouble)
        self._shorten()
        for view in self._views.values():
            answer_views.fill(view, exchange, self._growing)
        self._reveal()
        row.tabs = answer_views.tabs(exchange)
        self._turn(exchange, row)
        await self._show(row.active)
        self._title()

    @on(TabRow.Switched)
    async def _tab_switched(self, event: TabRow.Switched) -> None:
        event.stop()
        async with self._changing:
            if self.query("#response-content"):
                await self._show(event.active)

    async def _furnished(self) -> TabRow:
        """Return the row of tabs, made with all else for the first answer."""
        if rows := self.query(TabRow):
            return rows.first()
        from workbench.widgets import answer_views
        from workbench.widgets.failure_panel import FailurePanel

        row = TabRow(answer_views.tabs(None), numbered=True, id="response-tabs")
        body = self._views[BODY] = answer_views.make(BODY, self._tell)
        content = Container(body, id="response-content")
        row.display = content.display = False
        await self.mount(FailurePanel(), row, content)
        return row

    async def _show(self, number: int) -> None:
        from workbench.widgets import answer_views

        if number not in self._views and self.exchange:
            view = self._views[number] = answer_views.make(number, self._tell)
            await self.query_one("#response-content").mount(view)
            answer_views.fill(view, self.exchange, self._growing)
        was_read = any(view.has_focus_within for view in self._views.values())
        for other, view in self._views.items():
            view.display = other == number
        if was_read and number in self._views:
            self.focus_content()

    def _turn(self, exchange: Exchange, row: TabRow) -> None:
        if exchange.outcome == "failure" and exchange.body is None and row.active == BODY:
            row.active = NETWORK
            self._turned_to_network = True
        elif exchange.outcome == "response" and self._turned_to_network:
            row.active = BODY
            self._turned_to_network = False

    def _title(self) -> None:
        from workbench.widgets import answer_title

        width = self.size.width - 6
        if self._sending and self._growing is not None and self.exchange is not None:
            self.border_title = answer_title.title(self.exchange, width, arriving=True)
        elif self._sending:
            below = "  below is the answer before" if self.exchange is not None else ""
            self.border_title = Content(f"Response  sending…{below}")
        elif self.exchange is None:
            self.border_title = Content("Response")
        elif self._state == "current":
            self.border_title = answer_title.title(self.exchange, width)
        else:
            self.border_title = answer_title.earlier(self.exchange, width, changed=self._state == "changed")
