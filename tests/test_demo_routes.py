"""What each path of the lab answers."""

from __future__ import annotations

import hashlib
import json
import time

import pytest

from tests import lab as client
from tests.lab import Heard, Watch
from workbench.demo.lab import Lab


def _get(lab: Lab, path: str, site: str = "http") -> Heard:
    return client.ask(lab.url(site, path), client.client_context(lab, "alice"))


def test_an_answer_says_what_the_server_saw(lab: Lab) -> None:
    url = lab.url("mtls", "/any/path?x=1")
    request = client.get(url, "X-One: 1", "x-one: 2", "Content-Length: 5", method="PUT") + b"hello"
    said = client.ask(url, client.client_context(lab, "alice"), request).json()
    assert (said["server"], said["method"], said["path"]) == ("mtls", "PUT", "/any/path?x=1")
    assert said["body"] == {"bytes": 5, "text": "hello", "base64": None, "truncated": False}
    headers = said["headers"]
    assert isinstance(headers, list)
    assert [pair for pair in headers if pair[0].lower() == "x-one"] == [["X-One", "1"], ["x-one", "2"]]
    assert said["server_name"] == "api.demo.test"


def test_a_body_that_is_no_text_comes_back_in_base64(lab: Lab) -> None:
    url = lab.url("http")
    request = client.get(url, "Content-Length: 2", method="POST") + b"\xff\xfe"
    body = client.ask(url, client.client_context(lab), request).json()["body"]
    assert body == {"bytes": 2, "text": None, "base64": "//4=", "truncated": False}


def test_a_body_over_a_mebibyte_is_cut_and_said_to_be(lab: Lab) -> None:
    url = lab.url("http")
    request = client.get(url, "Content-Length: 2000000", method="POST") + b"x" * 2_000_000
    body = client.ask(url, client.client_context(lab), request).json()["body"]
    assert isinstance(body, dict)
    assert (body["bytes"], len(body["text"]), body["truncated"]) == (2_000_000, 1024 * 1024, True)


def test_redirect_goes_to_the_other_host(lab: Lab) -> None:
    heard = client.ask(lab.url("redirect"), client.client_context(lab, "alice"))
    assert (heard.status, heard.headers["Location"]) == (302, lab.url("other"))


def test_redirect_http_goes_to_plain_http(lab: Lab) -> None:
    heard = client.ask(lab.url("redirect_http"), client.client_context(lab, "alice"))
    assert (heard.status, heard.headers["Location"]) == (302, lab.url("http"))


PATHS = [
    ("/redirect?to=mtls&status=307", 307, "mtls"),
    ("/redirect?to=/elsewhere&status=303", 303, "/elsewhere"),
    ("/loop", 302, "/loop"),
]


@pytest.mark.parametrize(("path", "status", "target"), PATHS)
def test_a_redirect_goes_where_it_is_told(lab: Lab, path: str, status: int, target: str) -> None:
    heard = _get(lab, path)
    expected = lab.url(target) if not target.startswith("/") else target
    assert (heard.status, heard.headers["Location"]) == (status, expected)


@pytest.mark.parametrize("code", [200, 204, 401, 403, 404, 418, 500, 599])
def test_status_answers_the_status_it_is_told(lab: Lab, code: int) -> None:
    assert _get(lab, f"/status?code={code}").status == code


def test_slow_takes_its_time(lab: Lab) -> None:
    started = time.monotonic()
    assert _get(lab, "/slow?seconds=0.2").status == 200
    assert time.monotonic() - started >= 0.2


def test_slow_notices_a_client_that_leaves(lab: Lab, seen: Watch) -> None:
    url = lab.url("slow") + "?seconds=60"
    with client.connected(url, client.client_context(lab, "alice")) as conn:
        conn.sendall(client.get(url))
        assert seen.only("optional").stage == "open"
    assert seen.ended("optional").stage == "closed"


@pytest.mark.parametrize("seconds", ["", "nan", "-1", "x"])
def test_a_number_that_is_none_counts_as_the_default(lab: Lab, seconds: str) -> None:
    assert _get(lab, f"/big?megabytes={seconds}").headers["Content-Length"] == "1048576"


