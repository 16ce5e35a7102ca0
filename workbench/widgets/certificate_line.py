"""Under the URL, live: which certificate this request will offer, and why, or why none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from workbench import marks
from workbench.models import CertificateEntry, Problem, Selection
from workbench.visible import visible
from workbench.widgets.tone import words

NO_URL: Final = "type a URL to see which certificate it gets"
_WHY: Final = "Enter: why"
_ENOUGH: Final = 30
_WORTH_READING: Final = 8
_OWN_WORD: Final[Mapping[str, str]] = {
    "pin": "chosen here",
    "session": "chosen for this session",
    "command": "from the pasted command",
}
_FILES: Final = {"cert_file": "certificate file", "key_file": "key file", "pfx_file": "PFX file"}
_BRIEF: Final = {
    "expires_soon": "expires soon",
    "not_yet_valid": "not valid yet",
    "needs_passphrase": "passphrase needed",
    "key_mismatch": "key does not match",
    "no_client_auth": "not for clients",
    "server_certificate": "the server's own?",
    "foreign_issuer": "issuer not accepted",
    "withheld": "its key fits no algorithm",
    "refused": "refused before",
    "asked": "the server asks for one",
    "host_header_on_address": "not the Host header's",
    "overruled": "over the session's",
}


class CertificateLine(Widget, can_focus=True):
    """`selection` is what the rules and the person's word come to; `words_instead` stands where there is none yet."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "Why, and choose", key_display="Enter", id="certificate.choose"),
    ]
    DEFAULT_CSS = """
    CertificateLine {
        height: 1;
        padding: 0 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:focus { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi:focus { text-style: reverse; }
    }
    """

    selection: reactive[Selection | None] = reactive(None, init=False)
    words_instead = reactive(NO_URL, init=False)
    problems: reactive[tuple[Problem, ...]] = reactive((), init=False)
    """What is known to be wrong before it is sent, the gravest first; the first is said, the others counted."""

    class ChooserWanted(Message):
        """The person wants to see every entry with its reason, and to choose."""

    def render(self) -> Content:
        """Return the line, the way to the reasons at its right end where there is room for it."""
        width = self.content_size.width
        room = width - len(_WHY) - 2
        if room < _ENOUGH:
            return self._line(width)
        return self._line(room).truncate(room, ellipsis=True, pad=True) + words("  ", (_WHY, "dim"))

    def action_choose(self) -> None:
        """Ask for the chooser."""
        self.post_message(self.ChooserWanted())

    def on_click(self) -> None:
        """Ask for the chooser."""
        self.action_choose()

    def _line(self, width: int) -> Content:
        """Return the longest form that fits: the warning shrinks first, then the reason, and neither goes unsaid."""
        forms = [words("cert: ", form) for form in self._forms(width - len("cert: "))]
        return next((form for form in forms if form.cell_length <= width), forms[-1])

    def _forms(self, width: int) -> Iterator[Content]:
        chosen = self.selection
        if chosen is None:
            yield words((self.words_instead, "dim"))
        elif chosen.stop is not None:
            yield words(("STOP", "bad"), "  ", (visible(chosen.stop), "bad"))
        elif chosen.entry is None:
            own = _OWN_WORD.get(chosen.by)
            named = words(("none", "strong"), f", {own}" if own else "")
            yield from _named(named, "" if own else visible(chosen.reason), self._warnings(chosen), width)
        else:
            named = words((marks.label(chosen.entry), "strong"), _loud(chosen))
            yield from _named(named, _reason(chosen), self._warnings(chosen), width)

    def _warnings(self, chosen: Selection) -> tuple[Content, ...]:
        """Return the one warning, in full, in short where it is about a date, and in two or three words."""
        entry = chosen.entry
        found = self.problems
        if not found and entry and entry.seen and entry.seen.not_after < _now():
            found = (Problem(code="expired", message=f"expired {entry.seen.not_after:%Y-%m-%d}"),)
        if not found:
            return (Content(""),)
        more = f"  +{len(found) - 1}" if len(found) > 1 else ""
        forms = (visible(found[0].message), _dated(found[0], entry), brief(found[0], entry))
        return tuple(words("  ", (f"! {said}{more}", "warn")) for said in forms if said)


def _dated(problem: Problem, entry: CertificateEntry | None) -> str:
    """Say when one that is told of by its dates expires: `expires in 11 days`, `expired 2026-11-09`."""
    if entry is None or entry.seen is None or not _is_of_leaf(problem, entry):
        return ""
    match problem.code:
        case "expires_soon":
            return f"expires in {brief(problem, entry)}"
        case "expired":
            return f"expired {entry.seen.not_after:%Y-%m-%d}"
        case _:
            return ""


def brief(problem: Problem, entry: CertificateEntry | None) -> str:
    """Return a problem in two or three words: `11 days`, `key file missing`, `passphrase needed`."""
    match problem.code:
        case "expires_soon" if entry and entry.seen and _is_of_leaf(problem, entry):
            left = (entry.seen.not_after - _now()).days
            return "1 day" if left == 1 else f"{left} days"
        case "file_missing" | "file_unreadable":
            return f"{_FILES.get(problem.field or '', 'file')} {problem.code.removeprefix('file_')}"
        case code:
            return _BRIEF.get(code) or visible(code.replace("_", " "))


def _is_of_leaf(problem: Problem, entry: CertificateEntry) -> bool:
    """Tell whether it is about the certificate itself and not about an issuer, or the CA of the servers."""
    return problem.field != "ca_file" and problem.subject in (None, entry.seen.subject if entry.seen else None)


def _named(named: Content, reason: str, warnings: Sequence[Content], width: int) -> Iterator[Content]:
    for warning in warnings:
        yield words(named, "  " if reason else "", reason, warning)
    room = width - named.cell_length - 2 - warnings[-1].cell_length
    if reason and room >= _WORTH_READING:
        yield words(named, "  ", Content(reason).truncate(room, ellipsis=True), warnings[-1])
    yield words(named, warnings[-1])


def _reason(chosen: Selection) -> str:
    own = _OWN_WORD.get(chosen.by)
    return own or visible(chosen.reason)


def _loud(chosen: Selection) -> Content:
    if chosen.by == "command":
        return Content(" (this request only)")
    return words("  ", ("OUTSIDE ITS RULE", "bad")) if chosen.outside_rule else Content("")


def _now() -> datetime:
    return datetime.now().astimezone()
