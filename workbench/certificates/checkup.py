"""How it stands with a certificate: files under examination, and entries of the list.

Nothing here raises for what a file can be: it is among the problems.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, Literal

from workbench.certificates import anchor_file, chain, findings, material, names, pairing, printed
from workbench.certificates.chain import Chain
from workbench.certificates.contents import Contents
from workbench.certificates.faults import MaterialError
from workbench.certificates.files import Source, expand, shown
from workbench.certificates.findings import days_left
from workbench.certificates.material import Examined, Identity
from workbench.models import CertificateEntry, PeerCertificate, Problem, Seen
from workbench.nouns import dataclass
from workbench.visible import visible

__all__ = ["EntryStatus", "Inspection", "days_left", "inspect", "problems", "seen", "status"]

InspectionStatus = Literal["ok", "needs_passphrase", "wrong_passphrase", "rejected"]

_EACH_SESSION: Final = "ask"
_HALF: Final = frozenset({"no_key", "no_certificate"})  # half of an identity is still worth looking at


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What files hold (contract §6, `certs inspect`): `chain` begins with the leaf; None means not known."""

    status: InspectionStatus
    format: str | None
    has_key: bool | None
    key_type: str | None
    chain: tuple[PeerCertificate, ...]
    problems: tuple[Problem, ...]
    choice: str | None = None  # which of several identities in these files is taken, in words
    is_encrypted: bool | None = None  # whether the key that is taken is

    @property
    def leaf(self) -> PeerCertificate | None:
        """The certificate that would be presented."""
        return self.chain[0] if self.chain else None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStatus:
    """An entry as the list shows it; `from_seen` tells that the files could not say it and memory did."""

    entry: CertificateEntry
    subject: str | None = None
    issuer: str | None = None
    issuers: tuple[str, ...] = ()  # of the whole chain in the files, the leaf's own first
    serial: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    days_left: int | None = None
    key_type: str | None = None
    sha256: str | None = None
    problems: tuple[Problem, ...] = ()
    from_seen: bool = False


def problems(identity: Identity, now: datetime, warning_days: int, host: str | None = None) -> tuple[Problem, ...]:
    """Return every finding about an identity; `host` is the entry's, if known."""
    found = Chain(leaf=identity.leaf, issuers=identity.chain, unlinked=identity.unlinked)
    return (
        *findings.of_certificates(found, identity.source, now=now, warning_days=warning_days, host=host),
        *findings.of_key_file(identity.key_source, encrypted=identity.key_encrypted),
    )


def inspect(
    cert_file: str | None,
    key_file: str | None,
    pfx_file: str | None,
    passphrase: str | None,
    now: datetime,
    warning_days: int,
) -> Inspection:
    """Examine files that are no entry yet; paths as typed, the format is told by their content."""
    entry = CertificateEntry(id="", host="", cert_file=cert_file, key_file=key_file, pfx_file=pfx_file)
    examined = material.examine(entry, passphrase)
    held = _held(examined)
    return Inspection(
        status=_verdict(examined),
        format=_format(examined),
        has_key=_has_key(examined),
        key_type=_key_type(examined, held),
        chain=tuple(names.describe(one) for one in (held.chain.leaf, *held.chain.issuers)) if held else (),
        problems=(*_problems(examined, held, now, warning_days, None), *_asides(examined)),
        choice=pairing.choice(examined.result) if isinstance(examined.result, Identity) else None,
        is_encrypted=examined.result.key_encrypted if isinstance(examined.result, Identity) else None,
    )


def status(entry: CertificateEntry, passphrase: str | None, now: datetime, warning_days: int) -> EntryStatus:
    """Judge an entry by its files, and by what was last seen of them where a send asks for its passphrase."""
    examined = material.examine(entry, passphrase)
    held = _held(examined)
    found = _problems(examined, held, now, warning_days, entry.host)
    if _waits_for_passphrase(entry, passphrase, examined):
        found = found[1:] if held else _of_seen(entry, now, warning_days) if entry.seen else (_unopened(entry, found),)
    found = (*found, *_of_ca_file(entry, now, warning_days))
    if held is None:
        return _remembered(entry, found, now)
    described = _described(entry, names.describe(held.chain.leaf), found, now)
    return replace(described, issuers=names.issuer_names(held.chain.leaf, held.chain.issuers))


