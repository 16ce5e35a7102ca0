"""What stands under the tabs of the answer's pane. Loading this loads every view, so it waits for an answer."""

from __future__ import annotations

from workbench.models import Exchange, Storyteller
from workbench.widgets.body_view import BodyView
from workbench.widgets.headers_view import HeadersView
from workbench.widgets.network_view import NetworkView
from workbench.widgets.timing_view import TimingView

View = BodyView | HeadersView | NetworkView | TimingView


def make(number: int, tell: Storyteller) -> View:
    """Return the view of a tab, counted from 0; `tell` puts handshakes into words."""
    match number:
        case 0:
            return BodyView(id="body-view")
        case 1:
            return HeadersView(id="headers-view")
        case 2:
            return NetworkView(tell, id="network-view")
        case _:
            return TimingView(id="timing-view")


def fill(view: View, exchange: Exchange) -> None:
    """Show an exchange in a view."""
    if isinstance(view, BodyView):
        view.show(exchange.body, _content_type(exchange))
    else:
        view.show(exchange)


def _content_type(exchange: Exchange) -> str:
    headers = exchange.response.headers if exchange.response else ()
    return next((value for name, value in headers if name.lower() == "content-type"), "")
