import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.har_schema import faults
from tests.hops import HOSTILE, NOW, accepted, answered, exchange, failed, hop, hostile, nobody
from workbench.interchange import har
from workbench.models import Content, Exchange, HopRequest, ProxyUsed, Response, Timing

SECRETS = ("hunter2", "s3ss10n", "0123456789abcdef", "p4ssw0rd", "c00k13")


def posted(body: bytes, kind: str, **more: Any) -> Exchange:
    headers = (("Content-Type", kind),)
    sent = Content(size=more.pop("size", len(body)), data=body)
    asked = HopRequest(method="POST", url="https://a.test/x", headers=headers, body=sent)
    return exchange(replace(answered(), request=asked))


def given(body: bytes, kind: str, **more: Any) -> Exchange:
    answer = Response(status=200, reason="OK", http_version="HTTP/1.1", headers=(("Content-Type", kind),))
    found = exchange(
        replace(answered(), response=replace(answer, body_bytes=len(body), wire_bytes=len(body))), body=body
    )
    return replace(found, body=replace(found.body, **more)) if found.body else found


def secret() -> Exchange:
    """An exchange of two hops with something secret in every place that is masked."""
    first = replace(
        answered("/a", 302),
        request=HopRequest(
            method="POST",
            url="https://me:p4ssw0rd@api.example.test:8443/a?token=hunter2&x=1",
            headers=(
                ("Authorization", "Bearer 0123456789abcdef"),
                ("Cookie", "sid=s3ss10n; theme=c00k13"),
                ("X-Api-Key", "hunter2"),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ),
            body=Content(size=30, data=b"user=me&password=p4ssw0rd&a=b"),
        ),
    )
    assert first.response is not None
    headers = (("Location", "/b?session=s3ss10n"), ("Set-Cookie", "sid=s3ss10n; Path=/; Secure; HttpOnly"))
    first = replace(first, response=replace(first.response, headers=headers))
    return exchange(first, answered("/b?token=hunter2"))


EXCHANGES: dict[str, Callable[[], Exchange]] = {
    "answered": lambda: exchange(answered()),
    "no body": lambda: exchange(answered(), body=None),
    "failed": lambda: exchange(failed()),
    "failed before anything": lambda: exchange(hop(None, failure=failed().failure, timing=Timing(), remote=None)),
    "redirected": lambda: exchange(answered("/a", 302), answered("/b", 302), answered("/c")),
    "secret": secret,
    "hostile": lambda: exchange(hostile(), body=HOSTILE.encode()),
    "nothing sent": lambda: replace(exchange(answered()), hops=()),
    "prepared": lambda: replace(exchange(hop(None, timing=Timing())), outcome="prepared"),
    "through a proxy": lambda: exchange(replace(answered(), proxy=ProxyUsed(url="http://p.test:1", source="settings"))),
    "reused": lambda: exchange(replace(answered(), reused=True, timing=Timing(send=1, wait=2, download=3, total=7))),
    "plain http": lambda: exchange(hop(None, request=HopRequest(method="GET", url="http://a.test/?a=b&c&d=%20"))),
    "binary both ways": lambda: replace(posted(b"\x00\xff", "image/png"), body=Content(size=2, data=b"\xff\x00")),
}


def entries(found: Exchange, **how: Any) -> list[Any]:
    written = json.loads(json.dumps(har.document([found], **how)))
    assert faults(written) == []
    return list(written["log"]["entries"])


@pytest.mark.parametrize("name", EXCHANGES)
@pytest.mark.parametrize("show_secrets", [False, True])
def test_an_archive_is_as_the_specification_says(name: str, show_secrets: bool) -> None:
    assert len(entries(EXCHANGES[name](), show_secrets=show_secrets)) == len(EXCHANGES[name]().hops)


def test_written_in_parts_it_is_the_same_document() -> None:
    every = [make() for make in EXCHANGES.values()]
    assert json.loads("".join(har.parts(every))) == json.loads(json.dumps(har.document(every)))
    assert json.loads("".join(har.parts([]))) == har.document([])
    assert faults(har.document([])) == []


