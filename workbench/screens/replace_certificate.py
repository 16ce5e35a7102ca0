"""The form that puts new files into an entry's place: what it has beside what it would get, its rank kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePath
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets.input import Selection

from workbench import marks
from workbench.certificates import renewal, rotation
from workbench.certificates.renewal import Face, Row
from workbench.models import CertificateEntry
from workbench.nouns import dataclass
from workbench.screens import certificate_list, certificate_reading, typed_certificate
from workbench.screens.add_certificate import AddCertificateScreen
from workbench.screens.certificate_fields import CertificateFields
from workbench.screens.desk import Desk
from workbench.screens.typed_examination import Examined
from workbench.settings import steps
from workbench.visible import visible
from workbench.widgets.action_button import ActionButton
from workbench.widgets.finding import Finding, Note
from workbench.widgets.footer import Footer
from workbench.widgets.form import Buttons, Form
from workbench.widgets.old_and_new import OldAndNew, Pair
from workbench.widgets.text_field import TextField
from workbench.widgets.tone import Tone

_TONES: Final[Mapping[str, Tone]] = {"same": "dim", "later": "good", "new": "accent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Old:
    """What the entry has, and in words that its files hold another certificate by now, "" where they do not."""

    face: Face
    rotated: str


class ReplaceCertificateScreen(AddCertificateScreen):
    """The form of `AddCertificateScreen` for files and passphrase alone; what else the entry says stays as it is.

    It starts with the old files, so that a new one in the old one's place needs no key but ^S; the names of
    the files are selected, so that other names in the same folder are typed over them.
    """

    HELP_TOPIC: ClassVar[str] = "Forms"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "save", "Replace", id="replace.save")]
    DEFAULT_CSS = """
    ReplaceCertificateScreen {
        & #row-host, & #row-name, & #row-ca { display: none; }
        & OldAndNew { margin-bottom: 0; }
        & #warnings.-empty { display: none; }
    }
    """

    def __init__(self, desk: Desk, entry: CertificateEntry) -> None:
        super().__init__(desk, typed_certificate.from_entry(entry))
        self._entry = entry
        self._begin_at = "pfx" if entry.pfx_file else "cert"
        self._to_fault = False
        self._old = renewal.of_seen(entry.seen) if entry.seen else Face()
        self._rotated = ""

    def compose(self) -> ComposeResult:
        """Put the two certificates side by side above the fields for the new one."""
        with Form() as form:
            form.border_title = Content(f"Replace {marks.label(self._entry)}")
            form.border_subtitle = Content(visible(f"keeps id {self._entry.id}, host, port, name and rank"))
            yield OldAndNew()
            yield Finding(id="warnings")
            yield CertificateFields(self._desk, self._first)
            with Buttons():
                yield ActionButton("Replace", key="^S", id="save")
                yield ActionButton("Cancel", key="Esc", id="cancel")
                yield ActionButton("Add as CA instead", key="^T", id="as-ca")
            yield Finding(id="outcome")
        yield Footer()

    def on_mount(self) -> None:
        """Look at what the entry has."""
        self._compare(Face())
        self.call_after_refresh(self._select_names)
        self._desk.background(partial(_look, self._desk, self._entry), self._take_old)

    def _take_old(self, found: _Old) -> None:
        self._old = found.face
        self._rotated = f"{found.rotated}. ^S takes it." if found.rotated else ""
        if self.is_attached:
            self._compare(renewal.of_files(self._last.inspection if self._last else None))

    def _show(self, examined: Examined) -> None:
        super()._show(examined)
        if self.is_attached and examined is self._last:
            self._compare(renewal.of_files(examined.inspection))

    def _compare(self, new: Face) -> None:
        rows = renewal.compared(self._old, new, datetime.now(UTC))
        self.query_one(OldAndNew).show([_pair(row) for row in rows])
        self.query_one("#warnings", Finding).notes = tuple(self._notes(new))

    def _notes(self, new: Face) -> Sequence[Note]:
        if new.sha256 is not None and new.sha256 == self._old.sha256:
            return [Note(text="These are the files it has. Choose the new ones below.")]
        said = [Note(text=words, tone="warn") for words in renewal.warnings(self._old, new)]
        return [Note(text=self._rotated, tone="good"), *said] if self._rotated else said

    def _save(self, entry: CertificateEntry, examined: Examined) -> None:
        if not self.is_attached:
            return
        current = certificate_list.find(self._desk.settings, self._entry.id)
        if current is None:
            self._say(Note(text="Not saved: it was removed meanwhile; u in the list brings it back.", tone="bad"))
            return
        if not self._is_new(entry, examined):
            self._say(Note(text="Not saved: these are the files it has. Choose the new ones first.", tone="bad"))
            return
        whole = replace(
            current,
            cert_file=entry.cert_file,
            key_file=entry.key_file,
            pfx_file=entry.pfx_file,
            passphrase=entry.passphrase,
            seen=entry.seen,
        )
        super()._save(whole, examined)

    def _is_new(self, entry: CertificateEntry, examined: Examined) -> bool:
        """Tell whether files, what is in them, or the passphrase are others than the entry's."""
        leaf = examined.inspection.leaf if examined.inspection else None
        same = leaf is not None and leaf.sha256 == self._old.sha256
        typed = bool(examined.typed.passphrase) or entry.passphrase != self._entry.passphrase
        return typed or not same or steps.is_replacement(self._entry, entry)

    def _select_names(self) -> None:
        if not self.is_attached:
            return
        for name in ("cert", "key", "pfx"):
            field = self.query_one(f"#{name}", TextField)
            length = len(PurePath(field.value).name)
            field.selection = Selection(len(field.value) - length, len(field.value))


def _look(desk: Desk, entry: CertificateEntry) -> _Old:
    """Look at what the entry has, and whether its files hold another by now; does I/O and loads cryptography."""
    status = certificate_reading.statuses(desk, (entry,))[entry.id]
    return _Old(face=renewal.of_entry(status), rotated=rotation.of_status(status, datetime.now(UTC)))


def _pair(row: Row) -> Pair:
    tone: Tone = "warn" if row.warns else _TONES.get(row.mark, "plain")
    return Pair(label=row.label, old=row.old, new=row.new, mark=row.mark, tone=tone)
