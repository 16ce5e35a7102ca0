"""Files that hold a list of certificates, as another tool wrote it, and the CA files that it names."""

from __future__ import annotations

from pathlib import Path

from workbench.certificates import anchor_file, files
from workbench.certificates.faults import MaterialError
from workbench.models import CaEntry


def read(path: Path) -> bytes:
    """Return the bytes of a list; raises MaterialError saying what is there instead."""
    status = files.stamp(path)
    if status and status.size > files.LIMIT and path.is_file():
        message = (
            f"{files.shown(path)} has {status.size / 1_000_000:.0f} MB, and lists of more than"
            f" {files.LIMIT // 1024 // 1024} MiB are not read: export it without requests."
        )
        raise MaterialError("file_unreadable", message, "cert_file", path)
    return files.read(path, "cert_file").data


def ca_fault(entry: CaEntry) -> str:
    """Say why a CA's file lends no trust, "" where it does; a server's own certificate can, for one host."""
    fault = anchor_file.read(files.expand(entry.file)).fault
    return "" if fault is None or (fault.code == anchor_file.OWN and entry.host) else fault.message
