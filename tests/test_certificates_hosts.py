from __future__ import annotations

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.examples import examples
from workbench.certificates import hosts
from workbench.certificates.hosts import HostError
from workbench.models import Origin, Port

ACCEPTED = [
    ("https://example.com", "https", "example.com", 443),
    ("HTTPS://Example.COM/Path", "https", "example.com", 443),
    ("http://example.com", "http", "example.com", 80),
    ("ws://example.com", "ws", "example.com", 80),
    ("wss://example.com", "wss", "example.com", 443),
    ("https://example.com:8443/x", "https", "example.com", 8443),
    ("https://example.com:/x", "https", "example.com", 443),
    ("https://example.com:00443", "https", "example.com", 443),
    ("http://example.com:443", "http", "example.com", 443),
    ("https://example.com./", "https", "example.com", 443),
    ("https://user:secret@example.com/", "https", "example.com", 443),
    ("https://good.com@evil.com/", "https", "evil.com", 443),
    ("https://good.com:443@evil.com:8443/", "https", "evil.com", 8443),
    ("https://user%40x:p%2Fw@example.com/", "https", "example.com", 443),
    ("https://example.com?x=@evil.com", "https", "example.com", 443),
    ("https://example.com#@evil.com", "https", "example.com", 443),
    ("https://example.com/\\@evil.com", "https", "example.com", 443),
    ("https://example.com/a b?c d", "https", "example.com", 443),
    ("https://[::1]/", "https", "::1", 443),
    ("https://[2001:DB8::0:1]:8443/", "https", "2001:db8::1", 8443),
    ("https://u@[::1]:1/", "https", "::1", 1),
    ("https://127.0.0.1:8443/", "https", "127.0.0.1", 8443),
    ("https://bücher.example/", "https", "xn--bcher-kva.example", 443),
    ("https://example.com.evil.net/", "https", "example.com.evil.net", 443),
]
REFUSED = [
    "",
    "example.com",
    "//example.com",
    "https:example.com",
    "https:/example.com",
    "https:\\\\example.com",
    "https:/\\example.com",
    " https://example.com",
    "https ://example.com",
    "ftp://example.com",
    "file:///etc/passwd",
    "javascript://example.com/%0aalert(1)",
    "https://",
    "https:///example.com",
    "https://:443/",
    "https://@/",
    "https://user@/",
    "https://?x",
    "https://good.com\\@evil.com/",
    "https://good.com\\.evil.com/",
    "https://us\\er@evil.com/",
    "https://a@good.com@evil.com/",
    "https://good.com @evil.com/",
    "https://exa mple.com/",
    "https://example.com /",
    "https://example.com\t/",
    "https://exam\nple.com/",
    "https://example.com/\r\nX: y",
    "https://exam\x00ple.com/",
    "https://example.com%2eevil.net/",
    "https://%65xample.com/",
    "https://example.com%00.evil.net/",
    "https://example.com:443:443/",
    "https://example.com:0/",
    "https://example.com:65536/",
    "https://example.com:99999/",
    "https://example.com:000443/",
    "https://example.com:-1/",
    "https://example.com:+443/",
    "https://example.com:4_43/",
    "https://example.com:４４３/",
    "https://example.com:4 43/",
    "https://example.com:443x/",
    "https://example.com:" + "4" * 5000,
    "https://a..b/",
    "https://.example.com/",
    "https://example.com../",
    "https://./",
    "https://127.1/",
    "https://0x7f.0.0.1/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://1.2.3.4.5/",
    "https://::1/",
    "https://[::1/",
    "https://::1]/",
    "https://[::1]443/",
    "https://[::1]evil.com/",
    "https://[::1].evil.com/",
    "https://[::1]@evil.com]/",
    "https://[fe80::1%eth0]/",
    "https://[fe80::1%25eth0]/",
    "https://[127.0.0.1]/",
    "https://[v1.x]/",
    "https://[]/",
    "https://[example.com]/",
    "https://*.example.com/",
    "https://exampl[e].com/",
    "https://{{host}}/",
    "https://a,b/",
    "https://good.com;evil.com/",
    "https://good.com&evil.com/",
    "https://good.com／evil.com/",
    "https://good.com\u2100.evil.com/",
    "https://a\u3002\u3002b/",
    "https://good.com\u2028evil.com/",
    "https://\udc80.example/",
    "https://example.com/\udc80",
]


@pytest.mark.parametrize(("url", "scheme", "host", "port"), ACCEPTED)
def test_a_url_has_one_origin(url: str, scheme: str, host: str, port: int) -> None:
    assert hosts.origin(url) == Origin(scheme=scheme, host=host, port=port)


