"""The key that belongs to a certificate, found among everything that a set of files holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import datetime
from itertools import chain as joined
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import PublicKeyAlgorithmOID

from workbench.certificates import chain, names
from workbench.certificates.contents import Contents
from workbench.certificates.faults import MaterialError, MaterialField
from workbench.certificates.files import Source, Stamp, shown
from workbench.certificates.keys import PrivateKey, StoredKey
from workbench.nouns import dataclass
from workbench.visible import visible

LOCKED: Final = frozenset({"needs_passphrase", "wrong_passphrase"})
"""Codes of faults that a passphrase would cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A certificate with its private key, and its issuers nearest first, as far as the files hold them.

    `unlinked` are certificates of the same files that issued none of these and have no key there, `passed_over` those
    whose key is there too; `source` is where the leaf came from, `key_source` and `key_encrypted` tell how the key is
    kept.
    """

    leaf: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: PrivateKey = field(repr=False, compare=False)
    sha256: str
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    stamps: tuple[Stamp, ...]
    source: Source
    key_source: Source
    key_encrypted: bool
    unlinked: tuple[x509.Certificate, ...] = ()
    passed_over: tuple[x509.Certificate, ...] = ()

    def __hash__(self) -> int:
        return hash(self.sha256)  # what is derived from an identity is kept by it, and looked up for every hop

    def pem(self, passphrase: bytes | None) -> bytes:
        """Return key, leaf and chain in PEM, as OpenSSL reads them; the key is encrypted when asked to be."""
        certificates = (certificate.public_bytes(Encoding.PEM) for certificate in (self.leaf, *self.chain))
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, _encryption(passphrase))
        return b"".join((key, *certificates))


def identity(contents: tuple[Contents, ...]) -> Identity:
    """Return the identity that these files make together; raise MaterialError saying what is missing."""
    if not contents:
        raise MaterialError("no_certificate", "No certificate file is named: choose one.", "cert_file")
    unusable = next((one.faults[0] for one in contents if not one.serves), None)
    if unusable is not None:
        raise unusable
    if not any(one.certificates for one in contents):
        raise _fault(contents) or _no_certificate(contents)
    if not any(one.keys for one in contents):
        raise _fault(contents) or _no_key(contents)
    pairs = tuple(_pairs(contents))
    if not pairs:
        raise _fault(contents, LOCKED) or _mismatch(contents)
    _require_plain_rsa(pairs[0].leaf, pairs[0].source)
    return _identity(pairs, contents)


def choice(identity: Identity) -> str | None:
    """Say which of several identities in the same files is taken; None where there is one."""
    if not identity.passed_over:
        return None
    others = ", ".join(visible(names.subject(leaf)) for leaf in identity.passed_over)
    return (
        f"{shown(identity.key_source.path)} holds several keys with their certificates: the first one is taken,"
        f" {visible(identity.subject)}, and not {others}. Keep each in a file of its own to choose."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A key, the certificate that belongs to it, and the file of that."""

    stored: StoredKey
    leaf: x509.Certificate
    source: Source


def _pairs(contents: tuple[Contents, ...]) -> Iterator[_Pair]:
    """Go through the keys that have a certificate; of several (renewed, the key kept) the one that lasts longest."""
    for stored in joined.from_iterable(one.keys for one in contents):
        public = stored.key.public_key()
        fitting = [
            _Pair(stored=stored, leaf=certificate, source=one.source)
            for one in contents
            for certificate in one.certificates
            if names.public_key(certificate) == public
        ]
        if fitting:
            yield max(fitting, key=lambda pair: pair.leaf.not_valid_after_utc)


def _identity(pairs: tuple[_Pair, ...], contents: tuple[Contents, ...]) -> Identity:
    stored, leaf, source = pairs[0].stored, pairs[0].leaf, pairs[0].source
    passed_over = tuple(dict.fromkeys(pair.leaf for pair in pairs if pair.leaf != leaf))
    keys = [names.public_key(one) for one in (leaf, *passed_over)]  # not hashable
    ordered = chain.order(leaf, joined.from_iterable(one.certificates for one in contents))
    return Identity(
        leaf=leaf,
        chain=ordered.issuers,
        key=stored.key,
        sha256=names.sha256(leaf),
        subject=names.subject(leaf),
        issuer=names.issuer(leaf),
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
        stamps=tuple(one.stamp for one in contents if one.stamp is not None),
        source=source,
        key_source=stored.source,
        key_encrypted=stored.encrypted,
        unlinked=tuple(one for one in ordered.unlinked if names.public_key(one) not in keys),
        passed_over=passed_over,
    )


def _encryption(passphrase: bytes | None) -> KeySerializationEncryption:
    return BestAvailableEncryption(passphrase) if passphrase else NoEncryption()


def _fault(contents: Iterable[Contents], codes: frozenset[str] | None = None) -> MaterialError | None:
    faults = joined.from_iterable(one.faults for one in contents)
    return next((fault for fault in faults if codes is None or fault.code in codes), None)


def _require_plain_rsa(leaf: x509.Certificate, source: Source) -> None:
    # cryptography forgets that a key is for PSS only, and OpenSSL then takes the two for different kinds.
    if leaf.public_key_algorithm_oid == PublicKeyAlgorithmOID.RSASSA_PSS:
        message = (
            f"{shown(source.path)} is for an RSA key that is limited to PSS, which is not supported:"
            " ask for a certificate for a plain RSA or an EC key."
        )
        raise MaterialError("unsupported", message, source.named_by, source.path)


def _no_certificate(contents: tuple[Contents, ...]) -> MaterialError:
    source = contents[0].source
    message = (
        f"{shown(source.path)} holds a private key and no certificate: choose the certificate that goes with this key."
    )
    return MaterialError("no_certificate", message, _unless_key(source.named_by), source.path)


def _no_key(contents: tuple[Contents, ...]) -> MaterialError:
    source = contents[-1].source
    if source.named_by == "key_file":
        message = f"{shown(source.path)} holds a certificate and no private key: choose the file with the key."
        return MaterialError("no_key", message, "key_file", source.path)
    if source.named_by == "pfx_file":
        message = f"{shown(source.path)} holds no private key: name it as a certificate, together with its key's file."
        return MaterialError("no_key", message, "pfx_file", source.path)
    message = f"{shown(source.path)} holds no private key: name the key's file too."
    return MaterialError("no_key", message, "key_file", source.path)


def _unless_key(field: MaterialField) -> MaterialField:
    return "cert_file" if field == "key_file" else field


def _mismatch(contents: tuple[Contents, ...]) -> MaterialError:
    """Say that no key belongs to any certificate, naming both with their kinds."""
    keys = [stored for one in contents for stored in one.keys]
    key = keys[0]
    holder = next(one for one in contents if one.certificates)
    leaf = chain.bottom(holder.certificates)
    said = f"the key of another certificate ({names.key_type(key.key.public_key())}), not"
    if len(keys) > 1:
        said = f"{len(keys)} private keys, and none is that"
    message = (
        f"{shown(key.source.path)} holds {said} of {visible(names.subject(leaf))} in"
        f" {shown(holder.source.path)} ({names.certificate_key_type(leaf)}): choose the key made for it."
    )
    return MaterialError("key_mismatch", message, key.source.named_by, key.source.path)