def test_the_schema_of_the_tests_finds_what_is_wrong() -> None:
    (good,) = entries(EXCHANGES["answered"]())
    for change in (
        {"time": 1},
        {"time": None},
        {"extra": 1},
        {"startedDateTime": "today"},
        {"timings": {"send": -1, "wait": 0, "receive": 0}},
        {"response": {**good["response"], "status": "200"}},
        {"request": {**good["request"], "headers": [{"name": "a"}]}},
        {"request": {key: value for key, value in good["request"].items() if key != "cookies"}},
    ):
        assert faults({"log": {**har.document([])["log"], "entries": [{**good, **change}]}}), change  # type: ignore[dict-item]


def test_an_entry_says_what_was_asked_and_answered() -> None:
    (entry,) = entries(exchange(answered("/get?a=1&a=2&b")))
    asked, answer = entry["request"], entry["response"]
    assert (asked["method"], asked["url"]) == ("GET", "https://api.example.test:8443/get?a=1&a=2&b")
    assert asked["queryString"] == [
        {"name": name, "value": value} for name, value in (("a", "1"), ("a", "2"), ("b", ""))
    ]
    assert (asked["bodySize"], asked["headersSize"], "postData" in asked) == (0, -1, False)
    assert (answer["status"], answer["statusText"], answer["httpVersion"]) == (200, "OK", "HTTP/1.1")
    assert answer["content"] == {"size": 1900, "mimeType": "application/json", "compression": 1100, "text": '{"a": 1}'}
    assert (answer["bodySize"], entry["serverIPAddress"]) == (800, "127.0.0.1")
    assert entry["startedDateTime"] == "2026-11-20T15:00:00Z"


def test_timings_hold_tls_within_connect_and_minus_one_where_nothing_is_known() -> None:
    (entry,) = entries(exchange(answered()))
    assert entry["timings"] == {
        "blocked": 0.0, "dns": 1.0, "connect": 32.0, "ssl": 30.0, "send": 1.0, "wait": 100.0, "receive": 9.0,
    }  # fmt: skip
    (entry,) = entries(EXCHANGES["reused"]())
    assert entry["timings"] == {"blocked": 1.0, "dns": -1, "connect": -1, "ssl": -1, "send": 1, "wait": 2, "receive": 3}
    (entry,) = entries(EXCHANGES["failed before anything"]())
    assert entry["timings"] == {
        "blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 0, "receive": 0,
        "comment": "not run: send, wait, receive",
    }  # fmt: skip


def test_each_hop_is_an_entry_that_begins_when_the_one_before_ends() -> None:
    found = entries(exchange(answered("/a", 302), answered("/b")))
    assert [entry["startedDateTime"] for entry in found] == ["2026-11-20T15:00:00Z", "2026-11-20T15:00:00.143Z"]
    assert found[0]["response"]["content"]["comment"] == "the body of a redirect is not kept"
    assert "text" not in found[0]["response"]["content"] and found[1]["response"]["content"]["text"] == '{"a": 1}'


def test_the_record_s_facts_stand_beside_in_objects_of_our_own() -> None:
    (entry,) = entries(exchange(answered()))
    assert entry["_tls"]["version"] == "TLSv1.3" and entry["_tls"]["verified"] is True
    assert entry["_tls"]["peer_chain"][0]["subject"] == "CN=api.example.test"
    ours = entry["_clientCertificate"]
    assert ours["certificate"]["name"] == "alice" and ours["by"] == "rule" and ours["verdict"] == "accepted"
    assert ours["sent"] is True and ours["subject"] == "CN=alice"
    (entry,) = entries(exchange(hop(None, selection=nobody())))
    assert entry["_tls"] is None and entry["_clientCertificate"]["certificate"] is None


def test_a_failure_has_status_0_and_says_why() -> None:
    (entry,) = entries(exchange(failed()))
    assert entry["response"]["status"] == 0 and entry["response"]["bodySize"] == -1
    assert entry["response"]["_error"] == entry["_failure"]["message"]
    assert entry["_failure"]["kind"] == "tls_verification"


def test_no_secret_is_in_an_archive_unless_asked_for() -> None:
    text = json.dumps(har.document([secret()]))
    assert not [one for one in SECRETS if one in text]
    assert "Bearer ********(16)" in text and "token=********(7)" in text
    bare = json.dumps(har.document([secret()], show_secrets=True))
    assert not [one for one in SECRETS if one not in bare]


