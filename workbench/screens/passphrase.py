"""The passphrase of one certificate, typed or printed by its command, tried before it is taken."""

from __future__ import annotations

from dataclasses import field, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from workbench import marks
from workbench.certificates import printed
from workbench.certificates.faults import MaterialError
from workbench.certificates.printed import Halt
from workbench.models import CertificateEntry
from workbench.nouns import dataclass
from workbench.screens import certificate_list, passphrase_trial
from workbench.screens.desk import Desk
from workbench.settings.schema import ASK, is_command
from workbench.widgets.action_button import ActionButton
from workbench.widgets.alternatives import Alternatives
from workbench.widgets.fact_sheet import Fact, FactSheet
from workbench.widgets.field_row import FieldRow
from workbench.widgets.finding import Note
from workbench.widgets.footer import Footer
from workbench.widgets.form import Buttons, Form
from workbench.widgets.text_field import TextField

_KEEPINGS = (("session", "for this session"), ("seal", "sealed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The passphrase opens the entry's files; the session remembers it."""

    entry: CertificateEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    passphrase: str = field(repr=False)
    fault: str | None = None


class PassphraseScreen(Screen[Opened | None]):
    """Remembers the passphrase by itself (`desk.passphrases`), sealed in the settings too where that is wanted."""

    HELP_TOPIC: ClassVar[str] = "Forms"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Take", id="passphrase.take"),
        Binding("ctrl+c", "stop", "Stop the command", show=False, id="passphrase.stop"),
        Binding("escape", "cancel", "Back", id="passphrase.cancel"),
    ]
    DEFAULT_CSS = """
    PassphraseScreen {
        & Form { height: auto; max-height: 1fr; }
        & FactSheet { height: auto; max-height: 7; margin-bottom: 1; }
    }
    """

    def __init__(self, desk: Desk, entry: CertificateEntry) -> None:
        super().__init__()
        self._desk = desk
        self._entry = entry
        self._halt: Halt | None = None

    def compose(self) -> ComposeResult:
        """Say whose it is, above the field."""
        files = self._entry.pfx_file or self._entry.key_file or self._entry.cert_file or ""
        with Form() as form:
            form.border_title = "Passphrase"
            facts = [
                Fact(label="Certificate", value=marks.label(self._entry)),
                Fact(label="For", value=self._entry.host),
                Fact(label="File", value=files),
            ]
            if self._prints:
                facts.append(Fact(label="Command", value=printed.command_of(self._entry.passphrase or "")))
            yield FactSheet(facts)
            hint = "Enter takes it; with nothing typed, it runs the command." if self._prints else "Enter takes it."
            yield FieldRow("Passphrase", TextField(password=True, id="passphrase"), hint=hint, id="row")
            keeping = "session" if self._prints or self._entry.passphrase == ASK else "seal"
            yield FieldRow("Keep it", Alternatives(_KEEPINGS, value=keeping, id="keeping"), beside=48)
            with Buttons():
                yield ActionButton("Take", key="Enter", id="take")
                yield ActionButton("Cancel", key="Esc", id="cancel")
        yield Footer()

    def on_mount(self) -> None:
        """Begin in the field."""
        self.query_one("#passphrase").focus()

    @on(Input.Changed, "#passphrase")
    def forget_fault(self) -> None:
        """Take back what was said of the one before."""
        self._say()

    @on(Input.Submitted, "#passphrase")
    @on(ActionButton.Pressed, "#take")
    def action_take(self) -> None:
        """Try it on the files, away from the UI's thread."""
        typed = self.query_one("#passphrase", TextField).value
        if self._halt:
            return  # the command runs already
        if not typed and self._prints:
            self._run()
            return
        if not typed:
            self._say(Note(text="Type the passphrase.", tone="bad"))
            return
        self._say(Note(text="trying …"))
        entry = self._entry
        self._desk.background(lambda: _try(entry, typed), self._tried)

    @on(ActionButton.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Go back without one."""
        self.dismiss(None)

    def action_stop(self) -> None:
        """Stop the command, where it runs."""
        if self._halt:
            self._halt.stop()

    def on_unmount(self) -> None:
        """Leave no command behind."""
        self.action_stop()

    @property
    def _prints(self) -> bool:
        """Whether a command prints the passphrase."""
        return is_command(self._entry.passphrase)

    def _run(self) -> None:
        """Run the command and try what it prints, away from the UI's thread."""
        self._say(Note(text=passphrase_trial.RUNNING))
        desk, entry, halt = self._desk, self._entry, Halt()
        self._halt = halt
        self._desk.background(lambda: _run(desk, entry, halt), self._ran)

    def _ran(self, fault: str | None) -> None:
        self._halt = None
        if not self.is_attached:
            return
        if fault:
            self._say(Note(text=fault, tone="bad"))
        else:
            self.dismiss(Opened(entry=self._entry))

    def _tried(self, tried: _Tried) -> None:
        if not self.is_attached:
            return
        if tried.fault:
            self._say(Note(text=tried.fault, tone="bad"))
            return
        self._desk.passphrases.remember(self._entry.id, tried.passphrase)
        if self.query_one("#keeping", Alternatives).value == "seal" and not self._seal(tried.passphrase):
            self._say(Note(text="It opens the file but was not sealed: the console (F9) says why.", tone="warn"))
            return
        self.dismiss(Opened(entry=self._entry))

    def _seal(self, passphrase: str) -> bool:
        from workbench.certificates.sealing import SealingError

        try:
            sealed = self._desk.sealer.seal(passphrase, self._entry.id)
        except SealingError as error:
            self._desk.tell(str(error), "error")
            return False
        entry = certificate_list.find(self._desk.settings, self._entry.id)
        if entry is None:
            return True
        return self._desk.change_settings(certificate_list.put(self._desk.settings, replace(entry, passphrase=sealed)))

    def _say(self, *notes: Note) -> None:
        self.query_one("#row", FieldRow).show(*notes)


def _run(desk: Desk, entry: CertificateEntry, halt: Halt) -> str | None:
    """Open the entry's files with what its command prints; return in words why that did not work."""
    from workbench.certificates import material

    # What was typed for this session would come before the command.
    desk.passphrases.forget(entry.id)
    try:
        desk.passphrases.opened(entry, lambda passphrase: material.load(entry, passphrase), halt)
    except MaterialError as fault:
        return fault.message
    return None


def _try(entry: CertificateEntry, passphrase: str) -> _Tried:
    """Open the entry's files; a fault that is none of the passphrase's does not count against it."""
    from workbench.certificates import material

    try:
        material.load(entry, passphrase)
    except MaterialError as fault:
        if fault.code in ("wrong_passphrase", "needs_passphrase"):
            return _Tried(passphrase=passphrase, fault=fault.message)
    return _Tried(passphrase=passphrase)