@pytest.mark.parametrize("url", REFUSED)
def test_a_doubtful_url_is_refused(url: str) -> None:
    with pytest.raises(HostError):
        hosts.origin(url)


@pytest.mark.parametrize(
    "url", ["https://user:hunter2/x@example.com", "https://hunter2@a@b/", "https://u:hunter2@a%2f/"]
)
def test_a_refusal_never_repeats_a_password(url: str) -> None:
    with pytest.raises(HostError) as caught:
        hosts.origin(url)
    assert "hunter2" not in str(caught.value)


def _as_httpx_reads(url: str) -> tuple[str, str, int] | None:
    try:
        read = httpx.URL(url)
    except httpx.InvalidURL:
        return None
    host = read.raw_host.decode("ascii").removesuffix(".")
    host = hosts.compile_pattern(host).text if ":" in host else host
    return read.scheme, host, read.port or hosts.default_port(read.scheme)


def _assert_agreed(url: str) -> None:
    try:
        known = hosts.origin(url)
    except HostError:
        return
    expected = (known.scheme, known.host, known.port)
    assert _as_httpx_reads(url) in (None, expected)
    normal = hosts.normal_url(url)
    assert hosts.origin(normal) == known
    assert _as_httpx_reads(normal) == expected
    assert httpx.URL(normal).raw_host.decode("ascii") == known.host
    assert httpx.URL(normal).host  # decoded from A-labels, which can fail


@pytest.mark.parametrize("url", [case[0] for case in ACCEPTED] + REFUSED)
def test_the_http_library_never_reads_another_host_or_port(url: str) -> None:
    _assert_agreed(url)


PIECES = st.one_of(
    st.sampled_from(["a", "b.com", "good.com", "evil.com", "127.0.0.1", "127.1", "0x7f", "443", "8443"]),
    st.sampled_from([".", "@", ":", "[", "]", "::1", "[::1]", "%", "%2e", "%40", "\\", "/", "?", "#", "-", "_"]),
    st.sampled_from(["*", "{", ",", ";", "&", "!", "~", "xn--", "xn--bcher-kva", "BÜCHER", "é", "e\u0301"]),
    st.sampled_from(["ß", "\u1e9e", "Σ", "ς", "İ", "K", "。", "．", "ｅ", "／", "＠", "４", "\u2100", "\udc80"]),
    st.sampled_from([" ", "\t", "\n", "\u00ad", "\u200d", "\u200b", "\u202e", "\u3000"]),
)
SCHEMES = st.sampled_from(["https://", "http://", "HTTPS://", "wss://", "https:/", "https:\\\\", "//", ""])


@examples(600)
@given(SCHEMES, st.lists(PIECES, max_size=8), st.sampled_from(["", "/", "/p?q#f", "\\@evil.com", ":443", "?@e.com"]))
@example("https://", ["good.com", "@", "evil.com"], "/")
def test_the_http_library_agrees_on_anything_that_is_accepted(scheme: str, pieces: list[str], end: str) -> None:
    _assert_agreed(scheme + "".join(pieces) + end)


@examples(300)
@given(st.text(max_size=20))
def test_the_http_library_agrees_on_any_text_as_host(text: str) -> None:
    _assert_agreed(f"https://{text}/")


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://U:p@Example.COM.:443/A?b#c", "https://U:p@example.com/A?b#c"),
        ("https://bücher.example:8443", "https://xn--bcher-kva.example:8443"),
        ("https://[::0:1]:8443/", "https://[::1]:8443/"),
        ("http://a:443/", "http://a:443/"),
    ],
)
def test_a_url_can_be_spelled_so_that_every_reader_finds_the_same_host(url: str, normal: str) -> None:
    assert hosts.normal_url(url) == normal


