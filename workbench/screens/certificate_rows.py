"""An entry and what is known of its files, as a row of the list and as facts beside it: words only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from workbench.models import CaEntry, CertificateEntry, Considered, PeerCertificate, Port, Problem
from workbench.screens import host_words
from workbench.screens.ca_words import CaFile
from workbench.settings import Settings
from workbench.widgets.ca_table import CaRow
from workbench.widgets.certificate_table import CertificateRow
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.finding import tone
from workbench.widgets.tone import Tone

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import EntryStatus

_STATES: Final[Mapping[str, str]] = {
    "file_missing": "file missing",
    "file_unreadable": "unreadable",
    "needs_passphrase": "passphrase?",
    "wrong_passphrase": "passphrase",
    "unsupported": "unsupported",
    "no_certificate": "no certificate",
    "no_key": "no key",
    "key_mismatch": "another key",
    "expired": "expired",
    "not_yet_valid": "not yet valid",
    "no_client_auth": "not for client",
    "server_certificate": "server's own",
    "chain_gap": "chain gap",
    "weak_key": "weak key",
    "weak_signature": "weak signature",
    "key_readable_by_others": "key readable",
    "not_a_ca": "no CA in it",
}


def row(entry: CertificateEntry, status: EntryStatus | None, now: datetime) -> CertificateRow:
    """Return an entry's row; without a status it says what was last seen, or that it is being read."""
    ends = status.not_after if status else entry.seen.not_after if entry.seen else None
    state, how = _state(entry, status, now)
    return CertificateRow(
        id=entry.id,
        host=entry.host,
        port=_port(entry.port),
        name=entry.name or "",
        files=PurePath(entry.pfx_file or entry.cert_file or "").name,
        expires=f"{ends:%Y-%m-%d}" if ends else "",
        state=state,
        tone=how,
        enabled=entry.enabled,
    )


def tested(entry: CertificateEntry, considered: Considered) -> CertificateRow:
    """Return an entry's row while a URL is tested: the reason it wins or loses."""
    tones: dict[str, Tone] = {"selected": "good", "outranked": "plain", "port": "warn", "disabled": "warn"}
    return CertificateRow(
        id=entry.id,
        host=entry.host,
        port=_port(entry.port),
        name=entry.name or "",
        files="",
        expires="",
        state="",
        tone=tones.get(considered.outcome, "dim"),
        enabled=entry.enabled,
        reason=("* " if considered.outcome == "selected" else "") + considered.reason,
    )


def facts(
    entry: CertificateEntry,
    status: EntryStatus | None,
    chain: Sequence[PeerCertificate],
    *,
    passphrase: str,
) -> tuple[Fact, ...]:
    """Return everything known of an entry; `passphrase` says in words how it stands with it."""
    found = _known(status) if status else [Fact(label="", value="…", tone="dim")]
    problems = status.problems if status else ()
    return (*_findings(problems), *found, *_of_chain(chain), *_of_entry(entry, passphrase))


def ca_rows(settings: Settings, files: Mapping[str, CaFile], now: datetime) -> tuple[CaRow, ...]:
    """Return the switches and the CA files, those not looked into yet without a state."""
    return (
        CaRow(label="System store", on=settings.tls.system_ca, state="the CAs of this machine"),
        CaRow(label="Extra CAs", on=settings.tls.extra_ca, state="the switch over all files below"),
        *(_ca_row(number, ca, files.get(ca.file), now) for number, ca in enumerate(settings.cas)),
    )


def place(entry: CertificateEntry) -> str:
    """Say which URLs an entry is for."""
    return host_words.echoed(entry.host, entry.port)


def scope(ca: CaEntry) -> str:
    """Say for which servers a CA file is trusted."""
    return "every host" if ca.host is None else host_words.short(ca.host, ca.port)


