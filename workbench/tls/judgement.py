"""A received chain against a hop's trust: what is wrong with it, and where its trust comes from."""

from __future__ import annotations

import os
import ssl
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import chain as joined
from typing import NamedTuple

from cryptography import x509

from workbench.certificates import names
from workbench.models import PeerCertificate, Problem
from workbench.tls import trust as trusted
from workbench.tls import verdict
from workbench.tls.anchors import Anchors
from workbench.tls.system import FILE_VARIABLE, FOLDER_VARIABLE, SystemStore
from workbench.tls.trust import Trust, TrustFile
from workbench.visible import visible


def parsed(ders: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    """Read the certificates a server sent; what is not one is left out."""
    return tuple(certificate for der in ders if (certificate := _certificate(der)) is not None)


@lru_cache(maxsize=256)
def _certificate(der: bytes) -> x509.Certificate | None:
    try:
        with names.quiet():
            return x509.load_der_x509_certificate(der)
    except names.BROKEN:
        return None


@lru_cache(maxsize=64)
def described(ders: tuple[bytes, ...]) -> tuple[PeerCertificate, ...]:
    """Return what people are shown of a chain; made once per chain, since every hop to a server shows the same."""
    known = ((der, _certificate(der)) for der in ders)
    return tuple(replace(names.describe(found), der=der) for der, found in known if found is not None)


def was_rejected(error: BaseException | None) -> bool:
    """Tell whether it was our own verification that ended a handshake."""
    return isinstance(error, ssl.SSLCertVerificationError)


def ended(error: BaseException | None) -> bool:
    """Tell whether a connection just ended: EOF, close_notify or reset, without a fatal alert or a broken record."""
    if isinstance(error, ssl.SSLError) and error.reason is None:
        return isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or _is_fatal_goodbye(error)
    return error is None or isinstance(error, ssl.SSLEOFError | ConnectionError)


def _is_fatal_goodbye(error: ssl.SSLError) -> bool:
    """Tell close_notify at the level fatal, for which OpenSSL has neither reason nor words."""
    return error.errno == ssl.SSL_ERROR_SSL and "unknown error" in str(error)


def problems(ders: Sequence[bytes], trust: Trust, hostname: str, now: datetime) -> tuple[Problem, ...]:
    """Find everything wrong with a chain; reads the system's store when it is trusted, so not on the UI thread."""
    if ders and _certificate(ders[0]) is None:
        return (Problem(code="other", message="The server's certificate is not one that can be read."),)
    return verdict.judge(parsed(ders), hostname=hostname, now=now, anchors=_all_anchors(trust.system, trust.files))


def unexplained(error: BaseException | None) -> Problem:
    """Return OpenSSL's own word for a rejection in which nothing was found."""
    said = visible(error.verify_message) if isinstance(error, ssl.SSLCertVerificationError) else "no reason given"
    return Problem(code="other", message=f"OpenSSL did not accept the server's certificate: {said}.")


def trusted_by(ders: tuple[bytes, ...], trust: Trust) -> str | None:
    """Name what made a verified chain trusted: the CA file that holds its anchor, else the system."""
    found = _vouching(ders, trust)
    return found.name if found is not None else None


def trust_source(ders: tuple[bytes, ...], trust: Trust) -> str | None:
    """Say in words who named what made a verified chain trusted, such as "the CA of your entry alice"."""
    found = _vouching(ders, trust)
    return found.words if found is not None else None


class _Source(NamedTuple):
    name: str
    words: str


@lru_cache(maxsize=64)
def _vouching(ders: tuple[bytes, ...], trust: Trust) -> _Source | None:
    """Find the anchor's place. The system's is what remains: its store is not read for this."""
    chain = parsed(ders)
    if not chain:
        return None
    for file in trust.files:
        if verdict.which_anchor(chain, _file_anchors(file)) is not None:
            return _Source(file.label, file.source or f"the CA file {file.label}")
    return _in_system(chain, trust.system) if trust.system is not None else None


def _in_system(chain: Sequence[x509.Certificate], store: SystemStore) -> _Source:
    if store.file is not None and store.file_named and _is_in_file(chain, store):
        return _Source(store.file, f"the CA file {store.file} ({FILE_VARIABLE})")
    if store.folders_named and store.folders:
        folders = os.pathsep.join(store.folders)
        return _Source(folders, f"the CA folder {folders} ({FOLDER_VARIABLE})")
    if store.words == "system":
        return _Source(store.words, "the system's store")
    return _Source(store.words, f"the store of {store.words}")


def _is_in_file(chain: Sequence[x509.Certificate], store: SystemStore) -> bool:
    if not store.folders and not store.native:
        return True  # it can be nowhere else
    bearing = {name.public_bytes() for each in chain for name in (each.issuer, each.subject)}
    anchors = Anchors.of(trusted.named_certificates(store, bearing))
    return verdict.which_anchor(chain, anchors) is not None


@lru_cache(maxsize=64)
def _file_anchors(file: TrustFile) -> Anchors:
    return Anchors.of(trusted.certificates_of(file))


@lru_cache(maxsize=16)
def _all_anchors(system: SystemStore | None, files: tuple[TrustFile, ...]) -> Anchors:
    own = joined.from_iterable(trusted.certificates_of(file) for file in files)
    roots = trusted.system_certificates(system) if system is not None else ()
    return Anchors.of(joined(own, roots))
