"""The fields of the form for a certificate, each with its findings under it; fits 80x24."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from workbench import marks
from workbench.certificates import namesakes, rivalry, selection
from workbench.certificates.selection import Index
from workbench.models import CertificateEntry, Seen
from workbench.screens import host_words, path_completion, typed_certificate
from workbench.screens.desk import Desk
from workbench.screens.host_words import Place
from workbench.screens.path_words import offered
from workbench.screens.typed_certificate import Files, FormField, Keeping, TypedCertificate
from workbench.settings.schema import ASK, is_command
from workbench.widgets.alternatives import Alternatives
from workbench.widgets.field_row import FieldRow
from workbench.widgets.finding import Note
from workbench.widgets.path_field import PathField
from workbench.widgets.text_field import TextField

_FILES: Final[tuple[tuple[Files, str], ...]] = (("pair", "CRT and KEY"), ("pfx", "PFX (PKCS#12)"))
_KEEPINGS: Final[tuple[tuple[Keeping, str], ...]] = (
    ("seal", "sealed"),
    ("ask", "asked"),
    ("command", "a command"),
)
_COMMAND_HINT: Final = "Its first line is taken. No shell: quotes, ~ and $NAME work, | and > do not."
_PATHS: Final[tuple[FormField, ...]] = ("cert", "key", "pfx", "ca")
_KEEPING_HINTS: Final = {
    "seal": "Protects a settings file that leaks, not a broken-into account.",
    "ask": "Never stored: asked for at the first send of each session.",
    "command": "Never stored: a command prints it at a session's first send.",
}


class CertificateFields(Vertical):
    """Reads the fields as a `TypedCertificate`, says what it can of them itself, and shows findings in files."""

    DEFAULT_CSS = """
    CertificateFields {
        height: auto;
        & #host { width: 1fr; }
        & #port { width: 8; }
        & .beside { width: auto; margin: 0 1 0 2; }
    }
    """

    class FilesChanged(Message):
        """A file, the passphrase or the format is another one now."""

    def __init__(self, desk: Desk, first: TypedCertificate) -> None:
        super().__init__()
        self._desk = desk
        self._first = first
        self._offer: tuple[FormField, Note] | None = None
        self._index: Index | None = None
        self._seen = first.entry.seen if first.entry else None

    def compose(self) -> ComposeResult:
        """Lay the fields out."""
        first = self._first
        yield FieldRow(
            "Host",
            TextField(first.host, placeholder="api.example.com  or  *.example.com", id="host"),
            Static("Port", classes="beside"),
            TextField(first.port, placeholder="443", id="port"),
            hint="*.name covers every subdomain. Port: empty is 443, * is any.",
            id="row-host",
        )
        name = TextField(first.name, id="name")
        yield FieldRow("Name", name, hint="Optional: who you are with it; entries may share one.", id="row-name")
        yield FieldRow("Format", Alternatives(_FILES, value=first.files, id="files"), beside=40)
        yield self._path("cert", "CRT file", first.cert, path_completion.CERTIFICATES)
        yield self._path("key", "KEY file", first.key, path_completion.KEYS)
        yield self._path("pfx", "PFX file", first.pfx, path_completion.BUNDLES)
        yield FieldRow("Passphrase", self._passphrase(), hint=self._passphrase_hint(), id="row-passphrase")
        keeping = Alternatives(_KEEPINGS, value=first.keeping, id="keeping")
        yield FieldRow("Keep it", keeping, hint=_KEEPING_HINTS[first.keeping], id="row-keeping")
        command = TextField(first.command, placeholder="pass show work/alice", id="command")
        yield FieldRow("Command", command, hint=_COMMAND_HINT, id="row-command")
        yield self._path("ca", "CA file", first.ca, path_completion.CERTIFICATES)

    def on_mount(self) -> None:
        """Show what stands in the form already."""
        self._show_format(self._first.files)
        self._show_keeping(self._first.keeping)
        self._say_place()

    @property
    def typed(self) -> TypedCertificate:
        """What stands in the fields."""
        return TypedCertificate(
            host=self._text("host"),
            port=self._text("port"),
            name=self._text("name"),
            files="pfx" if self.query_one("#files", Alternatives).value == "pfx" else "pair",
            cert=self._text("cert"),
            key=self._text("key"),
            pfx=self._text("pfx"),
            passphrase="" if self._keeping == "command" else self._text("passphrase"),
            keeping=self._keeping,
            command=self._text("command"),
            ca=self._text("ca"),
            entry=self._first.entry,
        )

    def show(self, field: FormField, notes: Sequence[Note]) -> None:
        """Show what was found under a field; nothing brings its hint back."""
        offers = [self._offer[1]] if self._offer and self._offer[0] == field else []
        self._row(field).show(*offers, *notes)

    def belong_to(self, seen: Seen | None) -> None:
        """Take note of whose certificate the files hold, None where they do not say."""
        if seen is not None and seen != self._seen:
            self._seen = seen
            self._say_name()

    def notes(self, field: FormField) -> Sequence[Note]:
        """Return what stands under a field."""
        return self._row(field).notes

    def growing(self, field: FormField) -> bool:
        """Tell whether a path is only half typed, so that what is wrong with it need not be said yet."""
        widget = self.query_one(f"#{field}")
        return isinstance(widget, PathField) and widget.growing

    def go_to(self, field: FormField) -> None:
        """Put the cursor into a field, behind what stands in it."""
        widget = self.query_one(f"#{self._shown(field)}", TextField)
        widget.focus()
        widget.cursor_position = len(widget.value)

    def begin(self, field: FormField | None = None) -> None:
        """Put the cursor into this field, else into the first there is something to do in."""
        filled_in = self._first.host and not self._first.entry
        self.go_to(field or ("cert" if filled_in else "host"))

    @on(Input.Changed, "#host, #port")
    def _say_place(self) -> None:
        typed = self.typed
        found = host_words.read(typed.host, typed.port)
        self.show("host", (*found.notes, *(self._rivals(found.place, typed.entry) if found.place else ())))

    def _rivals(self, place: Place, entry: CertificateEntry | None) -> list[Note]:
        """Say which other entries match the same URLs, and who wins (contract §3.6)."""
        known = entry or CertificateEntry(id="", host=place.host)
        if self._index is None:
            self._index = selection.index(self._desk.settings.certificates)
        said = rivalry.sentences(replace(known, host=place.host, port=place.port), self._index, marks.label)
        return [Note(text=text, tone="warn") for text in said]

    @on(Input.Changed, "#name")
    def _say_name(self) -> None:
        fault = typed_certificate.missing(self.typed).get("name")
        self.show("name", [fault] if fault else self._namesakes())

    def _namesakes(self) -> list[Note]:
        """Say that the name is borne by an entry of another subject, once the files say whose this one is."""
        entry = self._first.entry or CertificateEntry(id="", host="")
        named = replace(entry, name=self._text("name"), seen=self._seen)
        said = namesakes.sentence(named, self._desk.settings.certificates, marks.label)
        return [Note(text=said, tone="warn")] if said else []

    @on(Input.Changed, "#command")
    def _command_typed(self) -> None:
        self._row("command").show()  # what was said of the one before
        self.post_message(self.FilesChanged())

    @on(Input.Changed, "#cert, #key, #pfx, #passphrase, #ca")
    def _file_typed(self) -> None:
        self.post_message(self.FilesChanged())

    @on(Alternatives.Changed, "#files")
    def _format_chosen(self, event: Alternatives.Changed) -> None:
        self._show_format(event.value)
        self.post_message(self.FilesChanged())

    @on(Alternatives.Changed, "#keeping")
    def _keeping_chosen(self, event: Alternatives.Changed) -> None:
        self.query_one("#row-keeping", FieldRow).hint(_KEEPING_HINTS[event.value])
        self._show_keeping(event.value)
        self.post_message(self.FilesChanged())

    @on(PathField.Offered)
    def _ways_offered(self, event: PathField.Offered) -> None:
        for field in _PATHS:
            if field == event.field.id:
                self._offer = (field, offered(event))
                self.show(field, ())

    @on(PathField.Blurred)
    def _ways_gone(self) -> None:
        if self._offer:
            field, offer = self._offer
            self._offer = None
            self.show(field, [note for note in self.notes(field) if note is not offer])

    def _path(self, field: FormField, label: str, value: str, endings: tuple[str, ...]) -> FieldRow:
        complete = path_completion.completer(self._desk, endings)
        return FieldRow(label, PathField(value, complete=complete, id=field), hint=_HINTS[field], id=f"row-{field}")

    def _passphrase(self) -> TextField:
        return TextField(self._first.passphrase, password=True, id="passphrase")

    def _passphrase_hint(self) -> str:
        before = self._first.entry.passphrase if self._first.entry else None
        if before and before != ASK and not is_command(before):
            return "One is sealed: leave this empty to keep it."
        return "Of the key, where it is encrypted."

    def _show_format(self, files: str) -> None:
        fields: tuple[FormField, ...] = ("cert", "key", "pfx")
        for field in fields:
            self._row(field).display = (field == "pfx") is (files == "pfx")

    def _show_keeping(self, keeping: str) -> None:
        self.query_one("#row-passphrase").display = keeping != "command"
        self.query_one("#row-command").display = keeping == "command"

    @property
    def _keeping(self) -> Keeping:
        match self.query_one("#keeping", Alternatives).value:
            case "ask":
                return "ask"
            case "command":
                return "command"
            case _:
                return "seal"

    def _shown(self, field: FormField) -> FormField:
        """Return the field that stands for one: where a command prints the passphrase, there is no other."""
        return "command" if field == "passphrase" and self._keeping == "command" else field

    def _text(self, field: str) -> str:
        widget = self.query_one(f"#{field}", TextField)
        return path_completion.absolute(widget.text) if isinstance(widget, PathField) else widget.text

    def _row(self, field: FormField) -> FieldRow:
        return self.query_one(f"#row-{self._shown(field)}", FieldRow)


_HINTS: Final[dict[FormField, str]] = {
    "cert": "With its chain. ^Space completes a path, Right takes the grey.",
    "key": "Its private key; empty where it is in the CRT file.",
    "pfx": "^Space completes a path, Right takes the grey.",
    "ca": "Optional: trust this CA too for servers of this host.",
}