def _state(entry: CertificateEntry, status: EntryStatus | None, now: datetime) -> tuple[str, Tone]:
    if not entry.enabled:
        return "off", "dim"
    if status is None:
        return ("…", "dim") if entry.seen is None else _dates((entry.seen.not_after - now).days, False)
    worst = min(status.problems, key=_rank, default=None)
    if worst is None:
        return _dates(status.days_left, status.from_seen)
    how = tone(worst)
    if worst.code == "expires_soon" and status.days_left is not None:
        return f"! {_days(status.days_left)}", how
    return f"{'!' if how == 'warn' else 'x'} {_STATES.get(worst.code, worst.code)}", how


def _rank(problem: Problem) -> tuple[bool, bool]:
    """Order by gravity; of what is grave, what keeps the files from serving before a date."""
    return tone(problem) != "bad", problem.code in ("expired", "expires_soon")


def _dates(days: int | None, from_seen: bool) -> tuple[str, Tone]:
    if days is None:
        return "ok", "good"
    if days < 0:
        return "x expired", "bad"
    return (f"asks  {_days(days)}" if from_seen else f"ok {_days(days)}"), "good"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _port(port: Port) -> str:
    return "443" if port is None else str(port)


def _findings(problems: tuple[Problem, ...]) -> Iterator[Fact]:
    for problem in problems:
        how = tone(problem)
        yield Fact(label="! Note" if how == "warn" else "x Fault", value=problem.message, tone=how)


def _known(status: EntryStatus) -> Iterator[Fact]:
    if status.subject is not None:
        seen = " (as last seen)" if status.from_seen else ""
        yield Fact(label="Subject", value=f"{status.subject or 'no subject'}{seen}", tone="strong")
    if status.issuer is not None:
        yield Fact(label="Issuer", value=status.issuer)
    if status.not_after is not None:
        start = f"{status.not_before:%Y-%m-%d} to " if status.not_before else "until "
        left = "" if status.days_left is None or status.days_left < 0 else f", {_days(status.days_left)} left"
        yield Fact(label="Valid", value=f"{start}{status.not_after:%Y-%m-%d}{left}")
    if status.key_type is not None:
        yield Fact(label="Key", value=status.key_type)
    if status.serial is not None:
        yield Fact(label="Serial", value=status.serial)
    if status.sha256 is not None:
        yield Fact(label="SHA-256", value=status.sha256)


def _of_chain(chain: Sequence[PeerCertificate]) -> Iterator[Fact]:
    if chain and chain[0].san:
        yield Fact(label="Names", value=", ".join(chain[0].san))
    for number, issuer in enumerate(chain[1:]):
        value = f"{issuer.subject}, until {issuer.not_after:%Y-%m-%d}"
        yield Fact(label="" if number else "Sent with it", value=value)


def _of_entry(entry: CertificateEntry, passphrase: str) -> Iterator[Fact]:
    files = [text for text in (entry.cert_file, entry.key_file, entry.pfx_file) if text]
    yield Fact(label="Files", value=", ".join(files))
    yield Fact(label="Passphrase", value=passphrase)
    yield Fact(label="For", value=place(entry))
    if entry.ca_file:
        yield Fact(label="CA file", value=entry.ca_file)
    added = f", added {entry.added:%Y-%m-%d}" if entry.added else ""
    yield Fact(label="Entry", value=f"id {entry.id}{added}{'' if entry.enabled else ', DISABLED'}")


def _ca_row(number: int, ca: CaEntry, found: CaFile | None, now: datetime) -> CaRow:
    state, how = _ca_state(found, now)
    return CaRow(label=ca.file, on=ca.enabled, scope=scope(ca), state=state, tone=how, number=number)


def _ca_state(found: CaFile | None, now: datetime) -> tuple[str, Tone]:
    if found is None:
        return "…", "dim"
    if found.fault:
        return f"x {_STATES.get(found.code or '', 'unusable')}", "bad"
    count = len(found.certificates)
    first = found.first_end
    if first and first < now:
        return f"x expired {first:%Y-%m-%d}", "bad"
    until = f" until {first:%Y-%m-%d}" if first else ""
    return (f"ok{until}" if count == 1 else f"ok {count} CAs{until}"), "good"
