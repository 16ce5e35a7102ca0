"""A CA file, looked into: what trust it would give, or why it gives none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from workbench.certificates.files import expand
from workbench.models import PeerCertificate
from workbench.nouns import dataclass
from workbench.widgets.finding import Note

OWN: Final = "own_certificate"
"""The code of a file with nothing but a server's own certificate."""
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CaFile:
    """The certificates of a file in its order; `fault` says why it cannot serve, `code` of which kind that is."""

    certificates: tuple[PeerCertificate, ...] = ()
    fault: str | None = None
    code: str | None = None


def examine(path: str) -> CaFile:
    """Read a CA file, its path as typed; away from the UI's thread, since it reads and loads cryptography."""
    from workbench.certificates import anchor_file, names

    found = anchor_file.read(expand(path))
    described = tuple(names.describe(certificate) for certificate in found.certificates)
    if found.fault is None:
        return CaFile(certificates=described)
    here = " Or name a host, to trust this one there alone." if found.fault.code == OWN else ""
    return CaFile(certificates=described, fault=found.fault.message + here, code=found.fault.code)


def for_host(found: CaFile) -> CaFile:
    """Return what a file is worth for one host: there a server's own certificate can be trusted by itself."""
    return replace(found, fault=None) if found.code == OWN else found


def notes(found: CaFile, now: datetime, *, moved: bool = False) -> tuple[Note, ...]:
    """Say what a file holds, three certificates at most; one that is not there can have `moved` if it was before."""
    if found.code == "file_missing" and not moved:
        return (Note(text="No such file.", tone="bad"),)
    if found.fault:
        return (Note(text=found.fault, tone="bad"),)
    if found.code == OWN:
        own = (
            f"{found.certificates[0].subject} is no CA but a server's own certificate: a new one will need trust again."
        )
        return (Note(text=own, tone="warn"),)
    shown = tuple(_named(one, now) for one in found.certificates[:_NAMED])
    more = len(found.certificates) - _NAMED
    return shown if more <= 0 else (*shown, Note(text=f"and {more} more certificates", tone="dim"))


def _named(certificate: PeerCertificate, now: datetime) -> Note:
    if certificate.not_after < now:
        return Note(text=f"{certificate.subject} expired on {certificate.not_after:%Y-%m-%d}", tone="bad")
    return Note(text=f"{certificate.subject}, until {certificate.not_after:%Y-%m-%d}", tone="good")