def test_values_of_secret_variables_are_masked_wherever_they_stand() -> None:
    text = json.dumps(har.document([exchange(answered("/users/zebra77"))], secrets=["zebra77"]))
    assert "zebra77" not in text and "/users/********(7)" in text


def test_a_masked_header_still_tells_the_names_of_its_cookies() -> None:
    first, _ = entries(secret())
    assert first["request"]["cookies"] == [
        {"name": "sid", "value": "********(7)"},
        {"name": "theme", "value": "********(6)"},
    ]
    (cookie,) = first["response"]["cookies"]
    assert cookie == {"name": "sid", "value": "********(7)", "httpOnly": True, "secure": True}
    assert first["response"]["redirectURL"] == "/b?session=********(7)"


@pytest.mark.parametrize(
    ("line", "cookie"),
    [
        ("a=b", {"name": "a", "value": "b"}),
        ("a=b=c; Domain=x.test", {"name": "a", "value": "b=c", "domain": "x.test"}),
        ("a=; Expires=Wed, 21 Oct 2026 07:28:00 GMT", {"name": "a", "value": "", "expires": "2026-10-21T07:28:00Z"}),
        ("a=; Path=/x; expires=whenever", {"name": "a", "value": "", "path": "/x"}),
        ("a; Secured", {"name": "", "value": "a"}),
        ("=a", {"name": "", "value": "a"}),
        ("", {"name": "", "value": ""}),
    ],
)
def test_a_cookie_that_was_set_is_read_to_its_attributes(line: str, cookie: dict[str, object]) -> None:
    answer = replace(
        answered(), response=Response(status=200, reason="", http_version="", headers=(("Set-Cookie", line),))
    )
    (entry,) = entries(exchange(answer), show_secrets=True)
    assert entry["response"]["cookies"] == [{**cookie, "httpOnly": False, "secure": False}]


@pytest.mark.parametrize(
    ("body", "kind", "data"),
    [
        (b'{"a": 1}', "application/json", {"text": '{"a": 1}'}),
        (b"a=1&b=%20x", "application/x-www-form-urlencoded", {"params": [("a", "1"), ("b", " x")]}),
        (b"a=x+y&b=%2B", "application/x-www-form-urlencoded", {"params": [("a", "x y"), ("b", "+")]}),
        (b"a=%ff", "application/x-www-form-urlencoded", {"text": "a=%ff"}),
        (b"=1&&a=1", "application/x-www-form-urlencoded", {"text": "=1&&a=1"}),
        (b"a", "application/x-www-form-urlencoded", {"text": "a"}),
        (b'{"a":1}', "application/x-www-form-urlencoded", {"text": '{"a":1}'}),
        (b"a=%ff&token=abc", "application/x-www-form-urlencoded", {"text": "a=%ff&token=********(3)"}),
        ("grüß".encode("latin-1"), "text/plain; charset=latin-1", {"text": "grüß"}),
        (b"\x00\xff", "image/png", {"text": base64.b64encode(b"\x00\xff").decode(), "_encoding": "base64"}),
    ],
)
def test_what_was_posted_is_text_or_fields(body: bytes, kind: str, data: dict[str, Any]) -> None:
    (entry,) = entries(posted(body, kind))
    if "params" in data:
        data = {"params": [{"name": name, "value": value} for name, value in data["params"]]}
    assert entry["request"]["postData"] == {"mimeType": kind, **data}
    assert entry["request"]["bodySize"] == len(body)


def test_what_is_not_kept_of_a_body_is_said_and_its_size_stays_true() -> None:
    (entry,) = entries(posted(b"a=1", "application/x-www-form-urlencoded", size=30_000))
    assert entry["request"]["postData"]["comment"] == "the first 3 of 30000 bytes"
    assert entry["request"]["bodySize"] == 30_000 and "params" not in entry["request"]["postData"]
    (entry,) = entries(given(b"abc", "text/plain", size=30_000, complete=False))
    comment = "the first 3 of 30000 bytes, not all of the body came"
    assert entry["response"]["content"]["comment"] == comment


