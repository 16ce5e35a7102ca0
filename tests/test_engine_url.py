"""URLs as they are sent: the plain ones are read without httpx, and as httpx reads them."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.engine import url as urls
from workbench.engine.url import Url, UrlError

PLAIN = [
    "https://a.test",
    "https://a.test/",
    "https://a.test:8443/users/42?x=1&y=a%20b",
    "http://a.test:80/",
    "https://a.test:443/?",
    "http://10.0.0.5:8080/a;b=c/",
    "https://xn--bcher-kva.test/%e4%b8%ad",
    "https://user:pw%40@a.test/x",
    "https://user@a.test/x",
    "socks5h://proxy.test:1080",
    "https://a_b.test/.well-known/x?a=/?../",
]
OTHERS = [
    "https://a.test/a b?c d#e f",
    "https://a.test/x/../y/./z",
    "https://a.test/?q={x}#",
    "https://a.test?#",
    "https://[::1]:8443/",
    "https://bücher.test/ü",
    "https://a.test/100%",
    "https://us%20er:p:w@a.test/",
    "https://:pw@a.test/",
    "https://1.2.3.4.5/",
    "https://A.test/",
    "https://a.test:/x",
]


def _found(url: httpx.URL) -> tuple[object, ...]:
    return url.scheme, url.userinfo.decode(), url.raw_host.decode(), url.port, url.raw_path.decode(), str(url)


def _ours(url: Url) -> tuple[object, ...]:
    return url.scheme, url.userinfo, url.host, url.port, url.target, str(url)


@pytest.mark.parametrize("text", [*PLAIN, *OTHERS])
def test_a_url_is_read_as_httpx_reads_it(text: str) -> None:
    url = httpx.URL(text)
    assert _ours(urls.read(text)) == _found(url)
    assert urls.read(text).netloc == url.netloc.decode()


_ALPHABET = st.sampled_from([*"aZ09-._~!$&'()*+,;=:@/?%#[]{}|^\\\" <>`ü", "%41", "%c3", "..", "/./", "//", "%2F"])
_TEXTS = st.lists(_ALPHABET, max_size=12).map("".join)
_HOSTS = st.one_of(
    st.sampled_from(["a.test", "a-b.c_d", "10.0.0.5", "256.1.1.1", "1.2.3", "01.2.3.4", "x1", "1x", "[::1]", "A.b"]),
    st.text("ab1.-_", max_size=8),
)
_URLS = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "socks5", "socks5h", "HTTP", "ws"]),
    st.one_of(st.just(""), _TEXTS.map("{}@".format)),
    _HOSTS,
    st.sampled_from(["", ":80", ":443", ":8443", ":", ":0", ":080", ":99999", ":123456"]),
    st.one_of(st.just(""), _TEXTS, _TEXTS.map("/{}".format)),
)


@given(_URLS)
def test_whatever_is_read_is_what_httpx_reads(text: str) -> None:
    try:
        expected = httpx.URL(text)
    except httpx.InvalidURL:
        with pytest.raises(UrlError):
            urls.read(text)
        return
    try:
        read = urls.read(text)
    except UrlError:
        assert not expected.is_absolute_url
        return
    assert _ours(read) == _found(expected)


@given(_TEXTS | _TEXTS.map("/{}".format) | _URLS)
def test_a_reference_leads_where_httpx_says(reference: str) -> None:
    base = "https://user:pw@a.test:8443/one/two?three"
    try:
        expected = str(httpx.URL(base).join(reference).copy_with(fragment=None))
    except (httpx.InvalidURL, ValueError):
        with pytest.raises(UrlError):
            urls.read(base).resolved(reference)
        return
    assert urls.read(base).resolved(reference) == expected


def test_name_and_password_are_taken_off_and_not_shown() -> None:
    url = urls.read("https://user:pw@a.test/x?token=t")
    assert str(url.without_user()) == "https://a.test/x?token=t"
    assert "pw" not in repr(url)
    assert "token" not in repr(url)


def test_a_plain_url_is_read_without_loading_httpx() -> None:
    code = (
        "import sys\n"
        "from workbench.engine.prepare import address\n"
        f"for text in {PLAIN[:6]!r}: address(text)[1].resolved('/next?x=1')\n"
        "print('httpx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
