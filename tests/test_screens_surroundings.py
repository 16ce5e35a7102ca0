from dataclasses import replace
from pathlib import Path

import pytest

from workbench.models import Origin, ProxyUsed
from workbench.screens import proxy_lookup, surroundings
from workbench.screens.proxy_lookup import Question
from workbench.settings import Settings

SETTINGS = Settings(path=Path("settings.toml"))
NONE = {"https": None, "http": None}
PROXY = ProxyUsed(url="http://proxy.test:3128", source="environment (HTTPS_PROXY)")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def said(found: surroundings.Proxies = NONE, settings: Settings = SETTINGS, **environ: str) -> list[str]:
    return [note.text for note in surroundings.notes(settings, found, environ)]


def test_no_proxy_at_all_is_said_in_one_line() -> None:
    assert said() == ["Proxy in effect: none"]


def test_proxies_that_differ_are_said_for_each_scheme() -> None:
    assert said({"https": PROXY, "http": None}) == [
        "Proxy in effect for https: http://proxy.test:3128, from environment (HTTPS_PROXY)",
        "Proxy in effect for http: none",
    ]


def test_what_goes_without_a_proxy_is_the_settings_word_before_the_environments() -> None:
    settings = replace(SETTINGS, http=replace(SETTINGS.http, no_proxy="a.test"))
    assert said(settings=settings, NO_PROXY="b.test")[1:] == ["Without a proxy: a.test, from settings"]
    assert said(NO_PROXY="b.test")[1:] == ["Without a proxy: b.test, from environment (NO_PROXY)"]


def test_trust_and_key_log_of_the_environment_are_named_and_the_key_log_warns() -> None:
    environ = {"SSL_CERT_FILE": "/pki/all.pem", "SSL_CERT_DIR": "", "SSLKEYLOGFILE": "/pki/keys"}
    _, trust, keys = surroundings.notes(SETTINGS, NONE, environ)
    assert trust.text.startswith("SSL_CERT_FILE=/pki/all.pem: ") and trust.tone == "plain"
    assert keys.text.startswith("SSLKEYLOGFILE=/pki/keys: TLS KEYS ARE LOGGED") and keys.tone == "warn"


@pytest.mark.parametrize(
    ("configured", "environ", "https"),
    [
        ("", {}, None),
        ("http://set.test:1", {"HTTPS_PROXY": "http://env.test:2"}, ("http://set.test:1", "settings")),
        ("none", {"HTTPS_PROXY": "http://env.test:2"}, None),
        ("", {"HTTPS_PROXY": "http://me:pa55@env.test:2"}, ("http://env.test:2", "environment (HTTPS_PROXY)")),
        ("ftp://wrong.test", {}, None),
    ],
)
def test_the_proxy_in_effect_is_the_engines(
    configured: str, environ: dict[str, str], https: tuple[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    settings = replace(SETTINGS, http=replace(SETTINGS.http, proxy=configured))
    found = surroundings.proxies(settings)["https"]
    assert (found and (found.url, found.source)) == https


def test_a_requests_word_goes_before_the_settings() -> None:
    here = Origin(scheme="https", host="a.test", port=443)
    asked = Question(origin=here, said="socks5://mine.test:1080", configured="http://set.test:1")
    found = proxy_lookup.found(asked)
    assert found is not None and (found.url, found.source) == ("socks5://mine.test:1080", "request")
    assert proxy_lookup.found(replace(asked, said="none")) is None
