"""Every alert has a name, and words for both directions; OpenSSL's reasons lead to the same numbers."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from tests.chains import CLIENT, DAY, Made, leaf, pem, root, shake_hands
from workbench.models import Origin, Side
from workbench.tls import alert_hints, alerts
from workbench.tls.alert_words import WORDS
from workbench.tls.failure import Scene

RFC_8446 = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    21: "decryption_failed_RESERVED",
    22: "record_overflow",
    30: "decompression_failure_RESERVED",
    40: "handshake_failure",
    41: "no_certificate_RESERVED",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    60: "export_restriction_RESERVED",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    100: "no_renegotiation_RESERVED",
    109: "missing_extension",
    110: "unsupported_extension",
    111: "certificate_unobtainable_RESERVED",
    112: "unrecognized_name",
    113: "bad_certificate_status_response",
    114: "bad_certificate_hash_value_RESERVED",
    115: "unknown_psk_identity",
    116: "certificate_required",
    120: "no_application_protocol",
}
ELSEWHERE = {
    52: "too_many_cids_requested",  # RFC 9146
    117: "general_error",  # RFC 8446's successor
    121: "ech_required",  # RFC 9849
}
STILL_IN_RFC_5246 = {30: "decompression_failure", 100: "no_renegotiation"}
SIDES: tuple[Side, ...] = ("server", "client")


@pytest.mark.parametrize("number", RFC_8446)
def test_an_alert_bears_its_name_of_the_rfc_in_lower_case(number: int) -> None:
    assert alerts.name(number) == STILL_IN_RFC_5246.get(number, RFC_8446[number]).lower()


def test_every_number_of_the_registry_has_words_and_no_other() -> None:
    assert set(WORDS) == set(RFC_8446) | set(ELSEWHERE)
    assert {alerts.name(number) for number in ELSEWHERE} == set(ELSEWHERE.values())


def test_every_alert_that_openssl_knows_has_words() -> None:
    assert {known.value for known in ssl.AlertDescription} <= set(WORDS)


def test_every_alert_about_certificates_names_a_likely_cause_to_their_owner() -> None:
    about = [words for words in WORDS.values() if words.name in alert_hints.ABOUT_CERTIFICATES]
    assert len(about) == len(alert_hints.ABOUT_CERTIFICATES)
    for words in about:
        assert "certificate" in words.from_server, words.name
        assert alert_hints.for_refused(alerts.describe(_number(words.name), 2, "server"), "").strip()


def _number(name: str) -> int:
    return next(number for number, words in WORDS.items() if words.name == name)


@pytest.mark.parametrize("number", WORDS)
def test_an_alert_is_explained_with_something_to_do(number: int) -> None:
    scene = Scene(origin=Origin(scheme="https", host="a.test", port=443), stage="tls")
    message, hint = alert_hints.explain(alerts.describe(number, 2, "server"), scene)
    assert alerts.name(number) in message or number in (40, 70, 112, 120)
    assert hint.endswith(".")


@pytest.mark.parametrize("number", WORDS)
def test_an_alert_has_words_of_its_own_in_both_directions(number: int) -> None:
    from_server, from_us = (alerts.describe(number, 2, side).meaning for side in SIDES)
    assert from_server != from_us
    for meaning in (from_server, from_us):
        assert meaning.endswith(".")
        assert meaning[0].isupper()


def test_no_two_alerts_say_the_same_to_someone_whose_certificate_was_refused() -> None:
    meanings = [words.from_server for words in WORDS.values()]
    assert len(set(meanings)) == len(meanings)


@pytest.mark.parametrize("sender", SIDES)
def test_a_number_that_no_standard_knows_is_named_by_itself(sender: Side) -> None:
    found = alerts.describe(200, 2, sender)
    assert (found.name, found.level, found.sender) == ("alert_200", "fatal", sender)
    assert "200" in found.meaning


@pytest.mark.parametrize(("level", "word"), [(1, "warning"), (2, "fatal"), (0, "fatal"), (255, "fatal")])
def test_every_level_but_warning_is_fatal(level: int, word: str) -> None:
    assert alerts.describe(48, level, "server").level == word


REASONS = {
    "SSLV3_ALERT_UNEXPECTED_MESSAGE": 10,
    "SSLV3_ALERT_BAD_RECORD_MAC": 20,
    "TLSV1_ALERT_DECRYPTION_FAILED": 21,
    "TLSV1_ALERT_RECORD_OVERFLOW": 22,
    "SSLV3_ALERT_DECOMPRESSION_FAILURE": 30,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": 40,
    "SSLV3_ALERT_NO_CERTIFICATE": 41,
    "SSLV3_ALERT_BAD_CERTIFICATE": 42,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": 43,
    "SSLV3_ALERT_CERTIFICATE_REVOKED": 44,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": 45,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": 46,
    "SSLV3_ALERT_ILLEGAL_PARAMETER": 47,
    "TLSV1_ALERT_UNKNOWN_CA": 48,
    "TLSV1_ALERT_ACCESS_DENIED": 49,
    "TLSV1_ALERT_DECODE_ERROR": 50,
    "TLSV1_ALERT_DECRYPT_ERROR": 51,
    "TLSV1_ALERT_EXPORT_RESTRICTION": 60,
    "TLSV1_ALERT_PROTOCOL_VERSION": 70,
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": 71,
    "TLSV1_ALERT_INTERNAL_ERROR": 80,
    "TLSV1_ALERT_INAPPROPRIATE_FALLBACK": 86,
    "TLSV1_ALERT_USER_CANCELLED": 90,
    "TLSV1_ALERT_NO_RENEGOTIATION": 100,
    "TLSV13_ALERT_MISSING_EXTENSION": 109,
    "TLSV1_UNSUPPORTED_EXTENSION": 110,
    "TLSV1_CERTIFICATE_UNOBTAINABLE": 111,
    "TLSV1_UNRECOGNIZED_NAME": 112,
    "TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE": 113,
    "TLSV1_BAD_CERTIFICATE_HASH_VALUE": 114,
    "TLSV1_ALERT_UNKNOWN_PSK_IDENTITY": 115,
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": 116,
    "TLSV1_ALERT_NO_APPLICATION_PROTOCOL": 120,
    "TLS_ALERT_BAD_CERTIFICATE": 42,
    "tlsv1 alert unknown ca": 48,
    "sslv3 alert handshake failure": 40,
    "ssl/tls alert handshake failure": 40,
}


@pytest.mark.parametrize("reason", REASONS)
def test_openssl_s_reason_leads_to_the_number(reason: str) -> None:
    assert alerts.by_openssl_reason(reason) == REASONS[reason]


@pytest.mark.parametrize(
    "reason",
    ["", "CERTIFICATE_VERIFY_FAILED", "UNEXPECTED_MESSAGE", "UNEXPECTED_EOF_WHILE_READING", "TLSV1_ALERT_", "NO"],
)
def test_a_reason_that_is_no_alert_leads_nowhere(reason: str) -> None:
    assert alerts.by_openssl_reason(reason) is None


REFUSALS = {
    "none": {"tls12": 40, "tls13": 116},
    "stranger": {"tls12": 48, "tls13": 48},
    "old": {"tls12": 45, "tls13": 45},
}
VERSIONS = {"tls12": ssl.TLSVersion.TLSv1_2, "tls13": ssl.TLSVersion.TLSv1_3}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("which", REFUSALS)
def test_the_reason_of_a_real_refusal_is_understood(which: str, version: str, tmp_path: Path) -> None:
    top = root()
    identities: dict[str, Made | None] = {
        "none": None,
        "stranger": leaf(root("Stranger"), purposes=(CLIENT,)),
        "old": leaf(top, purposes=(CLIENT,), start=-9 * DAY, end=-2 * DAY),
    }
    with pytest.raises(ssl.SSLError) as caught:
        refused(top, identities[which], VERSIONS[version], tmp_path)
    assert caught.value.reason is not None
    assert alerts.by_openssl_reason(caught.value.reason) == REFUSALS[which][version]


def refused(top: Made, identity: Made | None, version: ssl.TLSVersion, folder: Path) -> None:
    """Send an identity to a server that requires one of `top`'s, and read what it answers."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.minimum_version = client.maximum_version = version
    server.verify_mode = ssl.CERT_REQUIRED
    for context, made in ((server, leaf(top)), (client, identity)):
        context.load_verify_locations(cadata=top.der)
        if made is not None:
            file = folder / "identity.pem"
            file.write_bytes(pem(made.key, [made.certificate]))
            context.load_cert_chain(file)
    shake_hands(client, server, "api.test")
