"""OpenSSL's old encryption of keys in PEM (RFC 1421), for the ciphers of it that cryptography does not read."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

_HEADERS: Final = re.compile(rb"^DEK-Info: *(AES-192|DES)-CBC,([0-9A-Fa-f]+)$(.*?)^-----END ", re.MULTILINE | re.DOTALL)
_KEY_OCTETS: Final = {b"AES-192": 24, b"DES": 8}
_SALT_OCTETS: Final = 8


def opened(text: bytes, passphrase: bytes) -> bytes | None:
    """Return the key in DER out of one PEM block, None where it is not under AES-192 or DES.

    Raise ValueError for another passphrase, as far as the padding tells.
    """
    found = _HEADERS.search(text)
    if found is None:
        return None
    vector = bytes.fromhex(found[2].decode())
    key = _key(passphrase, vector[:_SALT_OCTETS], _KEY_OCTETS[found[1]])
    cipher = _cipher(found[1], key)
    decryptor = Cipher(cipher, CBC(vector)).decryptor()
    try:
        padded = decryptor.update(base64.b64decode(b"".join(found[3].split()), validate=True)) + decryptor.finalize()
        unpadder = PKCS7(cipher.block_size).unpadder()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError as error:
        raise ValueError("Incorrect password, could not decrypt key") from error


def _cipher(name: bytes, key: bytes) -> AES | TripleDES:
    return AES(key) if name == b"AES-192" else TripleDES(key * 3)  # three times the same key is DES


def _key(passphrase: bytes, salt: bytes, octets: int) -> bytes:
    """Derive a key as OpenSSL's EVP_BytesToKey does, with MD5 and in one round: the file says so, not we."""
    block = key = b""
    while len(key) < octets:
        block = hashlib.md5(block + passphrase + salt, usedforsecurity=False).digest()
        key += block
    return key[:octets]
