"""The form for a CA file, new or edited: which servers it vouches for, and for which hosts it may."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from workbench.models import CaEntry
from workbench.nouns import dataclass
from workbench.screens import ca_words, certificate_list, host_words, path_completion
from workbench.screens.ca_words import CaFile
from workbench.screens.desk import Desk
from workbench.screens.host_words import Place
from workbench.screens.path_words import offered
from workbench.widgets.action_button import ActionButton
from workbench.widgets.field_row import FieldRow
from workbench.widgets.finding import Finding, Note
from workbench.widgets.footer import Footer
from workbench.widgets.form import Buttons, Form
from workbench.widgets.path_field import PathField
from workbench.widgets.text_field import TextField

_PAUSE_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class CaSaved:
    """The entry as it is in the settings now."""

    ca: CaEntry


class AddCaScreen(Screen[CaSaved | None]):
    """Saves the entry by itself; `ca` is the one that is edited, `typed` fills in the form for a new one."""

    HELP_TOPIC: ClassVar[str] = "Forms"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="ca.save"),
        Binding("escape", "cancel", "Back", id="ca.cancel"),
    ]
    DEFAULT_CSS = """
    AddCaScreen {
        & Form { height: auto; max-height: 1fr; }
        & #host { width: 1fr; }
        & #port { width: 8; }
        & .beside { width: auto; margin: 0 1 0 2; }
    }
    """

    def __init__(self, desk: Desk, ca: CaEntry | None = None, typed: CaEntry | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._ca = ca
        self._first = ca or typed or CaEntry(file="")
        self._pause: Timer | None = None
        self._number = 0
        self._found: CaFile | None = None

    def compose(self) -> ComposeResult:
        """Lay the fields out."""
        ca = self._first
        with Form() as form:
            form.border_title = "Edit CA file" if self._ca else "Add CA file"
            complete = path_completion.completer(self._desk, path_completion.CERTIFICATES)
            field = PathField(ca.file, complete=complete, id="file")
            yield FieldRow(
                "File", field, hint="PEM; it may hold several certificates. ^Space completes.", id="row-file"
            )
            yield FieldRow(
                "Host",
                TextField(ca.host or "", placeholder="every host", id="host"),
                Static("Port", classes="beside"),
                TextField(host_words.port_text(ca.port), placeholder="443", id="port"),
                hint="Empty: trusted for every server. Or a host or pattern.",
                id="row-host",
            )
            with Buttons():
                yield ActionButton("Save", key="^S", id="save")
                yield ActionButton("Cancel", key="Esc", id="cancel")
            yield Finding(id="outcome")
        yield Footer()

    def on_mount(self) -> None:
        """Begin at the file."""
        self.query_one("#file").focus()
        self.say_place()
        self._examine()

    @on(Input.Changed, "#file")
    def examine_soon(self) -> None:
        """Look into the file once the typing pauses."""
        if self._pause:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE_SECONDS, self._examine)

    @on(Input.Changed, "#host, #port")
    def say_place(self) -> None:
        """Echo for which servers it would be trusted."""
        self._row("host").show(*_read_place(self._text("host"), self._text("port"))[1])
        self._show_found()
        self.query_one("#port", TextField).placeholder = "443" if self._text("host") else "any"

    @on(Input.Submitted)
    def next_field(self) -> None:
        """Go on to the next field: only ^S and the button save."""
        self.focus_next()

    @on(PathField.Offered)
    def ways_offered(self, event: PathField.Offered) -> None:
        """Show which ways there are to go on."""
        self._row("file").show(offered(event))

    @on(ActionButton.Pressed, "#save")
    def action_save(self) -> None:
        """Save it, once the file is seen to hold a CA."""
        if not self._text("file"):
            self._row("file").show(Note(text="Choose the CA's file.", tone="bad"))
            self.query_one("#file").focus()
            return
        if _read_place(self._text("host"), self._text("port"))[0] is None:
            self.query_one("#host").focus()
            return
        path = self._text("file")
        self._desk.background(lambda: ca_words.examine(path), self._save)

    @on(ActionButton.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Go back."""
        self.dismiss(None)

    def _examine(self) -> None:
        self._number += 1
        number, path = self._number, self._text("file")
        if path:
            self._desk.background(lambda: ca_words.examine(path), lambda found: self._show(number, found))
        else:
            self._found = None
            self._row("file").show()

    def _show(self, number: int, found: CaFile) -> None:
        if self.is_attached and number == self._number:
            self._found = found
            self._show_found()

    @on(PathField.Settled)
    def _show_found(self) -> None:
        """Show what the last look found, without the fault of a path that is still being typed."""
        found = self._worth(self._found) if self._found else None
        if found is None or (found.fault and self.query_one("#file", PathField).growing):
            self._row("file").show()
            return
        moved = self._ca is not None and self._text("file") == self._ca.file
        self._row("file").show(*ca_words.notes(found, datetime.now(UTC), moved=moved))

    def _worth(self, found: CaFile) -> CaFile:
        return ca_words.for_host(found) if self._text("host") else found

    def _save(self, found: CaFile) -> None:
        if not self.is_attached:
            return
        found = self._worth(found)
        if found.fault:
            self._row("file").show(Note(text=found.fault, tone="bad"))
            self.query_one("#file").focus()
            return
        place = _read_place(self._text("host"), self._text("port"))[0] or Place(host="", port=None)
        entry = CaEntry(
            file=self._text("file"),
            host=place.host or None,
            port=place.port,
            enabled=self._ca.enabled if self._ca else True,
        )
        if self._desk.change_settings(certificate_list.with_ca(self._desk.settings, entry, self._ca)):
            self.dismiss(CaSaved(ca=entry))
        else:
            self.query_one("#outcome", Finding).notes = (Note(text="Not saved: F9 says why.", tone="bad"),)

    def _text(self, field: str) -> str:
        widget = self.query_one(f"#{field}", TextField)
        return path_completion.absolute(widget.text) if isinstance(widget, PathField) else widget.text

    def _row(self, field: str) -> FieldRow:
        return self.query_one(f"#row-{field}", FieldRow)


def _read_place(host: str, port: str) -> tuple[Place | None, tuple[Note, ...]]:
    """Read both fields; without a host every host is meant, and then only an empty port."""
    if not host and not port:
        return Place(host="", port=None), ()
    if not host:
        return None, (Note(text="A port needs a host; * is every host.", tone="bad"),)
    found = host_words.read(host, port)
    return found.place, found.notes
