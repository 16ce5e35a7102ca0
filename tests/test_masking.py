import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import masking
from workbench.models import Content, HopRequest

SECRET = "s3cr3t-value"


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "PROXY-AUTHORIZATION",
        "Cookie",
        "set-cookie",
        "Cookie2",
        "Set-Cookie2",
        "X-Auth-Token",
        "access_token",
        "client_secret",
        "X-Api-Key",
        "api_key",
        "apikey",
        "APIKEY",
        "Password",
        "new-password",
        "X-Session-Id",
        "X-Amz-Signature",
        " token ",
    ],
)
def test_these_names_hold_secrets(name: str) -> None:
    assert masking.is_secret_name(name)


@pytest.mark.parametrize("name", ["Accept", "Content-Type", "Cookies-Allowed", "author", "key", "X-Api", "pass", ""])
def test_these_names_hold_none(name: str) -> None:
    assert not masking.is_secret_name(name)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer " + "a" * 32, "Bearer ********(32)"),
        ("bearer abc", "bearer ********(3)"),
        ("Basic dTpw", "Basic ********(4)"),
        ("Bearer Bearer abc", "Bearer ********(10)"),
        ("Bearer ", "Bearer "),
        ("Bearer", "Bearer"),
        ("", ""),
        ("abc", "********(3)"),
        ("correct horse battery", "********(21)"),
        ("sid=1; theme=dark", "********(17)"),
    ],
)
def test_a_mask_keeps_the_scheme_and_the_length(value: str, shown: str) -> None:
    assert masking.mask(value) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.test/x?y=1#z", "https://a.test/x?y=1#z"),
        ("https://user:pw@a.test/", "https://********(4):********(2)@a.test/"),
        ("https://user@a.test", "https://********(4)@a.test"),
        ("https://user:@a.test", "https://********(4):@a.test"),
        ("https://u:p@ss@a.test/@b", "https://********(1):********(4)@a.test/@b"),
        ("https://u:p/ss@a.test/", "https://********(1):********(4)@a.test/"),
        ("https://u:p?ss@a.test/", "https://********(1):********(4)@a.test/"),
        ("https://u:p\\ss@a.test/", "https://********(1):********(4)@a.test/"),
        ("https://a.test:{{port}}/x@y", "https://a.test:{{port}}/x@y"),
        ("https://[::1]:8443/x@y", "https://[::1]:8443/x@y"),
        ("//user:pw@a.test/", "//********(4):********(2)@a.test/"),
        ("user:pw@a.test/x", "********(4):********(2)@a.test/x"),
        ("/path/@user?x=1", "/path/@user?x=1"),
        ("https://a.test/?a=1&token=abc&b=2", "https://a.test/?a=1&token=********(3)&b=2"),
        ("https://a.test/?access%5Ftoken=a%20c", "https://a.test/?access%5Ftoken=********(3)"),
        ("https://a.test/?to%6ben=abc", "https://a.test/?to%6ben=********(3)"),
        ("https://a.test/?token=", "https://a.test/?token="),
        ("https://a.test/?token=a;b=c&d=1", "https://a.test/?token=********(5)&d=1"),
        ("https://a.test/?a=1;token=x", "https://a.test/?a=1;token=********(1)"),
        ("https://a.test/?next=/x?token=abc", "https://a.test/?next=/x?token=********(3)"),
        ("https://a.test/#access_token=abc&state=1", "https://a.test/#access_token=********(3)&state=1"),
        ("https://a.test/x;jsessionid=ABC/y", "https://a.test/x;jsessionid=********(3)/y"),
        ("https://a.test/?password", "https://a.test/?password"),
        ("?token=abc", "?token=********(3)"),
        ("", ""),
    ],
)
def test_a_url_shows_no_user_password_or_secret_parameter(url: str, shown: str) -> None:
    assert masking.url(url) == shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer abc", "Bearer ********(3)"),
        ("Set-Cookie", "sid=1", "********(5)"),
        ("Accept", "*/*", "*/*"),
        ("Location", "/next?token=abc", "/next?token=********(3)"),
        ("content-location", "https://u:p@a.test/", "https://********(1):********(1)@a.test/"),
        ("Refresh", "5; URL=/next?token=abc", "5; URL=/next?token=********(3)"),
        ("Refresh", "0; url='https://u:pw@b.test'", "0; url='https://********(1):********(2)@b.test'"),
        ("Refresh", "0;https://b.test/?token=abc", "0;https://b.test/?token=********(3)"),
        ("Link", "</a?token=abc>; rel=next, </b>", "</a?token=********(3)>; rel=next, </b>"),
        ("Link", "https://u@b.test/?token=abc; rel=x", "https://********(1)@b.test/?token=********(3); rel=x"),
        ("Sec-WebSocket-Location", "wss://b.test/?token=abc", "wss://b.test/?token=********(3)"),
        ("SOAPAction", '"https://u:pw@b.test/do"', '"https://********(1):********(2)@b.test/do"'),
        ("X-Mine", "to=https://u:pw@b.test, and on", "to=https://********(1):********(2)@b.test, and on"),
        ("From", "me@a.test", "me@a.test"),
        ("User-Agent", "x/1 (+https://a.test/@me)", "x/1 (+https://a.test/@me)"),
    ],
)
def test_a_header_is_masked_by_its_name_or_where_it_holds_a_url(name: str, value: str, shown: str) -> None:
    assert masking.header(name, value) == shown


