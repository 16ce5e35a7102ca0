"""The chooser: every certificate with the reason why it is, or is not, the one for a URL, and what else to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from workbench import marks, masking
from workbench.certificates import namesakes, selection
from workbench.certificates.hosts import HostError, authority, origin
from workbench.models import CertificateEntry, Choice, Considered, Outcome, Selection
from workbench.screens import certificate_reading, host_words, identity
from workbench.screens.acquaintances import Acquaintance
from workbench.screens.chosen import AddFor, BeSomebody, Chosen, Compare, FollowRules, UseEntry, UseName, UseNone
from workbench.screens.desk import Desk
from workbench.screens.one_off import CHOICE
from workbench.visible import visible
from workbench.widgets.choice_list import ChoiceList, Option
from workbench.widgets.finding import Finding, Note
from workbench.widgets.footer import Footer
from workbench.widgets.pane import Pane
from workbench.widgets.tone import Tone, words

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import EntryStatus

_NONE: Final = "none"
_RULES: Final = "rules"
_ADD: Final = "add"
_NAME: Final = "name:"
_NEAREST_FIRST: Final[tuple[Outcome, ...]] = (
    "selected",
    "outranked",
    "not_pinned",
    "port",
    "disabled",
    "host",
    "scheme",
)
_NEAR: Final = frozenset({"selected", "outranked", "not_pinned", "port", "disabled"})
_TONES: Final[Mapping[Outcome, Tone]] = {"selected": "good", "port": "warn", "disabled": "warn", "not_pinned": "warn"}
_READ: Final = 50
"""How many entries' files are looked into."""


