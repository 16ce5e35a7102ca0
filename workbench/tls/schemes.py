"""The names that numbers of a handshake have: IANA's, for ciphers OpenSSL's, for versions what people say."""

from __future__ import annotations

import ssl
from functools import lru_cache
from typing import Final

_SIGNATURE_SCHEMES: Final = {
    0x0201: "rsa_pkcs1_sha1",
    0x0203: "ecdsa_sha1",
    0x0401: "rsa_pkcs1_sha256",
    0x0403: "ecdsa_secp256r1_sha256",
    0x0501: "rsa_pkcs1_sha384",
    0x0503: "ecdsa_secp384r1_sha384",
    0x0601: "rsa_pkcs1_sha512",
    0x0603: "ecdsa_secp521r1_sha512",
    0x0420: "rsa_pkcs1_sha256_legacy",
    0x0520: "rsa_pkcs1_sha384_legacy",
    0x0620: "rsa_pkcs1_sha512_legacy",
    0x0704: "eccsi_sha256",
    0x0708: "sm2sig_sm3",
    0x0804: "rsa_pss_rsae_sha256",
    0x0805: "rsa_pss_rsae_sha384",
    0x0806: "rsa_pss_rsae_sha512",
    0x0807: "ed25519",
    0x0808: "ed448",
    0x0809: "rsa_pss_pss_sha256",
    0x080A: "rsa_pss_pss_sha384",
    0x080B: "rsa_pss_pss_sha512",
    0x081A: "ecdsa_brainpoolP256r1tls13_sha256",
    0x081B: "ecdsa_brainpoolP384r1tls13_sha384",
    0x081C: "ecdsa_brainpoolP512r1tls13_sha512",
    0x0904: "mldsa44",
    0x0905: "mldsa65",
    0x0906: "mldsa87",
}
# TLS 1.2 spells hash and signature one octet each (RFC 5246 §7.4.1.4.1); these pairs never became schemes.
_HASHES: Final = {1: "md5", 2: "sha1", 3: "sha224", 4: "sha256", 5: "sha384", 6: "sha512"}
_SIGNATURES: Final = {1: "rsa_pkcs1", 2: "dsa", 3: "ecdsa"}
_CERTIFICATE_TYPES: Final = {
    1: "rsa_sign",
    2: "dss_sign",
    3: "rsa_fixed_dh",
    4: "dss_fixed_dh",
    5: "rsa_ephemeral_dh_reserved",
    6: "dss_ephemeral_dh_reserved",
    20: "fortezza_dms_reserved",
    64: "ecdsa_sign",
    65: "rsa_fixed_ecdh",
    66: "ecdsa_fixed_ecdh",
    67: "gost_sign256",
    68: "gost_sign512",
}
_GROUPS: Final = {
    19: "secp192r1",
    21: "secp224r1",
    22: "secp256k1",
    23: "secp256r1",
    24: "secp384r1",
    25: "secp521r1",
    26: "brainpoolP256r1",
    27: "brainpoolP384r1",
    28: "brainpoolP512r1",
    29: "x25519",
    30: "x448",
    31: "brainpoolP256r1tls13",
    32: "brainpoolP384r1tls13",
    33: "brainpoolP512r1tls13",
    41: "curveSM2",
    256: "ffdhe2048",
    257: "ffdhe3072",
    258: "ffdhe4096",
    259: "ffdhe6144",
    260: "ffdhe8192",
    512: "MLKEM512",
    513: "MLKEM768",
    514: "MLKEM1024",
    4587: "SecP256r1MLKEM768",
    4588: "X25519MLKEM768",
    4589: "SecP384r1MLKEM1024",
}
_VERSIONS: Final = {0x0300: "SSL 3", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3"}
_SIGNALS: Final = {0x00FF: "secure renegotiation (SCSV)", 0x5600: "fallback (SCSV)"}  # RFC 5746 §3.3, RFC 7507


def group(number: int) -> str:
    """Return the name of a group for key exchange, or the number in hex where there is none."""
    return _GROUPS.get(number, f"0x{number:04x}")


def version(number: int) -> str:
    """Return a protocol version as people say it, or the number in hex where there is none."""
    return _VERSIONS.get(number, f"0x{number:04x}")


def is_version(number: int) -> bool:
    """Tell a version from the numbers that are sent to keep servers from choking on new ones (RFC 8701)."""
    return number in _VERSIONS


def cipher(number: int) -> str:
    """Return OpenSSL's name of a cipher suite, or the number in hex where this OpenSSL does not know it."""
    return _ciphers().get(number) or _SIGNALS.get(number, f"0x{number:04x}")


def is_signal(number: int) -> bool:
    """Tell what is offered among the ciphers and is none."""
    return number in _SIGNALS


@lru_cache(maxsize=1)
def _ciphers() -> dict[int, str]:
    # Asked of OpenSSL, which wrote our offer: what it does not know, we did not offer.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0")
    return {known["id"] & 0xFFFF: known["name"] for known in context.get_ciphers()}


def signature_scheme(number: int) -> str:
    """Return the name of a signature scheme, or the number in hex where there is none."""
    known = _SIGNATURE_SCHEMES.get(number)
    if known is not None:
        return known
    hashed, signature = _HASHES.get(number >> 8), _SIGNATURES.get(number & 0xFF)
    return f"{signature}_{hashed}" if hashed and signature else f"0x{number:04x}"


def certificate_type(number: int) -> str:
    """Return the name of a TLS 1.2 ClientCertificateType, or the number in hex where there is none."""
    return _CERTIFICATE_TYPES.get(number, f"0x{number:02x}")
