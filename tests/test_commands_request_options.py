from argparse import ArgumentParser
from pathlib import Path

import pytest

from workbench.commands import request_body, request_options
from workbench.commands.faults import CommandError
from workbench.commands.request_options import RequestOptions
from workbench.models import Field, Request, RequestBody, RequestTls

SAVED = Request(
    method="PUT",
    url="https://a.test/",
    headers=(Field(name="Accept", value="text/html"), Field(name="X-Kept", value="1")),
    body=RequestBody(type="text", text="old"),
    tls=RequestTls(certificate="alice", server_name="b.test"),
)
PLAIN = Request(url="https://a.test/")


def applied(*arguments: str, request: Request = PLAIN, method: str | None = None) -> Request:
    parser = ArgumentParser()
    request_options.add(parser)
    options = parser.parse_args(arguments, RequestOptions())
    return request_options.apply(options, method, request, Path("spool"))


def test_nothing_said_changes_nothing() -> None:
    assert applied(request=SAVED) == SAVED


@pytest.mark.parametrize(
    ("arguments", "positional", "before", "method"),
    [
        ((), None, "GET", "GET"),
        (("-d", "x"), None, "GET", "POST"),
        (("-d", "x"), None, "PUT", "PUT"),
        (("-d", "x", "-X", "GET"), None, "GET", "GET"),
        (("-X", "BREW"), None, "PUT", "BREW"),
        ((), "DELETE", "PUT", "DELETE"),
        (("-d", "x"), "PATCH", "GET", "PATCH"),
    ],
)
def test_the_method_is_said_or_follows_from_the_body(
    arguments: tuple[str, ...], positional: str | None, before: str, method: str
) -> None:
    assert applied(*arguments, method=positional, request=Request(method=before)).method == method


def test_two_methods_are_one_too_many() -> None:
    with pytest.raises(CommandError):
        applied("-X", "PUT", method="POST")


def test_a_header_goes_over_those_of_its_name() -> None:
    headers = applied("-H", "accept: */*", "-H", "X-Empty;", "-H", "X-Colon: a:b", request=SAVED).headers
    assert [(each.name, each.value) for each in headers] == [
        ("X-Kept", "1"),
        ("accept", "*/*"),
        ("X-Empty", ""),
        ("X-Colon", "a:b"),
    ]


def test_headers_come_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "headers").write_text("A: 1\r\n\r\nB: 2\n")
    headers = applied("-H", f"@{tmp_path / 'headers'}").headers
    assert [(each.name, each.value) for each in headers] == [("A", "1"), ("B", "2")]


@pytest.mark.parametrize(
    ("arguments", "kind", "text", "media_type"),
    [
        (("-d", "a=1"), "text", "a=1", request_body.FORM_TYPE),
        (("-d", "a=1", "-d", "b=2"), "text", "a=1&b=2", request_body.FORM_TYPE),
        (("-d", ' {"a": {{a}}} '), "json", ' {"a": {{a}}} ', request_body.JSON_TYPE),
        (("-d", "[1]"), "json", "[1]", request_body.JSON_TYPE),
        (("-d", "{x"), "text", "{x", request_body.FORM_TYPE),
        (("-d", ""), "text", "", request_body.FORM_TYPE),
        (("-d", "x", "-H", "Content-Type: text/x"), "text", "x", "text/x"),
    ],
)
def test_a_body_has_the_type_it_looks_like_unless_a_header_says(
    arguments: tuple[str, ...], kind: str, text: str, media_type: str
) -> None:
    request = applied(*arguments)
    assert request.body is not None
    assert (request.body.type, request.body.text) == (kind, text)
    assert [each.value for each in request.headers if each.name == "Content-Type"] == [media_type]


def test_a_file_is_sent_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "data.bin"
    file.write_bytes(b"{{x}}\xff")
    request = applied("-d", f"@{file}")
    assert (request.method, request.headers) == ("POST", ())
    assert request.body == RequestBody(type="file", file=str(file))
    with pytest.raises(CommandError):
        applied("-d", f"@{file}", "-d", "x")


def test_limits_go_over_the_requests_own() -> None:
    request = applied("--timeout", "2.5", "--no-follow", request=SAVED)
    assert request.tls == SAVED.tls
    assert (request.options.timeout, request.options.follow_redirects) == (2.5, False)
    assert applied("-L", request=SAVED).options.follow_redirects is True
