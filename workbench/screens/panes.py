"""The composer's panes: how they share the room, and the ways between them.

One class on #panes stands for each thing that matters to the layout; the rest is CSS. Below 120 columns the
list and the request share a place: whichever the focus was in last has it.
"""

from __future__ import annotations

from typing import Final

from textual.containers import Container
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from workbench.widgets.certificate_line import CertificateLine
from workbench.widgets.info_line import InfoLine
from workbench.widgets.method_field import MethodField
from workbench.widgets.pane import asks
from workbench.widgets.request_editor import RequestEditor
from workbench.widgets.request_list import RequestList
from workbench.widgets.response_view import ResponseView
from workbench.widgets.url_field import UrlField

LIST: Final = "-list"
IN_REQUEST: Final = "-in-request"
IN_RESPONSE: Final = "-in-response"
ANSWERED: Final = "-answered"
TROUBLED: Final = "-troubled"
NO_REQUESTS: Final = "-no-requests"
WIDE: Final = 120
"""From how many columns on the panes stand side by side."""
TALL: Final = 20
"""From how many rows on a description may take two."""
COLUMNS: Final = [(0, "-narrow"), (WIDE, "-wide")]
ROWS: Final = [(0, "-short"), (TALL, "-tall")]
_PANES: Final = ("requests-pane", "request", "response")


class Panes(Container):
    """The panes, as #panes; its classes say who has the room, and nothing within a pane looks at them."""

    def update_node_styles(self, animate: bool = True) -> None:
        """Look up the styles of what shares the room; Textual would look up those of all that is in the panes."""
        if self.is_attached:
            shares = (child for node in self.children if node.id == "left" for child in node.children)
            self.app.stylesheet.update_nodes((self, *self.children, *shares), animate=animate)


def fit(screen: Screen[None], size: Size) -> None:
    """Give the screen the classes of a size, as Textual will."""
    screen.add_class("-wide" if size.width >= WIDE else "-narrow", "-tall" if size.height >= TALL else "-short")


def follow(screen: Screen[None], focused: Widget) -> None:
    """Give the room to the pane that the focus came to; a question is about the pane before, which keeps it."""
    if asks(focused):
        return
    here = pane_of(focused)
    shares = {LIST: here == "requests-pane"} if here in ("requests-pane", "request") else {}
    _room(screen).update_classes({IN_REQUEST: here == "request", IN_RESPONSE: here == "response", **shares})


def has(screen: Screen[None], name: str) -> bool:
    """Tell whether something that matters to the layout holds."""
    return _room(screen).has_class(name)


def expecting(screen: Screen[None]) -> None:
    """Give the answer its room before its widgets are made, which then find their styles once."""
    _room(screen).add_class(ANSWERED)


def answered(screen: Screen[None], *, troubled: bool) -> None:
    """Give the answer its room."""
    _room(screen).update_classes({ANSWERED: True, TROUBLED: troubled})
    _make_room(screen)


def cleared(screen: Screen[None]) -> None:
    """Take back the room of an answer that is gone."""
    _room(screen).remove_class(ANSWERED, TROUBLED)
    _make_room(screen)


def _make_room(screen: Screen[None]) -> None:
    """On a low screen the description goes before the list gets too short to walk in."""
    screen.query_one(InfoLine).yields = has(screen, TROUBLED) and screen.has_class("-short")


def listed(screen: Screen[None], count: int) -> None:
    """Show the list where there is something in it, and how much."""
    # Nothing is found any more where the screen goes while its list was being read.
    screen.query("#panes").set_class(count == 0, NO_REQUESTS)
    for pane in screen.query("#requests-pane"):
        pane.border_subtitle = str(count)


def pane_of(widget: Widget) -> str:
    """Return the id of the pane that a widget is in, "" for those above the panes."""
    ids = (node.id for node in widget.ancestors_with_self)
    return next((name for name in ids if name in _PANES), "")


async def go(screen: Screen[None], letter: str) -> None:
    """Put the focus where a letter of jump mode says."""
    match letter:
        case "m":
            screen.query_one(MethodField).focus()
        case "u":
            screen.query_one(UrlField).focus()
        case "k":
            screen.query_one(CertificateLine).focus()
        case "l":
            _room(screen).add_class(LIST)
            screen.query_one(RequestList).focus()
        case "q":
            await into_request(screen)
        case "a":
            screen.query_one(ResponseView).focus_remedies()
        case "p":
            await screen.run_action("app.command_palette")
        case _:
            screen.query_one(ResponseView).focus_content()


async def into_request(screen: Screen[None]) -> None:
    """Show the request's pane and put the focus into it."""
    _room(screen).remove_class(LIST)
    editor = screen.query_one(RequestEditor)
    await editor.open()
    editor.focus_content()


async def next_tab(screen: Screen[None], side: str) -> None:
    """Choose the next tab of the answer, or of the request, which then shows."""
    if side == "response":
        screen.query_one(ResponseView).next_tab()
        return
    screen.query_one(RequestEditor).next_tab()
    await into_request(screen)


async def choose_tab(screen: Screen[None], side: str, number: int) -> None:
    """Choose a tab of the answer, or of the request, which then shows; counted from 0."""
    if side == "response":
        screen.query_one(ResponseView).action_tab(number)
        return
    screen.query_one(RequestEditor).action_tab(number)
    await into_request(screen)


def leave(screen: Screen[None]) -> None:
    """Go from a text field to where the letters are keys: the answer, the list, or the certificate."""
    response = screen.query_one(ResponseView)
    if response.active is not None:
        response.focus_content()
    elif has(screen, NO_REQUESTS):
        screen.query_one(CertificateLine).focus()
    else:
        screen.query_one(RequestList).focus()


def _room(screen: Screen[None]) -> Widget:
    return screen.query_one("#panes")
