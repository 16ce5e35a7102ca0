"""What each private key among the public vectors is told as; `tests/vectors.py` says how to read it."""

from __future__ import annotations

from typing import Final

from tests.vectors import Group

KEYS: Final = (
    Group(
        "asymmetric/DER_Serialization",
        "ok der EC-P-256 key no_certificate",
        "ec_private_key.der ec_private_key_encrypted.der:123456",
    ),
    Group(
        "asymmetric/DER_Serialization",
        "ok der RSA-1024 key no_certificate",
        "enc-rsa-pkcs8.der:foobar enc2-rsa-pkcs8.der:baz unenc-rsa-pkcs8.der",
    ),
    Group("asymmetric/DER_Serialization", "ok der RSA-2048 key no_certificate", "testrsa.der"),
    Group(
        "asymmetric/DER_Serialization",
        "rejected der - no-key unsupported",
        "dsa.1024.der dsa.2048.der dsa.3072.der unenc-dsa-pkcs8.der",
        says="key of type DSA",
    ),
    Group("asymmetric/DH", "rejected pem - no-key unsupported", "dh_key_256.pem", says="damaged or of an unknown kind"),
    Group(
        "asymmetric/DH",
        "rejected der - no-key unsupported",
        "dhkey.der dhkey_rfc5114_2.der",
        says="DH, which TLS has no use for",
    ),
    Group(
        "asymmetric/DH",
        "rejected pem - no-key unsupported",
        "dhkey.pem dhkey_rfc5114_2.pem",
        says="DH, which TLS has no use for",
    ),
    Group(
        "asymmetric/DH",
        "rejected - - no-key unsupported",
        "dhp.der dhp_rfc5114_2.der",
        says="neither a certificate nor a key in any",
    ),
    Group("asymmetric/DSA/custom", "rejected pem - no-key unsupported", "nilpotent.pem", says="key of type DSA"),
    Group(
        "asymmetric/EC",
        "ok pem EC-P-256 key no_certificate",
        "high-bit-set.pem secp256r1-explicit-no-seed.pem secp256r1-explicit-seed.pem",
    ),
    Group(
        "asymmetric/EC",
        "ok pem EC-P-384 key no_certificate",
        "secp384r1-explicit-no-seed.pem secp384r1-explicit-seed.pem",
    ),
    Group(
        "asymmetric/EC",
        "ok pem EC-P-521 key no_certificate",
        "secp521r1-explicit-no-seed.pem secp521r1-explicit-seed.pem",
    ),
    Group(
        "asymmetric/EC",
        "rejected pem - no-key unsupported",
        "ec-missing-curve.pem",
        says="damaged or of an unknown kind",
    ),
    Group(
        "asymmetric/EC",
        "rejected der - no-key unsupported",
        "ec_private_key_non_zero_unused_bits.der truncated-private-key.der",
        says="damaged or of an unknown kind",
    ),
    Group(
        "asymmetric/EC",
        "rejected pem - no-key unsupported",
        "explicit_parameters_private_key.pem explicit_parameters_wap_wsg_idm_ecid_wtls11_private_key.pem "
        "secp256k1-explicit-no-seed.pem",
        says="-ec_param_enc named_curve",
    ),
    Group(
        "asymmetric/EC",
        "rejected pem - no-key unsupported",
        "secp128r1_private_key.pem",
        says="on a curve that is not supported",
    ),
    Group(
        "asymmetric/Ed25519", "ok der Ed25519 key no_certificate", "ed25519-pkcs8-enc.der:password ed25519-pkcs8.der"
    ),
    Group(
        "asymmetric/Ed25519", "ok pem Ed25519 key no_certificate", "ed25519-pkcs8-enc.pem:password ed25519-pkcs8.pem"
    ),
    Group("asymmetric/Ed448", "ok der Ed448 key no_certificate", "ed448-pkcs8-enc.der:password ed448-pkcs8.der"),
    Group("asymmetric/Ed448", "ok pem Ed448 key no_certificate", "ed448-pkcs8-enc.pem:password ed448-pkcs8.pem"),
    Group("asymmetric/MLDSA", "rejected der - no-key unsupported", "mldsa44_priv.der", says="key of type MLDSA44"),
    Group(
        "asymmetric/MLDSA",
        "rejected der - no-key unsupported",
        "mldsa65_noseed_priv.der",
        says="damaged or of an unknown kind",
    ),
    Group("asymmetric/MLKEM", "rejected der - no-key unsupported", "mlkem768.der", says="key of type MLKEM768"),
    Group("asymmetric/MLKEM", "rejected pem - no-key unsupported", "mlkem768.pem", says="key of type MLKEM768"),
    Group(
        "asymmetric/PEM_Serialization",
        "ok pem EC-P-256 key no_certificate",
        "ec_private_key.pem ec_private_key_encrypted.pem:123456",
    ),
    Group("asymmetric/PEM_Serialization", "ok pem RSA-1025 key no_certificate", "rsa-bad-1025-q-is-2.pem"),
    Group("asymmetric/PEM_Serialization", "ok pem RSA-2048 key no_certificate", "rsa_private_key.pem:123456"),
    Group(
        "asymmetric/PEM_Serialization",
        "rejected pem - no-key unsupported",
        "dsa_4096.pem dsa_private_key.pem:123456",
        says="key of type DSA",
    ),
    Group(
        "asymmetric/PKCS8",
        "ok pem EC-P-256 key no_certificate",
        "ec-consistent-curve.pem ec_private_key.pem ec_private_key_encrypted.pem:123456 "
        "ecc_private_with_rfc5915_ext.pem enc-ec-sha1-128-rc4.pem:password",
    ),
    Group("asymmetric/PKCS8", "ok pem Ed25519 key no_certificate", "ed25519-scrypt.pem:hunter42"),
    Group(
        "asymmetric/PKCS8",
        "ok pem RSA-2048 key no_certificate",
        "enc-rsa-3des.pem:password rsa-aes-192-cbc.pem:PolarSSLTest rsa-pbewithmd5anddescbc.pem:hunter2 "
        "rsa-rc2-cbc.pem:Red_Hat_Enterprise_Linux_7.4 "
        "rsa_pkcs8_pbes2_pbkdf2_2048_3des_sha224.pem:PolarSSLTest "
        "rsa_pkcs8_pbes2_pbkdf2_2048_3des_sha384.pem:PolarSSLTest "
        "rsa_pkcs8_pbes2_pbkdf2_2048_3des_sha512.pem:PolarSSLTest rsa_pss_2048.pem rsa_pss_2048_hash.pem "
        "rsa_pss_2048_hash_mask.pem rsa_pss_2048_hash_mask_diff.pem rsa_pss_2048_hash_mask_salt.pem "
        "wrong-pem-delimiter-rsa.pem",
    ),
    Group(
        "asymmetric/PKCS8",
        "ok pem RSA-1024 key no_certificate",
        "enc-rsa-pkcs8.pem:foobar enc2-rsa-pkcs8.pem:baz pkcs12_s2k_pem-X_9607.pem:123456 "
        "pkcs12_s2k_pem-X_9671.pem:123456 pkcs12_s2k_pem-X_9925.pem:123456 pkcs12_s2k_pem-X_9926.pem:123456 "
        "pkcs12_s2k_pem-X_9927.pem:123456 pkcs12_s2k_pem-X_9928.pem:123456 pkcs12_s2k_pem-X_9929.pem:123456 "
        "pkcs12_s2k_pem-X_9930.pem:123456 pkcs12_s2k_pem-X_9931.pem:123456 pkcs12_s2k_pem-X_9932.pem:123456 "
        "rsa-40bitrc2.pem:baz unenc-rsa-pkcs8.pem",
    ),
    Group("asymmetric/PKCS8", "ok pem RSA-4096 key no_certificate", "rsa-pbe-3des-long-salt.pem:password"),
    Group(
        "asymmetric/PKCS8",
        "wrong_passphrase pem - key wrong_passphrase",
        "enc-rsa-pkcs8-pbkdf2-0iter.pem:Red_Hat_Enterprise_Linux_7.4 "
        "rsa-rc2-cbc-effective-key-length.pem:Red_Hat_Enterprise_Linux_7.4",
        says="openssl pkey -in",
    ),
    Group(
        "asymmetric/PKCS8",
        "rejected pem - no-key unsupported",
        "bad-encryption-oid.pem:password enc-unknown-algorithm.pem:password enc-unknown-kdf.pem:password "
        "enc-unknown-pbkdf2-prf.pem:password",
        says="cipher that is not supported",
    ),
    Group(
        "asymmetric/PKCS8",
        "rejected pem - no-key unsupported",
        "bad-oid-dsa-key.pem ec-inconsistent-curve.pem ec-inconsistent-curve2.pem "
        "ec-invalid-private-scalar.pem ec-invalid-version.pem",
        says="damaged or of an unknown kind",
    ),
    Group(
        "asymmetric/PKCS8",
        "rejected pem - no-key unsupported",
        "ec_oid_not_in_reg_private_2.pkcs8.pem nodompar_private.pkcs8.pem private.pem",
        says="-ec_param_enc named_curve",
    ),
    Group(
        "asymmetric/PKCS8",
        "rejected der - no-key unsupported",
        "invalid-version.der unknown-oid.der",
        says="damaged or of an unknown kind",
    ),
    Group("asymmetric/PKCS8", "rejected pem - no-key unsupported", "unenc-dsa-pkcs8.pem", says="key of type DSA"),
    Group(
        "asymmetric/PKCS8",
        "rejected pem - no-key unsupported",
        "withdompar_private.pkcs8.pem",
        says="on a curve that is not supported",
    ),
    Group(
        "asymmetric/Traditional_OpenSSL_Serialization",
        "ok pem RSA-2048 key no_certificate",
        "key1.pem:123456 key2.pem:a123456 testrsa-encrypted.pem:password testrsa.pem",
    ),
    Group(
        "asymmetric/Traditional_OpenSSL_Serialization",
        "rejected pem - no-key unsupported",
        "dsa-wrong-version.pem key1-malformed-dek-info.pem key1-malformed-iv.pem key1-no-dek-info.pem "
        "key1-short-iv.pem rsa-wrong-version.pem",
        says="damaged or of an unknown kind",
    ),
    Group(
        "asymmetric/Traditional_OpenSSL_Serialization",
        "rejected pem - no-key unsupported",
        "dsa.1024.pem dsa.2048.pem dsa.3072.pem",
        says="key of type DSA",
    ),
    Group(
        "asymmetric/X25519",
        "rejected der - no-key unsupported",
        "x25519-pkcs8-enc.der:password x25519-pkcs8.der",
        says="key of type X25519",
    ),
    Group(
        "asymmetric/X25519",
        "rejected pem - no-key unsupported",
        "x25519-pkcs8-enc.pem:password x25519-pkcs8.pem",
        says="key of type X25519",
    ),
    Group(
        "asymmetric/X448",
        "rejected der - no-key unsupported",
        "x448-pkcs8-enc.der:password x448-pkcs8.der",
        says="key of type X448",
    ),
    Group(
        "asymmetric/X448",
        "rejected pem - no-key unsupported",
        "x448-pkcs8-enc.pem:password x448-pkcs8.pem",
        says="key of type X448",
    ),
)
