"""The form for a client certificate, new or edited: its files are examined while they are typed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from workbench.certificates.faults import MaterialField
from workbench.certificates.hosts import authority
from workbench.certificates.printed import Halt
from workbench.models import CaEntry, CertificateEntry
from workbench.nouns import dataclass
from workbench.screens import (
    certificate_findings,
    certificate_list,
    host_words,
    moved_files,
    passphrase_trial,
    typed_certificate,
    typed_examination,
)
from workbench.screens.add_ca import AddCaScreen, CaSaved
from workbench.screens.certificate_fields import CertificateFields
from workbench.screens.desk import Desk
from workbench.screens.typed_certificate import TypedCertificate
from workbench.screens.typed_examination import Examined
from workbench.settings.schema import ASK
from workbench.visible import visible
from workbench.widgets.action_button import ActionButton
from workbench.widgets.alternatives import Alternatives
from workbench.widgets.finding import Finding, Note
from workbench.widgets.footer import Footer
from workbench.widgets.form import Buttons, Form
from workbench.widgets.path_field import PathField

_PAUSE_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSaved:
    """The entry as it is in the settings now; its passphrase is sealed, or "ask"."""

    entry: CertificateEntry


class AddCertificateScreen(Screen[CertificateSaved | None]):
    """Saves the entry by itself, and stays open with everything typed where that fails.

    `typed` fills it in: a host and a port, or an entry to edit (`typed_certificate.from_entry`). With `begin_at`
    the cursor starts in that field, or in the one that turns out to be at fault before anything is typed.
    """

    HELP_TOPIC: ClassVar[str] = "Forms"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="form.save"),
        Binding("ctrl+t", "as_ca", "Add as CA", id="form.as_ca"),
        Binding("ctrl+c", "stop", "Stop the command for the passphrase", show=False, id="form.stop"),
        Binding("escape", "cancel", "Back", id="form.cancel"),
    ]

    def __init__(
        self, desk: Desk, typed: TypedCertificate | None = None, begin_at: MaterialField | None = None
    ) -> None:
        super().__init__()
        self._desk = desk
        self._first = typed or TypedCertificate()
        self._before = self._first
        self._pause: Timer | None = None
        self._number = 0
        self._begin_at = certificate_findings.form_field(begin_at, self._first) if begin_at else None
        self._to_fault = begin_at is not None or self._first.entry is not None
        self._warned = False
        self._useless: TypedCertificate | None = None
        self._halt = Halt()
        self._last: Examined | None = None

    def compose(self) -> ComposeResult:
        """Put the fields above the buttons."""
        editing = self._first.entry
        with Form() as form:
            form.border_title = "Edit certificate" if editing else "Add certificate"
            form.border_subtitle = Content(visible(editing.id)) if editing else ""
            yield CertificateFields(self._desk, self._first)
            with Buttons():
                yield ActionButton("Save", key="^S", id="save")
                yield ActionButton("Cancel", key="Esc", id="cancel")
                yield ActionButton("Add as CA instead", key="^T", id="as-ca")
            yield Finding(id="outcome")
        yield Footer()

    def on_mount(self) -> None:
        """Begin."""
        self._before = self._fields.typed
        self.query_one("#as-ca").display = False
        self._fields.begin(self._begin_at)
        self._examine()

    @on(CertificateFields.FilesChanged)
    def examine_soon(self) -> None:
        """Look into the files once the typing pauses."""
        if self._pause:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE_SECONDS, self._examine)

    @on(Input.Changed)
    @on(Alternatives.Changed)
    def typed_on(self) -> None:
        """Take back what was said of the form as it was before; Esc asks again."""
        outcome = self.query_one("#outcome", Finding)
        if any(note.tone != "dim" for note in outcome.notes):
            self._warned = False
            outcome.notes = ()

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Take the new place that is offered for a moved file, else go on: only ^S and the button save."""
        found = self._last.moved if self._last else ()
        if place := moved_files.offered(found, self._fields.typed, event.input.id):
            event.input.value = place
        else:
            self.focus_next()

    @on(ActionButton.Pressed, "#save")
    def action_save(self) -> None:
        """Save when nothing is missing; otherwise go to the first field that says what is."""
        if self._pause:
            self._pause.stop()  # what this look finds would hide what the save says
        typed = self._fields.typed
        missing = typed_certificate.missing(typed)
        for field, fault in missing.items():
            self._fields.show(field, [fault])
        if missing:
            self._fields.go_to(next(iter(missing)))
            return
        self._say(Note(text=passphrase_trial.RUNNING if typed.keeping == "command" else "saving …"))
        entry = typed_certificate.entry_of(typed, self._desk.settings)
        self._halt.stop()
        self._halt = Halt()
        look = partial(typed_examination.look_to_save, self._desk, typed, self._count(), entry, self._halt)
        self._desk.background(look, partial(self._save, entry))

    def action_stop(self) -> None:
        """Stop the command that a save waits for."""
        self._halt.stop()

    def on_unmount(self) -> None:
        """Leave no command behind."""
        self._halt.stop()

    @on(ActionButton.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Go back; what was typed is given up only at the second time."""
        if self._warned or self._fields.typed == self._before:
            self.dismiss(None)
            return
        self._warned = True
        self._say(Note(text="Not saved. Esc again gives up what you typed, ^S saves it.", tone="warn"))

    @on(ActionButton.Pressed, "#as-ca")
    def action_as_ca(self) -> None:
        """Go to the form for a CA with this file, where it belongs to a server and not to a client."""
        typed = self._fields.typed
        place = host_words.read(typed.host, typed.port).place
        ca = CaEntry(file=typed.cert, host=place.host if place else None, port=place.port if place else None)
        self.app.push_screen(AddCaScreen(self._desk, typed=ca), self._added_as_ca)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a CA only where the file looks like one, or like a server's."""
        return action != "as_ca" or (self._last is not None and self._is_servers(self._last))

    def _added_as_ca(self, saved: CaSaved | None) -> None:
        if saved:
            where = authority(saved.ca.host, saved.ca.port) if saved.ca.host else "every host"
            self._desk.tell(f"Trusted as a CA for {where} from the next send on.")
            self.dismiss(None)

    def _is_servers(self, examined: Examined) -> bool:
        return certificate_findings.of_server(examined.inspection, examined.typed) or self._was_met(examined)

    def _was_met(self, examined: Examined) -> bool:
        """Tell whether a server of this session presented this very certificate."""
        leaf = examined.inspection.leaf if examined.inspection and examined.typed.files == "pair" else None
        return leaf is not None and self._desk.servers.is_servers(leaf.sha256)

    @property
    def _is_here(self) -> bool:
        # A screen that is going is attached still when its fields are gone.
        return self.is_attached and bool(self.query("#as-ca"))

    @property
    def _fields(self) -> CertificateFields:
        return self.query_one(CertificateFields)

    def _examine(self) -> None:
        self._desk.background(
            partial(typed_examination.look, self._desk, self._fields.typed, self._count()), self._show
        )

    def _count(self) -> int:
        self._number += 1
        return self._number

    def _show(self, examined: Examined) -> None:
        if not self._is_here or examined.number != self._number:
            return
        self._last = examined
        self._show_found()
        if self._to_fault and self._fields.typed == self._before:
            self._go_to_fault(examined)
        self._to_fault = False

    @on(PathField.Settled)
    def _show_found(self) -> None:
        """Show what the last look found, without the faults of a path that is still being typed."""
        if self._last is None:
            return
        notes = typed_examination.notes(self._last)
        if self._was_met(self._last) and not certificate_findings.of_server(self._last.inspection, self._last.typed):
            what = "A server presented this certificate as its own"
            notes["cert"].append(Note(text=certificate_findings.AS_CA.format(what=what), tone="warn"))
        self.query_one("#as-ca").display = self._is_servers(self._last)
        if self._last.inspection:
            self._fields.belong_to(certificate_findings.seen(self._last.inspection))
        self.refresh_bindings()
        for field, found in notes.items():
            quiet = self._fields.growing(field) and any(note.tone == "bad" for note in found)
            self._fields.show(field, [] if quiet else found)

    def _go_to_fault(self, examined: Examined) -> None:
        """Go where a moved file is offered; with `begin_at`, to what is at fault."""
        there = moved_files.fields(examined.moved)
        if not there and self._begin_at:
            said = {field: self._fields.notes(field) for field in typed_examination.FILE_FIELDS}
            there = [field for field, notes in said.items() if any(note.tone == "bad" for note in notes)]
        if there and self._begin_at not in there:
            self._fields.go_to(there[0])

    def _save(self, entry: CertificateEntry, examined: Examined) -> None:
        if not self._is_here:
            return
        if examined.fault:
            self._say(Note(text=examined.fault, tone="bad"))
            return
        if examined.typed.keeping == "command":
            self._fields.show("passphrase", typed_examination.notes(examined)["passphrase"])
        if self._useless != examined.typed and (useless := typed_examination.useless(examined)):
            self._useless = examined.typed
            self._say(Note(text=f"Not saved: {useless} ^S again saves it anyway.", tone="warn"))
            return
        seen = certificate_findings.seen(examined.inspection) if examined.inspection else None
        whole = replace(entry, seen=seen or entry.seen, passphrase=examined.sealed or entry.passphrase)
        if not self._desk.change_settings(certificate_list.put(self._desk.settings, whole)):
            self._say(Note(text="Not saved: the console (F9) says why.", tone="bad"))
            return
        self._desk.passphrases.forget(whole.id)
        if whole.passphrase == ASK and examined.typed.passphrase:
            self._desk.passphrases.remember(whole.id, examined.typed.passphrase)
        if (
            examined.printed
            and examined.printed.passphrase is not None
            and not passphrase_trial.is_locked(examined.inspection)
        ):
            self._desk.passphrases.learn(whole, examined.printed.passphrase)
        self.dismiss(CertificateSaved(entry=whole))

    def _say(self, note: Note) -> None:
        outcome = self.query_one("#outcome", Finding)
        outcome.notes = (note,)
        self.call_after_refresh(outcome.scroll_visible, animate=False)  # its lines are not laid out yet
