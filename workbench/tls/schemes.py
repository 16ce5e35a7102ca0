"""The names IANA gives to what a CertificateRequest lists: signature schemes and certificate types."""

from __future__ import annotations

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
