"""An entry's certificate beside the one that takes its place: what differs, said in words. Pure.

of_entry(status), of_files(inspection) ─▶ Face ── compared(old, new) ─▶ Row …     warnings(old, new) ─▶ sentences
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from workbench.models import PeerCertificate, Problem, Seen
from workbench.nouns import dataclass

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import EntryStatus, Inspection

_OTHER_PURPOSE: Final = ("server_certificate", "no_client_auth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What is known of a certificate; None is not known. `clients` tells whether clients may present it."""

    subject: str | None = None
    issuer: str | None = None
    serial: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    key_type: str | None = None
    sha256: str | None = None
    clients: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the comparison; `mark` is "same", or says how the new one differs; `warns` that it matters."""

    label: str
    old: str
    new: str
    mark: str = ""
    warns: bool = False


def of_entry(status: EntryStatus) -> Face:
    """Return the face of an entry's certificate: of its files, or what was last seen where they hold another now."""
    seen = status.entry.seen
    return of_seen(seen) if seen is not None and status.sha256 != seen.sha256 else of_status(status)


def of_status(status: EntryStatus) -> Face:
    """Return the face of what an entry's files hold now."""
    return Face(
        subject=status.subject,
        issuer=status.issuer,
        serial=status.serial,
        not_before=status.not_before,
        not_after=status.not_after,
        key_type=status.key_type,
        sha256=status.sha256,
        clients=None if status.from_seen or status.subject is None else _for_clients(status.problems),
    )


def of_seen(seen: Seen) -> Face:
    """Return what an entry remembers of its certificate."""
    return Face(subject=seen.subject, not_after=seen.not_after, sha256=seen.sha256)


def of_files(inspection: Inspection | None) -> Face:
    """Return the face of the certificate in files that were examined."""
    leaf = inspection.leaf if inspection is not None else None
    if inspection is None or leaf is None:
        return Face()
    return of_certificate(leaf, clients=_for_clients(inspection.problems))


def of_certificate(leaf: PeerCertificate, *, clients: bool | None = None) -> Face:
    """Return the face of one certificate."""
    return Face(
        subject=leaf.subject,
        issuer=leaf.issuer,
        serial=leaf.serial,
        not_before=leaf.not_before,
        not_after=leaf.not_after,
        key_type=leaf.key_type,
        sha256=leaf.sha256,
        clients=clients,
    )


def compared(old: Face, new: Face, now: datetime) -> tuple[Row, ...]:
    """Return the two side by side; what is not known of one is marked as neither same nor other."""
    purpose = _row("Purpose", _purpose(old.clients), _purpose(new.clients), warns=True)
    return (
        _row("Subject", old.subject, new.subject, warns=True),
        _row("Serial", old.serial, new.serial),
        _valid(old, new),
        _row("Days left", _left(old.not_after, now), _left(new.not_after, now), plain=True),
        _row("Issuer", old.issuer, new.issuer),
        _row("Key", old.key_type, new.key_type),
        _row("SHA-256", old.sha256, new.sha256),
        *((purpose,) if purpose.warns else ()),
    )


def warnings(old: Face, new: Face) -> tuple[str, ...]:
    """Return in sentences what a person may not have meant."""
    return tuple(_warnings(old, new))


def line(face: Face) -> str:
    """Return a certificate on one line: subject, serial as far as it is known, and dates."""
    serial = f"serial {face.serial}" if face.serial else ""
    subject = "not known" if face.subject is None else face.subject or "no subject"
    return ", ".join(part for part in (subject, serial, dates(face)) if part)


def dates(face: Face) -> str | None:
    """Return from when until when a certificate is valid, None where that is not known."""
    start = f"{face.not_before:%Y-%m-%d} to " if face.not_before else "until "
    return f"{start}{face.not_after:%Y-%m-%d}" if face.not_after else None


def _warnings(old: Face, new: Face) -> Iterator[str]:
    if new.sha256 is None:
        return
    if old.sha256 == new.sha256:
        yield "It is the certificate that the entry has already."
    if old.subject is not None and new.subject != old.subject:
        yield f"The new one has another subject: {new.subject or 'none'}, not {old.subject or 'none'}."
    if old.not_after and new.not_after and new.not_after < old.not_after:
        yield f"The new one ends sooner: {new.not_after:%Y-%m-%d}, not {old.not_after:%Y-%m-%d}."
    if new.clients is False and old.clients is not False:
        yield "The new one is for another purpose: servers may refuse it from a client."


def _row(label: str, old: str | None, new: str | None, *, warns: bool = False, plain: bool = False) -> Row:
    if old is None or new is None:
        return Row(label=label, old=old or "not known", new=new or "")
    mark = "same" if old == new else "" if plain else "OTHER" if warns else "new"
    return Row(label=label, old=old, new=new, mark=mark, warns=warns and old != new)


def _valid(old: Face, new: Face) -> Row:
    row = _row("Valid", dates(old), dates(new))
    if old.not_after is None or new.not_after is None or old.not_after == new.not_after:
        return row
    sooner = new.not_after < old.not_after
    return Row(label=row.label, old=row.old, new=row.new, mark="SOONER" if sooner else "later", warns=sooner)


def _left(not_after: datetime | None, now: datetime) -> str | None:
    if not_after is None:
        return None
    days = (not_after - now).days
    return "expired" if days < 0 else "1 day" if days == 1 else f"{days} days"


def _purpose(clients: bool | None) -> str | None:
    return None if clients is None else "for clients" if clients else "not for clients"


def _for_clients(problems: Iterable[Problem]) -> bool:
    return not any(problem.code in _OTHER_PURPOSE for problem in problems)
