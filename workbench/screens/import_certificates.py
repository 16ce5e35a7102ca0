"""The form that takes over another tool's list of certificates: every row with what becomes of it, before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from workbench.interchange import arrival
from workbench.interchange.arrival import Arrivals
from workbench.nouns import dataclass
from workbench.screens import import_words, path_completion
from workbench.screens.desk import Desk
from workbench.screens.import_words import Unreadable
from workbench.screens.path_words import offered
from workbench.settings import Settings
from workbench.widgets.action_button import ActionButton
from workbench.widgets.alternatives import Alternatives
from workbench.widgets.fact_sheet import FactSheet
from workbench.widgets.field_row import FieldRow
from workbench.widgets.finding import Note
from workbench.widgets.footer import Footer
from workbench.widgets.form import Buttons, Form
from workbench.widgets.pane import Pane
from workbench.widgets.path_field import PathField

_PAUSE_SECONDS = 0.25
_ENDINGS = (".json", ".yml", ".yaml", ".toml")
_PREVIEW = "What will become of its rows"
_HINT = "newman, Bruno, OpenCollection, Insomnia, or exported"
_KEEPINGS: Final = (("seal", "sealed"), ("ask", "asked"))
_KEEPING_HINT: Final = "Those in the file: sealed here, or left there and asked for."


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was saved: how many certificates and CAs, the first certificate's id or ""."""

    certificates: int
    cas: int
    first: str


class ImportCertificatesScreen(Screen[Imported | None]):
    """Shows the rows of a file as it is typed; saves them all at once, and leaves the report to be read."""

    HELP_TOPIC: ClassVar[str] = "Forms"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Import", id="import.save"),
        Binding("escape", "close", "Back", id="import.close"),
    ]
    DEFAULT_CSS = """
    ImportCertificatesScreen {
        & Form { height: auto; max-height: 60%; }
        & #rows { height: 1fr; min-height: 4; }
        & #report { height: 1fr; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pause: Timer | None = None
        self._number = 0
        self._taken = ""  # the path that is being imported, or was: its report stays
        self._imported: Imported | None = None

    def compose(self) -> ComposeResult:
        """Put the file above, and what becomes of its rows below."""
        complete = path_completion.completer(self._desk, _ENDINGS)
        with Form() as form:
            form.border_title = "Import certificates"
            yield FieldRow("File", PathField(complete=complete, id="file"), hint=f"{_HINT}.", id="row")
            yield FieldRow("Passphrases", Alternatives(_KEEPINGS, value="seal", id="ask"), hint=_KEEPING_HINT)
            with Buttons():
                yield ActionButton("Import", key="^S", id="save")
                yield ActionButton("Back", key="Esc", id="close")
        with Pane(id="rows") as pane:
            pane.border_title = _PREVIEW
            yield FactSheet(id="report")
        yield Footer()

    def on_mount(self) -> None:
        """Begin at the file."""
        self.query_one(PathField).focus()

    @on(Input.Changed, "#file")
    def read_soon(self) -> None:
        """Read the file once the typing pauses."""
        if self._pause:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE_SECONDS, self._read)

    @on(Input.Submitted, "#file")
    def to_report(self) -> None:
        """Go to the rows, which may need scrolling: only ^S and the button import."""
        self.query_one(FactSheet).focus()

    @on(Alternatives.Changed)
    def ways_changed(self) -> None:
        """Say anew what becomes of the passphrases."""
        self._read()

    @on(PathField.Offered)
    def ways_offered(self, event: PathField.Offered) -> None:
        """Show which ways there are to go on."""
        self._row.show(offered(event))

    @on(ActionButton.Pressed, "#save")
    def action_save(self) -> None:
        """Import what the file says now."""
        if not self._path:
            self._row.show(Note(text="Choose the file with the list.", tone="bad"))
            self.query_one(PathField).focus()
            return
        if self._path != self._taken:
            self._taken = self._path
            self._look(self._save)

    @on(ActionButton.Pressed, "#close")
    def action_close(self) -> None:
        """Go back, and say what was imported."""
        self.dismiss(self._imported)

    @property
    def _path(self) -> str:
        return path_completion.absolute(self.query_one(PathField).text)

    @property
    def _row(self) -> FieldRow:
        return self.query_one("#row", FieldRow)

    def _read(self) -> None:
        self._number += 1
        if self._path and self._path == self._taken:
            return
        self._taken = ""
        if self._path:
            self._look(partial(self._show, self._number))
        else:
            self._row.show()
            self.query_one(FactSheet).facts = ()

    def _look(self, then: Callable[[Arrivals | Unreadable], None]) -> None:
        path, settings, ask = self._path, self._desk.settings, self.query_one(Alternatives).value == "ask"
        self._desk.background(lambda: import_words.arrivals(path, settings, ask=ask), then)

    def _show(self, number: int, found: Arrivals | Unreadable) -> None:
        if not self.is_attached or number != self._number:
            return
        self.query_one("#rows").border_title = _PREVIEW
        self._say(found, "^S imports." if isinstance(found, Arrivals) and (found.certificates or found.cas) else "")

    @on(PathField.Settled)
    def _settled(self) -> None:
        self._read()

    def _say(self, found: Arrivals | Unreadable, how: str = "") -> None:
        if isinstance(found, Unreadable):
            half = self.query_one(PathField).growing
            self._row.show(*(() if half else (Note(text=found.fault, tone="bad"),)))
            self.query_one(FactSheet).facts = ()
            return
        text = ". ".join(filter(None, (import_words.summary(found), how)))
        self._row.show(Note(text=text, tone="good" if found.is_whole else "warn"))
        self.query_one(FactSheet).facts = tuple(import_words.facts(found))

    def _save(self, found: Arrivals | Unreadable) -> None:
        if not self.is_attached:
            return
        self._say(found)
        if isinstance(found, Unreadable) or not (found.certificates or found.cas):
            self.query_one("#rows").border_title = "Nothing to import"
            self._taken = ""
            return
        before = self._desk.settings
        after = replace(
            before,
            certificates=(*before.certificates, *found.certificates),
            cas=(*before.cas, *found.cas),
        )
        if not self._desk.change_settings(after):
            self._row.show(Note(text="Not saved: F9 says why.", tone="bad"))
            self._taken = ""
            return
        self._tell_saved(before, found)

    def _tell_saved(self, before: Settings, found: Arrivals) -> None:
        added = arrival.newcomers(found, before.certificates, self._desk.settings.certificates)
        if words := self._desk.journal.imported(added, found.cas):
            self._desk.tell(words, "warning")
        new = [entry.id for entry in added]
        self._number += 1  # a look that is still under way comes too late
        self._imported = Imported(certificates=len(found.certificates), cas=len(found.cas), first=next(iter(new), ""))
        self.query_one("#rows").border_title = "Imported; this is what became of its rows"
        self.query_one(FactSheet).focus()
