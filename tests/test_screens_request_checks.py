import pytest

from workbench.models import CertificateEntry
from workbench.screens import request_checks

ALICE = CertificateEntry(id="k3f9a2", name="alice", host="a.test")


check = request_checks.check(lambda: (ALICE,))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("pin", "alice"),
        ("pin", "none"),
        ("pin", "id:k3f9a2"),
        ("server-name", "api.internal"),
        ("server-name", "Bücher.test"),
        ("server-name", "10.0.0.5"),
        ("server-name", "[::1]"),
        ("server-name", "{{host}}"),
        ("ciphers", "ECDHE+AESGCM:!SHA1"),
        ("timeout", "2.5"),
        ("resolve", "10.0.0.5"),
        ("resolve", "[::1]"),
        ("resolve", "{{address}}"),
        ("proxy", "none"),
        ("proxy", "socks5h://me:pa55@proxy.test:1080"),
        ("proxy", "{{proxy}}"),
        ("proxy-certificate", "alice"),
        ("proxy-certificate", "id:k3f9a2"),
        ("proxy-certificate", "none"),
    ],
)
def test_what_can_be_taken_gets_no_word(field: str, text: str) -> None:
    assert check(field, text) is None


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("pin", "a:b", "without a colon"),
        ("pin", "None", "another name"),
        ("server-name", "a.test:8443", "A name alone"),
        ("server-name", "a.test/x", "A name alone"),
        ("server-name", "https://a.test", "A name alone"),
        ("server-name", "me@a.test", "A name alone"),
        ("server-name", "a b", "a blank"),
        ("server-name", "*.a.test", "is no host"),
        ("ciphers", "ALL:@SECLEVEL=0", "no @ in it: the security level has its own field."),
        ("ciphers", "a;b", "such as"),
        ("timeout", "abc", "A number of seconds"),
        ("timeout", "-1", "More than 0"),
        ("timeout", "nan", "More than 0"),
        ("timeout", "1e400", "at most 86400"),
        ("timeout", "{{t}}", "A number of seconds"),
        ("resolve", "a.test", "An IP address"),
        ("resolve", "10.0.0.5:443", "An IP address"),
        ("proxy", "proxy.test:8080", "begins with http://"),
        ("proxy", "ftp://proxy.test", "begins with http://"),
        ("proxy-certificate", "a:b", "without a colon"),
    ],
)
def test_what_cannot_be_taken_is_said_in_words(field: str, text: str, words: str) -> None:
    note = check(field, text)
    assert note is not None and note.tone == "bad"
    assert words in note.text


def test_a_certificate_for_the_proxy_that_is_not_there_is_taken_with_a_warning() -> None:
    note = check("proxy-certificate", "bob")
    assert note is not None and note.tone == "warn"


def test_no_word_repeats_a_proxys_password() -> None:
    note = check("proxy", "http://me:pa55@proxy.test/path")
    assert note is not None and "pa55" not in note.text
