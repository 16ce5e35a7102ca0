"""Certificate entries as the `certs` commands find, judge and show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workbench import marks
from workbench.certificates import checkup, documents, gravity
from workbench.certificates.checkup import EntryStatus
from workbench.certificates.faults import MaterialError
from workbench.certificates.hosts import authority
from workbench.commands import output
from workbench.commands.faults import CommandError
from workbench.models import CertificateEntry, Problem
from workbench.settings import Settings

if TYPE_CHECKING:
    from workbench.certificates.passphrases import Passphrases


def bearers(settings: Settings, text: str) -> list[CertificateEntry]:
    """Return the entries with this id or name, at least one; raises CommandError."""
    bare = text.removeprefix("id:")
    by_name = [] if text.startswith("id:") else [entry for entry in settings.certificates if entry.name == text]
    by_id = [entry for entry in settings.certificates if entry.id == bare and entry not in by_name]
    found = [*by_id, *by_name]
    if not found:
        raise CommandError("unknown_certificate", f"No certificate has the id or name {text}.", where=text)
    return found


def find(settings: Settings, text: str) -> CertificateEntry:
    """Return the one entry with this id or name; raises CommandError also where several share the name."""
    found = bearers(settings, text)
    if len(found) > 1:
        ids = ", ".join(f"id:{entry.id} ({authority(entry.host, entry.port)})" for entry in found)
        message = f"Several certificates are called {text}, name one by its id: {ids}."
        raise CommandError("ambiguous_certificate", message, where=text)
    return found[0]


def judge(entry: CertificateEntry, passphrases: Passphrases, warning_days: int) -> EntryStatus:
    """Return how it stands with an entry now; never raises for what its files are."""
    try:
        passphrase = passphrases.of(entry)
    except MaterialError:
        passphrase = None
    return checkup.status(entry, passphrase, datetime.now(UTC), warning_days)


def show(status: EntryStatus, verb: str, *, as_json: bool) -> None:
    """Show an entry after something was done to it; `verb` says what: "added"."""
    if as_json:
        output.document(documents.entry_document(status))
        return
    entry = status.entry
    output.line(f"{verb}  {marks.label(entry)}  id:{entry.id}  for {authority(entry.host, entry.port)}")
    if status.subject is not None and status.not_after is not None:
        output.line(f"  {status.subject}, until {status.not_after:%Y-%m-%d}")
    for problem in status.problems:
        output.note(finding(status, problem))


def finding(status: EntryStatus, problem: Problem) -> str:
    """Return one finding on one line."""
    return f"{marks.label(status.entry)} (id:{status.entry.id}): {problem.message} [{problem.code}]"


def findings(status: EntryStatus) -> str:
    """Return all findings about an entry on one line, the gravest first."""
    said = (f"{problem.message} [{problem.code}]" for problem in gravity.gravest_first(status.problems))
    place = authority(status.entry.host, status.entry.port)
    return f"{marks.label(status.entry)} (id:{status.entry.id}) for {place}: {'; '.join(said)}"


def rows(statuses: Sequence[EntryStatus]) -> list[tuple[str, ...]]:
    """Return the table of the list, its heading first."""
    heading = ("ID", "NAME", "HOST", "CERTIFICATE", "EXPIRES", "DAYS", "STATE")
    return [heading, *(_row(status) for status in statuses)]


def _row(status: EntryStatus) -> tuple[str, ...]:
    entry = status.entry
    expires = f"{status.not_after:%Y-%m-%d}" if status.not_after else "not known"
    days = "" if status.days_left is None else str(status.days_left)
    place = authority(entry.host, entry.port)
    return (entry.id, entry.name or "", place, marks.file(entry), expires, days.rjust(4), _state(status))


def _state(status: EntryStatus) -> str:
    if not status.entry.enabled:
        return "disabled"
    found = gravity.gravest_first(status.problems)
    codes = [f"{'CA file: ' if each.field == 'ca_file' else ''}{each.code}" for each in found]
    if not codes:
        return "asks" if status.from_seen else "ok"
    more = f" +{len(codes) - 1}" if len(codes) > 1 else ""
    return f"! {codes[0].replace('_', ' ')}{more}"