class ChooserScreen(Screen[Chosen | None]):
    """Shows how `url`, its variables put in, is decided under `choice`: the request's pin, else the session's."""

    HELP_TOPIC: ClassVar[str] = "Chooser"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "none", "None", id="chooser.none"),
        Binding("r", "rules", "By the rules", id="chooser.rules"),
        Binding("a", "add", "Add for this host", id="chooser.add"),
        Binding("b", "be", "Be", tooltip="Be this one for the session, or end that", id="chooser.be"),
        Binding("equals_sign", "compare", "Compare", tooltip="Compare identities", id="chooser.compare"),
        Binding("escape,q", "close", "Back", id="chooser.close"),
    ]
    DEFAULT_CSS = """
    ChooserScreen {
        & #decision { height: auto; max-height: 7; }
        & #said { padding: 0 2; }
        & #said.-empty { display: none; }
    }
    """

    def __init__(
        self, desk: Desk, url: str, choice: Choice | None = None, lent: CertificateEntry | None = None
    ) -> None:
        super().__init__()
        self._desk = desk
        self._read: Mapping[str, EntryStatus] = {}
        self._url = url
        self._choice = CHOICE if lent else choice
        entries = (*desk.settings.certificates, *((lent,) if lent else ()))
        self._entries = {entry.id: entry for entry in entries}
        self._fault = ""
        self._decision: Selection | None = None
        try:
            here = origin(url)
        except HostError as error:
            self._fault = str(error)
        else:
            self._decision = selection.select(here, entries, self._choice, url=url, everything=True)

    def compose(self) -> ComposeResult:
        """Put what is decided above the list."""
        with Pane() as pane:
            pane.border_title = Content(f"Certificate for {visible(masking.url(self._url))}")
            pane.border_subtitle = self._count()
            yield Finding(id="decision")
            yield ChoiceList(tuple(self._options()), id="choices")
        yield Finding(id="said")
        yield Footer()

    def on_mount(self) -> None:
        """Say what holds now."""
        self._say()
        self.tell_apart()
        self.query_one(ChoiceList).focus()
        near = [self._entries[one.id] for one in self._considered if one.outcome in _NEAR][:_READ]
        if near and self._server is not None:
            self._desk.background(partial(certificate_reading.statuses, self._desk, near), self._show_read)

    @on(ChoiceList.Opened)
    def take(self, event: ChoiceList.Opened) -> None:
        """Do what the row under the cursor stands for."""
        option = self.query_one(ChoiceList).options[event.row]
        match option.id:
            case "none":
                self.action_none()
            case "rules":
                self.action_rules()
            case "add":
                self.action_add()
            case name if name.startswith(_NAME):
                self.dismiss(UseName(name=name.removeprefix(_NAME)))
            case _:
                self._use(option.id.removeprefix("id:"))

    @on(ChoiceList.Highlighted)
    def tell_apart(self) -> None:
        """Say how far the choice under the cursor would reach."""
        choices = self.query_one(ChoiceList)
        reach = _reach(choices.options[choices.cursor].id) if choices.options else ""
        self.query_one("#said", Finding).notes = (Note(text=reach),) if reach else ()

    def action_none(self) -> None:
        """Send none with this request."""
        self.dismiss(UseNone())

    def action_rules(self) -> None:
        """Let the rules choose."""
        self.dismiss(FollowRules())

    def action_add(self) -> None:
        """Add one for this host and port."""
        if self._decision:
            self.dismiss(AddFor(host=self._decision.host, port=self._decision.port))

    def action_be(self) -> None:
        """Be the one under the cursor for the session, or end what it was switched to."""
        choices = self.query_one(ChoiceList)
        chosen = choices.options[choices.cursor].id
        entry = self._entries.get(chosen.removeprefix("id:"))
        if self._desk.choice or chosen == _NONE:
            self.dismiss(BeSomebody(value=identity.NOBODY))
        elif chosen.startswith(_NAME):
            self.dismiss(BeSomebody(value=chosen.removeprefix(_NAME)))
        elif entry is not None and entry.name:
            self.dismiss(BeSomebody(value=entry.name))
        elif entry is not None:
            self.query_one("#said", Finding).notes = (Note(text=identity.refusal(entry), tone="warn"),)

    def action_compare(self) -> None:
        """Send it as several."""
        self.dismiss(Compare())

    def action_close(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense here."""
        if action == "rules":
            return self._choice is not None
        return self._decision is not None or action != "add"

    def _use(self, entry_id: str) -> None:
        entry = self._entries[entry_id]
        if entry.enabled:
            self.dismiss(UseEntry(id=entry_id))
            return
        text = f"{marks.label(entry)} is disabled: x in the list of certificates enables it."
        self.query_one("#said", Finding).notes = (Note(text=text, tone="warn"),)

    @property
    def _considered(self) -> tuple[Considered, ...]:
        return self._decision.considered if self._decision else ()

    @property
    def _server(self) -> Acquaintance | None:
        """What the server asked for at the last handshake of this session."""
        return self._desk.servers.at(self._decision.host, self._decision.port) if self._decision else None

    def _show_read(self, read: Mapping[str, EntryStatus]) -> None:
        if self.is_attached:
            self._read = read
            self._say()
            self.query_one(ChoiceList).show(tuple(self._options()))

    def _say(self) -> None:
        self.query_one("#decision", Finding).notes = (self._verdict(), *self._of_server())

    def _of_server(self) -> Iterator[Note]:
        server = self._server
        if server is None:
            return
        status = self._read.get(self._decision.entry.id) if self._decision and self._decision.entry else None
        objection = server.objection(status.issuers, status.sha256) if status else None
        if objection is not None:
            yield Note(text=f"At the last handshake: {objection.message}.", tone="warn")
        elif server.asked:
            yield Note(text=f"At the last handshake: {server.words}.")
        else:
            yield Note(text="At the last handshake the server did not ask for a certificate.")

    def _verdict(self) -> Note:
        if self._decision is None:
            return Note(text=self._fault, tone="bad")
        if self._decision.stop:
            return Note(text=f"Nothing would be sent: {self._decision.stop}", tone="bad")
        entry = self._decision.entry
        if entry is None:
            return Note(text=f"No certificate would be sent. {self._decision.reason}", tone="warn")
        loud = " OUTSIDE ITS RULE:" if self._decision.outside_rule else ":"
        text = f"{marks.label(entry)} would be sent{loud} {self._named(self._decision.reason)}"
        return Note(text=text, tone="warn" if self._decision.outside_rule else "good")

    def _count(self) -> Content:
        found = self._considered
        matching = sum(one.outcome in ("selected", "outranked", "not_pinned") for one in found)
        return words(f"{matching} of {len(self._entries)} match" if self._entries else "no certificates yet")

    def _fit(self, entry_id: str) -> str:
        """Say whether the server takes what this entry's CA issues, "" where it takes any or is not known."""
        status, server = self._read.get(entry_id), self._server
        fits = server.accepts(status.issuers) if status and server else None
        return "" if fits is None else "  [issuer accepted]" if fits else "  [issuer NOT accepted]"

    def _names(self, near: Sequence[Considered]) -> Iterator[Option]:
        """Yield the names that the entries near bear: a pin to a name survives another host and a redirect."""
        for name in dict.fromkeys(one.name for one in near if one.name):
            bearers = [entry for entry in self._entries.values() if entry.name == name]
            number = len(namesakes.subjects(bearers))
            shared = f", OF {number} SUBJECTS" if number > 1 else ""
            yield Option(
                id=f"{_NAME}{name}",
                title=f"the name {name}",
                detail="1 entry" if len(bearers) == 1 else f"{len(bearers)} entries{shared}",
                reason="its entries alone, where they match, also after a redirect",
            )

    def _option(self, one: Considered) -> Option:
        entry = self._entries[one.id]
        return Option(
            id=f"id:{one.id}",
            title=marks.label(entry),
            detail=f"{host_words.short(entry.host, entry.port)}{_end(entry)}{self._fit(one.id)}",
            reason=self._named(one.reason),
            tone=_TONES.get(one.outcome, "dim"),
            chosen=one.outcome == "selected",
        )

    def _named(self, reason: str) -> str:
        """Call an entry that is asked for by its id what the list calls it."""
        asked = self._choice.value if self._choice else ""
        entry = self._entries.get(asked.removeprefix("id:")) if asked.startswith("id:") else None
        return reason.replace(asked, f"the entry {marks.label(entry)}") if entry else reason

    def _options(self) -> Iterator[Option]:
        found = sorted(self._considered, key=lambda each: _NEAREST_FIRST.index(each.outcome))
        near = [one for one in found if one.outcome in _NEAR]
        for one in near:
            yield self._option(one)
        yield from self._names(near)
        for one in found[len(near) :]:
            yield self._option(one)
        none = self._choice is not None and self._choice.value == "none"
        yield Option(id=_NONE, title="None", reason="send no certificate with this request", chosen=none)
        if self._choice is not None:
            yield Option(id=_RULES, title="By the rules", reason="take back what was chosen for this request")
        if self._decision:
            place = authority(self._decision.host, self._decision.port)
            yield Option(id=_ADD, title=f"Add for {place} …", reason="the form, filled in with this host and port")


def _reach(option_id: str) -> str:
    if option_id.startswith(_NAME):
        return "Enter: the rules choose among the entries of this name; where only others fit, the request stops."
    if option_id.startswith("id:"):
        return "Enter: this very entry, on the request's own host and port only, even outside its rule."
    return ""


def _end(entry: CertificateEntry) -> str:
    if entry.seen is None:
        return ""
    expired = entry.seen.not_after < datetime.now(UTC)
    return f"  {'EXPIRED' if expired else 'until'} {entry.seen.not_after:%Y-%m-%d}"
