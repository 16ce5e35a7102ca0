"""Whom to be for this session: every name, or nobody.

An entry without a name is not offered: by its id it would be shown to every https host, outside its rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from workbench import marks
from workbench.certificates import namesakes
from workbench.models import CertificateEntry
from workbench.nouns import dataclass
from workbench.screens import host_words
from workbench.screens.desk import Desk
from workbench.screens.identity import NOBODY
from workbench.widgets.choice_list import ChoiceList, Option
from workbench.widgets.finding import Finding
from workbench.widgets.footer import Footer
from workbench.widgets.pane import Pane

_PLACES: Final = 3
_ELSEWHERE: Final = "Where none of that name is for a host, the request stops or sends none."


@dataclass(frozen=True, slots=True, kw_only=True)
class Being:
    """A name, or "none"."""

    value: str


class _People(ChoiceList):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "Be", id="be.take")]


class BeScreen(Screen[Being | None]):
    """Offers everybody there is; dismisses with whom the person wants to be, None for no change."""

    HELP_TOPIC: ClassVar[str] = "Composer"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,b", "close", "Back", id="be.close")]
    DEFAULT_CSS = """
    BeScreen > Finding { padding: 0 2; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """List them."""
        with Pane() as pane:
            pane.border_title = "Be somebody for this session"
            pane.border_subtitle = "a request's own choice goes before it"
            yield _People(tuple(self._options()), id="people")
        if said := nameless(self._desk.settings.certificates):
            yield Finding(said, id="said")
        yield Finding(_ELSEWHERE, id="elsewhere")
        yield Footer()

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(ChoiceList).focus()

    @on(ChoiceList.Opened)
    def take(self, event: ChoiceList.Opened) -> None:
        """Be the one under the cursor."""
        self.dismiss(Being(value=self.query_one(ChoiceList).options[event.row].id))

    def action_close(self) -> None:
        """Stay who one is."""
        self.dismiss(None)

    def _options(self) -> Iterator[Option]:
        for value, entries in people(self._desk.settings.certificates).items():
            awake = [entry for entry in entries if entry.enabled]
            reason = "" if awake else "disabled: x in the list of certificates enables it"
            yield Option(
                id=value,
                title=marks.label(entries[0]),
                detail=_count(entries),
                reason=reason or _where(awake),
                tone="warn" if reason else "dim",
            )
        yield Option(id=NOBODY, title="nobody", reason="no request sends a certificate")


def people(entries: tuple[CertificateEntry, ...]) -> dict[str, list[CertificateEntry]]:
    """Return the entries by the name one can be with them."""
    found: dict[str, list[CertificateEntry]] = {}
    for entry in entries:
        if entry.name:
            found.setdefault(entry.name, []).append(entry)
    return found


def nameless(entries: tuple[CertificateEntry, ...]) -> str:
    """Say how many entries nobody can be, as they have no name, and what to do; "" where all have one."""
    count = sum(not entry.name for entry in entries)
    if not count:
        return ""
    whose = "1 entry has no name: give it" if count == 1 else f"{count} entries have no name: give them"
    return f"{whose} one first (c, then e)."


def _count(entries: list[CertificateEntry]) -> str:
    number = len(namesakes.subjects(entries))
    shared = f", OF {number} SUBJECTS" if number > 1 else ""
    return f"{len(entries)} entries{shared}" if len(entries) > 1 else ""


def _where(entries: list[CertificateEntry]) -> str:
    places = [host_words.short(entry.host, entry.port) for entry in entries]
    more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
    return f"for {', '.join(places[:_PLACES])}{more}"
