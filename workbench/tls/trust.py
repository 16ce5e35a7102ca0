"""What a hop trusts: the system's store, CA files, or both (contract §3)."""

from __future__ import annotations

import ssl
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from cryptography import x509

from workbench.certificates import files, hosts, material, names
from workbench.certificates.files import Stamp
from workbench.models import CaEntry, Origin
from workbench.nouns import dataclass
from workbench.settings import Settings
from workbench.tls import system
from workbench.tls.system import SystemStore


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustFile:
    """A CA file that counts for a hop; `label` is its path as typed, `source` says in words who named it."""

    label: str
    stamp: Stamp
    source: str = ""

    def __hash__(self) -> int:
        return hash(self.label)  # cheap, since every hop looks its trust up several times; equal means all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Everything a hop trusts, and what could not be read of it (sentences)."""

    system: SystemStore | None
    files: tuple[TrustFile, ...] = ()
    unread: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.system, self.files))


Named = tuple[tuple[str, str], ...]
"""CA files by the path as typed, each with the words for who named it."""


def trust_for(origin: Origin, settings: Settings, extra_files: Iterable[str] = ()) -> Trust:
    """Gather the trust for one hop: system, matching `[[ca]]`, `ca_file` of matching entries, then `extra_files`."""
    return trust_in(named_for(origin, settings), settings, extra_files)


def named_for(origin: Origin, settings: Settings) -> Named:
    """Return the CA files that these settings name for an origin; it stays the same as long as they do."""
    return tuple(_matching(origin, settings))


def trust_in(named: Named, settings: Settings, extra_files: Iterable[str] = ()) -> Trust:
    """Return the trust in these files as they are now, in `extra_files` and, if it is on, in the system's store."""
    found: dict[str, TrustFile] = {}
    unread: list[str] = []
    for label, source in (*named, *((label, "--cacert") for label in extra_files)):
        stamp = files.stamp(files.expand(label))
        if stamp is None:
            unread.append(f"The CA file {label} is not there; it was left out.")
        elif label not in found:
            found[label] = TrustFile(label=label, stamp=stamp, source=source)
    store = system.store() if settings.tls.system_ca else None
    unread += store.unread if store is not None else ()
    return Trust(system=store, files=tuple(found.values()), unread=tuple(unread))


def _matching(origin: Origin, settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.tls.extra_ca:
        for ca in settings.cas:
            if ca.enabled and hosts.covers(ca.host, ca.port, origin):
                yield ca.file, f"the CA file {ca.file} ([[ca]] for {_place(ca)})"
    for entry in settings.certificates:
        if entry.ca_file and entry.enabled and hosts.covers(entry.host, entry.port, origin):
            yield entry.ca_file, f"the CA of your entry {entry.name or entry.id}"


def _place(ca: CaEntry) -> str:
    if ca.host is None:
        return "every host" if ca.port in (None, "*") else f"every host, port {ca.port}"
    return ca.host if ca.port is None else f"{ca.host}:{ca.port}"


def load_into(context: ssl.SSLContext, trust: Trust) -> None:
    """Make `context` trust this and nothing else. Raise MaterialError for what holds no certificate."""
    if trust.system is not None:
        system.load_into(context, trust.system)
    for file in trust.files:
        for certificate in certificates_of(file):
            context.load_verify_locations(cadata=material.der(certificate))


@lru_cache(maxsize=64)
def certificates_of(file: TrustFile) -> tuple[x509.Certificate, ...]:
    """Return the certificates of a CA file; a changed file has another stamp, so nothing old is returned."""
    return material.load_certificates(files.expand(file.label))


def system_store() -> SystemStore:
    """Find the system's store as the environment has it now."""
    return system.store()


@lru_cache(maxsize=4)
def system_certificates(store: SystemStore) -> tuple[x509.Certificate, ...]:
    """Return the roots of the system's store, for judging; a root that does not parse is left out."""
    return tuple(parsed(system.ders(store)))


def named_certificates(store: SystemStore, bearing: Collection[bytes]) -> tuple[x509.Certificate, ...]:
    """Return those certificates of the store's file that hold one of these names (DER); the others are not parsed."""
    return tuple(parsed(der for der in system.file_ders(store) if any(name in der for name in bearing)))


def parsed(ders: Iterable[bytes]) -> Iterator[x509.Certificate]:
    """Read certificates one by one, leaving out those that cannot be read."""
    for der in ders:
        try:
            with names.quiet():  # stores hold roots that no rule of today allows
                found = x509.load_der_x509_certificate(der)
        except names.BROKEN:
            continue
        yield found