def seen(status: EntryStatus) -> Seen | None:
    """Return what an entry should remember of its files; None when they could not be read now."""
    if status.from_seen or status.subject is None or status.not_after is None or status.sha256 is None:
        return None
    return Seen(subject=status.subject, not_after=status.not_after, sha256=status.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """The certificates in a set of files, with or without a key."""

    chain: Chain
    source: Source


def _held(examined: Examined) -> _Held | None:
    match examined.result:
        case Identity() as identity:
            ordered = Chain(leaf=identity.leaf, issuers=identity.chain, unlinked=identity.unlinked)
            return _Held(chain=ordered, source=identity.source)
        case MaterialError():
            holder = next((one for one in examined.contents if one.certificates), None)
            return _without_key(examined, holder) if holder else None


def _without_key(examined: Examined, holder: Contents) -> _Held:
    leaf = chain.bottom(holder.certificates)
    everything = [certificate for one in examined.contents for certificate in one.certificates]
    return _Held(chain=chain.order(leaf, everything), source=holder.source)


def _problems(
    examined: Examined, held: _Held | None, now: datetime, warning_days: int, host: str | None
) -> tuple[Problem, ...]:
    """Return the fault, if there is one, before everything else."""
    if isinstance(examined.result, Identity):
        return problems(examined.result, now, warning_days, host)
    keys = dict.fromkeys((stored.source, stored.encrypted) for one in examined.contents for stored in one.keys)
    return (
        _problem(examined.result),
        *(_of_held(held, examined, now, warning_days, host) if held else ()),
        *(found for source, encrypted in keys for found in findings.of_key_file(source, encrypted=encrypted)),
    )


def _of_held(
    held: _Held, examined: Examined, now: datetime, warning_days: int, host: str | None
) -> tuple[Problem, ...]:
    keyed = _has_key(examined) is not False
    return findings.of_certificates(held.chain, held.source, now=now, warning_days=warning_days, host=host, keyed=keyed)


def _asides(examined: Examined) -> tuple[Problem, ...]:
    """Return what is wrong with parts of the files beside the fault that decides."""
    faults = (fault for one in examined.contents for fault in one.faults if fault is not examined.result)
    return tuple(_problem(fault) for fault in faults)


def _problem(fault: MaterialError) -> Problem:
    return Problem(code=fault.code, message=fault.message, field=fault.field)


def _verdict(examined: Examined) -> InspectionStatus:
    match examined.result:
        case Identity():
            return "ok"
        case MaterialError(code="needs_passphrase"):
            return "needs_passphrase"
        case MaterialError(code="wrong_passphrase"):
            return "wrong_passphrase"
        case MaterialError(code=code):
            return "ok" if code in _HALF and not _keyless_store(examined) else "rejected"


def _keyless_store(examined: Examined) -> bool:
    return not examined.contents or any(
        one.format == "pkcs12" and fault.code == "no_key" for one in examined.contents for fault in one.faults
    )


def _format(examined: Examined) -> str | None:
    held = next((one for one in examined.contents if one.certificates), None)
    chief = held or next(iter(examined.contents), None)
    return chief.format if chief else None


def _has_key(examined: Examined) -> bool | None:
    if any(one.keys for one in examined.contents):
        return True
    locked = [one for one in examined.contents if any(fault.code in pairing.LOCKED for fault in one.faults)]
    if any(one.format != "pkcs12" for one in locked):
        return True
    unread = any(one.stamp is None for one in examined.contents)
    return None if locked or unread or not examined.contents else False


def _key_type(examined: Examined, held: _Held | None) -> str | None:
    if held is not None:
        return names.certificate_key_type(held.chain.leaf)
    keys = [stored.key for one in examined.contents for stored in one.keys]
    return names.key_type(keys[0].public_key()) if keys else None


def _waits_for_passphrase(entry: CertificateEntry, passphrase: str | None, examined: Examined) -> bool:
    """Tell whether only the passphrase is wanting that a person or a command is asked for: that is no fault."""
    result = examined.result
    missing = isinstance(result, MaterialError) and result.code == "needs_passphrase"
    comes_later = entry.passphrase == _EACH_SESSION or printed.is_command(entry.passphrase)
    return missing and comes_later and passphrase is None


def _unopened(entry: CertificateEntry, found: tuple[Problem, ...]) -> Problem:
    """Say of files that nobody has opened yet what will: `enter its passphrase` is for where that can be done."""
    path = entry.pfx_file or entry.key_file or entry.cert_file or ""
    how = "comes from a command that a send runs" if printed.is_command(entry.passphrase) else "is asked for by a send"
    message = f"{shown(expand(path))} is encrypted and its passphrase {how}: what it holds is not known before that."
    return replace(found[0], message=message)


def _of_seen(entry: CertificateEntry, now: datetime, warning_days: int) -> tuple[Problem, ...]:
    known = _memory(entry)
    if known is None:
        return ()
    field = "pfx_file" if entry.pfx_file else "cert_file"
    return findings.of_dates(known.subject, known.not_after, now, warning_days, field)


def _of_ca_file(entry: CertificateEntry, now: datetime, warning_days: int) -> Iterator[Problem]:
    """Yield what is wrong with the file that vouches for the entry's servers; one server's own will do there."""
    if not entry.ca_file:
        return
    anchors = anchor_file.read(expand(entry.ca_file))
    fault = anchors.fault
    if fault is not None and fault.code != anchor_file.OWN:
        code = "no_certificate" if fault.code == "not_a_ca" else fault.code
        yield Problem(code=code, message=fault.message, field="ca_file")
    for one in anchors.certificates:
        subject = names.subject(one)
        who = f"{visible(subject) or 'A CA without a subject'} in the CA file {entry.ca_file}"
        yield from findings.of_end(who, one.not_valid_after_utc, now, warning_days, (subject, "ca_file"))


def _remembered(entry: CertificateEntry, found: tuple[Problem, ...], now: datetime) -> EntryStatus:
    known = _memory(entry)
    if known is None:
        return EntryStatus(entry=entry, problems=found)
    return EntryStatus(
        entry=entry,
        subject=known.subject,
        not_after=known.not_after,
        days_left=days_left(known.not_after, now),
        sha256=known.sha256,
        problems=found,
        from_seen=True,
    )


def _memory(entry: CertificateEntry) -> Seen | None:
    """Return what was last seen; a time written by hand without a zone counts as UTC."""
    known = entry.seen
    if known is None or known.not_after.tzinfo is not None:
        return known
    return replace(known, not_after=known.not_after.replace(tzinfo=UTC))


def _described(
    entry: CertificateEntry, leaf: PeerCertificate, found: tuple[Problem, ...], now: datetime
) -> EntryStatus:
    return EntryStatus(
        entry=entry,
        subject=leaf.subject,
        issuer=leaf.issuer,
        serial=leaf.serial,
        not_before=leaf.not_before,
        not_after=leaf.not_after,
        days_left=days_left(leaf.not_after, now),
        key_type=leaf.key_type,
        sha256=leaf.sha256,
        problems=found,
    )
