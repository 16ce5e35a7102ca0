from dataclasses import replace

import pytest

from tests.hops import EXPIRED, HOSTILE, NOW, accepted, answered, exchange, failed, hostile, sent, tell, told
from workbench.models import Content, Departure, Failure, Handshake, HandshakeMessage, LogEntry, ProxyUsed
from workbench.widgets import console_entry, console_gist
from workbench.widgets.console_headline import headline
from workbench.widgets.console_node import plain_lines


@pytest.mark.parametrize("width", [60, 78, 110, 200])
def test_a_headline_is_as_wide_as_it_is_asked_to_be(width: int) -> None:
    for entry in (sent(answered()), sent(failed()), sent(answered("/a"), answered("/b")), told("Settings saved.")):
        assert headline(entry, width).cell_length <= width


@pytest.mark.parametrize(
    ("entry", "parts"),
    [
        (sent(answered()), ("GET", "api.example.test:8443/get", "200", "143 ms", "[cert SENT alice]")),
        (sent(answered(status=503)), ("503",)),
        (sent(failed()), ("ERR", "38 ms", "[server cert EXPIRED]")),
        (sent(answered("/a", 302), answered("/b")), ("2 hops", "200")),
        (told("Settings saved."), ("Settings saved.",)),
        (LogEntry(at=NOW, text="full disk", level="error"), ("x full disk",)),
    ],
)
def test_a_headline_says_what_came_of_it(entry: LogEntry, parts: tuple[str, ...]) -> None:
    line = headline(entry, 78).plain
    for part in parts:
        assert part in line


@pytest.mark.parametrize(
    ("url", "width", "place"),
    [
        ("https://a.test/x", 78, "https://a.test/x"),
        ("https://api.example.test:8443/newest?page=1", 78, "api.example.t…/newest?page… 200"),
        ("https://a.test/" + "x" * 99, 78, "a.test/" + "x" * 19 + "… 200"),
        ("https://" + "very-long-" * 9 + "/x", 78, "very-long-very-long-very…/x 200"),
        ("http://" + "very-long-" * 9 + "/x", 78, "http://very-long-very-lo…/x 200"),
    ],
)
def test_a_url_that_does_not_fit_keeps_its_path(url: str, width: int, place: str) -> None:
    hop = answered()
    line = headline(sent(replace(hop, request=replace(hop.request, url=url))), width).plain
    assert line[16:].startswith(place)


def test_a_stopped_send_is_no_error_of_the_server() -> None:
    stopped = replace(failed(), failure=Failure(stage="receive", kind="cancelled", message="Stopped."))
    assert " end " in headline(sent(stopped), 78).plain


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        (sent(answered()), False),
        (sent(answered(status=404)), True),
        (sent(failed()), True),
        (told("saved"), False),
        (LogEntry(at=NOW, text="full disk", level="error"), True),
    ],
)
def test_errors_are_failures_and_statuses_from_400_on(entry: LogEntry, wrong: bool) -> None:
    assert console_gist.gist(entry).is_error is wrong


def test_an_entry_holds_request_choice_handshake_timing_and_answer() -> None:
    said = console_entry.text(sent(answered(), body=b'{"n": 1}\nsecond line'), tell)
    for part in (
        "Request  GET https://api.example.test:8443/get to 127.0.0.1:8443",
        "Chosen  alice  by rule *.example.test:8443, 1 of 2",
        "bob  a.test:443  port 8443 is not 443",
        "and 3 for other hosts",
        "Your cert  asked, SENT, accepted",
        "the server accepts issuers CN=Example Test CA",
        "Server  verified, trusted by ~/pki/company-ca.pem  TLSv1.3",
        "CN=api.example.test  2026-06-01 to 2027-06-01  EC-P-256",
        "ClientHello",
        "total 143 ms",
        "Response  200 OK  HTTP/1.1  1.9 kB (800 B on the wire)",
        "Content-Type: application/json",
        "second line",
    ):
        assert part in said


def test_an_error_stands_first_with_what_to_do() -> None:
    nodes = console_entry.nodes(sent(failed()))
    assert [node.line.plain for node in nodes[:2]] == [f"{EXPIRED.message}  tls: tls_verification", EXPIRED.hint]
    assert "we sent the fatal alert certificate_expired: we stopped" in console_entry.text(sent(failed()))


def test_a_hint_names_no_option_of_a_command_line() -> None:
    hint = "Show the chain (--json), trust its CA (workbench ca add FILE), or send once unverified (-k)."
    hop = replace(failed(), failure=replace(EXPIRED, hint=hint))
    assert console_entry.nodes(sent(hop))[1].line.plain == "Show the chain, trust its CA, or send once unverified."


def test_each_hop_of_a_redirect_is_a_node_of_its_own() -> None:
    nodes = console_entry.nodes(sent(answered("/a", 302), answered("/b")))
    assert [node.label for node in nodes] == ["Hop 1", "Hop 2", "Began"]
    assert all(node.children for node in nodes[:2])


def test_secrets_are_masked_with_their_length() -> None:
    said = console_entry.text(sent(answered("/get?token=hunter2")))
    assert "hunter2" not in said and "0123456789abcdef" not in said and "1234567" not in said
    assert "Authorization: Bearer ********(16)" in said and "token=********(7)" in said


def _lie(handshake: Handshake) -> tuple[HandshakeMessage, ...]:
    fields = (("Issuers", HOSTILE),)
    told = HandshakeMessage(sender="server", name="CertificateRequest", at_ms=3.2, note=HOSTILE, fields=fields)
    return tuple(told for _ in handshake.messages)


