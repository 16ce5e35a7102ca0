"""An entry and what is known of its files, as a row of the list and as facts beside it: words only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from workbench.certificates import gravity
from workbench.models import CertificateEntry, Considered, PeerCertificate, Port, Problem
from workbench.screens import host_words
from workbench.widgets.certificate_table import CertificateRow
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.finding import tone
from workbench.widgets.tone import Tone

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import EntryStatus

STATES: Final[Mapping[str, str]] = {
    "file_missing": "file missing",
    "file_unreadable": "unreadable",
    "needs_passphrase": "passphrase?",
    "wrong_passphrase": "passphrase",
    "unsupported": "unsupported",
    "no_certificate": "no cert",
    "no_key": "no key",
    "key_mismatch": "another key",
    "expired": "expired",
    "expires_soon": "expires soon",
    "not_yet_valid": "not yet valid",
    "no_client_auth": "no clientAuth",
    "server_certificate": "server's own",
    "chain_gap": "chain gap",
    "weak_key": "weak key",
    "weak_signature": "weak hash",
    "key_readable_by_others": "key readable",
}
"""The word for each finding, with its sign no longer than the column."""
_MOST_DAYS: Final = 9999
_DAY: Final = timedelta(days=1)


def end(entry: CertificateEntry, status: EntryStatus | None) -> datetime | None:
    """Return when an entry's certificate expires, by its files or what was last seen of them; None if unknown."""
    if status is not None and status.not_after is not None:
        return status.not_after
    return entry.seen.not_after if entry.seen else None


def row(
    entry: CertificateEntry, rank: int, status: EntryStatus | None, now: datetime, warning_days: int
) -> CertificateRow:
    """Return an entry's row; without a status it says what was last seen, or that it is being read."""
    ends = end(entry, status)
    state, how = how_it_stands(entry, status, now, warning_days)
    return CertificateRow(
        id=entry.id,
        rank=rank,
        host=entry.host,
        port=_port(entry.port),
        name=entry.name or "",
        files=file_name(entry),
        expires=f"{ends:%Y-%m-%d}" if ends else "",
        days=_number(int((ends - now) / _DAY)) if ends else "",
        state=state,
        tone=how,
        enabled=entry.enabled,
    )


def tested(entry: CertificateEntry, rank: int, considered: Considered) -> CertificateRow:
    """Return an entry's row while a URL is tested: the reason it wins or loses."""
    tones: dict[str, Tone] = {"selected": "good", "outranked": "plain", "port": "warn", "disabled": "warn"}
    return CertificateRow(
        id=entry.id,
        rank=rank,
        host=entry.host,
        port=_port(entry.port),
        name=entry.name or "",
        files="",
        expires="",
        days="",
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


def place(entry: CertificateEntry) -> str:
    """Say which URLs an entry is for."""
    return host_words.echoed(entry.host, entry.port)


def how_it_stands(
    entry: CertificateEntry, status: EntryStatus | None, now: datetime, warning_days: int
) -> tuple[str, Tone]:
    """Say in a sign and a word how it stands with an entry, and how grave that is."""
    if not entry.enabled:
        return "off", "dim"
    if status is None:
        return _unread(entry, now, warning_days)
    worst = min(status.problems, key=_rank, default=None)
    if worst is None:
        return ("asks" if status.from_seen else "ok"), "good"
    how = tone(worst)
    word = "CA file" if worst.field == "ca_file" else STATES.get(worst.code, worst.code)
    return f"{'!' if how == 'warn' else 'x'} {word}", how


def file_name(entry: CertificateEntry) -> str:
    """Return the last part of the file that an entry's certificate is in."""
    path = entry.pfx_file or entry.cert_file or ""
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1]


def in_days(days: int) -> str:
    """Say a number of days in words."""
    return "1 day" if days == 1 else f"{days} days"


def _unread(entry: CertificateEntry, now: datetime, warning_days: int) -> tuple[str, Tone]:
    if entry.seen is None:
        return "…", "dim"
    days = (entry.seen.not_after - now).days
    if days < 0:
        return f"x {STATES['expired']}", "bad"
    return (f"! {STATES['expires_soon']}", "warn") if days < warning_days else ("ok", "good")


def _rank(problem: Problem) -> tuple[bool, int]:
    return tone(problem) != "bad", gravity.rank(problem)


def _number(days: int) -> str:
    return "9999+" if days > _MOST_DAYS else str(max(days, -_MOST_DAYS))


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
        left = "" if status.days_left is None or status.days_left < 0 else f", {in_days(status.days_left)} left"
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
