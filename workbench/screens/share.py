"""One entry of the console for elsewhere: as text, as HAR, or as the exchange record; to the clipboard or to a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.content import Content

from workbench.models import LogEntry
from workbench.nouns import dataclass
from workbench.screens import handshake_story, new_file
from workbench.screens.desk import Desk
from workbench.screens.new_file import NewFile
from workbench.widgets import console_entry
from workbench.widgets.jump_line import JumpLine

if TYPE_CHECKING:
    from textual.screen import Screen

_FORMS: Final = {"t": "text", "h": "HAR", "j": "record"}
_TARGETS: Final = {"c": "the clipboard", "f": "a file"}
_SUFFIXES: Final = {"text": "txt", "HAR": "har", "record": "json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """As what it is shared, and whether what is secret is in it."""

    name: str
    with_secrets: bool = False

    @property
    def words(self) -> str:
        """Say both."""
        return f"{self.name} WITH SECRETS" if self.with_secrets else f"{self.name}, secrets masked"


class ShareLine(JumpLine):
    """Asks by letters as what, then whither; a capital letter is the same with secrets."""

    def __init__(self, share: Callable[[Form, str], None]) -> None:
        super().__init__({**_FORMS, **{letter.upper(): name for letter, name in _FORMS.items()}})
        self._share = share
        self._form: Form | None = None

    def on_key(self, event: events.Key) -> None:
        """Take the first letter, and ask for the second."""
        if self._form is None and event.character in self._places:
            event.stop()
            event.prevent_default()
            self._form = Form(name=self._places[event.character], with_secrets=event.character.isupper())
            self._places = dict(_TARGETS)
            self.refresh()

    def on_jump_line_chosen(self, event: JumpLine.Chosen) -> None:
        """Hand over both."""
        event.stop()
        if self._form is not None:
            self._share(self._form, event.letter)

    def render(self) -> Content:
        """Return the question that is open."""
        if self._form is None:
            said = _letters("Share as", _FORMS)
            return Content("  ").join([said, Content.assemble("capitals: ", ("WITH SECRETS", "bold"))])
        return _letters(f"{self._form.words}, to", _TARGETS)


def offer(screen: Screen[Any], desk: Desk, entry: LogEntry) -> None:
    """Ask as what to share an entry, and whither."""
    screen.mount(ShareLine(partial(_share, screen, desk, entry)))


def written(entry: LogEntry, form: Form) -> str:
    """Return an entry in a form: what was sent whole, up to 1 MiB, of the answer's body what the console keeps.

    In the text form a body that is no text is there by its first bytes.
    """
    from workbench import records
    from workbench.interchange import har

    if entry.exchange is None or form.name == "text":
        return console_entry.text(entry, handshake_story.tell, show_secrets=form.with_secrets) + "\n"
    make = har.document([entry.exchange], show_secrets=form.with_secrets)
    if form.name == "record":
        make = records.exchange_document(entry.exchange, show_secrets=form.with_secrets)
    return json.dumps(make, indent=2) + "\n"


def _share(screen: Screen[Any], desk: Desk, entry: LogEntry, form: Form, whither: str) -> None:
    if form.name == "HAR" and entry.exchange and not entry.exchange.hops:
        desk.tell("Not shared: nothing was sent, and HAR has no place for that.", "warning")
        return
    text = written(entry, form)
    if whither == "c":
        desk.copy(text)
        if form.with_secrets:
            desk.tell(f"What was copied is the {form.words}.", "warning")
        return
    host = entry.exchange.hops[0].selection.host if entry.exchange and entry.exchange.hops else "exchange"
    new_file.ask(
        screen,
        desk,
        NewFile(
            question=f"Save the {form.name}{' WITH SECRETS' if form.with_secrets else ''} as:",
            suggested=new_file.suggested(host, entry.at, _SUFFIXES[form.name]),
            parts=lambda: (text.encode("utf-8", "backslashreplace"),),
            begun=lambda: None,
            written=lambda path: desk.tell(
                f"Saved the {form.words}, in {path}.", "warning" if form.with_secrets else "info"
            ),
            failed=lambda why: desk.tell(f"Not saved. {why}", "warning"),
        ),
    )


def _letters(said: str, places: dict[str, str]) -> Content:
    parts = [Content.assemble((letter, "bold reverse"), f" {place}") for letter, place in places.items()]
    return Content("  ").join([Content.styled(said, "bold"), *parts])