TYPED: list[tuple[str, Port, str, Port]] = [
    ("example.com", None, "example.com", None),
    ("  Example.COM \n", 8443, "example.com", 8443),
    ("example.com:8443", None, "example.com", 8443),
    ("example.com:8443", 8443, "example.com", 8443),
    ("example.com:443", None, "example.com", 443),
    ("example.com:*", None, "example.com", "*"),
    ("example.com", "*", "example.com", "*"),
    ("https://example.com", None, "example.com", None),
    ("HTTPS://user:pw@Example.com:8443/a/b?c=d#e", None, "example.com", 8443),
    ("alice@example.com", None, "example.com", None),
    ("//example.com/x", None, "example.com", None),
    ("*://*.example.com/*", None, "*.example.com", None),
    ("example.com/path", None, "example.com", None),
    ("example.com?x=1", None, "example.com", None),
    ("https://example.com?debug", None, "example.com", None),
    ("https://example.com?", None, "example.com", None),
    ("https://example.com?a=1.5:3", None, "example.com", None),
    ("example.com#top", None, "example.com", None),
    ("ap?.example.com", None, "ap?.example.com", None),
    ("ap?.example.com:8443/x?y=z", None, "ap?.example.com", 8443),
    ("*.Example.com.", None, "*.example.com", None),
    ("[a-c].example.com:8443", None, "[a-c].example.com", 8443),
    ("{a,b}.example.com:1", None, "{a,b}.example.com", 1),
    ("*", "*", "*", "*"),
    ("*:8443", None, "*", 8443),
    ("[::1]", None, "::1", None),
    ("[::0:1]:8443", None, "::1", 8443),
    ("::1", None, "::1", None),
    ("https://[::1]:8443/x", None, "::1", 8443),
    ("bücher.example", None, "xn--bcher-kva.example", None),
    ("10.0.0.1:8443", None, "10.0.0.1", 8443),
]
WRONGLY_TYPED: list[tuple[str, Port]] = [
    ("", None),
    ("   ", None),
    ("https://", None),
    ("https:///path", None),
    ("user@", None),
    ("!example.com", None),
    ("https://!example.com", None),
    ("example.com:8443", 443),
    ("example.com:8443", "*"),
    ("example.com:*", 443),
    ("example.com:0", None),
    ("example.com:65536", None),
    ("example.com:https", None),
    ("example.com:", None),
    ("https:/example.com", None),
    ("https:example.com", None),
    ("example.com", 0),
    ("example.com", 65536),
    ("example.com", -1),
    ("a@b@c", None),
    ("a\\b.com", None),
    ("https:\\\\example.com", None),
    ("exa mple.com", None),
    ("a.com, b.com", None),
    ("a.com,b.com", None),
    ("https://ap?.example.com", None),
    ("https://api-?:8443", None),
    ("{{host}}", None),
    ("127.1", None),
    ("[::1", None),
    ("[::1]8443", None),
    ("1:2:3", None),
    ("fe80::1%eth0", None),
    ("{a,b", None),
    ("[!a].example.com", None),
]


@pytest.mark.parametrize(("text", "port", "host", "effective"), TYPED)
def test_a_typed_host_is_brought_to_normal_form(text: str, port: Port, host: str, effective: Port) -> None:
    assert hosts.typed_host(text, port) == (host, effective)
    assert hosts.typed_host(host, effective) == (host, effective)


@pytest.mark.parametrize(("text", "port"), WRONGLY_TYPED)
def test_a_typed_host_that_is_none_is_refused(text: str, port: Port) -> None:
    with pytest.raises(HostError):
        hosts.typed_host(text, port)


@pytest.mark.parametrize("text", ["https://user:hunter2/x@example.com", "u:a:hunter2/x", "hunter2@a@b"])
def test_a_refused_host_never_repeats_a_password(text: str) -> None:
    with pytest.raises(HostError) as caught:
        hosts.typed_host(text)
    assert "hunter2" not in str(caught.value)


@examples(400)
@given(st.one_of(st.lists(PIECES, max_size=6).map("".join), st.text(max_size=12)))
def test_a_typed_host_in_normal_form_stays_as_it_is(text: str) -> None:
    try:
        host, port = hosts.typed_host(text)
    except HostError:
        return
    assert hosts.typed_host(host, port) == (host, port)
    assert hosts.compile_pattern(host).text == host


COVERED = [
    ("example.com", "example.com"),
    ("Example.COM.", "example.com"),
    ("*.example.com", "a.example.com"),
    ("*.example.com", "a.b.example.com"),
    ("my.example.*", "my.example.org"),
    ("*", "anything.test"),
    ("*", "10.0.0.1"),
    ("*", "::1"),
    ("10.0.0.1", "10.0.0.1"),
    ("[::1]", "::1"),
    ("*.bücher.example", "a.xn--bcher-kva.example"),
]
NOT_COVERED = [
    ("*.example.com", "example.com"),
    ("*.example.com", "a.example.com.evil.net"),
    ("*.example.com", "evil-example.com"),
    ("example.com", "example.com.evil.net"),
    ("example.com", "evil-example.com"),
    ("example.com", "examplexcom"),
    ("example.com", "www.example.com"),
    ("10.0.0.*", "10.0.0.1"),
    ("10.0.0.?", "10.0.0.1"),
    ("{10.0.0.1,10.0.0.2}", "10.0.0.1"),
    ("**", "10.0.0.1"),
    ("?*", "::1"),
    ("*1", "::1"),
    ("*.0.0.1", "10.0.0.1"),
    ("::1", "::2"),
]


