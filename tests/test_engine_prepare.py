"""Requests made ready: what is completed, what is encoded, and what is refused before anything is sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.lab import Watch
from tests.sending import headers, sender, ticket
from workbench.demo.lab import Lab
from workbench.engine import encoding, prepare
from workbench.engine.outgoing import NotPrepared
from workbench.engine.prepare import address
from workbench.engine.prepare import prepare as made_ready
from workbench.models import Exchange, Field, FormField, Request, RequestBody, RequestOptions, RequestTls

REFUSED_URLS = [
    "https://127.1/",
    "https://0x7f.0.0.1/",
    "https://exa%6dple.test/",
    "https://a..test/",
    "https://good.test\\@evil.test/",
    "https://evil.test\\.good.test/",
    "https://good.test:99999/",
    "https:///nothing",
    "ftp://a.test/",
    "wss://a.test/",
    "just words",
]


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_a_url_that_two_readers_read_differently_is_refused(url: str) -> None:
    with pytest.raises(NotPrepared) as refused:
        address(url)
    assert refused.value.kind == "invalid_request"


READ = [
    ("https://EXAMPLE.test/", "example.test", 443, "https://example.test/"),
    ("https://example.test./x", "example.test", 443, "https://example.test/x"),
    ("https://bücher.test/", "xn--bcher-kva.test", 443, "https://xn--bcher-kva.test/"),
    ("https://[::0001]:8443/", "::1", 8443, "https://[::1]:8443/"),
    ("https://user:pw@a.test/", "a.test", 443, "https://user:pw@a.test/"),
    ("http://a.test", "a.test", 80, "http://a.test"),
]


@pytest.mark.parametrize(("url", "host", "port", "connected"), READ)
def test_the_host_that_is_matched_is_the_host_that_is_connected(url: str, host: str, port: int, connected: str) -> None:
    origin, ready = address(url)
    assert (origin.host, origin.port) == (host, port)
    assert ready.host == host
    assert str(ready).rstrip("/") == connected.rstrip("/").replace("pw@", "[secure]@") or str(ready) == connected


def _ready(lab: Lab, request: Request, **variables: str) -> dict[str, str]:
    outgoing = made_ready(ticket(lab, request.url, request=request, variables=variables))
    return {name.lower(): value for name, value in outgoing.headers}


def test_headers_are_completed(lab: Lab) -> None:
    found = _ready(lab, Request(url="https://a.test:8443/", method="GET"))
    assert found["host"] == "a.test:8443"
    assert found["user-agent"].startswith("workbench/")
    assert found["accept-encoding"] == "gzip, deflate, br, zstd"


def test_headers_written_by_hand_win(lab: Lab) -> None:
    request = Request(url="https://a.test/", headers=headers(host="b.test", User_Agent="me", Accept="text/html"))
    found = _ready(lab, request)
    assert (found["host"], found["user-agent"], found["accept"]) == ("b.test", "me", "text/html")


def test_a_body_is_framed_in_one_way(lab: Lab) -> None:
    body = RequestBody(type="text", text="abc")
    chunked = Request(method="POST", url="https://a.test/", body=body, headers=headers(Transfer_Encoding="chunked"))
    assert "content-length" not in _ready(lab, chunked)
    assert _ready(lab, Request(method="POST", url="https://a.test/", body=body))["content-length"] == "3"


def test_the_method_stands_in_the_record_as_it_is_written(lab: Lab) -> None:
    ready = made_ready(ticket(lab, "https://a.test/", request=Request(method="post")))
    assert ready.method == "POST"
    assert ("Content-Length", "0") in ready.headers


def test_user_and_password_of_the_url_become_a_header(lab: Lab) -> None:
    request = Request(url="https://us%20er:p%40ss@a.test/")
    outgoing = made_ready(ticket(lab, request.url, request=request))
    assert dict(outgoing.headers)["Authorization"] == "Basic dXMgZXI6cEBzcw=="
    assert "p%40ss" not in str(outgoing.url)


def test_auth_tables_become_headers(lab: Lab) -> None:
    assert (
        _ready(lab, Request(url="https://a.test/", auth={"type": "bearer", "token": "t"}))["authorization"]
        == "Bearer t"
    )
    basic = {"type": "basic", "username": "u", "password": "p"}
    assert _ready(lab, Request(url="https://a.test/", auth=basic))["authorization"] == "Basic dTpw"


def test_params_are_added_and_encoded(lab: Lab) -> None:
    params = (Field(name="q", value="a b&c=d"), Field(name="off", value="x", enabled=False))
    request = Request(url="https://a.test/?x=1", params=params)
    outgoing = made_ready(ticket(lab, request.url, request=request))
    assert str(outgoing.url) == "https://a.test/?x=1&q=a%20b%26c%3Dd"


def test_variables_and_path_parameters_are_put_in(lab: Lab) -> None:
    request = Request(url="https://{{host}}/users/:id", path_params={"id": "4/2"}, headers=headers(X="{{v}}"))
    outgoing = made_ready(ticket(lab, request.url, request=request, variables={"host": "a.test", "v": "1"}))
    assert str(outgoing.url) == "https://a.test/users/4%2F2"
    assert ("X", "1") in outgoing.headers


BAD = [
    (Request(url="https://{{nobody}}/"), "unknown_variable", "nobody"),
    (Request(url="https://a.test/", method="GE T"), "invalid_request", "GE T"),
    (Request(url="https://a.test/", headers=(Field(name="a b", value="c"),)), "invalid_request", "a b"),
    (Request(url="https://a.test/", headers=(Field(name="a", value="b\r\nc: d"),)), "invalid_request", "line break"),
    (Request(url="https://a.test/", body=RequestBody(type="file", file="/nowhere/x")), "invalid_request", "/nowhere/x"),
    (Request(url="https://a.test/", auth={"type": "kerberos"}), "invalid_request", "kerberos"),
    (Request(url="https://a.test/", auth={"type": "bearer"}), "invalid_request", "token"),
    (Request(url="https://a.test/", tls=RequestTls(server_name=".a.test")), "invalid_request", ".a.test"),
    (Request(url="https://a.test/", tls=RequestTls(server_name="a.test:1")), "invalid_request", "a.test:1"),
    (Request(url="https://a.test/", options=RequestOptions(resolve="localhost")), "invalid_request", "localhost"),
]


@pytest.mark.parametrize(("request_", "kind", "named"), BAD)
def test_a_bad_request_is_refused_and_named(lab: Lab, request_: Request, kind: str, named: str) -> None:
    exchange = prepare(ticket(lab, request_.url, request=request_))
    assert exchange.outcome == "failure"
    assert exchange.failure is not None
    assert (exchange.failure.kind, exchange.failure.stage) == (kind, "prepare")
    assert named in exchange.failure.message


def test_variables_reach_the_server_name_and_the_address(lab: Lab) -> None:
    request = Request(
        url="https://a.test/", tls=RequestTls(server_name="{{x}}.test"), options=RequestOptions(resolve="{{y}}")
    )
    outgoing = made_ready(ticket(lab, request.url, request=request, variables={"x": "B", "y": "10.0.0.5"}))
    assert (outgoing.server_name, outgoing.address) == ("b.test", "10.0.0.5")


def test_prepare_sends_nothing_and_shows_everything(lab: Lab, seen: Watch) -> None:
    exchange = prepare(ticket(lab, lab.url("mtls")))
    assert exchange.outcome == "prepared"
    assert exchange.hops[0].selection.usable is True
    assert exchange.hops[0].selection.entry is not None
    assert seen.connections() == ()


BODIES = [
    (RequestBody(type="text", text="é"), "é".encode(), "text/plain; charset=utf-8"),
    (RequestBody(type="json", text="{}"), b"{}", "application/json"),
    (RequestBody(type="xml", text="<a/>"), b"<a/>", "application/xml"),
    (RequestBody(type="html", text="<p>"), b"<p>", "text/html; charset=utf-8"),
    (RequestBody(type="graphql", text="{ me }"), b'{"query": "{ me }"}', "application/json"),
    (RequestBody(type="graphql", text='{"query": "x"}'), b'{"query": "x"}', "application/json"),
    (
        RequestBody(type="form", fields=(FormField(name="a b", value="ü&"), FormField(name="x", enabled=False))),
        b"a+b=%C3%BC%26",
        "application/x-www-form-urlencoded",
    ),
]


@pytest.mark.parametrize(("body", "data", "media_type"), BODIES)
def test_a_body_is_encoded(body: RequestBody, data: bytes, media_type: str) -> None:
    payload = encoding.payload(body)
    assert payload is not None
    assert (payload.data, payload.size, payload.content_type) == (data, len(data), media_type)


async def _echoed(lab: Lab, body: RequestBody) -> dict[str, object]:
    async with sender() as ours:
        exchange: Exchange = await ours.send(ticket(lab, lab.url("echo"), request=Request(method="POST", body=body)))
    assert exchange.failure is None, exchange.failure
    assert exchange.body is not None
    said = json.loads(exchange.body.data)
    assert isinstance(said, dict)
    return said


async def test_a_file_is_sent_as_it_is(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_text('{"from": "a file"}')
    said = await _echoed(lab, RequestBody(type="file", file=str(path)))
    assert "a file" in json.dumps(said["body"])
    assert ["Content-Type", "application/json"] in said["headers"]  # type: ignore[operator]


async def test_multipart_is_understood_by_the_other_side(lab: Lab, tmp_path: Path) -> None:
    from email import message_from_bytes

    path = tmp_path / 'odd "name".txt'
    path.write_text("file text")
    fields = (FormField(name="plain", value="v"), FormField(name="upload", file=str(path), content_type="text/x-odd"))
    payload = encoding.payload(RequestBody(type="multipart", fields=fields))
    assert payload is not None
    parsed = message_from_bytes(f"Content-Type: {payload.content_type}\r\n\r\n".encode() + payload.data)
    _, first, second = parsed.walk()
    assert first.get_param("name", header="content-disposition") == "plain"
    assert second.get_content_type() == "text/x-odd"
    said = await _echoed(lab, RequestBody(type="multipart", fields=fields))
    assert "file text" in json.dumps(said["body"])
