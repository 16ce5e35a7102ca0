"""Keeps the line of departures true: at every key, and the proxy, which takes looking up, when the keys pause."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from textual.timer import Timer

from workbench import marks
from workbench.models import Origin, ProxyUsed, Request
from workbench.screens import proxy_lookup
from workbench.screens.desk import Desk
from workbench.screens.proxy_lookup import Question
from workbench.settings import resolved
from workbench.settings.terms import terms
from workbench.widgets.departure_line import DepartureLine
from workbench.widgets.url_field import completed

PAUSE_SECONDS: Final = 0.3
_PLAIN: Final = ("http:", "ws:")


class TermsWatch:
    """Follows a request on behalf of a `DepartureLine`."""

    def __init__(self, desk: Desk, line: DepartureLine) -> None:
        self._desk = desk
        self._line = line
        self._timer: Timer | None = None
        self._request = Request()
        self._origin: Origin | None = None
        self._known: tuple[Question, ProxyUsed | None] | None = None

    def follow(self, request: Request) -> None:
        """Show what is not standard about the request as it stands now."""
        self._request, self._origin = request, _origin(request)
        if self._timer:
            self._timer.stop()
        self._show()
        asked = self._question()
        if asked is not None and (self._known is None or self._known[0] != asked):
            self._timer = self._line.set_timer(PAUSE_SECONDS, partial(self._look, asked))

    def _show(self) -> None:
        settings, asked, here = self._desk.settings, self._question(), self._origin
        secure = not completed(self._request.url).lower().startswith(_PLAIN)
        found = terms(self._request, settings, secure=secure)
        standing = resolved(settings.resolve, here.host, here.port) if here is not None else None
        proxy = self._proxy(asked) if asked is not None else None
        self._line.departures = marks.departures(replace(found, address=found.address or standing, proxy=proxy))

    def _question(self) -> Question | None:
        """Return what is to be asked about the proxy, None where there cannot be one."""
        http, said = self._desk.settings.http, self._request.options.proxy
        if self._origin is None or not proxy_lookup.is_worth_asking(said, http.proxy):
            return None
        return Question(origin=self._origin, said=said, configured=http.proxy, no_proxy=http.no_proxy)

    def _proxy(self, asked: Question) -> ProxyUsed | None:
        return self._known[1] if self._known is not None and self._known[0] == asked else None

    def _look(self, asked: Question) -> None:
        self._desk.background(partial(proxy_lookup.found, asked), partial(self._answered, asked))

    def _answered(self, asked: Question, proxy: ProxyUsed | None) -> None:
        self._known = asked, proxy
        self._show()


def _origin(request: Request) -> Origin | None:
    """Return where the request goes, None while its URL is none or holds variables in its place."""
    from workbench.certificates.hosts import HostError, origin

    try:
        return origin(completed(request.url))
    except HostError:
        return None
