"""What stands under the tabs of the answer's pane. Loading this loads every view, so it waits for an answer."""

from __future__ import annotations

from typing import Final

from workbench.models import Exchange, Growing, Storyteller
from workbench.widgets import cookies_view
from workbench.widgets.body_pane import BodyPane
from workbench.widgets.cookies_view import CookiesView
from workbench.widgets.headers_view import HeadersView
from workbench.widgets.network_view import NetworkView
from workbench.widgets.tab_row import Tab
from workbench.widgets.timing_view import TimingView

Sheet = HeadersView | NetworkView | TimingView | CookiesView
View = BodyPane | Sheet
_LABELS: Final = ("Body", "Headers", "Network", "Timing", "Cookies")


def make(number: int, tell: Storyteller) -> View:
    """Return the view of a tab, counted from 0; `tell` puts handshakes into words."""
    match number:
        case 0:
            return BodyPane(id="body-pane")
        case 1:
            return HeadersView(id="headers-view")
        case 2:
            return NetworkView(tell, id="network-view")
        case 3:
            return TimingView(id="timing-view")
        case _:
            return CookiesView(id="cookies-view")


def fill(view: View, exchange: Exchange, growing: Growing | None = None) -> None:
    """Show an exchange in a view, and where its body still arrives, that as it comes."""
    if growing is not None and isinstance(view, BodyPane):
        view.follow(exchange, growing)
    else:
        view.show(exchange)


def tabs(exchange: Exchange | None) -> tuple[Tab, ...]:
    """Return the tabs of an answer, with how much is under each where that is worth a word."""
    response = exchange.response if exchange else None
    hops = len(exchange.hops) if exchange else 0
    cookies = cookies_view.count(exchange) if exchange else 0
    notes = (
        "",
        str(len(response.headers)) if response else "",
        f"{hops} hops" if hops > 1 else "",
        "",
        str(cookies) if cookies else "",
    )
    return tuple(Tab(label=label, note=note) for label, note in zip(_LABELS, notes, strict=True))
