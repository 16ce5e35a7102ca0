"""Cipher lists: what OpenSSL takes, and what is said of those it does not."""

from __future__ import annotations

import ssl

import pytest

from workbench.tls import ciphers
from workbench.tls.ciphers import CiphersRefused


def _context() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _older(context: ssl.SSLContext) -> list[str]:
    return [each["name"] for each in context.get_ciphers() if each["protocol"] != "TLSv1.3"]


def test_a_list_leaves_only_its_own() -> None:
    context = _context()
    ciphers.choose(context, "ECDHE-RSA-AES256-GCM-SHA384", None)
    assert _older(context) == ["ECDHE-RSA-AES256-GCM-SHA384"]


@pytest.mark.parametrize("level", [0, 1, 2, 3])
@pytest.mark.parametrize("text", ["", "ECDHE+AESGCM:", "ECDHE+AESGCM"])
def test_a_level_is_set_with_any_list(text: str, level: int) -> None:
    context = _context()
    ciphers.choose(context, text, level)
    assert context.security_level == level


def test_nothing_said_leaves_openssl_as_it_is() -> None:
    context, untouched = _context(), _context()
    ciphers.choose(context, "", None)
    assert context.get_ciphers() == untouched.get_ciphers()


@pytest.mark.parametrize("text", ["NO-SUCH-CIPHER", "TLS_AES_128_GCM_SHA256", "AES128-SHA:!ALL", ":"])
def test_a_list_without_any_cipher_is_refused_with_its_words(text: str) -> None:
    if text == ":":
        ciphers.choose(_context(), text, 1)  # nothing is named, so nothing is unknown
        return
    with pytest.raises(CiphersRefused, match="knows no cipher") as refused:
        ciphers.choose(_context(), text, None)
    assert text in str(refused.value)


UNKNOWN = [
    ("", ()),
    ("ECDHE+AESGCM:!SHA1", ()),
    ("ECDHE+AESGMC:AES128-SHA, NOPE", ("ECDHE+AESGMC", "NOPE")),
    ("AES128-SHA:!NOPE:-NOPE:+NOPE", ()),  # taking away what is not there does no harm
]


@pytest.mark.parametrize(("text", "parts"), UNKNOWN)
def test_a_part_that_stands_for_no_cipher_is_named(text: str, parts: tuple[str, ...]) -> None:
    assert ciphers.unknown(text) == parts


@pytest.mark.parametrize("text", ["ALL", "aNULL, ECDHE", "AES128-SHA:ADH"])
def test_where_the_server_is_verified_none_is_offered_that_needs_no_certificate_of_it(text: str) -> None:
    context, open_to_all = _context(), _context()
    ciphers.choose(context, text, 0)
    ciphers.choose(open_to_all, text, 0, verify=False)
    assert any(each["auth"] == "auth-null" for each in open_to_all.get_ciphers())
    assert not any(each["auth"] == "auth-null" for each in context.get_ciphers())
