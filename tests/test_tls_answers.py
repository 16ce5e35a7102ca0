"""Words of known servers about certificates and TLS, found in their HTTP answers."""

from __future__ import annotations

import pytest

from workbench.tls import answers

IIS = "<h3>HTTP Error 403.{} - Forbidden</h3>"
VERDICTS = [
    (495, "", True),
    (496, "", True),
    (400, "<center>No required SSL certificate was sent</center>", True),
    (400, "<center>The SSL certificate error</center>", True),
    (400, "Bad Request", False),
    (403, "No required SSL certificate was sent", False),
    (403, IIS.format(7), False),
    (None, "The SSL certificate error", False),
]
HINTS = [
    (403, IIS.format(7), "IIS says 403.7"),
    (403, IIS.format(13), "revoked"),
    (403, IIS.format(16), "does not trust"),
    (403, IIS.format(17), "expired"),
    (403, IIS.format(14), ""),
    (403, "<p>Reason: Cannot perform Post-Handshake Authentication.<br />", "tls.post_handshake_auth"),
    (403, "RBAC: access denied", "Envoy"),
    (403, '{"message":"Forbidden"}', "API Gateway"),
    (401, '{"message":"No required TLS certificate was sent"}', "Kong"),
    (401, '{"message":"TLS certificate failed verification"}', "Kong"),
    (200, "RBAC: access denied", ""),
    (None, "", ""),
]
PLAIN = [
    (400, "<title>400 The plain HTTP request was sent to HTTPS port</title>", True),
    (497, "<title>400 The plain HTTP request was sent to HTTPS port</title>", True),
    (400, "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />", True),
    (400, "Client sent an HTTP request to an HTTPS server.\n", True),
    (400, "Bad Request\r\nThis combination of host and port requires TLS.\r\n", True),
    (400, "Bad Request", False),
    (200, "Client sent an HTTP request to an HTTPS server.\n", False),
]


@pytest.mark.parametrize(("status", "head", "refusal"), VERDICTS)
def test_only_the_contract_s_answers_make_a_verdict(status: int | None, head: str, refusal: bool) -> None:
    assert answers.is_about_certificate(status, head) is refusal


@pytest.mark.parametrize(("status", "head", "words"), HINTS)
def test_other_servers_words_are_explained(status: int | None, head: str, words: str) -> None:
    said = answers.hint_at_certificate(status, head)
    assert words in said
    assert bool(said) == bool(words)


@pytest.mark.parametrize(("status", "head", "expected"), PLAIN)
def test_a_tls_server_that_got_plain_http_is_recognized(status: int, head: str, expected: bool) -> None:
    assert answers.wants_tls(status, head) is expected
