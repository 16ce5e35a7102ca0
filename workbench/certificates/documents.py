"""Check-ups as JSON documents (contract §6): plain dicts, `null` where a thing is not known."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from workbench import records
from workbench.certificates import printed
from workbench.certificates.checkup import EntryStatus, Inspection
from workbench.models import PeerCertificate, Problem
from workbench.records import Document

_EACH_SESSION: Final = "ask"


def inspection_document(inspection: Inspection) -> Document:
    """Return what `certs inspect --json` prints."""
    leaf = inspection.leaf
    return {
        "status": inspection.status,
        "format": inspection.format,
        "subject": leaf.subject if leaf else None,
        "issuer": leaf.issuer if leaf else None,
        "serial": leaf.serial if leaf else None,
        "key_type": inspection.key_type,
        "has_key": inspection.has_key,
        "chain": [_link(certificate) for certificate in inspection.chain],
        "not_before": _timestamp(leaf.not_before if leaf else None),
        "not_after": _timestamp(leaf.not_after if leaf else None),
        "sha256": leaf.sha256 if leaf else None,
        "san": list(leaf.san) if leaf else [],
        "problems": [_problem(problem) for problem in inspection.problems],
        "choice": inspection.choice,
    }


def entry_document(status: EntryStatus) -> Document:
    """Return one element of what `certs list --json` prints; a passphrase is never in it."""
    entry = status.entry
    return {
        "id": entry.id,
        "name": entry.name,
        "host": entry.host,
        "port": records.effective_port(entry.port),
        "enabled": entry.enabled,
        "added": _timestamp(entry.added),
        "cert_file": entry.cert_file,
        "key_file": entry.key_file,
        "pfx_file": entry.pfx_file,
        "ca_file": entry.ca_file,
        "passphrase": passphrase_kept(entry.passphrase),
        "subject": status.subject,
        "issuer": status.issuer,
        "serial": status.serial,
        "not_before": _timestamp(status.not_before),
        "not_after": _timestamp(status.not_after),
        "days_left": status.days_left,
        "key_type": status.key_type,
        "sha256": status.sha256,
        "problems": [_problem(problem) for problem in status.problems],
    }


def passphrase_kept(passphrase: str | None) -> str:
    """Return how an entry's passphrase is kept: "none", "ask", "command", or "sealed" (a clear one soon is)."""
    if not passphrase:
        return "none"
    if printed.is_command(passphrase):
        return "command"
    return passphrase if passphrase == _EACH_SESSION else "sealed"


def _link(certificate: PeerCertificate) -> Document:
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "not_after": _timestamp(certificate.not_after),
        "sha256": certificate.sha256,
    }


def _problem(problem: Problem) -> Document:
    return {"code": problem.code, "message": problem.message}


def _timestamp(moment: datetime | None) -> str | None:
    return records.timestamp(moment) if moment is not None else None