def test_nothing_a_peer_says_is_an_escape_or_markup() -> None:
    entry = sent(hostile(), body=HOSTILE.encode())
    said = console_entry.text(entry, _lie)
    assert not set(said) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "[@click=app.quit]x[/bad]" in said
    assert "[@click" in headline(LogEntry(at=NOW, text=HOSTILE), 200).plain


def test_an_exchange_without_hops_says_that_nothing_was_sent() -> None:
    nothing = LogEntry(at=NOW, exchange=replace(exchange(answered(), body=None), hops=()))
    assert "NOTHING SENT" in headline(nothing, 78).plain
    assert [node.label for node in console_entry.nodes(nothing)] == ["Began"]


def test_what_was_not_standard_is_in_the_line_and_inside() -> None:
    loud = Departure(text="TLS 1.0 and newer, security level 0", loud=True, mark="OLD TLS ALLOWED")
    entry = sent(replace(answered(), departures=(loud, Departure(text="connects to ::1"))))
    assert "[OLD TLS ALLOWED]" in headline(entry, 78).plain and "[OLD TLS ALLOWED]" in headline(entry, 130).plain
    assert "old tls" in console_gist.gist(entry).text
    lines = [line.strip() for line in console_entry.text(entry).splitlines()]
    assert "Unusual  TLS 1.0 and newer, security level 0" in lines and "connects to ::1" in lines


def test_verification_off_is_said_with_the_host_name_check() -> None:
    hop = answered()
    assert hop.tls is not None
    entry = sent(replace(hop, tls=replace(hop.tls, verification="off", verified=None)))
    assert "NOT VERIFIED: verification was off, the name was not checked either" in console_entry.text(entry)


def _with_request(body: bytes, kind: str) -> LogEntry:
    hop = answered()
    headers = (*hop.request.headers, ("Content-Type", kind))
    asked = replace(hop.request, method="POST", headers=headers, body=Content(size=len(body), data=body))
    return sent(replace(hop, request=asked))


def test_a_body_that_was_sent_stands_under_the_request_with_its_secret_fields_masked() -> None:
    entry = _with_request(b"user=me&password=hunter2", "application/x-www-form-urlencoded")
    said = console_entry.text(entry)
    assert "user=me&password=********(7)" in said and "hunter2" not in said
    assert "user=me&password=hunter2" in console_entry.text(entry, show_secrets=True)


@pytest.mark.parametrize(
    ("body", "kind", "shown"),
    [
        ("grüß".encode("latin-1"), "text/plain; charset=latin-1", ["grüß"]),
        ("grüß".encode(), "text/plain", ["grüß"]),
        (b"\x89PNG\r\n\x1a\n\0\xff", "image/png", ["89 50 4e 47 0d 0a 1a 0a", "00 ff"]),
        (b"a" * 1000, "text/plain", ["a" * 400 + "…"]),
    ],
)
def test_the_beginning_of_a_body_is_text_in_its_charset_or_bytes(body: bytes, kind: str, shown: list[str]) -> None:
    said = list(plain_lines(console_entry.nodes(_with_request(body, kind)), ""))
    at = next(number for number, line in enumerate(said) if line.strip().startswith("Body"))
    assert [line.strip().startswith(text) for line, text in zip(said[at + 1 :], shown, strict=False)] == [True] * len(
        shown
    )


def test_as_text_a_body_is_whole_with_secrets_and_without() -> None:
    lines = [f'{{"line": {number}, "long": "{"x" * 500}"}}' for number in range(1000)]
    entry = _with_request("\n".join(lines).encode(), "application/json")
    said = console_entry.text(entry).splitlines()
    at = said.index(f"      {lines[0]}")
    assert [line.strip() for line in said[at : at + 1000]] == lines
    assert ", its beginning" not in "".join(said)
    secret = _with_request(b"a=b\nc\r\nd&password=hunter2\nend", "application/x-www-form-urlencoded")
    assert "      a=b\n      c\n      d&password=********(11)\n" in console_entry.text(secret)
    assert "      d&password=hunter2\n      end\n" in console_entry.text(secret, show_secrets=True)


def test_as_text_a_body_that_is_not_kept_whole_says_so() -> None:
    entry = _with_request(b"beginning", "text/plain")
    assert entry.exchange is not None
    hop = entry.exchange.hops[0]
    cut = replace(hop, request=replace(hop.request, body=Content(size=2_000_000, data=b"beginning")))
    assert "2.0 MB  text/plain, its beginning\n      beginning\n" in console_entry.text(sent(cut))


def test_tls_to_a_proxy_is_told_beside_that_to_the_server() -> None:
    proxy = ProxyUsed(url="https://proxy.test:3128", source="settings", tls=accepted(version="TLSv1.2"))
    said = console_entry.text(sent(replace(answered(), proxy=proxy)))
    assert "through the proxy https://proxy.test:3128 (settings)" in said
    assert "Proxy  verified" in said and "our certificate there: CN=alice" in said


def test_a_body_that_was_cut_off_says_so() -> None:
    entry = sent(answered(), body=b"half")
    assert entry.exchange is not None and entry.exchange.body is not None
    half = replace(entry, exchange=replace(entry.exchange, body=replace(entry.exchange.body, complete=False)))
    assert "NOT COMPLETE" in console_entry.text(half)


def test_credentials_in_a_url_leave_the_host_to_be_read() -> None:
    hop = answered()
    line = headline(sent(replace(hop, request=replace(hop.request, url="https://me:pw@a.test/x"))), 78).plain
    assert "…@a.test/x" in line


def test_what_is_searched_of_an_entry_has_an_end() -> None:
    hop = answered("/" + "x" * 10_000 + "end")
    for entry in (sent(hop), told("y" * 10_000 + "end")):
        gist = console_gist.gist(entry)
        assert len(gist.text) == console_gist.MOST_TEXT and "end" not in gist.text
