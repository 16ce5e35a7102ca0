"""The session's identity: switched, said everywhere while it lasts, and what it means for a request."""

from __future__ import annotations

from collections.abc import Sequence

from workbench import marks
from workbench.certificates import namesakes
from workbench.models import CertificateEntry, Choice, Problem, Request, Selection
from workbench.nouns import dataclass
from workbench.screens.desk import Desk
from workbench.visible import visible

NOBODY = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worn:
    """What to call the identity that the session was switched to, and why it cannot be used, "" where it can."""

    label: str
    fault: str = ""

    @property
    def words(self) -> str:
        """Say both."""
        return f"{self.label}, NOT USABLE: {self.fault}" if self.fault else self.label


def worn(entries: Sequence[CertificateEntry], choice: Choice | None) -> Worn | None:
    """Look the session's identity up among the entries as they are now; None while the rules choose."""
    if choice is None:
        return None
    if choice.value == NOBODY:
        return Worn(label="nobody")
    by_id = choice.value.startswith("id:")
    borne = [entry for entry in entries if choice.value == (f"id:{entry.id}" if by_id else entry.name)]
    label = marks.label(borne[-1]) if borne and by_id else visible(choice.value)
    if not borne:
        return Worn(label=label, fault="gone from the list" if by_id else "nothing has that name now")
    return Worn(label=label, fault="" if any(entry.enabled for entry in borne) else "disabled")


def loud(entries: Sequence[CertificateEntry], choice: Choice | None) -> str:
    """Return what every screen shows while it lasts, "" while the rules choose."""
    found = worn(entries, choice)
    return f"YOU ARE: {found.words} (b ends it)" if found else ""


def refusal(entry: CertificateEntry) -> str:
    """Say why one cannot be an entry, "" where it has a name, which is whom one is then.

    By its id a session would show it to every https host, outside its rule.
    """
    return "" if entry.name else f"{marks.label(entry)} has no name to be: give it a name first: e."


def be(desk: Desk, value: str | None) -> None:
    """Switch the session to a name or "none", None to the rules; say so, and write it to the log."""
    choice = None if value is None else Choice(by="session", value=value)
    if choice is not None and (found := worn(desk.settings.certificates, choice)) and found.fault:
        desk.tell(f"You cannot be {found.label}: {found.fault}.", "warning")
        return
    # Said first: what the composer says of the change takes the request into account, and comes after.
    desk.tell(_switched(desk.settings.certificates, choice))
    desk.change_choice(choice)


def turn(desk: Desk, value: str) -> None:
    """End what the session was switched to; switch to `value` where it was not."""
    be(desk, None if desk.choice else value)


def turn_to(desk: Desk, entry: CertificateEntry) -> None:
    """End what the session was switched to; switch to the name of an entry where it was not, if it has one."""
    if desk.choice or entry.name:
        turn(desk, entry.name or NOBODY)
    else:
        desk.tell(refusal(entry), "warning")


def consequence(
    request: Request, entries: Sequence[CertificateEntry], choice: Choice | None, here: Selection | None
) -> str:
    """Say what a switch comes to for a request, whose selection is `here` with it."""
    said = _switched(entries, choice)
    if choice is None or here is None:
        return said
    if found := overruled(request, choice):
        return f"{said} {found[0].message[:1].upper()}{found[0].message[1:]}."
    if here.stop:
        return f"{said} This request would stop: {here.stop}"
    if here.entry is None and choice.value != NOBODY:
        return f"{said} This request gets none: {here.reason}"
    return said


def overruled(request: Request, choice: Choice | None) -> tuple[Problem, ...]:
    """Say that the request's own choice goes before the session's, where both are there and differ."""
    pin = request.tls.certificate
    if pin is None or choice is None or pin == choice.value:
        return ()
    return (Problem(code="overruled", message="the request's own choice goes before the session's"),)


def _switched(entries: Sequence[CertificateEntry], choice: Choice | None) -> str:
    found = worn(entries, choice)
    if found is None:
        return "The rules choose the certificate again."
    if found.fault:
        return f"You are {found.words}; b ends it."
    if choice and choice.value == NOBODY:
        return "You are nobody, no request sends a certificate, until b ends it."
    borne = [entry for entry in entries if choice and entry.name == choice.value and entry.enabled]
    number = len(namesakes.subjects(borne))
    shared = f" Its entries are of {number} SUBJECTS: the host decides which." if number > 1 else ""
    return f"You are {found.label} until b ends it.{shared}"