def test_bytes_are_base64_and_text_is_text() -> None:
    (entry,) = entries(given(b"\x89PNG\xff", "image/png"))
    content = entry["response"]["content"]
    assert content["encoding"] == "base64" and base64.b64decode(content["text"]) == b"\x89PNG\xff"
    (entry,) = entries(given("grüß".encode(), "text/plain"))
    assert entry["response"]["content"]["text"] == "grüß" and "encoding" not in entry["response"]["content"]


def test_the_address_of_a_proxy_is_not_the_server_s() -> None:
    (entry,) = entries(EXCHANGES["through a proxy"]())
    assert "serverIPAddress" not in entry and entry["_proxy"]["url"] == "http://p.test:1"
    (entry,) = entries(exchange(replace(answered(), remote="[::1]:8443")))
    assert entry["serverIPAddress"] == "::1"


def test_an_archive_goes_on_where_a_clock_does() -> None:
    late = replace(exchange(answered()), started=NOW + timedelta(microseconds=1500))
    assert entries(late)[0]["startedDateTime"] == "2026-11-20T15:00:00.001Z"
    assert accepted().version == entries(late)[0]["_tls"]["version"]


def test_no_part_of_a_cookie_header_is_in_an_archive_but_the_names() -> None:
    made = answered()
    assert made.response
    asked = replace(made.request, headers=(("Cookie", "hunter2; a=hunter2; =hunter2"),))
    headers = (("Set-Cookie", "hunter2; Path=/hunter2; Domain=hunter2.test"), ("Set-Cookie2", "a=hunter2"))
    (entry,) = entries(exchange(replace(made, request=asked, response=replace(made.response, headers=headers))))
    assert "hunter2" not in json.dumps(entry)
    assert [cookie["name"] for cookie in entry["request"]["cookies"]] == ["", "a", ""]


def test_secret_fields_of_a_form_are_masked_in_an_answer_too() -> None:
    found = given(b"access_token=hunter2&scope=repo", "application/x-www-form-urlencoded")
    (entry,) = entries(found)
    assert entry["response"]["content"]["text"] == "access_token=********(7)&scope=repo"
    (entry,) = entries(found, show_secrets=True)
    assert entry["response"]["content"]["text"] == "access_token=hunter2&scope=repo"


def test_what_is_masked_is_not_cut() -> None:
    secret = "x" * 100
    (entry,) = entries(posted(f"token={secret}".encode(), "application/x-www-form-urlencoded"))
    assert entry["request"]["postData"]["params"] == [{"name": "token", "value": "********(100)"}]
    assert entry["request"]["bodySize"] == 106 and "comment" not in entry["request"]["postData"]


def test_the_fragment_was_not_sent() -> None:
    (entry,) = entries(exchange(answered("/get?a=1#access_token=hunter2")))
    assert entry["request"]["url"] == "https://api.example.test:8443/get?a=1"


def test_our_own_words_and_dates_are_no_secrets() -> None:
    made = exchange(answered(), body=b'{"echo": "2026 rule"}')
    secrets = ("2026", "rule", "TLSv1.3", "base64", "accepted")
    (entry,) = entries(made, secrets=secrets)
    assert entry["startedDateTime"] == "2026-11-20T15:00:00Z"
    assert entry["_clientCertificate"]["by"] == "rule" and entry["_clientCertificate"]["verdict"] == "accepted"
    assert entry["_tls"]["version"] == "TLSv1.3"
    assert entry["_tls"]["peer_chain"][0]["not_after"] == "2027-06-01T00:00:00Z"
    assert entry["response"]["content"]["text"] == '{"echo": "********(4) ********(4)"}'
    (entry,) = entries(replace(made, body=Content(size=8, data=b"\xff\x00 2026 ")), secrets=secrets)
    content = entry["response"]["content"]
    assert content["encoding"] == "base64" and base64.b64decode(content["text"]) == b"\xff\x00 ********(4) "


def test_tls_to_a_proxy_is_told_as_in_the_record() -> None:
    proxy = ProxyUsed(url="https://me:hunter2@p.test:1", source="settings", tls=accepted(version="TLSv1.2"))
    (entry,) = entries(exchange(replace(answered(), proxy=proxy)))
    assert entry["_proxy"]["tls"]["version"] == "TLSv1.2" and "hunter2" not in json.dumps(entry)
