"""Extra CAs as the `ca` commands read, find and show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from workbench import records
from workbench.certificates import anchor_file, checkup, material, names
from workbench.certificates.faults import MaterialError
from workbench.certificates.hosts import authority
from workbench.commands.faults import CommandError
from workbench.models import CaEntry, PeerCertificate, Port, Problem
from workbench.nouns import dataclass
from workbench.records import Document
from workbench.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An entry and what its file holds now; `problems` say why it lends no trust, or not for long."""

    entry: CaEntry
    certificates: tuple[PeerCertificate, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which of the entries of one file is meant: the one for this host, or `everywhere` that for every host."""

    host: str | None = None
    port: Port = None
    everywhere: bool = False

    def takes(self, entry: CaEntry) -> bool:
        """Tell whether an entry may be the one; without a word about it, any may."""
        if self.port is not None and records.effective_port(self.port) != records.effective_port(entry.port):
            return False
        if self.everywhere:
            return entry.host is None
        return self.host is None or entry.host == self.host


def read(entry: CaEntry, warning_days: int) -> Authority:
    """Return an entry with its certificates and what is wrong with them; never raises for what the file is."""
    found = anchor_file.read(material.expand(entry.file))
    described = tuple(names.describe(each) for each in found.certificates)
    fault = found.fault if found.fault and _counts(found.fault, entry) else None
    first = (Problem(code=_code(fault), message=fault.message),) if fault else ()
    return Authority(
        entry=entry, certificates=described, problems=(*first, *_dates(described, datetime.now(UTC), warning_days))
    )


def check(entry: CaEntry) -> None:
    """Raise CommandError for a file that can lend no trust where it is meant to: unreadable, or without a CA."""
    fault = anchor_file.read(material.expand(entry.file)).fault
    if fault is None or not _counts(fault, entry):
        return
    hint = " A server's own can be trusted for one host: name it by --host." if fault.code == anchor_file.OWN else ""
    raise CommandError(_code(fault), fault.message + hint, where=entry.file)


def find(settings: Settings, text: str, scope: Scope) -> CaEntry:
    """Return the one entry whose file is named, in full or by its last part; raises CommandError."""
    called = [entry for entry in settings.cas if _is_called(entry, text)]
    if not called:
        raise CommandError("unknown_ca", f"No CA in the settings is {text}: see workbench ca list.", where=text)
    found = [entry for entry in called if scope.takes(entry)]
    if len(found) == 1:
        return found[0]
    places = ", ".join(f"{entry.file} for {place(entry)}" for entry in found or called)
    if not found:
        raise CommandError("unknown_ca", f"{text} is in the settings, but for other hosts: {places}.", where=text)
    ways = "--host or --every-host" if any(entry.host is None for entry in found) else "--host and --port"
    raise CommandError("ambiguous_ca", f"{text} is several CAs, say which with {ways}: {places}.", where=text)


def place(entry: CaEntry) -> str:
    """Return the hosts that an entry is for, in words."""
    if entry.host is not None:
        return authority(entry.host, entry.port)
    return "every host" if entry.port is None else f"every host, port {entry.port}"


def document(found: Authority) -> Document:
    """Return an element of what `ca list --json` prints; a null host is every host."""
    entry = found.entry
    anywhere = entry.host is None and entry.port is None
    return {
        "file": entry.file,
        "enabled": entry.enabled,
        "host": entry.host,
        "port": "*" if anywhere else records.effective_port(entry.port),
        "certificates": [_certificate(each) for each in found.certificates],
        "problems": [{"code": problem.code, "message": problem.message} for problem in found.problems],
    }


def _certificate(certificate: PeerCertificate) -> Document:
    left = checkup.days_left(certificate.not_after, datetime.now(UTC))
    return {**records.certificate_document(certificate), "days_left": left}


def _counts(fault: MaterialError, entry: CaEntry) -> bool:
    """Tell whether a fault is one for this entry: for one host a server's own certificate will do."""
    return fault.code != anchor_file.OWN or entry.host is None


def _code(fault: MaterialError) -> str:
    return "not_a_ca" if fault.code == anchor_file.OWN else fault.code


def _dates(certificates: Sequence[PeerCertificate], now: datetime, warning_days: int) -> Iterator[Problem]:
    """Yield the findings of `certs check` for CAs: every server they vouch for fails when they expire."""
    for each in certificates:
        days = checkup.days_left(each.not_after, now)
        who = f"{each.subject or 'A CA without a subject'}"
        if days < 0:
            yield Problem(code="expired", message=f"{who} expired on {each.not_after:%Y-%m-%d}: get its successor.")
        elif days < warning_days:
            left = "1 day" if days == 1 else f"{days} days"
            message = f"{who} expires on {each.not_after:%Y-%m-%d}, in {left}: the servers it vouches for fail then."
            yield Problem(code="expires_soon", message=message)


def _is_called(entry: CaEntry, text: str) -> bool:
    named, kept = material.expand(text), material.expand(entry.file)
    return text == entry.file or named.absolute() == kept.absolute() or text == kept.name