def test_every_secret_field_of_a_form_body_is_masked() -> None:
    body = Content(size=39, data=b"user=me&password=hunter2&client_secret=")
    masked = masking.content(body, "application/x-www-form-urlencoded; charset=utf-8")
    assert masked.data == b"user=me&password=********(7)&client_secret="
    assert masked.size == 39


def test_every_secret_field_of_a_multipart_body_is_masked() -> None:
    def part(name: str, value: str) -> str:
        return f'--XX\r\nContent-Disposition: form-data; name={name}; filename="token"\r\n\r\n{value}\r\n'

    def body(plain: str, *secrets: str) -> bytes:
        fields = zip(('"user"', '"password"', "api-key"), (plain, *secrets), strict=True)
        parts = [part(name, value) for name, value in fields]
        return ("".join(parts) + "--XX--\r\n").encode()

    data = body("me", SECRET, SECRET)
    masked = masking.content(Content(size=len(data), data=data), 'multipart/form-data; boundary="XX"')
    assert masked.data == body("me", "********(12)", "********(12)")


MULTIPART = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
PASSWORD = b'--B\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2\r\n--B--\r\n'


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("multipart/form-data; boundary=B", MULTIPART + PASSWORD),
        ("multipart/form-data; boundary=B", (MULTIPART + PASSWORD).replace(b"\r\n", b"\n")),
        ("multipart/form-data; boundary=B", PASSWORD.replace(b"\r\n\r\n", b"\r\n \r\n")),
        ("multipart/form-data; boundary=B", PASSWORD.replace(b"\r\n\r\n", b"\r\n")),
        ("multipart/form-data; boundary=B", PASSWORD.replace(b'"pass', b'"a\\"pass')),
        ("multipart/form-data; boundary=B", PASSWORD.replace(b'name="pass', b'NAME = "pass')),
        ("multipart/form-data; boundary=B", PASSWORD.replace(b"hunter2", b"abc--Bhunter2")),
        ("multipart/form-data; boundary=B", PASSWORD.replace(b"hunter2", b"abc\r\n--Bhunter2")),
        ("multipart/form-data; boundary=B", MULTIPART + b"--B--\r\n" + PASSWORD[3:]),
        ("multipart/form-data; xboundary=Q; boundary=B", MULTIPART + PASSWORD),
        ("multipart/form-data; boundary='B'", MULTIPART + PASSWORD),
        ("multipart/form-data; boundary=Q", MULTIPART + PASSWORD),
        ('Multipart/Mixed; boundary = "B"', MULTIPART + PASSWORD),
    ],
)
def test_a_secret_part_is_masked_however_it_is_written_and_hidden_in_doubt(kind: str, data: bytes) -> None:
    masked = masking.content(Content(size=len(data), data=data), kind).data
    assert b"hunter2" in data and b"hunter2" not in masked and b"********(" in masked


def test_a_part_of_another_name_is_shown_as_it_is() -> None:
    data = MULTIPART + b'--B \r\nContent-Disposition: form-data; name="b"; filename="name"\r\n\r\n--\r\n\r\n--B--\r\n'
    for body in (data, data.replace(b"\r\n", b"\n")):
        whole = Content(size=len(body), data=body)
        assert masking.content(whole, "multipart/form-data; charset=utf-8; boundary=B") is whole


def test_a_multipart_body_without_a_boundary_is_hidden_whole() -> None:
    masked = masking.content(Content(size=6, data=b"secret"), "multipart/form-data")
    assert masked.data == b"********(6)"


def test_other_bodies_are_left_alone() -> None:
    body = Content(size=20, data=b'{"password": "kept"}')
    assert masking.content(body, "application/json") is body


