from datetime import UTC, datetime, timedelta

import pytest

from tests.hops import NOW, answered, exchange, nobody
from workbench import cookies
from workbench.models import Exchange, Hop, HopRequest, Response


def hop(*lines: str, url: str = "https://api.example.test/a/b", sent: str = "") -> Hop:
    headers = tuple(("Set-Cookie", line) for line in lines)
    return Hop(
        request=HopRequest(method="GET", url=url, headers=(("Cookie", sent),) if sent else ()),
        selection=nobody(),
        response=Response(status=200, reason="OK", http_version="HTTP/1.1", headers=headers),
    )


def problems(line: str, url: str = "https://api.example.test/a/b") -> tuple[str, ...]:
    (found,) = cookies.received(exchange(hop(line, url=url)), NOW)
    return found.problems


@pytest.mark.parametrize(
    ("line", "name", "value", "attributes"),
    [
        ("a=b", "a", "b", ()),
        (" a = b ; Path=/ ;Secure", "a", "b", (("Path", "/"), ("Secure", ""))),
        ("a=b=c; Max-Age=1", "a", "b=c", (("Max-Age", "1"),)),
        ("alone", "", "alone", ()),
        ("=value", "", "value", ()),
        ("", "", "", ()),
        ("a=", "a", "", ()),
        ('a="quoted; Path=/', "a", '"quoted', (("Path", "/"),)),
        ("a=b;;; ;HttpOnly", "a", "b", (("HttpOnly", ""),)),
        ("a=b; domain=x; Domain=y", "a", "b", (("domain", "x"), ("Domain", "y"))),
    ],
)
def test_a_line_is_taken_apart_as_browsers_do(
    line: str, name: str, value: str, attributes: tuple[tuple[str, str], ...]
) -> None:
    cookie = cookies.parse(line)
    assert (cookie.name, cookie.value, cookie.attributes) == (name, value, attributes)


def test_the_last_of_a_repeated_attribute_counts() -> None:
    assert cookies.parse("a=b; Domain=x; domain=y").attribute("domain") == "y"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Wed, 21 Oct 2026 07:28:00 GMT", datetime(2026, 10, 21, 7, 28, tzinfo=UTC)),
        ("Wednesday, 21-Oct-26 07:28:00 GMT", datetime(2026, 10, 21, 7, 28, tzinfo=UTC)),
        ("Wed Oct 21 07:28:00 2026", datetime(2026, 10, 21, 7, 28, tzinfo=UTC)),
        ("1 jan 70 00:00:01", datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)),
        ("1 jan 69 00:00:01", datetime(2069, 1, 1, 0, 0, 1, tzinfo=UTC)),
        ("1 jan 1601 00:00:00", datetime(1601, 1, 1, tzinfo=UTC)),
        ("Thu, 01 Jan 1600 23:59:59 GMT", None),
        ("31 Feb 2026 00:00:00", None),
        ("21 Oct 2026 24:00:00", None),
        ("tomorrow", None),
        ("21 Oct 2026", None),
        ("", None),
    ],
)
def test_a_date_is_read_however_it_is_spelled(text: str, moment: datetime | None) -> None:
    assert cookies.date(text) == moment


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("a=b", None),
        ("a=b; Max-Age=60", NOW + timedelta(seconds=60)),
        ("a=b; Max-Age=60; Expires=Wed, 21 Oct 2099 07:28:00 GMT", NOW + timedelta(seconds=60)),
        ("a=b; Max-Age=-5", NOW),
        ("a=b; Max-Age=soon; Expires=Wed, 21 Oct 2099 07:28:00 GMT", datetime(2099, 10, 21, 7, 28, tzinfo=UTC)),
        ("a=b; Expires=never", None),
        (f"a=b; Max-Age={'9' * 400}", NOW + timedelta(seconds=10**9)),
    ],
)
def test_max_age_comes_before_expires(line: str, end: datetime | None) -> None:
    assert cookies.expires(cookies.parse(line), NOW) == end


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("=", "neither name nor value: it is ignored"),
        ("alone", "no name: browsers differ on it"),
        ("a=\x01", "a control character in it: browsers refuse it"),
        (f"a={'x' * 5000}", "name and value over 4096 bytes: browsers refuse it"),
        ("a=b; Path=/; path=/x", "path stands there 2 times: the last one counts"),
        ("a=b; Colour=red", "colour is no attribute: it is ignored"),
        ("a=b; SameSite=Sometimes", "SameSite=Sometimes is none of Strict, Lax, None: counts as absent"),
        ("a=b; SameSite=None", "SameSite=None without Secure: browsers refuse it"),
        ("a=b; Partitioned", "Partitioned without Secure: browsers refuse it"),
        ("__Secure-a=b", "__Secure- asks for Secure over TLS: browsers refuse it"),
        (
            "__Host-a=b; Secure; Path=/; Domain=api.example.test",
            "__Host- asks for Secure over TLS, Path=/ and no Domain: browsers refuse it",
        ),
        ("a=b; Domain=other.test", "Domain=other.test does not cover api.example.test: browsers refuse it"),
        ("a=b; Domain=test", "Domain=test is a whole top level: browsers refuse it"),
        ("a=b; Path=x", "Path does not begin with /: the URL's folder counts instead"),
        ("a=b; Max-Age=1.5", "Max-Age is no whole number: it is ignored"),
        ("a=b; Expires=soon", "Expires is no date: it is ignored"),
        ("a=b; Max-Age=5; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "Max-Age and Expires: Max-Age counts"),
        ("a=b; Max-Age=40000000", "browsers keep it 400 days at most"),
    ],
)
def test_what_is_wrong_with_a_cookie_is_said(line: str, said: str) -> None:
    assert problems(line) == (said,)


