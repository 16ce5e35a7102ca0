"""What each certificate and store among the public vectors is told as; `tests/vectors.py` says how to read it."""

from __future__ import annotations

from typing import Final

from tests.vectors import Group

CERTIFICATES: Final = (
    Group(
        "pkcs12",
        "ok pkcs12 EC-P-256 key -",
        "cert-key-aes256cbc.p12:cryptography cert-none-key-none.p12:cryptography "
        "cert-rc2-key-3des.p12:cryptography name-1-no-pwd.p12 name-1-pwd.p12:password name-2-3-no-pwd.p12 "
        "name-2-3-pwd.p12:password name-2-no-pwd.p12 name-2-pwd.p12:password name-3-no-pwd.p12 "
        "name-3-pwd.p12:password name-all-no-pwd.p12 name-all-pwd.p12:password name-unicode-no-pwd.p12 "
        "name-unicode-pwd.p12:password no-name-no-pwd.p12 no-name-pwd.p12:password no-password.p12",
    ),
    Group("pkcs12", "ok pkcs12 EC-P-256 key no_certificate", "no-cert-key-aes256cbc.p12:cryptography"),
    Group(
        "pkcs12", "rejected pkcs12 EC-P-256 no-key no_key,server_certificate", "cert-aes256cbc-no-key.p12:cryptography"
    ),
    Group("pkcs12", "rejected pkcs12 DSA-2048 no-key no_key,expired,server_certificate", "java-truststore.p12"),
    Group(
        "pkcs12",
        "rejected pkcs12 RSA-4096 no-key no_key,expired,chain_gap",
        "no-cert-name-2-no-pwd.p12 no-cert-name-2-pwd.p12:password no-cert-name-3-no-pwd.p12 "
        "no-cert-name-3-pwd.p12:password no-cert-name-all-no-pwd.p12 no-cert-name-all-pwd.p12:password "
        "no-cert-name-unicode-no-pwd.p12 no-cert-name-unicode-pwd.p12:password no-cert-no-name-no-pwd.p12 "
        "no-cert-no-name-pwd.p12:password",
    ),
    Group("pkcs12/ca", "ok pem EC-P-256 no-key no_key,server_certificate", "ca.pem"),
    Group("pkcs12/ca", "ok pem EC-P-256 key no_certificate", "ca_key.pem"),
    Group("pkcs7", "ok pkcs7 EC-P-256 no-key no_key,server_certificate", "amazon-roots.der amazon-roots.p7b"),
    Group("pkcs7", "ok pem RSA-2048 no-key no_key,expires_soon", "ascii-san.pem non-ascii-san.pem"),
    Group("pkcs7", "ok pkcs7 RSA-2048 no-key no_key,no_client_auth", "authenticode.der"),
    Group("pkcs7", "ok pkcs7 RSA-4096 no-key no_key,no_client_auth,server_certificate", "isrg.pem"),
    Group(
        "pkcs7",
        "rejected pkcs7 - no-key unsupported",
        "enveloped-no-content.der enveloped-rsa-oaep.pem enveloped-triple-des.pem enveloped.pem",
        says="PKCS#7 file without certificates",
    ),
    Group("x509", "ok pem RSA-4096 no-key no_key,no_client_auth,server_certificate", "accvraiz1.pem"),
    Group("x509", "ok der RSA-2048 no-key no_key,expired", "badssl-sct-anonymous-sig.der badssl-sct-none-hash.der"),
    Group(
        "x509",
        "ok pem RSA-2048 no-key no_key,expired",
        "badssl-sct.pem cryptography-scts.pem cryptography.io.precert.pem tls-feature-ocsp-staple.pem",
    ),
    Group("x509", "ok pem RSA-2048 no-key no_key,no_client_auth", "belgian-eid-invalid-visiblestring.pem"),
    Group("x509", "ok pem RSA-2048 no-key no_key,expired,server_certificate", "bigoid.pem letsencryptx3.pem"),
    Group("x509", "ok pem RSA-4096 no-key no_key,expired,expired", "cryptography.io.chain.pem"),
    Group(
        "x509",
        "ok pem RSA-4096 no-key no_key,expired",
        "cryptography.io.old_header.pem cryptography.io.pem wildcard_san.pem",
    ),
    Group(
        "x509",
        "ok pem RSA-2048 no-key no_key,expired,no_client_auth,server_certificate",
        "department-of-state-root.pem rapidssl_sha256_ca_g3.pem utf8-dnsname.pem",
    ),
    Group("x509", "ok der 1.2.643.2.2.19 no-key no_key,no_client_auth,server_certificate", "e-trust.ru.der"),
    Group("x509", "ok pem EC-P-384 no-key no_key,server_certificate", "ecdsa_root.pem"),
    Group(
        "x509", "ok pem RSA-2048 no-key no_key,no_client_auth,server_certificate,weak_signature", "ee-pss-sha1-cert.pem"
    ),
    Group("x509", "ok der DSA-1024 no-key no_key,expired,weak_signature", "san_edipartyname.der san_x400address.der"),
    Group("x509", "ok pem EC-P-256 no-key no_key", "scottishpower-bitstring-dn.pem unique_identifier.pem"),
    Group("x509", "ok pem RSA-512 no-key no_key,expired,weak_key", "v1_cert.pem"),
    Group("x509", "ok pem RSA-1024 no-key no_key,weak_key", "verisign_md2_root.pem"),
    Group("x509", "ok pem RSA-2048 no-key no_key,expired,weak_signature", "wosign-bc-invalid.pem"),
    Group("x509", "needs_passphrase pem RSA-4096 key needs_passphrase,expired", "cryptography.io.with_headers.pem"),
    Group("x509", "rejected pem - no-key unsupported", "badasn1time.pem", says="damaged, cut off or wrongly made"),
    Group(
        "x509",
        "rejected - - no-key unsupported",
        "cryptography-scts-tbs-precert.der",
        says="neither a certificate nor a key in any",
    ),
    Group(
        "x509",
        "rejected pem RSA-4096 no-key unsupported,expired,expired",
        "cryptography.io.chain_with_garbage.pem",
        says="damaged or of an unknown kind",
    ),
    Group(
        "x509",
        "rejected pem RSA-4096 no-key unsupported,expired",
        "cryptography.io.with_garbage.pem",
        says="damaged or of an unknown kind",
    ),
    Group(
        "x509/custom",
        "ok pem RSA-4096 no-key no_key,expired",
        "admissions_extension_authority_not_provided.pem admissions_extension_optional_data_not_provided.pem",
    ),
    Group(
        "x509/custom",
        "ok pem RSA-2048 no-key no_key,expired",
        "aia_ca_issuers.pem aia_ocsp.pem aia_ocsp_ca_issuers.pem all_key_usages.pem "
        "authority_key_identifier.pem authority_key_identifier_no_keyid.pem "
        "basic_constraints_not_critical.pem cp_cps_uri.pem cp_invalid.pem cp_user_notice_no_explicit_text.pem "
        "cp_user_notice_with_explicit_text.pem cp_user_notice_with_notice_reference.pem "
        "ekucrit-testuser-cert.pem extended_key_usage.pem inhibit_any_policy_5.pem "
        "inhibit_any_policy_negative.pem invalid_signature_cert.pem nc_excluded.pem nc_invalid_ip_netmask.pem "
        "nc_ip_invalid_length.pem nc_permitted.pem nc_permitted_2.pem nc_permitted_excluded.pem "
        "nc_permitted_excluded_2.pem nc_single_ip_netmask.pem no_sans.pem ocsp_nocheck.pem pc_inhibit.pem "
        "pc_inhibit_require.pem pc_require.pem policy_constraints_explicit.pem "
        "private_key_usage_period_both_dates.pem private_key_usage_period_only_not_after.pem "
        "private_key_usage_period_only_not_before.pem san_dirname.pem san_email_dns_ip_dirname_uri.pem "
        "san_idna2003_dnsname.pem san_idna_names.pem san_ipaddr.pem san_other_name.pem san_rfc822_idna.pem "
        "san_rfc822_names.pem san_uri_with_port.pem san_wildcard_idna.pem two_basic_constraints.pem "
        "unsupported_extension.pem unsupported_extension_critical.pem unsupported_subject_name.pem "
        "utf8_common_name.pem valid_signature_cert.pem",
    ),
    Group(
        "x509/custom",
        "ok pem RSA-2048 no-key no_key,expired,no_client_auth,server_certificate,weak_signature",
        "all_supported_names.pem long-form-name-attribute.pem",
    ),
    Group(
        "x509/custom",
        "ok der RSA-1024 no-key no_key,expired,no_client_auth,server_certificate,weak_key",
        "alternate-rsa-sha1-oid.der",
    ),
    Group(
        "x509/custom",
        "ok pem RSA-2048 no-key no_key",
        "bad_country.pem freshestcrl.pem rsa_pss.pem rsa_pss_sha256_no_null.pem sia.pem",
    ),
    Group(
        "x509/custom",
        "ok pem RSA-2048 no-key no_key,expired,server_certificate",
        "bc_path_length_zero.pem negative_serial.pem post2000utctime.pem rsa_pss_cert.pem",
    ),
    Group(
        "x509/custom",
        "ok pem RSA-1024 no-key no_key,expired,weak_key,weak_signature",
        "cdp_all_reasons.pem cdp_crl_issuer.pem cdp_fullname_reasons_crl_issuer.pem cdp_reason_aa_compromise.pem",
    ),
    Group(
        "x509/custom",
        "ok pem RSA-4096 no-key no_key,expired,no_client_auth,server_certificate",
        "cdp_empty_hostname.pem san_empty_hostname.pem",
    ),
    Group(
        "x509/custom",
        "ok der RSA-2048 no-key no_key,expired",
        "cp_invalid2.der invalid-sct-length.der invalid-sct-version.der nc_invalid_ip4_netmask.der",
    ),
    Group("x509/custom", "ok pem DSA-2048 no-key no_key,expired,server_certificate", "dsa_selfsigned_ca.pem"),
    Group("x509/custom", "ok pem EC-P-256 no-key no_key,not_yet_valid", "ec_no_named_curve.pem"),
    Group(
        "x509/custom",
        "ok pem EC-P-256 no-key no_key",
        "empty-eku.pem ms-certificate-template.pem name_attribute_unsupported_tag.pem",
    ),
    Group(
        "x509/custom",
        "ok pem RSA-2048 no-key no_key,expired,weak_signature",
        "ian_uri.pem invalid_utf8_common_name.pem",
    ),
    Group("x509/custom", "ok pem RSA-1024 no-key no_key,expired,weak_key", "malformed-ian.pem malformed-san.pem"),
    Group("x509/custom", "ok der RSA-4096 no-key no_key,expired", "mismatch_inner_outer_sig_algorithm.der"),
    Group(
        "x509/custom",
        "ok der RSA-2048 no-key no_key,server_certificate",
        "rsa_pss_cert_invalid_mgf.der rsa_pss_cert_no_sig_params.der rsa_pss_cert_unsupported_mgf_hash.der",
    ),
    Group(
        "x509/custom",
        "ok pem RSA-1024 no-key no_key,expired,no_client_auth,server_certificate,weak_key",
        "san_registered_id.pem",
    ),
    Group("x509/custom", "ok pem EC-P-256 no-key no_key,expired", "unsupported_extension_2.pem"),
    Group(
        "x509/custom",
        "ok pem 1.3.6.1.4.1.8432.1.1.2 no-key no_key,expired,weak_signature",
        "unsupported_subject_public_key_info.pem",
    ),
    Group(
        "x509/custom",
        "rejected crl - no-key unsupported",
        "crl_all_reasons.pem crl_almost_10k.pem crl_bad_version.pem crl_delta_crl_indicator.pem "
        "crl_dup_entry_ext.pem crl_empty.pem crl_empty_no_sequence.der crl_ian_aia_aki.pem "
        "crl_idp_fullname_indirect_crl.pem crl_idp_fullname_only.pem crl_idp_fullname_only_aa.pem "
        "crl_idp_fullname_only_user.pem crl_idp_only_ca.pem crl_idp_reasons_only.pem "
        "crl_idp_relative_user_all_reasons.pem crl_idp_relativename_only.pem "
        "crl_inval_cert_issuer_entry_ext.pem crl_inval_date_fractional_seconds.der "
        "crl_md2_unknown_crit_entry_ext.pem crl_no_next_update.pem crl_unrecognized_extension.der "
        "crl_unsupported_reason.pem invalid_signature_crl.pem valid_signature_crl.pem",
        says="CRL",
    ),
    Group(
        "x509/custom",
        "rejected der - no-key unsupported",
        "crl_inner_outer_mismatch.der crl_invalid_time.der crl_issuer_invalid_printable_string.der",
        says="damaged, cut off or wrongly made",
    ),
    Group(
        "x509/custom",
        "rejected pem - no-key unsupported",
        "dsa_null_alg_params.pem ecdsa_null_alg.pem invalid_version.pem",
        says="damaged, cut off or wrongly made",
    ),
    Group("x509/custom/ca", "ok pem EC-P-256 no-key no_key,server_certificate", "ca.pem"),
    Group("x509/custom/ca", "ok pem EC-P-256 key no_certificate", "ca_key.pem"),
    Group("x509/custom/ca", "ok pem RSA-4096 no-key no_key,server_certificate", "rsa_ca.pem rsae_ca.pem"),
    Group("x509/custom/ca", "ok pem RSA-4096 key no_certificate", "rsa_key.pem"),
    Group("x509/ed25519", "ok pem Ed25519 no-key no_key,server_certificate", "root-ed25519.pem"),
    Group("x509/ed25519", "ok pem Ed25519 no-key no_key,no_client_auth,server_certificate", "server-ed25519-cert.pem"),
    Group(
        "x509/ed25519",
        "rejected pem - no-key unsupported",
        "ed25519-rfc8410.pem",
        says="damaged, cut off or wrongly made",
    ),
    Group("x509/ed448", "ok pem Ed448 no-key no_key,server_certificate", "root-ed448.pem"),
    Group("x509/ed448", "ok pem Ed448 no-key no_key", "server-ed448-cert.pem"),
    Group(
        "x509/requests",
        "rejected csr - no-key unsupported",
        "bad-version.pem basic_constraints.pem challenge-invalid.der challenge-multi-valued.der "
        "challenge-unstructured.pem challenge.pem dsa_sha1.der dsa_sha1.pem ec_sha256.der ec_sha256.pem "
        "ec_sha256_old_header.pem freeipa-bad-critical.pem invalid_signature.pem long-form-attribute.pem "
        "rsa_md4.der rsa_md4.pem rsa_sha1.der rsa_sha1.pem rsa_sha256.der rsa_sha256.pem san_rsa_sha1.der "
        "san_rsa_sha1.pem two_basic_constraints.pem unsupported_extension.pem "
        "unsupported_extension_critical.pem zero-element-attribute.pem",
        says="CSR",
    ),
)
