"""What went wrong in TLS, in words, from facts alone; real servers are in test_engine_odd_servers.py."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from workbench.models import Origin, Problem, TlsVersion
from workbench.tls import alerts, failure
from workbench.tls.context import Profile
from workbench.tls.failure import Scene
from workbench.tls.trust import Trust

HOST = "api.test"


def _scene(**facts: Any) -> Scene:
    return Scene(**{"origin": Origin(scheme="https", host=HOST, port=8443), "stage": "tls", **facts})


def _profile(lowest: TlsVersion = "TLSv1.2", highest: TlsVersion | None = None, **more: Any) -> Profile:
    return Profile(trust=Trust(system=None, files=()), minimum_version=lowest, maximum_version=highest, **more)


def _openssl(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}] words")
    error.reason = reason
    return error


REASONS = {
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": ("RFC 5746", "needs an update"),
    "DH_KEY_TOO_SMALL": ("Diffie-Hellman", "--security-level 1 or tls.security_level = 1"),
    "EE_KEY_TOO_SMALL": ("too small", "tls.security_level = 0"),
    "CA_KEY_TOO_SMALL": ("CA key", "tls.security_level = 0"),
    "CA_MD_TOO_WEAK": ("MD5 or SHA-1", "tls.security_level = 0"),
    "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED": ("TLS 1.0 and 1.1", "tls.security_level = 0"),
    "WRONG_SIGNATURE_TYPE": ("SHA-1", "tls.security_level = 0"),
    "NO_CIPHERS_AVAILABLE": ("No cipher is left on our side", "--ciphers and tls.ciphers"),
    "NO_PROTOCOLS_AVAILABLE": ("No TLS version is left on our side", "openssl.cnf"),
    "DECRYPTION_FAILED_OR_BAD_RECORD_MAC": ("cannot be decrypted", "--proxy none"),
    "PACKET_LENGTH_TOO_LONG": ("longer than TLS allows", "--proxy none"),
    "EXCESSIVE_MESSAGE_SIZE": ("100 kB", "its own chain only"),
    "UNEXPECTED_MESSAGE": ("out of order", "fault of the server"),
    "NO_RENEGOTIATION": ("negotiate anew", "TLS 1.3"),
    "UNSUPPORTED_PROTOCOL": ("was not offered", "--tls-min"),
    "WRONG_SSL_VERSION": ("was not offered", "--tls-min"),
    "INAPPROPRIATE_FALLBACK": ("forced to an older", "without a proxy"),
    "WRONG_VERSION_NUMBER": ("impossible version", "fault of the server"),
    "SOMETHING_NEW": ("something new", "--trace"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_openssl_s_reasons_have_words(reason: str) -> None:
    told = failure.explain(_openssl(reason), _scene())
    message, hint = REASONS[reason]
    assert (told.kind, told.stage, told.certificate) == ("tls_protocol", "tls", None)
    assert message in told.message
    assert hint in told.hint


VERSIONS: list[tuple[TlsVersion, TlsVersion | None, str, str]] = [
    ("TLSv1.2", None, "TLS 1.2 and newer", "--tls-min 1.0"),
    ("TLSv1.3", None, "TLS 1.3 only", "--tls-min 1.2"),
    ("TLSv1", "TLSv1.2", "TLS 1.0 to 1.2", "--tls-max 1.3"),
    ("TLSv1.2", "TLSv1.2", "TLS 1.2 only", "--tls-max 1.3"),
    ("TLSv1", None, "TLS 1.0 and newer", "SSL at best"),
]


@pytest.mark.parametrize(("lowest", "highest", "offer", "hint"), VERSIONS)
def test_no_shared_version_is_told_with_what_was_offered(
    lowest: TlsVersion, highest: TlsVersion | None, offer: str, hint: str
) -> None:
    said = alerts.describe(70, 2, "server")
    told = failure.explain(_openssl("x"), _scene(alert=said, profile=_profile(lowest, highest)))
    assert f"({offer})" in told.message
    assert hint in told.hint


def test_a_hint_about_old_versions_says_that_they_are_weak() -> None:
    said = alerts.describe(70, 2, "server")
    told = failure.explain(None, _scene(alert=said, profile=_profile()))
    assert "old versions are weak" in told.hint


@pytest.mark.parametrize("number", [42, 43, 44, 45, 46, 48, 49])
def test_an_alert_about_a_certificate_is_ours_even_where_nothing_could_be_observed(number: int) -> None:
    told = failure.explain(_openssl("x"), _scene(alert=alerts.describe(number, 2, "server"), verdict="unknown"))
    assert (told.kind, told.certificate) == ("tls_alert", "ours")


@pytest.mark.parametrize("number", [42, 43, 44, 45, 46, 48, 49, 51, 80])
def test_what_to_do_about_a_refused_certificate_depends_on_the_alert(number: int) -> None:
    said = alerts.describe(number, 2, "server")
    told = failure.explain(_openssl("x"), _scene(alert=said, verdict="refused", ours="alice", remark="Foreign."))
    assert told.kind == "certificate_refused"
    assert said.meaning in told.message
    assert told.hint.startswith("Foreign. ")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("refused", "refused your certificate (alice). It says"), ("none_to_send", "none was sent. It says")],
)
def test_tls_1_2_s_one_alert_for_everything_is_read_by_what_came_before(verdict: Any, words: str) -> None:
    told = failure.explain(_openssl("x"), _scene(alert=alerts.describe(40, 2, "server"), verdict=verdict, ours="alice"))
    assert words in told.message
    assert "no cipher" not in told.message


@pytest.mark.parametrize("number", [20, 22, 70, 86, 112, 120])
def test_an_alert_that_is_never_about_certificates_accuses_none(number: int) -> None:
    said = alerts.describe(number, 2, "server")
    told = failure.explain(_openssl("x"), _scene(alert=said, verdict="refused", ours="alice"))
    assert (told.kind, told.certificate) == ("tls_alert", None)
    assert "not about certificates" in told.message


def test_a_verification_that_failed_says_what_is_not_judged() -> None:
    error = ssl.SSLCertVerificationError("x")
    error.verify_message = "certificate has expired"
    for problems in ((), (Problem(code="expired", message="It has expired."),)):
        told = failure.explain(error, _scene(problems=problems))
        assert failure.NOT_JUDGED in told.hint
        assert "Nothing was sent" in told.hint


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_kept_connection_that_ended_is_not_taken_for_the_wrong_scheme(scheme: Any) -> None:
    scene = _scene(origin=Origin(scheme=scheme, host=HOST, port=80), stage="receive", first=False)
    told = failure.explain(None, scene)
    assert told.message == f"The server {HOST}:80 closed the connection before the answer was complete."


def test_an_address_is_never_sent_as_a_name() -> None:
    said = alerts.describe(112, 2, "server")
    told = failure.explain(None, _scene(alert=said, server_name="10.0.0.1"))
    assert "an address is never sent as server name" in told.message
    assert "--sni NAME" in told.hint


@pytest.mark.parametrize(
    ("http2", "message", "hint"),
    [(False, "does not speak HTTP/1.1", "--http2"), (True, "neither HTTP/2 nor HTTP/1.1", "Check the port")],
)
def test_the_protocols_that_were_offered_are_named(http2: bool, message: str, hint: str) -> None:
    said = alerts.describe(120, 2, "server")
    told = failure.explain(None, _scene(alert=said, profile=_profile(http2=http2)))
    assert message in told.message
    assert hint in told.hint