@pytest.mark.parametrize(("pattern", "host"), COVERED)
def test_a_pattern_covers_its_hosts(pattern: str, host: str) -> None:
    assert hosts.compile_pattern(pattern).matches(host)


@pytest.mark.parametrize(("pattern", "host"), NOT_COVERED)
def test_a_pattern_covers_no_look_alike_and_no_address(pattern: str, host: str) -> None:
    assert not hosts.compile_pattern(pattern).matches(host)


NAMES = st.lists(st.sampled_from(["a", "b", "api", "example", "com", "test", "evil"]), min_size=1, max_size=4)
PATTERN_PARTS = st.lists(
    st.sampled_from(["*", "?", "a", "api", "{a,b}", "[a-c]", ".", "example"]), min_size=1, max_size=6
)


@examples(400)
@given(PATTERN_PARTS, NAMES, st.sampled_from(["com.evil.net", "comx", "com-evil.net", "xcom", "org"]))
def test_no_pattern_matches_across_the_end_of_a_host(parts: list[str], name: list[str], end: str) -> None:
    try:
        pattern = hosts.compile_pattern("".join(parts) + ".example.com")
    except HostError:
        return
    assert not pattern.matches(".".join(name) + ".example." + end)
    assert not pattern.matches(".".join(name) + "example" + end)


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("*", "every host"),
        ("my.example.*", "wildcard"),
        ("my.example.co?", "wildcard"),
        ("**", "wildcard"),
        ("*example.com", "otherexample.com"),
        ("10.0.0.*", "IP address"),
        ("10.*.0.1", "IP address"),
    ],
)
def test_a_dangerous_pattern_is_accepted_with_a_warning(pattern: str, word: str) -> None:
    warning = hosts.compile_pattern(pattern).warning
    assert warning is not None
    assert word in warning


@pytest.mark.parametrize(
    "pattern", ["*.example.com", "example.com", "{a,b}.test", "ap?.example.com", "10.0.0.1", "::1", "*.internal"]
)
def test_an_ordinary_pattern_has_no_warning(pattern: str) -> None:
    assert hosts.compile_pattern(pattern).warning is None


@pytest.mark.parametrize("host", ["example.com", "10.0.0.1", "::1", "xn--bcher-kva.example"])
def test_a_host_without_wildcards_is_exact(host: str) -> None:
    assert hosts.compile_pattern(host).exact


PORTS: list[tuple[Port, int, bool]] = [
    (None, 443, True),
    (None, 8443, False),
    (443, 443, True),
    (8443, 8443, True),
    (8443, 443, False),
    ("*", 1, True),
    ("*", 443, True),
]


@pytest.mark.parametrize(("port", "effective", "expected"), PORTS)
def test_an_absent_port_is_443_and_a_star_any(port: Port, effective: int, expected: bool) -> None:
    assert hosts.covers_port(port, effective) is expected
    assert hosts.covers("*.test", port, Origin(scheme="https", host="a.test", port=effective)) is expected


@given(st.integers(1, 65535), st.integers(1, 65535))
def test_a_match_implies_equal_ports(port: int, effective: int) -> None:
    origin = Origin(scheme="https", host="a.test", port=effective)
    assert hosts.covers("a.test", port, origin) is (port == effective)


UNLIMITED: list[tuple[str | None, Port, bool]] = [
    (None, None, True),
    (None, 8443, True),
    (None, 443, False),
    (None, "*", True),
    ("*.test", None, False),
    ("{broken", "*", False),
    ("127.1", "*", False),
]


@pytest.mark.parametrize(("pattern", "port", "expected"), UNLIMITED)
def test_no_host_means_every_host_and_a_broken_one_means_none(pattern: str | None, port: Port, expected: bool) -> None:
    assert hosts.covers(pattern, port, Origin(scheme="https", host="a.test", port=8443)) is expected


@pytest.mark.parametrize(
    ("host", "port", "text"), [("a.test", None, "a.test:443"), ("::1", 1, "[::1]:1"), ("*.a", "*", "*.a:*")]
)
def test_host_and_port_are_written_as_a_person_reads_them(host: str, port: Port, text: str) -> None:
    assert hosts.authority(host, port) == text
