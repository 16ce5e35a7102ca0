"""The key map, for each place what its keys do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from workbench.nouns import dataclass
from workbench.widgets.fact_sheet import Fact, FactSheet
from workbench.widgets.footer import Footer, key_name
from workbench.widgets.pane import Pane


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A place, and its keys with what each does, perhaps with the ids of the bindings, blanks between."""

    title: str
    keys: tuple[tuple[str, str] | tuple[str, str, str], ...]


TOPICS: Final = (
    Topic(
        title="Everywhere",
        keys=(
            ("^J  F5  s", "send; Enter in the URL field too", "send send.letter"),
            ("^C  x", "stop what runs (^C copies while something is selected)", "stop.anywhere stop"),
            ("^O", "jump to a pane by letter; ^O p lists every command", "jump"),
            ("^P  :", "every command, by name", "palette palette.letter"),
            ("c  F3", "certificates", "certificates"),
            ("l  F9", "console", "console"),
            (",  F2", "settings", "settings"),
            ("?  F1", "this help", "help"),
            ("Esc  q", "back, from any screen; the same F-key too"),
            ("^Q", "quit; what you typed is kept as a draft", "quit"),
            ("^Z", "suspend; fg comes back", "suspend"),
            ("^R", "draw the screen again, where another program wrote over it", "redraw"),
            ("Tab", "next field or pane; Shift+Tab the one before"),
            ("^Enter  ^,", "send, settings, in a terminal that can tell these keys"),
        ),
    ),
    Topic(
        title="Composer",
        keys=(
            ("^T  ^L", "method, URL", "method url"),
            ("^N  ^S", "new request, save it", "new save"),
            ("g p d h o", "on the method: GET, POST and so on; Enter types another"),
            ("Enter", "on the certificate's line: why this one, and choose another"),
            ("b", "be somebody for this session; on any screen, b again ends that"),
            ("Y", "copy as URL, curl or openssl s_client; y too, where y copies nothing else"),
            ("A", "add the certificate of the curl command that was pasted into the URL"),
            ("=", "compare: send it as several identities, the answers side by side"),
            ("1 … 5  F4", "tabs of the response: Body, Headers, Network, Timing, Cookies"),
            ("Enter → ←", "Network: open and close a message of the handshake"),
            ("! @ # $ %", "tabs of the request: Params, Headers, Body, TLS, Options"),
            ("F8", "the next of those"),
        ),
    ),
    Topic(
        title="Response",
        keys=(
            ("^F  /  n  N", "find in the body, Tab for a regex, or /regex/; next, previous", "find"),
            ("L", "go to a line: a number, or a share such as 50%", "answer.line"),
            ("P  R  H  m", "Pretty, Raw, Hex; the next of them", "answer.pretty answer.raw answer.hex answer.shape"),
            ("W", "wrap long lines, or not", "body.wrap"),
            ("← →  0  E", "sideways along a long line; to its beginning, to its end", "body.line_start body.line_end"),
            ("Enter z - +", "fold what the cursor is on, by Enter or z; fold all, open all"),
            ("F", "filter by JSONPath: $.items[*].name; an empty line ends it", "answer.filter"),
            ("|", "through a command: | jq .items; without a terminal, without your secrets", "answer.command"),
            ("U  Esc", "the whole body again; stop what is being done", "answer.whole body.stop"),
            ("y", "copy: value, path, line, body; a capital: control characters as they came", "answer.copy"),
            ("S", "save to a file: the bytes as they came, or what is shown", "answer.save"),
            ("V  O", "open a copy in $PAGER, in $EDITOR", "answer.pager answer.editor"),
            ("/", "Headers, Cookies: show only what has these words in it"),
            ("M", "Headers, Cookies: show the secrets, or mask them", "entries.unmask"),
        ),
    ),
    Topic(
        title="List of requests",
        keys=(
            ("Enter  s", "load one; load and send it"),
            ("y", "copy its URL"),
            ("u", "bring back what a load has replaced"),
        ),
    ),
    Topic(
        title="When a send fails: keys of the panel",
        keys=(
            ("w", "why, and choose the certificate"),
            ("a", "add a certificate for this host"),
            ("v", "show the chain, what the server accepts"),
            ("t", "trust a CA for this host"),
            ("o", "send once unverified"),
            ("f  p", "choose the certificate's file, enter its passphrase"),
            ("n", "send once without a certificate"),
            ("r", "follow the rules for the certificate"),
            ("d", "doctor: examine what stands in the way, step by step"),
        ),
    ),
    Topic(
        title="Doctor",
        keys=(
            ("D F12", "in the composer: examine the URL; handshakes and one HEAD go out, nothing else"),
            ("r", "examine again"),
            ("y", "copy everything found"),
            ("x", "stop"),
            ("Esc  q", "back"),
        ),
    ),
    Topic(
        title="Certificates",
        keys=(
            ("a  e  d", "add, edit, remove"),
            ("r", "replace: new files in its place, the old certificate beside the new one"),
            ("x", "switch one on or off"),
            ("u", "undo the last removal, change or import, also after a restart"),
            ("t", "test a URL: every entry says why it wins or loses"),
            ("o", "order: as in the file, expires first, by host, by name; # is the rank"),
            ("p", "enter the passphrase, or run its command now; ^C stops a command"),
            ("b", "be this one for the session, or end that"),
            ("i", "import a list of newman, Bruno, OpenCollection, Insomnia, or an exported one"),
            ("Enter", "all of it, to scroll"),
            ("y", "copy"),
            ("^O", "to the CA files above, and back: x switches, a adds, e edits, d removes"),
            ("Space  Enter", "on a CA file: its certificates, with SHA-256 and days left"),
        ),
    ),
    Topic(
        title="Chooser",
        keys=(
            ("Enter", "use this one for this request"),
            ("n", "send none"),
            ("r", "by the rules again"),
            ("a", "add one for this host and port"),
            ("b  =", "be this one for the session, or end that; compare identities"),
        ),
    ),
    Topic(
        title="Compare",
        keys=(
            ("Space", "mark whom to send it as; Enter sends it as each, one after the other"),
            ("^C  x", "stop: what came so far stays, the rest is not sent"),
            ("n  N", "next and previous difference"),
            ("Right  Left", "another answer; Enter opens it in full"),
            ("1 … 9", "open that answer in full; there 1 … 5 are its tabs"),
            ("e", "everything, or only what differs"),
            ("y  r", "copy it as text; send all of it again"),
        ),
    ),
    Topic(
        title="Console",
        keys=(
            ("Enter  Space", "open or close what the cursor is on; Right and Left too"),
            ("/", "filter: host:api status:4xx cert:alice method:POST is:app error, or any text"),
            ("", "a,b is either, -term is none of that, “two words” in quotes; Esc ends it"),
            ("f  h  i", "errors only; only the host, only the certificate under the cursor; again: everything"),
            ("a", "sends only, then what the app did only, then everything"),
            ("u", "show what is masked under the cursor, on an entry's line all of it; again, or leaving: mask"),
            ("s", "share: text, HAR or exchange record, to the clipboard or a file; capitals: WITH SECRETS"),
            ("S", "save all, or what is listed, as HAR or NDJSON"),
            ("r", "send again"),
            ("y  Y", "copy the entry, secrets masked; copy what was sent as URL, curl or openssl s_client"),
            ("C", "empty it, after a question"),
        ),
    ),
    Topic(
        title="Keys",
        keys=(
            ("Enter  a", "in the palette's list of keys: give it another key; one more", "keys.change keys.add"),
            ("d", "give back the keys it came with", "keys.default"),
            ("/", "filter by words of the deed, the place, the key or the id", "keys.find"),
            ("t", "test my keys, from this help too: what arrives, and what to use where nothing does", "keys.test"),
            ("Esc  q", "back; from the test by Esc, q or ^Q twice"),
        ),
    ),
    Topic(
        title="Lists",
        keys=(
            ("Up  Down", "or k and j"),
            ("g  G", "first, last; Home and End too"),
            ("PgUp  PgDn", "by pages"),
        ),
    ),
    Topic(
        title="Forms",
        keys=(
            ("^S", "save"),
            ("Enter", "take the place that is offered for a moved file"),
            ("Up  Down", "previous, next field; Enter goes on too"),
            ("Left  Right", "choose one of several"),
            ("Space", "switch on or off; press a button"),
            ("^Space", "complete a path, again for the next way; PgDn and PgUp too"),
            ("Right", "at the end of a path: take the grey proposal"),
            ("y  n", "yes or no to a question"),
            ("F1", "help from inside a text field"),
        ),
    ),
)
"""Every key of every place, in the words of the footer."""


