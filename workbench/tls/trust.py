"""What a hop trusts: the system's store, CA files, or both (contract §3)."""

from __future__ import annotations

import os
import re
import ssl
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import certifi
from cryptography import x509

from workbench.certificates import files, hosts, material, names
from workbench.certificates.files import Stamp
from workbench.models import Origin
from workbench.settings import Settings

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustFile:
    """A CA file that counts for a hop; `label` is its path as typed, and names it to people."""

    label: str
    stamp: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemStore:
    """Where the system keeps its CAs; `words` say it to people."""

    file: str | None
    folder: str | None
    words: str = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Everything a hop trusts, and what could not be read of it (sentences)."""

    system: SystemStore | None
    files: tuple[TrustFile, ...] = ()
    unread: tuple[str, ...] = ()


def trust_for(origin: Origin, settings: Settings, extra_files: Iterable[str] = ()) -> Trust:
    """Gather the trust for one hop: system, matching `[[ca]]`, `ca_file` of matching entries, then `extra_files`."""
    found: dict[str, TrustFile] = {}
    unread: list[str] = []
    for label in (*_matching(origin, settings), *extra_files):
        stamp = files.stamp(files.expand(label))
        if stamp is None:
            unread.append(f"The CA file {label} is not there; it was left out.")
        elif label not in found:
            found[label] = TrustFile(label=label, stamp=stamp)
    store = system_store() if settings.tls.system_ca else None
    return Trust(system=store, files=tuple(found.values()), unread=tuple(unread))


def _matching(origin: Origin, settings: Settings) -> Iterator[str]:
    if settings.tls.extra_ca:
        for ca in settings.cas:
            if ca.enabled and hosts.covers(ca.host, ca.port, origin):
                yield ca.file
    for entry in settings.certificates:
        if entry.ca_file and entry.enabled and hosts.covers(entry.host, entry.port, origin):
            yield entry.ca_file


@lru_cache(maxsize=1)
def system_store() -> SystemStore:
    """Find the system's store; `SSL_CERT_FILE` and `SSL_CERT_DIR` count, an empty store means certifi's."""
    if sys.platform == "win32":
        return SystemStore(file=None, folder=None)
    paths = ssl.get_default_verify_paths()
    folder = paths.capath if paths.capath and _is_hashed(paths.capath) else None
    # A hashed folder is read lazily, 0.9 ms instead of 19 ms for the bundle, which is then left out.
    file = None if folder is not None and not os.environ.get(paths.openssl_cafile_env) else paths.cafile
    if file or folder:
        return SystemStore(file=file, folder=folder)
    return SystemStore(file=certifi.where(), folder=None, words="certifi (the system's store is empty)")


@lru_cache(maxsize=8)
def _is_hashed(folder: str) -> bool:
    return any(_HASHED.fullmatch(entry.name) for entry in Path(folder).iterdir())


def load_into(context: ssl.SSLContext, trust: Trust) -> None:
    """Make `context` trust this and nothing else."""
    if trust.system is not None:
        _load_system(context, trust.system)
    for file in trust.files:
        for certificate in certificates_of(file):
            context.load_verify_locations(cadata=material.der(certificate))


def _load_system(context: ssl.SSLContext, store: SystemStore) -> None:
    if store.folder is None and store.file is None:
        context.load_default_certs()
    else:
        context.load_verify_locations(cafile=store.file, capath=store.folder)


@lru_cache(maxsize=64)
def certificates_of(file: TrustFile) -> tuple[x509.Certificate, ...]:
    """Return the certificates of a CA file; a changed file has another stamp, so nothing old is returned."""
    return material.load_certificates(files.expand(file.label))


@lru_cache(maxsize=2)
def system_certificates(store: SystemStore) -> tuple[x509.Certificate, ...]:
    """Return the roots of the system's store, for judging; a root that does not parse is left out."""
    if store.file is None and store.folder is None:
        return tuple(_parsed(ssl.create_default_context().get_ca_certs(binary_form=True)))
    if store.file is not None:
        return tuple(_parsed(_ders(Path(store.file).read_bytes())))
    folder = Path(store.folder or "")
    return tuple(
        _parsed(
            der for path in sorted(folder.iterdir()) if _HASHED.fullmatch(path.name) for der in _ders(path.read_bytes())
        )
    )


def _ders(pem: bytes) -> Iterator[bytes]:
    for block in _PEM.findall(pem):
        yield ssl.PEM_cert_to_DER_cert(block.decode("ascii", "replace"))


def _parsed(ders: Iterable[bytes]) -> Iterator[x509.Certificate]:
    with names.quiet():  # stores hold roots that no rule of today allows
        for der in ders:
            try:
                yield x509.load_der_x509_certificate(der)
            except names.BROKEN:
                continue
