from __future__ import annotations

import pytest

from workbench.certificates import hosts, selection
from workbench.models import CertificateEntry, Choice, Port


def entry(
    entry_id: str, host: str, port: Port = None, *, name: str | None = None, enabled: bool = True
) -> CertificateEntry:
    return CertificateEntry(id=entry_id, host=host, port=port, name=name, enabled=enabled)


ALICE = entry("1", "api.example.com", name="alice")
WILD = entry("2", "*.example.com", name="bob")
WILD_ANY = entry("3", "*.example.com", "*")

SUMMARIES: list[tuple[str, list[CertificateEntry], Choice | None, str]] = [
    ("https://api.example.com", [ALICE], None, "exact host and port"),
    ("https://api.example.com", [ALICE, WILD], None, "exact host and port, 1 of 2"),
    ("https://a.test:9", [entry("1", "a.test", "*")], None, "exact host on any port"),
    ("https://x.example.com", [WILD], None, "by rule *.example.com:443"),
    ("https://x.example.com", [WILD, WILD_ANY], None, "by rule *.example.com:443, 1 of 2"),
    ("https://x.example.com:8443", [WILD, WILD_ANY], None, "by rule *.example.com:*"),
    ("https://[::1]", [entry("1", "*")], None, "by rule *:443"),
    (
        "https://x.example.com",
        [ALICE, WILD],
        Choice(by="pin", value="bob"),
        "the request asks for bob: by rule *.example.com:443",
    ),
    (
        "https://api.example.com",
        [ALICE, WILD],
        Choice(by="session", value="alice"),
        "this session is set to alice: exact host and port",
    ),
    (
        "https://else.test",
        [ALICE],
        Choice(by="command", value="id:1"),
        "--cert says id:1, outside its rule api.example.com:443",
    ),
    ("https://api.example.com", [ALICE], Choice(by="command", value="none"), "--cert says none"),
    ("https://api.example.com", [ALICE], Choice(by="pin", value="none"), "the request asks for none"),
    ("https://a.test", [], None, "there are no certificates yet"),
    ("https://a.test", [ALICE], None, "no certificate is for a.test"),
    ("http://api.example.com", [ALICE], None, "an http URL never gets one"),
    ("ws://api.example.com", [ALICE], None, "a ws URL never gets one"),
    ("https://api.example.com:8443", [ALICE], None, "alice is for port 443, this is 8443"),
    ("https://x.example.com:8443", [WILD], None, "bob is for port 443, this is 8443"),
    ("https://a.test", [entry("1", "a.test", 8443)], None, "the entry for a.test is for port 8443, this is 443"),
    ("https://example.com", [WILD], None, "`*.example.com` does not cover `example.com` itself"),
    ("https://example.com", [ALICE], None, "`api.example.com` is not `example.com`"),
    (
        "https://x.api.example.com",
        [ALICE],
        None,
        "`api.example.com` does not cover `x.api.example.com`, `*.api.example.com` would",
    ),
    (
        "https://a.test",
        [entry("1", "a.test", name="eve", enabled=False), entry("2", "a.test", 8443)],
        None,
        "eve (a.test:443) is disabled",
    ),
    (
        "https://api.example.com:8443",
        [ALICE, entry("9", "api.example.com", 9, name="bob")],
        Choice(by="pin", value="alice"),
        "alice is for port 443, this is 8443",
    ),
    (
        "https://api.example.com",
        [WILD],
        Choice(by="session", value="bob\x1b[2J"),
        "this session is set to bob^[[2J, but no certificate has that name; there are bob.",
    ),
    (
        "https://a.test",
        [entry(str(at), "b.test", name=f"n{at}") for at in range(7)],
        Choice(by="pin", value="x"),
        "the request asks for x, but no certificate has that name; there are n0, n1, n2, n3, n4 and 2 more.",
    ),
]


@pytest.mark.parametrize(("url", "entries", "choice", "sentence"), SUMMARIES)
def test_the_choice_is_told_in_one_sentence(
    url: str, entries: list[CertificateEntry], choice: Choice | None, sentence: str
) -> None:
    found = selection.select(hosts.origin(url), entries, choice)
    assert found.reason == sentence


