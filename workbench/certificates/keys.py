"""Private keys that TLS can sign with, out of every encoding they come in; nothing here ever prompts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key

from workbench.certificates import names, old_encryption, pem
from workbench.certificates.faults import MaterialError
from workbench.certificates.files import Source, shown
from workbench.certificates.foreign import quoted
from workbench.nouns import dataclass

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
    return _unlock(lambda word: _load_pem(text, word), source, passphrase)


def from_block(block: pem.Block, source: Source, passphrase: str | None) -> StoredKey:
    """Read a block as its label says, or else as what it is: OpenSSL too takes a PKCS#8 key labelled RSA."""
    try:
        return from_pem(block.text(), source, passphrase)
    except MaterialError as fault:
        if fault.code != "unsupported":
            raise
        try:
            return from_der(block.der(), source, passphrase)
        except (MaterialError, ValueError):
            raise fault from None


def usable(key: PrivateKeyTypes, source: Source, *, encrypted: bool) -> StoredKey:
    """Return the key if TLS can sign with its kind, else raise MaterialError."""
    if isinstance(
        key,
        rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey,
    ):
        return StoredKey(key=key, source=source, encrypted=encrypted)
    message = (
        f"{shown(source.path)} holds a key of type {_kind(key)}, which TLS has no use for:"
        " get a certificate for an RSA, EC, Ed25519 or Ed448 key."
    )
    raise MaterialError("unsupported", message, source.named_by, source.path)


def needs_passphrase(source: Source) -> MaterialError:
    """Say that the file is encrypted and no passphrase was given."""
    message = f"{shown(source.path)} is encrypted: enter its passphrase."
    return MaterialError("needs_passphrase", message, "passphrase", source.path)


def wrong_passphrase(source: Source, *, maybe_damaged: bool = False) -> MaterialError:
    """Say that the passphrase does not open the file."""
    if maybe_damaged:
        message = (
            f"The passphrase does not open {shown(source.path)}, or the key in it is damaged or encrypted in a way"
            f" that is not supported; see whether it opens with: openssl pkey -in {quoted(source.path)} -noout"
        )
        return MaterialError("wrong_passphrase", message, "passphrase", source.path)
    message = f"The passphrase does not open {shown(source.path)}: enter the one that belongs to this file."
    return MaterialError("wrong_passphrase", message, "passphrase", source.path)


def _load_pem(text: bytes, word: bytes | None) -> PrivateKeyTypes:
    data = old_encryption.opened(text, word) if word else None
    if data is not None:
        return load_der_private_key(data, None, unsafe_skip_rsa_key_validation=True)
    return load_pem_private_key(text, word, unsafe_skip_rsa_key_validation=True)


def _unlock(load: _Loader, source: Source, passphrase: str | None) -> StoredKey:
    try:
        with names.quiet():
            key = load(None)
    except TypeError:
        # cryptography's way to say that the key is encrypted.
        return _decrypt(load, source, passphrase)
    except UnsupportedAlgorithm as error:
        raise _unsupported(source, str(error)) from error
    except ValueError as error:
        raise _unreadable(source) from error
    return usable(key, source, encrypted=False)


def _decrypt(load: _Loader, source: Source, passphrase: str | None) -> StoredKey:
    if not passphrase:
        raise needs_passphrase(source)
    try:
        with names.quiet():
            key = load(passphrase.encode("utf-8", "surrogateescape"))
    except UnsupportedAlgorithm as error:
        raise _unknown_cipher(source) from error
    except ValueError as error:
        if "unknown" in str(error).lower():
            raise _unknown_cipher(source) from error
        raise wrong_passphrase(source, maybe_damaged="Incorrect" not in str(error)) from error
    return usable(key, source, encrypted=True)


def _kind(key: PrivateKeyTypes) -> str:
    with names.quiet():
        kind = names.key_type(key.public_key())
    if kind != names.UNREADABLE:
        return kind
    return type(key).__name__.removesuffix("PrivateKey").removeprefix("_")


def _unreadable(source: Source) -> MaterialError:
    path = quoted(source.path)
    message = (
        f"{shown(source.path)} holds a private key that is damaged or of an unknown kind:"
        f" copy it again, or rewrite it with: openssl pkey -in {path} -out {path}.pem"
    )
    return MaterialError("unsupported", message, source.named_by, source.path)


def _unsupported(source: Source, said: str) -> MaterialError:
    path = quoted(source.path)
    if "explicit parameters" in said:
        message = (
            f"{shown(source.path)} holds an EC key whose curve is written out instead of named:"
            f" name it with: openssl pkey -in {path} -ec_param_enc named_curve -out {path}.pem"
        )
    elif "Curve" in said:
        message = (
            f"{shown(source.path)} holds an EC key on a curve that is not supported:"
            " get a certificate for a key on P-256, P-384 or P-521."
        )
    else:
        return _unreadable(source)
    return MaterialError("unsupported", message, source.named_by, source.path)


def _unknown_cipher(source: Source) -> MaterialError:
    path = quoted(source.path)
    message = (
        f"{shown(source.path)} is encrypted with a cipher that is not supported: encrypt it anew with:"
        f" openssl pkey -in {path} -aes256 -out {path}.pem"
    )
    return MaterialError("unsupported", message, source.named_by, source.path)
