"""What a file holds, whatever its format: certificates, private keys, and what stands in the way of more."""

from __future__ import annotations

from typing import Final

from cryptography import x509

from workbench.certificates import der, foreign, found, keys, names, pem, pkcs12
from workbench.certificates.faults import MaterialError
from workbench.certificates.files import File, Source, Stamp, shown
from workbench.certificates.foreign import Kind
from workbench.certificates.found import Found
from workbench.certificates.keys import StoredKey
from workbench.nouns import dataclass

_CERTIFICATES: Final = frozenset({"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"})
_KEYS: Final = frozenset(
    {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"}
)
_PKCS7: Final = frozenset({"PKCS7", "PKCS #7 SIGNED DATA", "CMS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A file's contents in the order they stand there; `stamp` is None when it could not be read.

    Without a certificate and without a key there is at least one fault.
    """

    source: Source
    stamp: Stamp | None
    format: str | None
    certificates: tuple[x509.Certificate, ...] = ()
    keys: tuple[StoredKey, ...] = ()
    faults: tuple[MaterialError, ...] = ()

    @property
    def serves(self) -> bool:
        """Tell whether there is anything usable in it."""
        return bool(self.certificates or self.keys)


def unread(fault: MaterialError, source: Source) -> Contents:
    """Return the contents of a file that could not be read."""
    return Contents(source=source, stamp=None, format=None, faults=(fault,))


def examine(file: File, passphrase: str | None) -> Contents:
    """Take a file apart, its format recognised from its bytes; what is wrong with it is among the faults."""
    part = _by_shape(file, passphrase)
    return Contents(
        source=file.source,
        stamp=file.stamp,
        format=part.format,
        certificates=part.certificates,
        keys=part.keys,
        faults=part.faults or _fault_of_nothing(part, file.source),
    )


def _by_shape(file: File, passphrase: str | None) -> Found:
    match der.shape(file.data):
        case "signed":
            return _signed(der.first(file.data), file.source, "der")
        case "key":
            return _key_in_der(file, passphrase)
        case "pkcs12":
            return pkcs12.examine(file.data, file.source, passphrase)
        case "pkcs7":
            return _signed_data(file.data)
        case "public_key":
            return found.other(foreign.PUBLIC_KEY)
        case None:
            return _text(file, passphrase)


def _text(file: File, passphrase: str | None) -> Found:
    blocks = pem.blocks(file.data)
    if not blocks:
        return found.other(foreign.recognise(file.data))
    return found.merged(_block(block, file.source, passphrase) for block in blocks)


def _block(block: pem.Block, source: Source, passphrase: str | None) -> Found:
    if block.body is None:
        return _broken(source, f"a block {block.label} without its END line: it is cut off", "pem")
    if block.label in _KEYS:
        return _key_in_pem(block, source, passphrase)
    try:
        data = block.der()
    except ValueError:
        return _not_base64(block.label, source)
    return _encoded(block.label, data, source, passphrase)


def _not_base64(label: str, source: Source) -> Found:
    kind = foreign.labelled(label)
    if label in _CERTIFICATES | _PKCS7:
        return _broken(source, f"a damaged block {label}: what is in it is not base64", "pem")
    return found.other(kind)


def _encoded(label: str, data: bytes, source: Source, passphrase: str | None) -> Found:
    if label in _CERTIFICATES:
        return _signed(der.first(data), source, "pem")
    if label in _PKCS7:
        return _signed_data(data)
    if label == "PKCS12":
        return pkcs12.examine(data, source, passphrase)
    if label == "OPENSSH PRIVATE KEY":
        return found.other(foreign.openssh(data))
    return found.other(foreign.labelled(label))


def _key_in_pem(block: pem.Block, source: Source, passphrase: str | None) -> Found:
    try:
        return Found(format="pem", keys=(keys.from_block(block, source, passphrase),))
    except MaterialError as fault:
        return found.failed("pem", fault)


def _key_in_der(file: File, passphrase: str | None) -> Found:
    try:
        return Found(format="der", keys=(keys.from_der(der.first(file.data), file.source, passphrase),))
    except MaterialError as fault:
        return found.failed("der", fault)


def _signed(data: bytes, source: Source, format_: str) -> Found:
    """Read a certificate; a request for one, or a list of revoked ones, has the same outline."""
    try:
        with names.quiet():
            return Found(format=format_, certificates=(x509.load_der_x509_certificate(data),))
    except names.BROKEN:
        kind = _other_signed(data)
    if kind is not None:
        return found.other(kind)
    what = "a certificate" if format_ == "pem" else "a certificate or a key in DER"
    return _broken(source, f"{what} that is damaged, cut off or wrongly made", format_)


def _other_signed(data: bytes) -> Kind | None:
    with names.quiet():
        try:
            x509.load_der_x509_csr(data)
        except names.BROKEN:
            pass
        else:
            return foreign.REQUEST
        try:
            x509.load_der_x509_crl(data)
        except names.BROKEN:
            return None
        return foreign.REVOCATIONS


def _signed_data(data: bytes) -> Found:
    from cryptography.hazmat.primitives.serialization import pkcs7  # loads all of email, for the rarest of formats

    try:
        with names.quiet():
            certificates = tuple(pkcs7.load_der_pkcs7_certificates(data))
    except names.BROKEN:
        return found.other(foreign.PKCS7_OTHER)
    return Found(format="pkcs7", certificates=certificates)


def _broken(source: Source, words: str, format_: str) -> Found:
    message = f"{shown(source.path)} holds {words}. Copy or export it again."
    return found.failed(format_, MaterialError("unsupported", message, source.named_by, source.path))


def _fault_of_nothing(part: Found, source: Source) -> tuple[MaterialError, ...]:
    """Say what the file is when nothing in it serves; beside something useful, other things are let be."""
    if part.serves:
        return ()
    message = foreign.sentence(part.foreign or foreign.UNKNOWN, source.path)
    return (MaterialError("unsupported", message, source.named_by, source.path),)