@given(st.text(alphabet="abc:/?#&=;@%[]\\ {}", max_size=60))
def test_masking_a_url_never_fails_and_never_shows_a_password(tail: str) -> None:
    assert SECRET not in masking.url(f"https://user:{SECRET}@{tail}")
    assert SECRET not in masking.url(f"https://a.test/?{tail}&token={SECRET}")
    masking.url(tail)


@pytest.mark.parametrize(
    "unit",
    [
        *("a", "@", "?", "=", ";", "//", "%", ":@/"),
        *(pytest.param(unit, marks=pytest.mark.slow) for unit in ("&", ";=", "&token=", "?#")),
    ],
)
def test_masking_takes_linear_time(unit: str) -> None:
    def cost(count: int) -> float:
        began = time.process_time()
        masking.url("https://" + unit * count)
        masking.header("Link", unit * count)
        masking.form(unit * count)
        masking.header("X-Mine", unit * count)
        masking.header("Refresh", unit * count)
        data = f"--B\n{unit * count}".encode()
        masking.content(Content(size=len(data), data=data), "multipart/form-data; boundary=B")
        return time.process_time() - began

    # A quadratic step would take minutes here; the bound leaves room for a busy machine.
    assert cost(200_000) < 5


def test_values_of_secret_variables_are_hidden_wherever_they_stand() -> None:
    sent = HopRequest(
        method="POST",
        url="https://a.test/k/a%2Fb%3D?x=a/b=",
        headers=(("X-Custom", "id a/b= end"), ("Authorization", "Bearer a/b=")),
        body=Content(size=11, data="text ü a/b=".encode()),
    )
    shown = masking.request(sent, ("a/b=", ""))
    assert shown.url == "https://a.test/k/********(4)?x=********(4)"
    assert shown.headers == (("X-Custom", "id ********(4) end"), ("Authorization", "Bearer ********(4)"))
    assert shown.body is not None
    assert shown.body.data == "text ü ********(4)".encode()
    assert masking.request(sent).url == sent.url


def test_the_longest_secret_is_hidden_first() -> None:
    assert masking.hidden("abcd ab", ("ab", "abcd")) == "********(4) ********(2)"


@pytest.mark.parametrize(
    "text",
    ["a b+\u00e9/", "a+b%2B%C3%A9%2F", "a%20b+%c3%a9/", "a b+\\u00e9/", "a b+\u00c3\u00a9/"],
    ids=["as it is", "in a form", "in a URL", "in JSON", "as bytes"],
)
def test_a_secret_is_found_in_every_spelling(text: str) -> None:
    assert masking.hidden(f"x={text}&", ("a b+\u00e9/",)) == "x=********(6)&"
    assert masking.holds(f"x={text}&", ("", "a b+\u00e9/"))
    assert not masking.holds("x=A b+\u00e9/", ("", "a b+\u00e9/"))


def test_a_secret_that_is_no_text_is_hidden_too() -> None:
    assert masking.hidden("x=caf\udce9", ("caf\udce9",)) == "x=********(4)"


@pytest.mark.slow
def test_looking_for_a_secret_takes_linear_time() -> None:
    began = time.process_time()
    assert masking.hidden("%25" * 30_000, ("%" * 5000 + "x",)) == "%25" * 30_000
    assert time.process_time() - began < 18


def test_a_masked_body_does_not_lead_to_its_file() -> None:
    body = Content(size=9, data=b"token=abc", path=Path("clear"))
    assert masking.content(body, "application/x-www-form-urlencoded").path is None


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("http://me:pa55@one.test", "http://********(2):********(4)@two.test", "http://me:pa55@two.test"),
        ("http://me@one.test", "http://********(2)@one.test", "http://me@one.test"),
        ("http://me:pa55@one.test", "http://you:new@one.test", "http://you:new@one.test"),
        ("http://me:pa55@one.test", "http://********(2)@one.test", "http://********(2)@one.test"),
        ("http://one.test", "http://two.test", "http://two.test"),
        ("", "none", "none"),
        ("http://me:pa55@one.test", "", ""),
    ],
)
def test_a_mask_left_standing_stands_for_what_it_hides(before: str, typed: str, after: str) -> None:
    assert masking.unmasked(typed, before) == after
    assert masking.is_masked(after) is ("***" in after)


@pytest.mark.parametrize("name", ["Set-Cookie\x00", "Autho\x01rization", "X-To\xadken", "\x7fcookie"])
def test_a_name_that_a_peer_broke_lays_no_value_open(name: str) -> None:
    assert masking.header(name, "0123456789") == "********(10)"