LOSERS: list[tuple[CertificateEntry, list[CertificateEntry], str, str]] = [
    (WILD, [ALICE], "https://api.example.com", "exact host beats the pattern: alice (api.example.com:443) wins"),
    (WILD_ANY, [WILD], "https://x.example.com", "exact port beats `*`: bob (*.example.com:443) wins"),
    (WILD, [entry("9", "x.*")], "https://x.example.com", "x.*:443 wins: added later"),
    (
        WILD_ANY,
        [entry("9", "api.example.com")],
        "https://api.example.com",
        "exact host beats the pattern: api.example.com:443 wins",
    ),
    (ALICE, [], "https://api.example.com:8443", "port 8443 is not 443"),
    (WILD, [], "https://example.com", "`*.example.com` does not cover `example.com` itself"),
    (
        WILD,
        [],
        "https://evil-example.com",
        "`*.example.com` does not cover `evil-example.com`, which only ends in `example.com`",
    ),
    (
        WILD,
        [],
        "https://api.example.com.evil.net",
        "`*.example.com` does not cover `api.example.com.evil.net`, where `example.com` is not the end",
    ),
    (
        entry("1", "example.com"),
        [],
        "https://example.com.evil.net",
        "`example.com` is not `example.com.evil.net`, where `example.com` is not the end",
    ),
    (
        entry("1", "example.com"),
        [],
        "https://evil-example.com",
        "`example.com` is not `evil-example.com`, which only ends in `example.com`",
    ),
    (entry("1", "example.com"), [], "https://examplexcom", "`example.com` is not `examplexcom`"),
    (
        entry("1", "example.com"),
        [],
        "https://www.example.com",
        "`example.com` does not cover `www.example.com`, `*.example.com` would",
    ),
    (
        entry("1", "*"),
        [ALICE],
        "https://api.example.com",
        "exact host beats the pattern: alice (api.example.com:443) wins",
    ),
    (
        entry("1", "api.example.com"),
        [ALICE],
        "https://api.example.com",
        "alice (api.example.com:443) wins: added later",
    ),
    (
        entry("1", "api.example.com", "*"),
        [ALICE],
        "https://api.example.com",
        "exact port beats `*`: alice (api.example.com:443) wins",
    ),
    (entry("1", "my.example.*"), [], "https://my.example2.org", "`my.example.*` does not cover `my.example2.org`"),
    (entry("1", "my.example.*"), [], "https://my.example", "`my.example.*` does not cover `my.example`"),
    (entry("1", "my.example.*"), [], "https://my.example.evil.net:8443", "port 8443 is not 443"),
    (entry("1", "::1", 8443), [], "https://[::1]", "port 443 is not 8443"),
    (entry("1", "::1"), [], "https://[::2]", "`::1` is not `::2`"),
    (
        entry("1", "*.example.com"),
        [],
        "https://[::1]",
        "`*.example.com` does not cover an IP address: only itself or a lone `*` does",
    ),
    (entry("1", "api.example.com", 1, enabled=False), [], "https://api.example.com", "disabled"),
    (ALICE, [], "ws://api.example.com", "a ws URL never gets one"),
    (ALICE, [], "http://api.example.com:443", "an http URL never gets one"),
    (ALICE, [], "https://www.example.com", "`api.example.com` is not `www.example.com`"),
    (
        entry("1", "10.0.0.*"),
        [],
        "https://10.0.0.1",
        "`10.0.0.*` does not cover an IP address: only itself or a lone `*` does",
    ),
    (ALICE, [], "http://api.example.com", "an http URL never gets one"),
    (entry("1", "api.example.com", enabled=False), [], "https://api.example.com", "disabled; it would match"),
    (entry("1", "api.example.com", enabled=False), [], "https://x.test", "disabled"),
]


@pytest.mark.parametrize(("loser", "others", "url", "sentence"), LOSERS)
def test_every_loser_is_told_why(
    loser: CertificateEntry, others: list[CertificateEntry], url: str, sentence: str
) -> None:
    found = selection.select(hosts.origin(url), [loser, *others], everything=True)
    assert found.considered[0].reason == sentence


NOT_ASKED = [
    ("bob", ALICE, "its name is alice, not bob"),
    ("bob", entry("1", "api.example.com"), "not named bob"),
    ("id:2", ALICE, "the request asks for id:2"),
    ("none", ALICE, "the request asks for none"),
]


@pytest.mark.parametrize(("value", "loser", "sentence"), NOT_ASKED)
def test_one_that_matches_but_was_not_asked_for_is_told_so(value: str, loser: CertificateEntry, sentence: str) -> None:
    origin = hosts.origin("https://api.example.com")
    found = selection.select(origin, [loser, WILD], Choice(by="pin", value=value), everything=True)
    assert found.considered[0].outcome == "not_pinned"
    assert found.considered[0].reason == sentence


def test_a_host_that_cannot_be_read_tells_what_is_wrong_with_it() -> None:
    found = selection.select(hosts.origin("https://a.test"), [entry("1", "127.1")], everything=True)
    assert "ends in a number" in found.considered[0].reason