def test_events_are_a_stream_of_them(lab: Lab) -> None:
    heard = _get(lab, "/events?count=2&every=0.01")
    assert heard.headers["Content-Type"] == "text/event-stream"
    assert heard.body == b"event: drop\ndata: drop 0\n\nevent: drop\ndata: drop 1\n\n"


def test_drip_comes_in_chunks(lab: Lab) -> None:
    heard = _get(lab, "/drip?count=3&every=0.01")
    assert heard.headers["Transfer-Encoding"] == "chunked"
    assert heard.body == b"drop 0\ndrop 1\ndrop 2\n"


@pytest.mark.parametrize("kind", ["json", "lines"])
def test_big_is_as_long_as_it_says(lab: Lab, kind: str) -> None:
    heard = client.ask(lab.url("big") + f"?megabytes=3&kind={kind}", client.client_context(lab, "alice"))
    assert len(heard.body) == int(heard.headers["Content-Length"]) == 3 * 1024 * 1024
    if kind == "json":
        assert len(json.loads(heard.body)) == 3 * 8192


def test_head_gets_the_head_alone(lab: Lab) -> None:
    url = lab.url("tls", "/big?megabytes=2")
    with client.connected(url, client.client_context(lab)) as conn:
        for _ in range(2):
            conn.sendall(client.get(url, method="HEAD"))
            heard = client.heard(conn, "HEAD")
            assert (heard.headers["Content-Length"], heard.body) == ("2097152", b"")


@pytest.mark.parametrize("site", ["http", "tls"])
def test_a_connection_is_used_again(lab: Lab, seen: Watch, site: str) -> None:
    url = lab.url(site)
    with client.connected(url, client.client_context(lab)) as conn:
        for _ in range(5):
            conn.sendall(client.get(url))
            assert client.heard(conn).status == 200
    assert len(seen.ended(site).requests) == 5


def test_a_connection_is_closed_when_the_client_says_so(lab: Lab, seen: Watch) -> None:
    url = lab.url("tls")
    with client.connected(url, client.client_context(lab)) as conn:
        conn.sendall(client.get(url, "Connection: close"))
        assert client.heard(conn).status == 200
        assert conn.recv(1) == b""  # a close_notify: an end of file without one would raise
    assert seen.ended("tls").alerts_sent == ()


def test_a_cookie_is_set_as_told(lab: Lab) -> None:
    assert _get(lab, "/cookie?name=a&value=b").headers["Set-Cookie"] == "a=b; Path=/"


def test_vanish_answers_and_leaves_the_connection_for_dead(lab: Lab) -> None:
    url = lab.url("http", "/vanish")
    with client.connected(url, client.client_context(lab)) as conn:
        conn.sendall(client.get(url))
        heard = client.heard(conn)
        assert (heard.status, heard.headers.get("Connection")) == (200, None)
        assert conn.recv(1) == b""


def test_hang_up_closes_without_an_answer(lab: Lab) -> None:
    assert _get(lab, "/hang_up") == Heard(failure="")


def test_a_megabyte_sent_in_chunks_arrives_whole(lab: Lab, seen: Watch) -> None:
    url, piece = lab.url("mtls"), b"0123456789abcdef" * 4096
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for _ in range(16)) + b"0\r\n\r\n"
    request = client.get(url, "Transfer-Encoding: chunked", method="POST") + body
    said = client.ask(url, client.client_context(lab, "alice"), request).json()["body"]
    assert isinstance(said, dict)
    assert (said["bytes"], hashlib.sha256(said["text"].encode()).digest()) == (
        1024 * 1024,
        hashlib.sha256(piece * 16).digest(),
    )
    assert seen.requests()[0].body_bytes == 1024 * 1024


def test_what_is_not_http_is_answered_400_and_closed(lab: Lab) -> None:
    url = lab.url("http")
    with client.connected(url, client.client_context(lab)) as conn:
        conn.sendall(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
        assert client.heard(conn).status == 400
        assert conn.recv(1) == b""
