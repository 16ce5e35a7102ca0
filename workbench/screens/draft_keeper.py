"""The draft of this copy: on disk one second after the last key, and before the power goes, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Final

from textual.message_pump import MessagePump
from textual.timer import Timer

from workbench.interchange.pasted_words import may_hold_secret
from workbench.screens.composition import BLANK, Composition
from workbench.screens.desk import Desk

if TYPE_CHECKING:  # loaded after the first paint
    from workbench.workspace.drafts import Draft, Drafts

PAUSE_SECONDS: Final = 1.0


class DraftKeeper:
    """Keeps what is composed; all writing happens beside the UI's thread, but for `save_now`."""

    def __init__(self, desk: Desk, owner: MessagePump) -> None:
        self._desk = desk
        self._owner = owner
        self._lock = Lock()
        self._drafts: Drafts | None = None
        self._timer: Timer | None = None
        self._draft: Draft | None = None
        self._unsaved = False
        self._complained = False
        self._closed = False

    def changed(self, composed: Composition) -> None:
        """Note what stands in the composer; it is written when the keys have been still for a second."""
        flying = self._draft.in_flight if self._draft else None
        self._draft = _draft(composed, flying)
        self._unsaved = True
        if self._timer:
            self._timer.stop()
        self._timer = self._owner.set_timer(PAUSE_SECONDS, self._save_aside)

    def sent(self, composed: Composition, method: str) -> None:
        """Note that something is on its way by this method, so that a restart can say so."""
        self._draft = _draft(composed, method)
        self._save_aside()

    def landed(self) -> None:
        """Note that the answer is there."""
        if self._draft:
            self._draft = replace(self._draft, in_flight=None, saved_at=_now())
            self._save_aside()

    def restore(self, then: Callable[[Draft], None]) -> None:
        """Look for a draft that nobody holds, and hand it over where there is one."""

        def found(draft: Draft | None) -> None:
            if draft is not None and self._draft is None:
                self._draft = replace(draft, in_flight=None)
            if draft is not None:
                then(draft)

        self._desk.background(self._restored, found)

    def save_now(self) -> None:
        """Write at once, on this thread: the program is about to end."""
        if self._unsaved:
            self._write()

    def close(self) -> None:
        """Leave the draft to the next start, also with what is in flight: nobody will see how that ends."""
        if self._closed:
            return
        self.save_now()
        with self._lock:
            self._closed = True
            if self._drafts:
                self._drafts.close()

    def _restored(self) -> Draft | None:
        with self._lock:
            if self._closed:  # our own draft is on its way to the next start
                return None
            try:
                return self._opened().restore()
            except OSError:
                return None

    def _opened(self) -> Drafts:
        """Return the folder of drafts, loaded at the first use; to be called under the lock."""
        if self._drafts is None:
            from workbench.workspace.drafts import Drafts

            self._drafts = Drafts(self._desk.folders.drafts)
        return self._drafts

    def _save_aside(self) -> None:
        self._unsaved = True
        self._desk.background(self._write, self._complain)

    def _write(self) -> str:
        """Write the draft as it is now; return "" or, in words, why it could not be."""
        with self._lock:
            draft = self._draft
            if draft is None or self._closed:
                return ""
            self._unsaved = False
            try:
                if draft.request == BLANK and draft.in_flight is None:
                    self._opened().discard()
                else:
                    self._opened().save(draft)
            except OSError as error:
                return f"The draft could not be saved: {error.strerror or error}."
            return ""

    def _complain(self, fault: str) -> None:
        if fault and not self._complained:
            self._complained = True
            self._desk.tell(fault, "warning")


def _draft(composed: Composition, in_flight: str | None) -> Draft:
    from workbench.workspace.drafts import Draft

    lent = composed.one_off.words if composed.one_off else None
    request = composed.request
    if may_hold_secret(request.url):
        request = replace(request, url="")  # a command that is none of curl's, or not yet: it may hold a passphrase
    return Draft(request=request, saved_at=_now(), in_flight=in_flight, path=composed.path, lent=lent)


def _now() -> datetime:
    return datetime.now(UTC)
