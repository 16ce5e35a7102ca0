import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from workbench import records
from workbench.models import (
    Alert,
    CertificateEntry,
    ClientCertificate,
    Considered,
    Content,
    Departure,
    Exchange,
    Failure,
    Handshake,
    HandshakeMessage,
    Hop,
    HopRequest,
    PeerCertificate,
    Problem,
    ProxyUsed,
    Request,
    Response,
    Seen,
    Selection,
    Suspicion,
    Timing,
)

WHEN = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ALICE = CertificateEntry(id="k3f9a2", name="alice", host="*.a.test", port="*", cert_file="~/alice.crt")
SELECTION = Selection(
    url="https://u:p@api.a.test/?token=abc",
    host="api.a.test",
    port=443,
    by="rule",
    entry=ALICE,
    usable=True,
    reason="the only entry that matches",
    considered=(
        Considered(id="k3f9a2", name="alice", host="*.a.test", port="*", outcome="selected", reason="matches"),
        Considered(id="b", name=None, host="api.a.test", port=None, outcome="disabled", reason="off"),
    ),
    omitted=3,
)
PEER = PeerCertificate(
    subject="CN=api.a.test",
    issuer="CN=CA",
    serial="0a",
    not_before=WHEN,
    not_after=WHEN,
    sha256="ff",
    key_type="EC-P-256",
    san=("api.a.test",),
    der=b"\x30",
)
TLS = Handshake(
    version="TLSv1.3",
    verified=True,
    trusted_by="ca.pem",
    problems=(Problem(code="weak_key", message="short", subject="CN=CA"),),
    client_certificate=ClientCertificate(requested=True, sent=True, issuer="CN=CA", verdict="accepted"),
    peer_chain=(PEER,),
    alerts=(
        Alert(sender="server", level="fatal", name="unknown_ca", meaning="m"),
        Alert(sender="server", level="warning", name="close_notify", meaning="bye"),
    ),
)
HOP = Hop(
    request=HopRequest(
        method="POST",
        url="https://u:p@api.a.test/?token=abc",
        headers=(
            ("Authorization", "Bearer abcd"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Accept", "*/*"),
        ),
        body=Content(size=13, data=b"password=1234"),
    ),
    selection=SELECTION,
    proxy=ProxyUsed(url="http://me:pw@proxy.test:3128", source="settings"),
    remote="127.0.0.1:8443",
    tls=TLS,
    timing=Timing(tcp=1.23456, total=20.0),
    response=Response(
        status=302,
        reason="Found",
        http_version="HTTP/1.1",
        headers=(("Set-Cookie", "sid=1"), ("Location", "/x?token=abc"), ("Content-Type", "text/plain")),
        body_bytes=2,
        wire_bytes=2,
    ),
    failure=Failure(stage="receive", kind="disconnected", message="gone", hint="again"),
)
EXCHANGE = Exchange(request=Request(), outcome="response", started=WHEN, hops=(HOP,), body=Content(size=2, data=b"ok"))
HOP_KEYS = (
    *("request", "selection", "proxy", "remote", "reused", "tls", "timing_ms", "response", "failure", "suspicions"),
    *("departures", "notes"),
)
TLS_KEYS = (
    *("version", "cipher", "alpn", "server_name", "verification", "verified", "trusted_by"),
    *("trust_source", "problems"),
    *("client_certificate", "peer_chain", "alerts"),
)
OURS_KEYS = (
    *("requested", "acceptable_issuers", "signature_algorithms", "sent", "subject", "sha256"),
    *("verdict", "note"),
)


def at(document: object, *path: str | int) -> object:
    for step in path:
        document = document[step]  # type: ignore[index]
    return document


def keys(document: object, *path: str | int) -> tuple[str, ...]:
    found = at(document, *path)
    assert isinstance(found, dict)
    return tuple(found)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (WHEN, "2026-11-20T15:00:00Z"),
        (datetime(2026, 1, 1), "2026-01-01T00:00:00Z"),
        (datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))), "2026-01-01T00:00:00Z"),
        (datetime(2026, 1, 1, 0, 0, 0, 123456, tzinfo=UTC), "2026-01-01T00:00:00.123Z"),
    ],
)
def test_a_time_is_utc_with_a_z(moment: datetime, shown: str) -> None:
    assert records.timestamp(moment) == shown


def test_the_record_has_the_contracts_keys_in_the_contracts_order() -> None:
    document = records.exchange_document(EXCHANGE)
    assert keys(document) == ("outcome", "started", "hops", "body")
    assert keys(document, "hops", 0) == HOP_KEYS
    assert keys(document, "hops", 0, "tls") == TLS_KEYS
    assert keys(document, "hops", 0, "tls", "client_certificate") == OURS_KEYS
    assert keys(document, "hops", 0, "failure") == ("stage", "kind", "message", "hint", "certificate")
    assert keys(document, "body") == ("bytes", "text", "base64", "truncated")
    json.dumps(document)


def test_what_was_not_standard_and_what_was_done_beside_are_told_without_secrets() -> None:
    departures = (Departure(text="through proxy hunter2", loud=True, mark="X"),)
    suspicion = Suspicion(code="stale_resolve", message="at hunter2", hint="hunter2")
    hop = replace(EXCHANGE.hops[0], departures=departures, notes=("left out: hunter2",), suspicions=(suspicion,))
    document = records.exchange_document(replace(EXCHANGE, hops=(hop,)), secrets=("hunter2",))
    assert keys(document, "hops", 0, "departures", 0) == ("text", "loud")
    assert at(document, "hops", 0, "departures", 0, "loud") is True
    assert "left out" in str(at(document, "hops", 0, "notes", 0))
    assert "hunter2" not in json.dumps(document["hops"])


def test_what_did_not_run_is_null() -> None:
    hop = Hop(request=HopRequest(method="GET", url="http://a.test"), selection=SELECTION)
    document = records.exchange_document(Exchange(request=Request(), outcome="prepared", started=WHEN, hops=(hop,)))
    shown = [at(document, "hops", 0, key) for key in ("proxy", "remote", "tls", "response", "failure")]
    assert shown == [None] * 5
    assert at(document, "body") is None
    assert set(at(document, "hops", 0, "timing_ms").values()) == {None}  # type: ignore[attr-defined]


def test_secrets_are_masked_unless_asked_for() -> None:
    masked = json.dumps(records.exchange_document(EXCHANGE))
    for secret in ("abcd", "=abc", "u:p@", "me:pw", "1234", "sid=1"):
        assert secret not in masked
    assert "Bearer ********(4)" in masked
    assert "password=********(4)" in masked
    shown = json.dumps(records.exchange_document(EXCHANGE, show_secrets=True))
    for secret in ("abcd", "token=abc", "u:p@", "password=1234", "sid=1"):
        assert secret in shown
    assert "me:pw" not in shown


def test_a_secret_in_the_host_is_in_no_part_of_the_record() -> None:
    hop = EXCHANGE.hops[0]
    assert hop.tls
    story = HandshakeMessage(
        sender="client", name="ClientHello", at_ms=0.0, note="", fields=(("Name", "hunter2.test"),)
    )
    told = replace(
        hop,
        selection=replace(hop.selection, host="hunter2.test", reason="hunter2.test is exact"),
        tls=replace(hop.tls, server_name="hunter2.test"),
    )
    exchange = replace(EXCHANGE, hops=(told,))
    masked = records.exchange_document(exchange, secrets=("hunter2",), tell=lambda _: (story,))
    assert "hunter2" not in json.dumps(masked["hops"])
    shown = records.exchange_document(exchange, secrets=("hunter2",), show_secrets=True, tell=lambda _: (story,))
    assert at(shown, "hops", 0, "tls", "server_name") == "hunter2.test"


def test_secret_fields_and_values_are_masked_in_the_answer_s_body_too() -> None:
    hop = EXCHANGE.hops[0]
    assert hop.response
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    data = b"access_token=" + b"x" * 100 + b"&echo=hunter2"
    given = replace(EXCHANGE, hops=(replace(hop, response=replace(hop.response, headers=form)),))
    given = replace(given, body=Content(size=len(data), data=data))
    shown = records.exchange_document(given, secrets=("hunter2",))["body"]
    text = "access_token=********(100)&echo=********(7)"
    assert shown == {"bytes": len(data), "text": text, "base64": None, "truncated": False}
    bare = records.exchange_document(given, secrets=("hunter2",), show_secrets=True)
    assert at(bare, "body", "text") == data.decode()


def test_a_masked_body_is_cut_only_where_the_real_one_is() -> None:
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    for size, truncated in ((106, False), (107, True)):
        body = Content(size=size, data=b"token=" + b"x" * 100)
        hop = replace(
            EXCHANGE.hops[0], request=HopRequest(method="POST", url="https://a.test", headers=form, body=body)
        )
        document = records.exchange_document(replace(EXCHANGE, hops=(hop,)))
        shown = at(document, "hops", 0, "request", "body")
        assert shown == {"bytes": size, "text": "token=********(100)", "base64": None, "truncated": truncated}


def test_our_own_words_and_dates_are_no_secrets() -> None:
    document = records.exchange_document(EXCHANGE, secrets=("2026", "rule", "-11-", "response", "selected"))
    plain = records.exchange_document(EXCHANGE)
    for path in (
        ("started",),
        ("outcome",),
        ("hops", 0, "selection", "by"),
        ("hops", 0, "selection", "considered", 0, "outcome"),
        ("hops", 0, "tls", "peer_chain", 0, "not_before"),
    ):
        assert at(document, *path) == at(plain, *path)


def test_the_story_is_in_the_record_where_it_is_asked_for() -> None:
    made = HandshakeMessage(sender="client", name="ClientHello", at_ms=1.5, note="n", fields=(("Versions", "TLS 1.3"),))
    document = records.exchange_document(EXCHANGE, tell=lambda _: (made,))
    assert at(document, "hops", 0, "tls", "messages") == [
        {"from": "client", "at_ms": 1.5, "name": "ClientHello", "note": "n", "fields": {"Versions": "TLS 1.3"}}
    ]


def test_close_notify_is_left_out_and_an_alert_says_from_whom() -> None:
    alerts = at(records.exchange_document(EXCHANGE), "hops", 0, "tls", "alerts")
    assert alerts == [{"from": "server", "level": "fatal", "name": "unknown_ca", "meaning": "m"}]


def test_a_selection_names_the_certificate_and_everything_considered() -> None:
    document = records.selection_document(SELECTION)
    assert document["certificate"] == {
        "id": "k3f9a2",
        "name": "alice",
        "host": "*.a.test",
        "port": "*",
        "subject": None,
        "not_after": None,
    }
    assert at(document, "considered", 1, "port") == 443
    assert (document["omitted"], document["usable"], document["by"]) == (3, True, "rule")


def test_what_was_seen_of_a_certificate_is_told() -> None:
    seen = Seen(subject="CN=alice", not_after=WHEN, sha256="ff")
    entry = CertificateEntry(id="a", host="a.test", seen=seen)
    selection = Selection(url="https://a.test", host="a.test", port=443, by="rule", entry=entry)
    assert at(records.selection_document(selection), "certificate", "subject") == "CN=alice"
    assert at(records.selection_document(selection), "certificate", "not_after") == "2026-11-20T15:00:00Z"


def test_a_body_that_is_no_text_is_base64() -> None:
    latin = "grün".encode("latin-1")
    expected = {"bytes": 4, "text": None, "base64": base64.b64encode(latin).decode(), "truncated": False}
    assert records.content_document(Content(size=4, data=latin), "text/plain") == expected
    told = records.content_document(Content(size=4, data=latin), "text/plain; charset=ISO-8859-1")
    assert told == {**expected, "text": "grün", "base64": None}


def test_a_long_body_is_cut_at_one_mebibyte_between_characters() -> None:
    data = b"x" + "é".encode() * 600_000
    document = records.content_document(Content(size=len(data), data=data))
    assert document is not None
    assert document["truncated"] is True
    assert document["bytes"] == len(data)
    assert document["text"] == "x" + "é" * ((records.BODY_LIMIT - 1) // 2)


def test_an_error_before_there_is_a_record_has_three_keys() -> None:
    expected = {"error": {"kind": "usage", "message": "no", "where": None}}
    assert records.error_document("usage", "no", None) == expected
