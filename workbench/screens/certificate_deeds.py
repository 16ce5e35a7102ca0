"""What can be done with the entries of the list of certificates: each deed by its name, saved at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from workbench import marks
from workbench.models import CertificateEntry
from workbench.screens import certificate_list, certificate_rows, typed_certificate
from workbench.screens.add_certificate import AddCertificateScreen, CertificateSaved
from workbench.screens.certificate_list import Removed
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
        self._removed: list[Removed] = []

    def do(self, deed: str, entry: CertificateEntry | None) -> None:
        """Do what a key asked for, with the entry under the cursor where it takes one."""
        match deed:
            case "add":
                self._screen.app.push_screen(AddCertificateScreen(self._desk), self._saved)
            case "undo":
                self._undo()
            case _ if entry is not None:
                self._do_with(deed, entry)

    def _do_with(self, deed: str, entry: CertificateEntry) -> None:
        match deed:
            case "edit":
                form = AddCertificateScreen(self._desk, typed_certificate.from_entry(entry))
                self._screen.app.push_screen(form, self._saved)
            case "toggle":
                changed = replace(entry, enabled=not entry.enabled)
                self._desk.change_settings(certificate_list.put(self._desk.settings, changed))
            case "remove":
                self._screen.app.push_screen(ConfirmScreen(_removal(entry)), partial(self._remove, entry))
            case "passphrase":
                self._screen.app.push_screen(PassphraseScreen(self._desk, entry), self._opened)

    def _saved(self, saved: CertificateSaved | None) -> None:
        if saved:
            self._screen.changed(saved.entry)

    def _opened(self, opened: Opened | None) -> None:
        entry = certificate_list.find(self._desk.settings, opened.entry.id) if opened else None
        if entry:
            self._screen.changed(entry)

    def _remove(self, entry: CertificateEntry, answer: Confirmed | None) -> None:
        if answer is None or entry not in self._desk.settings.certificates:
            return
        left, removed = certificate_list.without(self._desk.settings, entry)
        if self._desk.change_settings(left):
            self._removed.append(removed)
            self._say_undo(f"{marks.label(entry)} removed; u brings it back")

    def _undo(self) -> None:
        if self._removed and self._desk.change_settings(
            certificate_list.brought_back(self._desk.settings, self._removed[-1])
        ):
            back = self._removed.pop().entry
            if isinstance(back, CertificateEntry):
                self._screen.changed(back)
                self._say_undo(f"{marks.label(back)} is back")

    def _say_undo(self, text: str) -> None:
        self._screen.say(text, can_undo=bool(self._removed))


def _removal(entry: CertificateEntry) -> Question:
    files = ", ".join(text for text in (entry.cert_file, entry.key_file, entry.pfx_file) if text)
    return Question(
        title=f"Remove {marks.label(entry)} from the list?",
        facts=(
            Fact(label="For", value=certificate_rows.place(entry)),
            Fact(label="Files", value=f"{files}: they stay where they are"),
            Fact(label="Undo", value="u brings it back while the list is open"),
        ),
        yes="Remove",
    )
