"""What can be done with the entries of the list of certificates: each deed by its name, saved at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from workbench import marks
from workbench.models import CertificateEntry
from workbench.screens import certificate_list, certificate_rows, identity, typed_certificate, undoing
from workbench.screens.add_certificate import AddCertificateScreen, CertificateSaved
from workbench.screens.confirm import Confirmed, ConfirmScreen, Question
from workbench.screens.desk import Desk
from workbench.screens.passphrase import Opened, PassphraseScreen
from workbench.widgets.fact_sheet import Fact

if TYPE_CHECKING:
    from workbench.screens.certificates import CertificatesScreen


class CertificateDeeds:
    """Acts on behalf of the screen with the list, which shows what came of it."""

    def __init__(self, screen: CertificatesScreen, desk: Desk) -> None:
        self._screen = screen
        self._desk = desk

    def do(self, deed: str, entry: CertificateEntry | None) -> None:
        """Do what a key asked for, with the entry under the cursor where it takes one."""
        match deed:
            case "add":
                self._screen.app.push_screen(AddCertificateScreen(self._desk), self._saved)
            case "import":
                self._import()
            case "undo":
                self._undo()
            case _ if entry is not None:
                self._do_with(deed, entry)

    def _do_with(self, deed: str, entry: CertificateEntry) -> None:
        match deed:
            case "edit":
                form = AddCertificateScreen(self._desk, typed_certificate.from_entry(entry))
                self._screen.app.push_screen(form, self._saved)
            case "replace":
                self._replace(entry)
            case "toggle":
                changed = replace(entry, enabled=not entry.enabled)
                if self._desk.change_settings(certificate_list.put(self._desk.settings, changed)):
                    self._offer_undo(f"{marks.label(entry)} switched {'on' if changed.enabled else 'off'}")
            case "remove":
                self._screen.app.push_screen(ConfirmScreen(_removal(entry)), partial(self._remove, entry))
            case "be":
                identity.turn_to(self._desk, entry)
            case "passphrase":
                self._screen.app.push_screen(PassphraseScreen(self._desk, entry), self._opened)

    def _replace(self, entry: CertificateEntry) -> None:
        from workbench.screens.replace_certificate import ReplaceCertificateScreen

        self._screen.app.push_screen(ReplaceCertificateScreen(self._desk, entry), self._replaced)

    def _import(self) -> None:
        from workbench.screens.import_certificates import ImportCertificatesScreen, Imported

        def show(imported: Imported | None) -> None:
            entry = certificate_list.find(self._desk.settings, imported.first) if imported else None
            if imported and entry:
                self._screen.changed(entry)
                self._offer_undo(f"{imported.certificates} imported; u takes them out again")

        self._screen.app.push_screen(ImportCertificatesScreen(self._desk), show)

    @property
    def can_undo(self) -> bool:
        """Whether something was removed, replaced or edited, by whichever copy and however long ago."""
        return self._desk.journal.offers(CertificateEntry)

    def _saved(self, saved: CertificateSaved | None) -> None:
        if saved:
            self._screen.changed(saved.entry)
            self._offer_undo(f"{marks.label(saved.entry)} saved")

    def _replaced(self, saved: CertificateSaved | None) -> None:
        if saved:
            self._screen.changed(saved.entry)
            self._offer_undo(f"{marks.label(saved.entry)} replaced; u puts the old files back")

    def _opened(self, opened: Opened | None) -> None:
        entry = certificate_list.find(self._desk.settings, opened.entry.id) if opened else None
        if entry:
            self._screen.changed(entry)

    def _remove(self, entry: CertificateEntry, answer: Confirmed | None) -> None:
        current = certificate_list.find(self._desk.settings, entry.id)
        if answer is None or current is None:
            return
        if self._desk.change_settings(certificate_list.without(self._desk.settings, current)):
            self._desk.passphrases.forget(entry.id)
            self._offer_undo(f"{marks.label(entry)} removed; u brings it back")

    def _undo(self) -> None:
        back = undoing.take_back(self._desk, CertificateEntry)
        if isinstance(back.entry, CertificateEntry):
            self._screen.changed(back.entry)
        self._offer_undo(back.words)

    def _offer_undo(self, text: str) -> None:
        self._screen.say(text, can_undo=self.can_undo)


def _removal(entry: CertificateEntry) -> Question:
    files = ", ".join(text for text in (entry.cert_file, entry.key_file, entry.pfx_file) if text)
    return Question(
        title=f"Remove {marks.label(entry)} from the list?",
        facts=(
            Fact(label="For", value=certificate_rows.place(entry)),
            Fact(label="Files", value=f"{files}: they stay where they are"),
            Fact(label="Undo", value="u brings it back, also after a restart"),
        ),
        yes="Remove",
    )
