"""No certificate goes to a look-alike: what each spelling of a URL leads to, with the server's word for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.two_servers import MINE, Stage, leading_to
from workbench.models import CertificateEntry

NUMBERS = ("127.0.0.1", "::1")
REFUSED = ""

LOOK_ALIKES: list[tuple[str, str]] = [  # the URL, and the host it leads to, or REFUSED
    # longer, shorter, and another
    ("https://example.com.evil.net/", "example.com.evil.net"),
    ("https://www.example.com.evil.net/", "www.example.com.evil.net"),
    ("https://evil-example.com/", "evil-example.com"),
    ("https://evilexample.com/", "evilexample.com"),
    ("https://examplexcom/", "examplexcom"),
    ("https://wwwxexample.com/", "wwwxexample.com"),
    ("https://example.co/", "example.co"),
    ("https://example.comm/", "example.comm"),
    ("https://com/", "com"),
    # before an @
    ("https://example.com@evil.net/", "evil.net"),
    ("https://example.com:443@evil.net/", "evil.net"),
    ("https://example.com:443@evil.net:8443/", "evil.net"),
    ("https://www.example.com%2f@evil.net/", "evil.net"),
    ("https://example.com%00@evil.net/", "evil.net"),
    ("https://example.com%5c@evil.net/", "evil.net"),
    ("https://a@example.com@evil.net/", REFUSED),
    ("https://example.com /@evil.net/", REFUSED),
    ("https://example.com\t@evil.net/", REFUSED),
    ("https://example.com\n@evil.net/", REFUSED),
    # backslashes
    ("https://example.com\\@evil.net/", REFUSED),
    ("https://evil.net\\@example.com/", REFUSED),
    ("https:\\\\example.com/", REFUSED),
    ("https:/\\example.com/", REFUSED),
    ("https://evil.net\\.example.com/", REFUSED),
    ("https://example.com\\.evil.net/", REFUSED),
    # where the host ends
    ("https://evil.net#@example.com/", "evil.net"),
    ("https://evil.net?@example.com/", "evil.net"),
    ("https://evil.net/@example.com/", "evil.net"),
    ("https://evil.net/https://example.com/", "evil.net"),
    ("https://evil.net;example.com/", REFUSED),
    ("https://evil.net&example.com/", REFUSED),
    ("https://evil.net,example.com/", REFUSED),
    ("https://evil.net\u2028.example.com/", REFUSED),
    ("https://evil.net\uff0f.example.com/", REFUSED),
    ("https://evil.net\uff1f.example.com/", REFUSED),
    ("https://evil.net\uff03.example.com/", REFUSED),
    ("https://evil.net\u2100.example.com/", REFUSED),
    ("https://example.com\uff20evil.net/", REFUSED),
    ("https://example.com:443:443/", REFUSED),
    ("https://example.com:\uff14\uff14\uff13/", REFUSED),
    # percent-encoding
    ("https://%65xample.com/", REFUSED),
    ("https://example%2ecom/", REFUSED),
    ("https://example.com%2eevil.net/", REFUSED),
    ("https://example.com%00.evil.net/", REFUSED),
    ("https://evil.net%2f.example.com/", REFUSED),
    ("https://evil.net%23.example.com/", REFUSED),
    ("https://%ef%bd%85xample.com/", REFUSED),
    # dots
    ("https://example.com../", REFUSED),
    ("https://example..com/", REFUSED),
    ("https://.example.com/", REFUSED),
    ("https://evil.net./", "evil.net"),
    # other letters that look like these
    ("https://ex\u0430mple.com/", "xn--exmple-4nf.com"),
    ("https://example.c\u043em/", "example.xn--cm-fmc"),
    ("https://\u0435xample.com/", "xn--xample-2of.com"),
    ("https://ex\u00e4mple.com/", "xn--exmple-cua.com"),
    ("https://ex\u0101mple.com/", "xn--exmple-4za.com"),
    ("https://example\u0338.com/", "xn--example-kte.com"),
    ("https://exa\u200dmple.com/", REFUSED),
    ("https://exa\u200cmple.com/", REFUSED),
    ("https://example.com\u202e/", REFUSED),
    ("https://xn--example.com/", REFUSED),
    ("https://xn--example-.com/", REFUSED),
    ("https://xn--xample-2of.com/", "xn--xample-2of.com"),
    ("https://XN--XAMPLE-2OF.com/", "xn--xample-2of.com"),
    # numbers
    ("https://127.1/", REFUSED),
    ("https://127.0.1/", REFUSED),
    ("https://0x7f.1/", REFUSED),
    ("https://0x7f.0.0.1/", REFUSED),
    ("https://0x7f000001/", REFUSED),
    ("https://2130706433/", REFUSED),
    ("https://0177.0.0.1/", REFUSED),
    ("https://127.0.0.01/", REFUSED),
    ("https://127.0.0.1.5/", REFUSED),
    ("https://127.0.0.256/", REFUSED),
    ("https://\u2460\u2461\u2466.0.0.1/", REFUSED),
    ("https://127\u30020\u30020\u30021/", REFUSED),
    ("https://[127.0.0.1]/", REFUSED),
    ("https://[::1%25lo]/", REFUSED),
    ("https://[::1%lo]/", REFUSED),
    ("https://[fe80::1%25eth0]/", REFUSED),
    ("https://[::1].example.com/", REFUSED),
    ("https://[::1]example.com/", REFUSED),
    ("https://[example.com]/", REFUSED),
    ("https://::1/", REFUSED),
    # not whole
    ("https:example.com/", REFUSED),
    ("https:/example.com/", REFUSED),
    ("https:///example.com/", REFUSED),
    ("//example.com/", REFUSED),
    (" https://example.com/", REFUSED),
    ("\thttps://example.com/", REFUSED),
    ("ht\ntps://example.com/", REFUSED),
    ("https://exam\tple.com/", REFUSED),
    ("https://exam\nple.com/", REFUSED),
    ("https://example.com/\r\nHost: evil.net", REFUSED),
]
SAME: list[tuple[str, str]] = [  # other spellings of a host that is mine
    ("https://example.com/", "example.com"),
    ("https://EXAMPLE.com/", "example.com"),
    ("HTTPS://Example.Com:443/", "example.com"),
    ("https://example.com./", "example.com"),
    ("https://WWW.example.com.:8443/", "www.example.com"),
    ("https://evil.net@example.com/", "example.com"),
    ("https://evil.net:443@example.com:8443/", "example.com"),
    ("https://example.com#@evil.net", "example.com"),
    ("https://example.com?@evil.net", "example.com"),
    ("https://example.com/\\@evil.net", "example.com"),
    ("https://example\u3002com/", "example.com"),
    ("https://example\uff0ecom/", "example.com"),
    ("https://\uff45xample.com/", "example.com"),
    ("https://\U0001d41example.com/", "example.com"),
    ("https://exam\u00adple.com/", "example.com"),
    ("https://exam\u200bple.com/", "example.com"),
    ("https://exam\u2060ple.com/", "example.com"),
]


def _entries(stage: Stage) -> tuple[CertificateEntry, ...]:
    """Entries that cover all that is mine, and numbers that lead to this machine."""
    hosts = ("example.com", "*.example.com", "my.example.org", *NUMBERS)
    return tuple(stage.entry("alice", host, id=f"e{at}") for at, host in enumerate(hosts))


def _rows(table: list[tuple[str, str]]) -> list[Any]:
    """Return the rows of a table; those that lead somewhere are for the gate."""
    return [
        pytest.param(url, host, id=ascii(url), marks=() if host == REFUSED else pytest.mark.slow) for url, host in table
    ]


@pytest.mark.parametrize(("url", "host"), _rows(LOOK_ALIKES))
async def test_a_look_alike_is_shown_nothing(stage: Stage, url: str, host: str) -> None:
    exchange = await stage.send(url, *_entries(stage))
    assert exchange.hops[0].selection.entry is None
    if host == REFUSED:
        assert exchange.failure is not None
        assert exchange.failure.kind == "invalid_request"
        assert (stage.seen, stage.asked) == ([], [])
        return
    assert exchange.failure is None
    assert exchange.hops[0].selection.host == host
    assert stage.shown() == [None]
    stage.agree(exchange.hops[0])


@pytest.mark.parametrize(("url", "host"), _rows(SAME))
async def test_another_spelling_of_mine_leads_to_mine(stage: Stage, url: str, host: str) -> None:
    exchange = await stage.send(url, *_entries(stage))
    assert exchange.failure is None
    assert exchange.hops[0].selection.host == host
    assert stage.shown("mine") == [stage.sha256("alice")]
    stage.agree(exchange.hops[0])


@pytest.mark.slow
@pytest.mark.parametrize(("url", "host"), LOOK_ALIKES, ids=[ascii(row[0]) for row in LOOK_ALIKES])
async def test_a_redirect_to_a_look_alike_shows_it_nothing(stage: Stage, url: str, host: str) -> None:
    exchange = await stage.send("https://example.com" + leading_to(url.strip()), *_entries(stage))
    assert stage.shown("theirs") in ([], [None])
    assert all(seen.owner == "mine" for seen in stage.seen if seen.certificate)
    for at, hop in enumerate(exchange.hops):
        if hop.response is not None:
            stage.agree(hop, at)


NOT_COVERED: list[tuple[str, str]] = [
    ("example.com", "https://examplexcom/"),
    ("example.com", "https://www.example.com/"),
    ("*.example.com", "https://example.com/"),
    ("*.example.com", "https://www.example.com.evil.net/"),
    ("?.example.com", "https://www.example.com/"),
    ("www.example.???", "https://www.example.com.evil.net/"),
    ("{www,api}.example.com", "https://wwwapi.example.com/"),
    ("[a-v]ww.example.com", "https://www.example.com/"),
    ("*.example.org", "https://evil.net/"),
]
COVERED: list[tuple[str, str]] = [
    ("*", "https://evil.net/"),
    ("my.example.*", "https://my.example.org/"),
    ("my.example.*", "https://my.example.evil.net/"),
    ("*.example.com", "https://www.example.com/"),
    ("example.com", "https://example.com/"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "url"), NOT_COVERED)
async def test_a_pattern_shows_nothing_where_it_says_nothing(stage: Stage, pattern: str, url: str) -> None:
    await stage.send(url, stage.entry("alice", pattern))
    assert stage.shown() == [None]


@pytest.mark.parametrize(("pattern", "url"), COVERED)
async def test_a_pattern_reaches_as_far_as_it_says(stage: Stage, pattern: str, url: str) -> None:
    exchange = await stage.send(url, stage.entry("alice", pattern))
    assert stage.shown() == [stage.sha256("alice")]
    stage.agree(exchange.hops[0])


ADDRESSES: list[tuple[str, str, bool]] = [
    ("127.0.0.1", "https://127.0.0.1:{}/", True),
    ("*", "https://127.0.0.1:{}/", True),
    ("127.0.0.*", "https://127.0.0.1:{}/", False),
    ("*.0.0.1", "https://127.0.0.1:{}/", False),
    ("**", "https://127.0.0.1:{}/", False),
    ("127.0.0.1", "https://[::ffff:127.0.0.1]:{}/", False),
    ("127.0.0.1", "https://[::ffff:7f00:1]:{}/", False),
    ("127.0.0.1", "https://[::1]:{}/", False),
    ("localhost", "https://127.0.0.1:{}/", False),
    ("::1", "https://127.0.0.1:{}/", False),
]


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "url", "shown"), ADDRESSES)
async def test_an_address_is_itself_and_nothing_else(stage: Stage, pattern: str, url: str, shown: bool) -> None:
    exchange = await stage.send(url.format(stage.ports["theirs"]), stage.entry("alice", pattern))
    assert (exchange.hops[0].selection.entry is not None) is shown
    assert not stage.shown() or stage.shown() == [stage.sha256("alice") if shown else None]


NAMES = st.sampled_from(
    ["example.com", "www.", "example", ".", "com", "evil.net", "EXAMPLE", "xn--", "-", "_", "127.1"]
)
SIGNS = st.sampled_from(["@", ":", "443", "\\", "/", "?", "#", "[", "]", "[::1]", "&", ";", "\t", " "])
CODED = st.sampled_from(["%2e", "%65", "%00", "%40", "%2f", "%5c", "%E3%80%82"])
LETTERS = st.sampled_from(
    ["\u3002", "\uff0e", "\uff45xample", "\u0430", "\u00df", "\u212a", "\u0130", "\uff0f", "\uff20"]
)
UNSEEN = st.sampled_from(["\u00ad", "\u200b", "\u200d", "\u202e", "\udc80"])
PIECES = st.one_of(NAMES, SIGNS, CODED, LETTERS, UNSEEN)


def _readings(url: str) -> set[str]:
    """Return the hosts that other readers of URLs find, those that find any."""
    found: set[str] = set()
    with suppress(ValueError):
        found.add((urlsplit(url).hostname or "").removesuffix("."))
    with suppress(httpx.InvalidURL):
        found.add(httpx.URL(url).raw_host.decode("ascii").removesuffix("."))
    return found


@pytest.mark.slow
@examples(150, unchecked=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["https://", "http://", "https:/", "HTTPS://"]), st.lists(PIECES, min_size=1, max_size=6))
def test_whatever_is_shown_a_certificate_is_the_host_that_everybody_reads(
    stage: Stage, scheme: str, pieces: list[str]
) -> None:
    url = scheme + "".join(pieces)
    stage.forget()
    exchange = asyncio.run(stage.send(url, *_entries(stage)))
    hop = exchange.hops[0]
    if hop.selection.entry is None:
        assert not [each for each in stage.shown() if each]
        return
    readable = {reading for reading in _readings(url) if reading.isascii()}
    host = hop.selection.host
    assert host in (*MINE, *NUMBERS) or host.endswith(".example.com")
    assert readable <= {host}
    if hop.response is not None and host not in NUMBERS:  # an address is never named in SNI (RFC 6066 §3)
        assert stage.seen[-1].server_name == hop.selection.host
