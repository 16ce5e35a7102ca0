"""Private keys that TLS can sign with, out of every encoding they come in; nothing here ever prompts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key

from workbench.certificates import names, pem
from workbench.certificates.faults import MaterialError
from workbench.certificates.files import Source, shown
from workbench.certificates.foreign import quoted

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey

_Loader = Callable[[bytes | None], PrivateKeyTypes]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A private key, where it is kept, and whether it is encrypted there."""

    key: PrivateKey = field(repr=False, compare=False)
    source: Source
    encrypted: bool


def from_der(data: bytes, source: Source, passphrase: str | None) -> StoredKey:
    """Read PKCS#1, SEC 1 or PKCS#8, encrypted or not; ignore a needless passphrase; raise MaterialError."""
    # RSA's own check costs 40 to 300 ms a key, and OpenSSL does without it when it loads a client's key.
    return _unlock(
        lambda word: load_der_private_key(data, word, unsafe_skip_rsa_key_validation=True),
        source,
        passphrase,
    )


def from_pem(text: bytes, source: Source, passphrase: str | None) -> StoredKey:
    """Read one PEM block, also in OpenSSL's old encrypted form with header lines; raise MaterialError."""
    if not pem.has_whole_headers(text):
        # cryptography panics on an IV that is too short, which is no exception one could catch.
        raise _unreadable(source)
    return _unlock(
        lambda word: load_pem_private_key(text, word, unsafe_skip_rsa_key_validation=True),
        source,
        passphrase,
    )


def usable(key: PrivateKeyTypes, source: Source, *, encrypted: bool) -> StoredKey:
    """Return the key if TLS can sign with its kind, else raise MaterialError."""
    if isinstance(
        key,
        rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey,
    ):
        return StoredKey(key=key, source=source, encrypted=encrypted)
    kind = names.key_type(key.public_key())
    message = (
        f"{shown(source.path)} holds a key of type {kind}, which TLS has no use for:"
        " get a certificate for an RSA, EC, Ed25519 or Ed448 key."
    )
    raise MaterialError("unsupported", message, source.named_by, source.path)


def needs_passphrase(source: Source) -> MaterialError:
    """Say that the file is encrypted and no passphrase was given."""
    message = f"{shown(source.path)} is encrypted: enter its passphrase."
    return MaterialError("needs_passphrase", message, "passphrase", source.path)


def wrong_passphrase(source: Source) -> MaterialError:
    """Say that the passphrase does not open the file."""
    message = f"The passphrase does not open {shown(source.path)}: enter the one that belongs to this file."
    return MaterialError("wrong_passphrase", message, "passphrase", source.path)


def _unlock(load: _Loader, source: Source, passphrase: str | None) -> StoredKey:
    try:
        return usable(load(None), source, encrypted=False)
    except TypeError:
        # cryptography's way to say that the key is encrypted.
        return _decrypt(load, source, passphrase)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _unreadable(source) from error


def _decrypt(load: _Loader, source: Source, passphrase: str | None) -> StoredKey:
    if not passphrase:
        raise needs_passphrase(source)
    try:
        return usable(load(passphrase.encode()), source, encrypted=True)
    except UnsupportedAlgorithm as error:
        raise _unknown_cipher(source) from error
    except ValueError as error:
        if "unknown" in str(error).lower():
            raise _unknown_cipher(source) from error
        raise wrong_passphrase(source) from error


def _unreadable(source: Source) -> MaterialError:
    path = quoted(source.path)
    message = (
        f"{shown(source.path)} holds a private key that is damaged or of an unknown kind:"
        f" copy it again, or rewrite it with: openssl pkey -in {path} -out {path}.pem"
    )
    return MaterialError("unsupported", message, source.named_by, source.path)


def _unknown_cipher(source: Source) -> MaterialError:
    path = quoted(source.path)
    message = (
        f"{shown(source.path)} is encrypted with a cipher that is not supported: encrypt it anew with:"
        f" openssl pkey -in {path} -aes256 -out {path}.pem"
    )
    return MaterialError("unsupported", message, source.named_by, source.path)
