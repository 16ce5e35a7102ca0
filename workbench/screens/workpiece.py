"""What stands in the composer and the widgets that show it: opened, edited, saved, and never lost.

list ── open(row) ──▶ composition ◀── edit(request) ── URL, method, editor
│
├──▶ widgets and certificate line, at once
└──▶ draft, when the keys have been still for a second
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Input

from workbench.interchange.pasted_words import is_curl
from workbench.models import Request
from workbench.screens import composition, one_off, panes
from workbench.screens.certificate_watch import CertificateWatch
from workbench.screens.composition import BLANK, Composition
from workbench.screens.draft_keeper import DraftKeeper
from workbench.screens.library import Library
from workbench.screens.one_off import OneOff
from workbench.screens.terms_watch import TermsWatch
from workbench.widgets.certificate_line import CertificateLine
from workbench.widgets.departure_line import DepartureLine
from workbench.widgets.info_line import InfoLine
from workbench.widgets.method_field import MethodField
from workbench.widgets.request_editor import RequestEditor
from workbench.widgets.request_list import RequestList
from workbench.widgets.url_field import UrlField

if TYPE_CHECKING:
    from workbench.screens.composer import ComposerScreen
    from workbench.workspace.drafts import Draft


class Workpiece:
    """The one composition of a composer, kept equal in the model, the widgets, the draft and the list."""

    def __init__(self, composer: ComposerScreen) -> None:
        self._composer = composer
        self.composition = Composition()
        self.drafts = DraftKeeper(composer.desk, composer)
        self.watch = CertificateWatch(composer.desk, composer.query_one(CertificateLine))
        self.terms = TermsWatch(composer.desk, composer.query_one(DepartureLine))
        self._library = Library(composer.desk, composer.query_one(RequestList))

    @property
    def request(self) -> Request:
        """The request as it stands."""
        return self.composition.request

    def begin(self) -> None:
        """List what is saved, and bring back the draft that was left; what is not standard is said from the start."""
        self.terms.follow(self.request)
        self._library.read(self._begun)

    def put(self, composed: Composition) -> None:
        """Show a composition in place of the one that stands here."""
        self.composition = composed
        request = composed.request
        find = self._composer.query_one
        with self._composer.prevent(Input.Changed):
            find(UrlField).value = request.url
        find(MethodField).method = request.method
        find(RequestEditor).load(request)
        find(RequestList).mark_loaded(composed.path)
        find(InfoLine).told, find(InfoLine).description = None, request.description
        self._settle()

    def edit(self, request: Request) -> None:
        """Take a changed request, keep it as a draft, and show what it changes."""
        if request == self.request:
            return
        self.composition = composition.edited(self.composition, request)
        self.drafts.changed(self.composition)
        self._settle()

    def pin(self, certificate: str | None) -> None:
        """Pin the request to a name, "id:…" or "none"; None goes back to the rules."""
        if certificate is None:
            self.return_identity()
        self.edit(replace(self.request, tls=replace(self.request.tls, certificate=certificate)))
        self._composer.query_one(RequestEditor).load(self.request)

    def new(self) -> None:
        """Begin another request; what was edited here is kept aside."""
        self.put(composition.opened(BLANK, None, self.composition))

    def take_command(self, request: Request, lent: OneOff | None) -> None:
        """Show the request of a pasted command, with what that lends to it; what stood here is kept aside."""
        if lent is not None and lent.entry is not None:
            self._composer.desk.passphrases.forget(lent.entry.id)
            one_off.unlock(lent, self._composer.desk.passphrases)
        self.put(composition.pasted(request, lent, self.composition))
        self.drafts.changed(self.composition)

    def return_identity(self) -> None:
        """Do without the certificate of a pasted command from now on; its trust and addresses stay."""
        lent = self.composition.one_off
        if lent is not None and lent.entry is not None:
            self._composer.desk.passphrases.forget(lent.entry.id)
            kept = replace(lent, entry=None, passphrase=None)
            self.composition = replace(self.composition, one_off=kept)
            self.drafts.changed(self.composition)
            self._settle()

    def take(self, request: Request) -> None:
        """Show a request that was sent before, unless it is the one that stands here."""
        if request != self.request:
            self.put(composition.opened(request, None, self.composition))

    def open(self, row: int) -> bool:
        """Open a saved request; False where it cannot be read. What was edited here is kept aside, and said."""
        found = self._library.at(row)
        if found is None:
            return False
        request, path = found
        before = self.composition
        if path == before.path and not before.is_edited:
            self._composer.hush()
            return True
        self.put(composition.opened(request, path, before))
        if before.is_edited:
            self._composer.tell("What was here before had changes: u in the list brings it back.", "accent")
        return True

    def copy_url(self, row: int) -> None:
        """Copy the URL of a saved request."""
        if found := self._library.at(row):
            self._composer.desk.copy(found[0].url)

    def undo(self) -> None:
        """Bring back what the last opening put aside."""
        before = composition.undone(self.composition)
        if before is None:
            self._composer.tell("There is nothing to bring back.", "warn")
        else:
            self.put(before)

    def save(self, name: str = "") -> None:
        """Save the request where it came from, or as a new one of this name."""
        path = self.composition.path
        if path is None:
            self._save(replace(self.request, name=name), self._library.new_path(name))
        else:
            self._save(self.request, path)

    def close(self) -> None:
        """Leave the draft for the next start, with the last key in it."""
        find = self._composer.query_one
        typed = find(UrlField).value
        url = self.request.url if is_curl(typed) else typed  # a command may hold a passphrase, which no draft has
        self.edit(replace(self.request, url=url, method=find(MethodField).method))
        self.drafts.close()

    def _save(self, request: Request, path: Path) -> None:
        if not self._library.save(request, path):
            return
        self.composition = composition.saved(self.composition, request, path)
        self._composer.query_one(RequestEditor).load(request)
        self._composer.query_one(RequestList).mark_loaded(path)
        self._settle()
        self._library.read(self._count)
        lent = self.composition.one_off
        if lent is not None and lent.entry is not None:
            self._composer.tell("Saved without the certificate of the pasted command; A adds that to the list.", "warn")

    def _settle(self) -> None:
        composed = self.composition
        name = f"  {composed.label}" if composed.label else ""
        star = " *" if composed.is_edited and composed.path else ""
        self._composer.query_one(RequestEditor).border_title = Content(f"Request{name}{star}")
        self.watch.one_off = composed.one_off
        self.watch.follow(composed.request)
        self.terms.follow(composed.request)
        self._composer.outbox.compare()

    def _count(self) -> None:
        panes.listed(self._composer, len(self._library))

    def _begun(self) -> None:
        self._count()
        if len(self._library) and not self._composer.in_use:
            self._composer.query_one(RequestList).focus()
        self.drafts.restore(self._restored)

    def _restored(self, draft: Draft) -> None:
        from workbench.workspace import drafts

        original = self._library.saved_in(draft.path) or BLANK
        composed = Composition(request=draft.request, path=draft.path, original=original)
        if self.composition.is_blank:
            self.put(composed)
            self._composer.tell(drafts.restored(draft, datetime.now(UTC)), "accent")
        else:
            # The person was quicker: what they typed stays, and u in the list brings the draft.
            self.composition = replace(self.composition, before=composed)
