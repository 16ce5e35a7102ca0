"""PKCS#12 files (.p12, .pfx): the key and every certificate, with a passphrase or without."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates, load_pkcs12
from cryptography.x509 import InvalidVersion

from workbench.certificates import found, keys, names
from workbench.certificates.faults import MaterialError
from workbench.certificates.files import Source, shown
from workbench.certificates.foreign import quoted
from workbench.certificates.found import Found
from workbench.certificates.keys import StoredKey

_WRONG: Final = "Invalid password"


def examine(data: bytes, source: Source, passphrase: str | None) -> Found:
    """Open a PKCS#12 file; a needless passphrase is ignored, and what cannot be opened is a fault."""
    try:
        with names.quiet():
            store, encrypted = _opened(data, source, passphrase)
    except MaterialError as fault:
        return found.failed("pkcs12", fault)
    bags = (store.cert, *store.additional_certs)
    certificates = tuple(bag.certificate for bag in bags if bag is not None)
    try:
        stored = (_key(store, source, encrypted=encrypted),)
    except MaterialError as fault:
        return Found(format="pkcs12", certificates=certificates, faults=(fault,))
    return Found(format="pkcs12", certificates=certificates, keys=stored)


def _opened(data: bytes, source: Source, passphrase: str | None) -> tuple[PKCS12KeyAndCertificates, bool]:
    """Return the store and whether it took the passphrase to open it."""
    try:
        return load_pkcs12(data, None), False
    except UnsupportedAlgorithm as error:
        raise _unsupported(source) from error
    except InvalidVersion as error:
        raise _damaged(source) from error
    except ValueError as error:
        # One message stands for a wrong passphrase and a missing one; others are for what does not parse.
        if _WRONG not in str(error):
            raise _damaged(source) from error
    if not passphrase:
        raise keys.needs_passphrase(source)
    return _decrypted(data, source, passphrase), True


def _decrypted(data: bytes, source: Source, passphrase: str) -> PKCS12KeyAndCertificates:
    try:
        return load_pkcs12(data, passphrase.encode("utf-8", "surrogateescape"))
    except UnsupportedAlgorithm as error:
        raise _unsupported(source) from error
    except InvalidVersion as error:
        raise _damaged(source) from error
    except ValueError as error:
        raise (keys.wrong_passphrase(source) if _WRONG in str(error) else _damaged(source)) from error


def _key(store: PKCS12KeyAndCertificates, source: Source, *, encrypted: bool) -> StoredKey:
    if store.key is None:
        message = (
            f"{shown(source.path)} holds no private key, only {_counted(len(store.additional_certs))}:"
            " export it again, together with the private key."
        )
        raise MaterialError("no_key", message, source.named_by, source.path)
    return keys.usable(store.key, source, encrypted=encrypted)


def _counted(count: int) -> str:
    return "1 certificate" if count == 1 else f"{count} certificates"


def _unsupported(source: Source) -> MaterialError:
    path = quoted(source.path)
    message = (
        f"{shown(source.path)} is encrypted with a cipher that is not supported: export it again with AES-256,"
        f" or take it apart with: openssl pkcs12 -legacy -in {path} -out {path}.pem"
    )
    return MaterialError("unsupported", message, source.named_by, source.path)


def _damaged(source: Source) -> MaterialError:
    what = "a PKCS#12 file that is damaged, cut off or wrongly made"
    message = f"{shown(source.path)} is {what}: copy or export it again."
    return MaterialError("unsupported", message, source.named_by, source.path)
