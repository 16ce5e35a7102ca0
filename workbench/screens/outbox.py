"""What leaves the composer and what comes of it: sent, looked at while it runs, shown, and written to the log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from workbench.models import Request
from workbench.screens import panes
from workbench.screens.send_control import Finished, SendControl
from workbench.widgets.send_button import SendButton
from workbench.widgets.url_field import UrlField, completed

if TYPE_CHECKING:
    from workbench.screens.composer import ComposerScreen

LOOK_SECONDS: Final = 0.3
"""How often a running send is looked at."""


class Outbox:
    """The sends of a composer, one at a time; its widgets show how each goes."""

    def __init__(self, composer: ComposerScreen) -> None:
        self._composer = composer
        self._control = SendControl(composer.desk, composer)
        self._looking: Timer | None = None

    @property
    def running(self) -> bool:
        """Whether a send is under way."""
        return self._control.running

    def send_composed(self) -> None:
        """Send what is composed; a URL without a scheme gets https, which is said."""
        workpiece = self._composer.workpiece
        url = completed(workpiece.request.url)
        if not url:
            self._composer.tell("Type a URL first.", "warn")
            self._composer.query_one(UrlField).focus()
            return
        if url != workpiece.request.url:
            self._composer.query_one(UrlField).value = url
            workpiece.edit(replace(workpiece.request, url=url))
            self._composer.tell("https:// was put in front.", "accent")
        self.send(workpiece.request)

    def send(self, request: Request, *, once: str = "") -> None:
        """Send a request, which need not be the one composed; or say why not."""
        if refusal := self._control.refusal(request):
            self._composer.tell(refusal, "warn")
            return
        workpiece = self._composer.workpiece
        self._control.start(request, once=once)
        workpiece.drafts.sent(workpiece.composition, request.method)
        self._composer.query_one(SendButton).running = True
        self._composer.response.started()
        self._looking = self._composer.set_interval(LOOK_SECONDS, self._look)
        self._composer.refresh_bindings()

    def send_again(self, request: Request) -> None:
        """Put a request sent before into the composer, and send it once more."""
        self._composer.workpiece.take(request)
        self.send(request)

    def stop(self) -> bool:
        """Stop what runs; False when nothing does."""
        return self._control.stop()

    async def landed(self, event: Finished) -> None:
        """Show what came of a send."""
        composer = self._composer
        self._control.landed()
        if self._looking:
            self._looking.stop()
        composer.query_one(SendButton).running = False
        composer.workpiece.drafts.landed()
        composer.desk.record(event.exchange)
        composer.response.show_running(None)
        await composer.response.show(event.exchange)
        panes.answered(composer, troubled=composer.response.trouble is not None)
        composer.workpiece.watch.look_again()
        composer.refresh_bindings()
        if event.once:
            composer.tell(f"Sent {event.once}; nothing was saved.", "accent")

    def _look(self) -> None:
        self._composer.response.show_running(self._control.look())
