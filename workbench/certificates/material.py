"""Certificate files in, an identity that TLS can use out.

paths of an entry ─ files.read ▶ File ─ contents.examine ▶ Contents ─ pairing.identity ▶ Identity
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from workbench.certificates import contents, files, pairing
from workbench.certificates.contents import Contents
from workbench.certificates.faults import MaterialError, MaterialField
from workbench.certificates.files import File, Source, Stamp, expand, stamp
from workbench.certificates.pairing import Identity
from workbench.models import CertificateEntry
from workbench.nouns import dataclass

__all__ = [
    "Examined",
    "Identity",
    "MaterialError",
    "Stamp",
    "der",
    "examine",
    "expand",
    "is_current",
    "load",
    "load_certificates",
    "stamp",
]

Reader = Callable[[Path, MaterialField], File]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Everything an entry's files hold, and the identity they make or the fault that prevents it."""

    contents: tuple[Contents, ...]
    result: Identity | MaterialError


def load(entry: CertificateEntry, passphrase: str | None, *, read: Reader = files.read) -> Identity:
    """Return the identity in an entry's files; raise MaterialError with the field its message belongs to."""
    result = examine(entry, passphrase, read=read).result
    if isinstance(result, MaterialError):
        raise result
    return result


def examine(entry: CertificateEntry, passphrase: str | None, *, read: Reader = files.read) -> Examined:
    """Look into an entry's files, never raising; if they changed meanwhile (a rotation), look once more."""
    examined = _examine(entry, passphrase, read)
    if isinstance(examined.result, MaterialError) and _changed(examined.contents):
        return _examine(entry, passphrase, read)
    return examined


def load_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """Return the certificates of a CA file (PEM, DER, PKCS#7) in its order; raise MaterialError if none.

    One that does not parse is left out.
    """
    found = contents.examine(files.read(path, "ca_file"), None)
    if found.certificates:
        return found.certificates
    if found.faults:
        raise found.faults[0]
    message = f"{files.shown(path)} holds a private key and no certificate: choose the CA's certificate."
    raise MaterialError("no_certificate", message, "ca_file", path)


def der(certificate: x509.Certificate) -> bytes:
    """Return a certificate as OpenSSL takes it for trust."""
    return certificate.public_bytes(Encoding.DER)


def is_current(identity: Identity) -> bool:
    """Tell whether the files are still those the identity was read from."""
    return all(stamp(known.path) == known for known in identity.stamps)


def _examine(entry: CertificateEntry, passphrase: str | None, read: Reader) -> Examined:
    held = tuple(_contents(path, field, passphrase, read) for path, field in _named(entry))
    try:
        return Examined(contents=held, result=pairing.identity(held))
    except MaterialError as fault:
        return Examined(contents=held, result=fault)


def _named(entry: CertificateEntry) -> list[tuple[Path, MaterialField]]:
    """Return the files that an entry names, each once: certificate and key may be in one."""
    named: dict[Path, MaterialField] = {}
    fields: tuple[tuple[str | None, MaterialField], ...] = (
        (entry.pfx_file, "pfx_file"),
        (entry.cert_file, "cert_file"),
        (entry.key_file, "key_file"),
    )
    for text, field in fields:
        if text:
            named.setdefault(expand(text), field)
    return list(named.items())


def _contents(path: Path, field: MaterialField, passphrase: str | None, read: Reader) -> Contents:
    try:
        return contents.examine(read(path, field), passphrase)
    except MaterialError as fault:
        return contents.unread(fault, Source(path=path, named_by=field))


def _changed(held: tuple[Contents, ...]) -> bool:
    return any(stamp(one.source.path) != one.stamp for one in held)
