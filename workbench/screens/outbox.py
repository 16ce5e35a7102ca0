"""What leaves the composer and what comes of it: sent, looked at while it runs, shown, and written to the log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from workbench.interchange.pasted_words import is_curl
from workbench.models import Choice, Request
from workbench.nouns import dataclass
from workbench.screens import panes
from workbench.screens.one_off import OneOff
from workbench.screens.send_control import Faulted, Finished, SendControl
from workbench.widgets.info_line import InfoLine
from workbench.widgets.request_editor import RequestEditor
from workbench.widgets.send_button import SendButton
from workbench.widgets.url_field import UrlField, completed

if TYPE_CHECKING:
    from workbench.screens.composer import ComposerScreen
    from workbench.widgets.response_view import State

LOOK_SECONDS: Final = 0.25
"""How often a running send is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was composed, what was lent to it, and whom the session was, when the send began that is shown or runs."""

    request: Request
    choice: Choice | None
    lent: OneOff | None


class Outbox:
    """The sends of a composer, one at a time; its widgets show how each goes."""

    def __init__(self, composer: ComposerScreen) -> None:
        self._composer = composer
        self._control = SendControl(composer.desk, composer)
        self._looking: Timer | None = None
        self._follows = False
        self._flying: _Asked | None = None
        self._answered: _Asked | None = None
        self._refusal = ""

    @property
    def running(self) -> bool:
        """Whether a send is under way."""
        return self._control.running

    def send_composed(self) -> None:
        """Send what is composed; a URL without a scheme gets https, which is said."""
        workpiece = self._composer.workpiece
        self._composer.hush()
        if faults := self._composer.query_one(RequestEditor).faults:
            self._composer.tell(f"Nothing was sent. {faults[0]}", "warn")
            return
        if is_curl(typed := self._composer.query_one(UrlField).value):
            self._composer.post_message(UrlField.CommandGiven(typed))
            return
        url = completed(workpiece.request.url)
        if not url:
            self._composer.tell("Type a URL first.", "warn")
            self._composer.query_one(UrlField).focus()
            return
        completes = url != workpiece.request.url
        if completes:
            field, before = self._composer.query_one(UrlField), workpiece.request.url
            at = field.cursor_position
            field.value = url
            field.cursor_position = at + len(url) - len(before.strip())
            workpiece.edit(replace(workpiece.request, url=url))
        if self.send(workpiece.request) and completes:
            self._composer.tell("https:// was put in front.", "accent")

    def send(self, request: Request, *, once: str = "", again: bool = False) -> bool:
        """Send a request, which need not be the one composed; or say why not, and return False.

        With `once` it is the last one but for what the words say; `again` says that nothing was sent of the last.
        """
        if again:
            self._control.repeat()
        if refusal := self._control.refusal(request):
            self._composer.tell(refusal, "warn")
            self._refusal = refusal
            return False
        self._composer.hush()
        workpiece = self._composer.workpiece
        # What is sent again, or differently once, is the request that is shown: with what was lent to that one.
        lent = self._answered.lent if (once or again) and self._answered else workpiece.composition.one_off
        self._control.start(request, once=once, lent=lent)
        workpiece.drafts.sent(workpiece.composition, request.method)
        self._composer.query_one(SendButton).running = True
        self._composer.response.started()
        self._follows = False
        self._looking = self._composer.set_interval(LOOK_SECONDS, self._look)
        self._composer.refresh_bindings()
        answered = self._answered.request if once and self._answered else request
        self._flying = _Asked(request=answered, choice=self._composer.desk.choice, lent=lent)
        return True

    def compare(self) -> None:
        """Mark the answer where it is not to what is composed now."""
        self._composer.response.compare(self._state())

    def forget(self) -> None:
        """Begin anew: what is shown answers nothing any more."""
        self._answered = None

    def send_again(self, request: Request) -> None:
        """Put a request sent before into the composer, and send it once more."""
        self._composer.workpiece.take(request)
        self.send(request)

    def stop(self) -> bool:
        """Stop what runs; False when nothing does."""
        return self._control.stop()

    async def landed(self, event: Finished | Faulted) -> None:
        """Show what came of a send, laid out and drawn once, when all of it stands."""
        with self._composer.app.batch_update():
            self._ended()
            if isinstance(event, Finished) and not self._composer.remedies.unlock(event, self._show):
                await self._show(event)

    def _ended(self) -> None:
        composer = self._composer
        self._control.landed()
        if composer.query_one(InfoLine).told == (self._refusal, "warn"):  # it says what runs, and nothing does any more
            composer.hush()
        if self._looking:
            self._looking.stop()
        composer.query_one(SendButton).running = False
        composer.workpiece.drafts.landed()
        composer.response.show_running(None)
        composer.response.ended()
        composer.refresh_bindings()

    async def _show(self, event: Finished) -> None:
        composer = self._composer
        composer.desk.record(event.exchange, self._flying.choice if self._flying else None)
        self._answered = self._flying
        panes.expecting(composer)
        await composer.response.show(event.exchange)
        self.compare()
        panes.answered(composer, troubled=composer.response.trouble is not None)
        composer.workpiece.watch.look_again()
        composer.refresh_bindings()
        if event.once:
            composer.tell(f"Sent {event.once}; nothing was saved.", "accent")

    def _state(self) -> State:
        asked, now = self._answered, self._composer.workpiece.request
        if asked is None or (_bare(asked.request) == _bare(now) and asked.choice == self._composer.desk.choice):
            return "current"
        same = (asked.request.method, asked.request.url) == (now.method, now.url)
        return "changed" if same else "previous"

    async def _look(self) -> None:
        composer = self._composer
        composer.response.show_running(self._control.look())
        arriving = self._control.arriving()
        if arriving is not None and not self._follows:
            self._follows = True
            with composer.app.batch_update():
                panes.expecting(composer)
                await composer.response.follow(*arriving)
                panes.answered(composer, troubled=False)
                composer.refresh_bindings()


def _bare(request: Request) -> Request:
    """Return a request without what is not sent."""
    return replace(request, name="", description="")
