"""What each key among the public vectors is told as that is none for TLS; `tests/vectors.py` says how to read it."""

from __future__ import annotations

from typing import Final

from tests.vectors import Group

OTHER_KEYS: Final = (
    Group(
        "asymmetric/DER_Serialization",
        "rejected public_key - no-key unsupported",
        "dsa_public_key.der dsa_public_key_invalid_bit_string.der dsa_public_key_no_params.der "
        "ec_public_key.der rsa_public_key.der unenc-dsa-pkcs8.pub.der unenc-rsa-pkcs8.pub.der",
        says="public key only",
    ),
    Group(
        "asymmetric/DH",
        "rejected pem - no-key unsupported",
        "dhp.pem dhp_privatevaluelength.pem dhp_rfc5114_2.pem",
        says="parameters from which keys",
    ),
    Group(
        "asymmetric/DH",
        "rejected public_key - no-key unsupported",
        "dhpub.der dhpub.pem dhpub_cryptography_old.pem dhpub_rfc5114_2.der dhpub_rfc5114_2.pem",
        says="public key only",
    ),
    Group(
        "asymmetric/EC",
        "rejected public_key - no-key unsupported",
        "secp256k1-pub-explicit-no-seed.pem secp256r1-pub-explicit-no-seed.pem "
        "secp256r1-pub-explicit-seed.pem secp384r1-pub-explicit-no-seed.pem secp384r1-pub-explicit-seed.pem "
        "secp521r1-pub-explicit-no-seed.pem secp521r1-pub-explicit-seed.pem sect163k1-spki.pem "
        "sect163r2-spki.pem sect233k1-spki.pem sect233r1-spki.pem",
        says="public key only",
    ),
    Group(
        "asymmetric/Ed25519",
        "rejected public_key - no-key unsupported",
        "ed25519-pub-non-zero-unused-bits.der ed25519-pub.der ed25519-pub.pem",
        says="public key only",
    ),
    Group(
        "asymmetric/Ed448",
        "rejected public_key - no-key unsupported",
        "ed448-pub.der ed448-pub.pem",
        says="public key only",
    ),
    Group("asymmetric/MLDSA", "rejected public_key - no-key unsupported", "mldsa44_pub.der", says="public key only"),
    Group(
        "asymmetric/OpenSSH",
        "rejected openssh - no-key unsupported",
        "dsa-nopsw.key dsa-psw.key ecdsa-nopsw.key ecdsa-psw.key rsa-nopsw.key rsa-psw.key",
        says="key in OpenSSH's own format",
    ),
    Group(
        "asymmetric/OpenSSH",
        "rejected openssh - no-key unsupported",
        "dsa-nopsw.key-cert.pub dsa-nopsw.key.pub dsa-psw.key.pub ecdsa-nopsw.key-cert.pub "
        "ecdsa-nopsw.key.pub ecdsa-psw.key.pub ed25519-aesgcm-psw.key.pub ed25519-nopsw.key-cert.pub "
        "ed25519-nopsw.key.pub ed25519-psw.key.pub rsa-nopsw.key-cert.pub rsa-nopsw.key.pub rsa-psw.key.pub "
        "sk-ecdsa-nopsw.key.pub sk-ecdsa-psw.key.pub sk-ed25519-nopsw.key.pub sk-ed25519-psw.key.pub",
        says="OpenSSH public key",
    ),
    Group(
        "asymmetric/OpenSSH",
        "rejected openssh - no-key unsupported",
        "ed25519-aesgcm-psw.key ed25519-nopsw.key ed25519-psw.key",
        says="Ed25519 key in OpenSSH's own format",
    ),
    Group(
        "asymmetric/OpenSSH",
        "rejected openssh - no-key unsupported",
        "sk-ecdsa-nopsw.key sk-ecdsa-psw.key sk-ed25519-nopsw.key sk-ed25519-psw.key",
        says="security key (FIDO)",
    ),
    Group(
        "asymmetric/OpenSSH/certs",
        "rejected openssh - no-key unsupported",
        "dsa-p256.pub p256-dsa.pub p256-ed25519-non-singular-crit-opt-val.pub "
        "p256-ed25519-non-singular-ext-val.pub p256-p256-broken-signature-key-type.pub "
        "p256-p256-duplicate-crit-opts.pub p256-p256-duplicate-extension.pub p256-p256-empty-principals.pub "
        "p256-p256-invalid-cert-type.pub p256-p256-non-lexical-crit-opts.pub "
        "p256-p256-non-lexical-extensions.pub p256-p384.pub p256-p521.pub p256-rsa-sha1.pub "
        "p256-rsa-sha256.pub p256-rsa-sha512.pub",
        says="OpenSSH public key",
    ),
    Group(
        "asymmetric/PEM_Serialization",
        "rejected public_key - no-key unsupported",
        "dsa_public_key.pem ec_public_key.pem ec_public_key_rsa_delimiter.pem rsa_public_key.pem "
        "rsa_wrong_delimiter_public_key.pem",
        says="public key only",
    ),
    Group(
        "asymmetric/PEM_Serialization",
        "rejected pem - no-key unsupported",
        "dsaparam.pem",
        says="parameters from which keys",
    ),
    Group(
        "asymmetric/PKCS8",
        "rejected public_key - no-key unsupported",
        "rsa_pss_2048_pub.der unenc-dsa-pkcs8.pub.pem unenc-rsa-pkcs8.pub.pem",
        says="public key only",
    ),
    Group(
        "asymmetric/X25519",
        "rejected public_key - no-key unsupported",
        "x25519-pub.der x25519-pub.pem",
        says="public key only",
    ),
    Group(
        "asymmetric/X448",
        "rejected public_key - no-key unsupported",
        "x448-pub.der x448-pub.pem",
        says="public key only",
    ),
    Group(
        "asymmetric/public/PKCS1",
        "rejected public_key - no-key unsupported",
        "dsa.pub.pem rsa.pub.der rsa.pub.pem",
        says="public key only",
    ),
)
