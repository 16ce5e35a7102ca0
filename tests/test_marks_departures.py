from dataclasses import replace
from pathlib import Path

import pytest

from tests.hops import accepted, exchange, hop
from workbench import marks
from workbench.models import Departure, ProxyUsed, Request, RequestOptions, RequestTls, Terms
from workbench.settings import HttpSettings, Settings, TlsSettings
from workbench.settings.terms import KEY_LOG, terms

PROXY = ProxyUsed(url="http://proxy.test:3128", source="environment (HTTPS_PROXY)")
SETTINGS = Settings(path=Path("settings.toml"))


def said(of: Terms) -> list[tuple[str, bool]]:
    return [(found.text, found.loud) for found in marks.departures(of)]


def test_what_is_standard_says_nothing() -> None:
    assert marks.departures(Terms()) == ()
    assert marks.departures(Terms(maximum_version="TLSv1.3")) == ()


@pytest.mark.parametrize(
    ("of", "text", "loud"),
    [
        (Terms(verify=False), "verification off, the host-name check with it", True),
        (Terms(minimum_version="TLSv1"), "TLS 1.0 and newer, security level 0", True),
        (Terms(minimum_version="TLSv1", maximum_version="TLSv1.2"), "TLS 1.0 to 1.2, security level 0", True),
        (Terms(minimum_version="TLSv1.1", maximum_version="TLSv1.1"), "TLS 1.1 only, security level 0", True),
        (Terms(minimum_version="TLSv1.1", security_level=1), "TLS 1.1 and newer, security level 1", True),
        (Terms(maximum_version="TLSv1.2"), "TLS 1.2 only", False),
        (Terms(minimum_version="TLSv1.3"), "TLS 1.3 only", False),
        (
            Terms(minimum_version="TLSv1.3", maximum_version="TLSv1.2"),
            "no TLS version left: TLS 1.3 at least, TLS 1.2 at most",
            True,
        ),
        (Terms(maximum_version="TLSv1.1"), "no TLS version left: TLS 1.2 at least, TLS 1.1 at most", True),
        (Terms(security_level=0), "security level 0", True),
        (Terms(security_level=1), "security level 1", True),
        (Terms(security_level=2), "security level 2", False),
        (Terms(security_level=4), "security level 4", False),
        (Terms(key_log="/pki/keys\x1b"), "TLS keys logged to /pki/keys^[ (SSLKEYLOGFILE)", True),
        (Terms(server_name="api.internal"), "server name api.internal, which is also the one verified", True),
        (Terms(ciphers="ECDHE+AESGCM"), "ciphers ECDHE+AESGCM", False),
        (Terms(post_handshake_auth=False), "no post-handshake authentication", False),
        (Terms(http2=True), "HTTP/2 offered", False),
        (Terms(address="10.0.0.5"), "connects to 10.0.0.5", False),
        (Terms(proxy=PROXY), "through proxy http://proxy.test:3128, from environment (HTTPS_PROXY)", False),
    ],
)
def test_each_departure_has_its_words_and_only_what_weakens_is_loud(of: Terms, text: str, loud: bool) -> None:
    assert said(of) == [(text, loud)]


def test_a_name_that_is_not_verified_is_not_said_to_be() -> None:
    assert said(Terms(verify=False, server_name="x.test"))[1] == ("server name x.test", True)


def test_what_weakens_comes_first() -> None:
    of = Terms(ciphers="ALL", address="10.0.0.5", http2=True, key_log="keys")
    assert [loud for _, loud in said(of)] == [True, False, False, False]


def test_without_tls_only_the_way_is_said() -> None:
    of = Terms(secure=False, verify=False, minimum_version="TLSv1", http2=True, key_log="k", address="::1", proxy=PROXY)
    assert [text for text, _ in said(of)] == [
        "address ::1 not used: the proxy looks the host up",
        "through proxy http://proxy.test:3128, from environment (HTTPS_PROXY)",
    ]


def test_a_certificate_for_the_proxy_is_said_where_the_proxy_speaks_tls() -> None:
    at_tls = replace(PROXY, url="https://proxy.test:3129")
    assert len(said(Terms(proxy=PROXY, proxy_certificate="bob"))) == 1
    assert said(Terms(proxy=at_tls, proxy_certificate="bob"))[1] == ("the proxy may see the certificate bob", False)


def test_a_proxys_password_is_in_no_words() -> None:
    of = Terms(proxy=replace(PROXY, url="http://me:pa55@proxy.test"))
    assert "pa55" not in str(said(of))


def test_the_requests_word_goes_over_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_LOG, raising=False)
    standing = TlsSettings(
        verify=False,
        minimum_version="TLSv1",
        maximum_version="TLSv1.2",
        ciphers="ALL",
        security_level=0,
        post_handshake_auth=False,
    )
    settings = replace(SETTINGS, tls=standing, http=HttpSettings(http2=True, proxy_certificate="bob"))
    request = Request(
        tls=RequestTls(
            verify=True,
            minimum_version="TLSv1.2",
            maximum_version="TLSv1.3",
            ciphers="",
            security_level=2,
            post_handshake_auth=True,
            server_name="b.test",
        ),
        options=RequestOptions(http2=False, proxy_certificate="carol", resolve="10.0.0.5"),
    )
    assert terms(Request(options=RequestOptions(proxy_certificate="none")), settings).proxy_certificate is None
    assert terms(Request(), settings) == Terms(
        verify=False,
        minimum_version="TLSv1",
        maximum_version="TLSv1.2",
        ciphers="ALL",
        security_level=0,
        post_handshake_auth=False,
        http2=True,
        proxy_certificate="bob",
    )
    assert terms(request, settings) == Terms(
        maximum_version="TLSv1.3",
        security_level=2,
        server_name="b.test",
        address="10.0.0.5",
        proxy_certificate="carol",
    )


def test_only_the_environment_switches_the_key_log_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_LOG, "/pki/keys")
    assert terms(Request(), SETTINGS).key_log == "/pki/keys"


def test_a_weakened_hop_has_its_mark_in_the_one_line() -> None:
    loud = (
        Departure(text="TLS 1.0 and newer, security level 0", loud=True, mark="OLD TLS ALLOWED"),
        Departure(text="TLS keys logged to keys", loud=True, mark="KEYS LOGGED"),
        Departure(text="connects to ::1"),
    )
    weakened = hop(accepted(), departures=loud)
    assert marks.weakened(weakened) == "[OLD TLS ALLOWED, KEYS LOGGED]"
    assert "[TLS ok]  [OLD TLS ALLOWED, KEYS LOGGED]  [cert SENT" in marks.summary(exchange(weakened))
    assert marks.weakened(hop(accepted())) == ""