class HelpScreen(Screen[None]):
    """Every topic on one page, first the one asked about, or that of the screen below (its `HELP_TOPIC`)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark", "close", "Back", id="help.close"),
        Binding("t", "app.test_keys", "Test keys", tooltip="Test my keys", id="help.test"),
    ]
    DEFAULT_CSS = """
    HelpScreen FactSheet { height: 1fr; }
    """

    def __init__(self, topic: str = "") -> None:
        super().__init__()
        self._topic = topic

    def compose(self) -> ComposeResult:
        """Put all of it on one page to scroll."""
        with Pane() as pane:
            pane.border_title = "Keys"
            pane.border_subtitle = "PgDn goes on"
            changed = getattr(self.app, "keys_changed", {})
            yield FactSheet(list(_facts(self._topic or self._below, changed)), labels="accent", id="keys")
        yield Footer()

    @property
    def _below(self) -> str:
        """The topic of the screen that this one covers."""
        stack = self.app.screen_stack
        return getattr(stack[-2], "HELP_TOPIC", "") if len(stack) > 1 else ""

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


def _facts(first: str, changed: Mapping[str, str]) -> Iterator[Fact]:
    for topic in sorted(TOPICS, key=lambda each: each.title != first):
        yield Fact(label=topic.title, value="")
        for keys, deed, *ids in topic.keys:
            yield _told(keys, deed, [name for line in ids for name in line.split()], changed)
        yield Fact(label="", value="")


def _told(keys: str, deed: str, ids: Sequence[str], changed: Mapping[str, str]) -> Fact:
    """Tell a line with the keys that the settings have for it; those it came with do it no more."""
    own = "  ".join(key_name(key) for name in ids if name in changed for key in changed[name].split(","))
    if own and all(name in changed for name in ids):
        return Fact(label=own, value=f"{deed} (by your settings)")
    return Fact(label=keys, value=f"{deed} (by your settings {own} instead of some of these)" if own else deed)