@pytest.mark.parametrize(
    "line",
    [
        "a=b",
        "a=b; Secure; HttpOnly; SameSite=Lax; Path=/",
        "a=b; Domain=.example.test",
        "a=b; Domain=API.example.test",
        "__Host-a=b; Secure; Path=/",
        "__Secure-a=b; Secure",
        "a=b; SameSite=None; Secure; Partitioned; Priority=High",
        "a=; Max-Age=0",
    ],
)
def test_nothing_is_wrong_with_a_good_cookie(line: str) -> None:
    assert problems(line) == ()


def test_a_secure_cookie_without_tls_is_refused() -> None:
    assert problems("a=b; Secure", url="http://api.example.test/") == (
        "Secure, but it came without TLS: browsers refuse it",
    )


@pytest.mark.parametrize("host", ["localhost:8080", "api.localhost", "127.0.0.1", "127.8.0.1:81", "[::1]"])
def test_on_this_computer_some_browsers_take_a_secure_cookie_without_tls(host: str) -> None:
    assert problems("__Host-a=b; Secure; Path=/", url=f"http://{host}/") == (
        "Secure, but it came without TLS: browsers that do not trust this computer refuse it",
    )
    assert problems("__Secure-a=b", url=f"http://{host}/") == (
        "__Secure- asks for Secure over TLS: browsers refuse it",
    )


@pytest.mark.parametrize("host", ["localhost.example.test", "mylocalhost", "128.0.0.1", "[::2]"])
def test_a_host_that_only_looks_like_this_computer_is_not_trusted(host: str) -> None:
    assert problems("a=b; Secure", url=f"http://{host}/") == ("Secure, but it came without TLS: browsers refuse it",)


def test_an_address_has_no_domain_below() -> None:
    assert problems("a=b; Domain=0.0.1", url="https://10.0.0.1/")[0].startswith("Domain=0.0.1 does not cover")


def test_the_cookies_of_every_hop_are_there_and_a_replaced_one_is_said_to_be() -> None:
    found = cookies.received(exchange(hop("a=1; Path=/"), hop("b=2", "a=3; Path=/")), NOW)
    assert [(each.hop, each.cookie.name) for each in found] == [(0, "a"), (1, "b"), (1, "a")]
    assert [bool(each.problems) for each in found] == [True, False, False]


def test_what_was_sent_is_taken_apart_too() -> None:
    assert cookies.sent_by(hop(sent="a=1; b=x=y;c")) == (("a", "1"), ("b", "x=y"), ("", "c"))


def test_an_exchange_without_an_answer_has_none() -> None:
    assert cookies.received(Exchange(request=exchange(answered()).request, outcome="failure", started=NOW), NOW) == ()


def test_very_many_attributes_are_not_all_told_of() -> None:
    found = problems("a=b" + "".join(f"; x{number}" for number in range(1000)))
    assert len(found) == 21 and found[-1] == "1,000 attributes: what is wrong with the first 20 is told"
