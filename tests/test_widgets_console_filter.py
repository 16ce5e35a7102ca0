from dataclasses import replace

import pytest

from tests.hops import ALICE, answered, asked_none_sent, chosen, exchange, failed, hop, nobody, refused, sent, told
from workbench.models import LogEntry
from workbench.widgets import console_gist
from workbench.widgets.console_filter import parse, pieces, quoted, term_of, toggled, walked
from workbench.widgets.console_shelf import Shelf

OTHER = chosen(host="files.test", port=443, entry=replace(ALICE, name=None, id="zz", pfx_file="~/pki/bob.p12"))
ENTRIES = {
    "ok": sent(answered("/one")),
    "missing": sent(answered("/users", 404)),
    "broken": sent(answered("/two words", 503)),
    "failed": sent(failed()),
    "redirected": sent(answered("/a", 302), answered("/b")),
    "elsewhere": sent(replace(answered("/files", 201), selection=OTHER, tls=None)),
    "refused": sent(hop(refused(), status=400)),
    "nobody": sent(hop(asked_none_sent(), selection=nobody())),
    "posted": sent(replace(answered(), request=replace(answered().request, method="POST"))),
    "done": told("Settings saved: host:port is on."),
    "warned": replace(told("careful"), level="warning"),
    "fault": replace(told("full disk"), level="error"),
}
SENT = {name for name, entry in ENTRIES.items() if entry.exchange}
ERRORS = {"missing", "broken", "failed", "refused", "fault"}


def found(line: str) -> set[str]:
    return {name for name, entry in ENTRIES.items() if parse(line).holds(console_gist.gist(entry))}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", set(ENTRIES)),
        ("error", ERRORS),
        ("Errors", ERRORS),
        ("-error", set(ENTRIES) - ERRORS),
        ("is:app", {"done", "warned", "fault"}),
        ("is:sent", SENT),
        ("is:warning,error -is:sent", {"warned", "fault"}),
        ("status:404", {"missing"}),
        ("status:4xx", {"missing", "refused"}),
        ("status:4", {"missing", "refused"}),
        ("status:400-404", {"missing", "refused"}),
        ("status:>=500", {"broken"}),
        ("status:<202 -status:200", {"elsewhere"}),
        ("status:302", {"redirected"}),
        ("status:none", {"failed"}),
        ("status:201,503", {"elsewhere", "broken"}),
        ("host:files", {"elsewhere"}),
        ("host:FILES.test", {"elsewhere"}),
        ("host:f*.test", {"elsewhere"}),
        ("host:*.test:443", {"elsewhere"}),
        ("host:f*", {"elsewhere"}),
        ("host:*.example.tes", set()),
        ("host::8443 is:sent", SENT - {"elsewhere"}),
        ("cert:bob", {"elsewhere"}),
        ("cert:id:zz", {"elsewhere"}),
        ("cert:refused", {"refused"}),
        ("cert:none", {"nobody"}),
        ("certificate:bob,none", {"elsewhere", "nobody"}),
        ("method:post", {"posted"}),
        ("url:/users", {"missing"}),
        ("/users 404", {"missing"}),
        ("/USERS", {"missing"}),
        ('"/two words"', {"broken"}),
        ("/two words", {"broken"}),
        ('"words /two"', set()),
        ("host:port", set()),
        ('"host:port"', {"done"}),
        ("saved: on", {"done"}),
        ("host:api status:4xx cert:alice error", {"missing", "refused"}),
    ],
)
def test_all_terms_of_a_line_have_to_hold(line: str, names: set[str]) -> None:
    assert found(line) == names


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ""),
        (
            "host:api status:4xx cert:alice error foo",
            "host “api”, status 4xx, certificate “alice”, errors only, text “foo”",
        ),
        ("status:4,50x,NONE", "status 4xx or 50x or none"),
        ("-host:a,b -text", "not host “a” or “b”, not text “text”"),
        ("is:app,warning", "what the app did only or warnings only"),
        ("stauts:404", "text “stauts:404” (there is no term stauts:)"),
        ("https://a.test/x", "text “https://a.test/x”"),
        ('cert:"my name"', "certificate “my name”"),
    ],
)
def test_what_is_understood_is_said_in_words(line: str, words: str) -> None:
    assert parse(line).words == words and parse(line).wrong == ()


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("status:abc", "“abc” is no status: 404, 4xx, 400-499, >=500 or none"),
        ("status:", "status: 404, 4xx, 400-499, >=500 or none"),
        ("status:4444", "“4444” is no status: 404, 4xx, 400-499, >=500 or none"),
        ("host:", "host: a part of a host, or a pattern: host:api, host:*.example.com"),
        ("cert:", "certificate: a name, or what happened to it: cert:alice, cert:none, cert:refused"),
        ("is:red", "“red” is none of is:error, is:warning, is:sent, is:app"),
        ("is:", "is: error, warning, sent, app"),
    ],
)
def test_a_wrong_term_is_told_and_counts_for_nothing(line: str, wrong: str) -> None:
    query = parse(f"{line} /users")
    assert query.wrong == (wrong,) and query.words == "text “/users”"
    assert found(f"{line} /users") == {"missing"}


@pytest.mark.parametrize(
    "line", ['"', '""', "-", "--", ":", "a:", ":a", "-host:", '"unended word', "host:[", "host:*[", "*" * 50]
)
def test_no_line_breaks_anything(line: str) -> None:
    found(line)


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    entry = sent(replace(answered(), selection=chosen(host="a" * 250)))
    assert not parse("host:" + "*" * 40 + "b").holds(console_gist.gist(entry))
    assert not parse("host:" + "*a" * 20 + "b").holds(console_gist.gist(entry))
    assert parse("host:*a*aa?a*a").holds(console_gist.gist(entry))


def test_a_term_is_put_in_and_taken_out_and_takes_the_place_of_one_of_its_name() -> None:
    assert toggled("", "error") == "error"
    assert toggled("x error y", "error") == "x y"
    assert toggled("host:a x", "host:b") == "x host:b"
    assert toggled("host:a x", "host:a") == "x"
    assert toggled('"two words" x', "error") == '"two words" x error'


def test_a_walk_leads_through_sends_and_deeds_and_back_and_leaves_the_rest() -> None:
    lines = ["x"]
    for _ in range(3):
        lines.append(walked(lines[-1]))
    assert lines == ["x", "x is:sent", "x is:app", "x"]


def test_the_terms_of_a_send_find_it_again() -> None:
    for name in ("elsewhere", "nobody", "refused", "redirected"):
        entry = ENTRIES[name]
        for what in ("host", "cert"):
            assert name in found(term_of(entry.exchange, what))
    assert term_of(None, "host") == "" == term_of(ENTRIES["done"].exchange, "cert")


def test_a_value_with_blanks_is_quoted_so_that_it_is_one_term() -> None:
    line = f"cert:{quoted('my, name')} x"
    assert pieces(line) == ['cert:"my, name"', "x"] and parse(line).words == "certificate “my, name”, text “x”"


def test_what_the_app_says_of_itself_is_never_a_host() -> None:
    assert not console_gist.gist(told("host:api.example.test")).hosts


def test_a_secret_in_a_url_is_not_what_one_finds_an_entry_by() -> None:
    assert "hunter2" not in console_gist.gist(sent(answered("/get?token=hunter2"))).text


def shelf() -> Shelf:
    return Shelf(sent(answered(f"/n{number}", 500 if number % 3 == 0 else 200)) for number in range(10))


def test_numbers_stay_when_the_oldest_are_dropped() -> None:
    kept = shelf()
    kept.list_by(parse("error"))
    assert [kept.number(place) for place in range(len(kept))] == [0, 3, 6, 9]
    assert kept.drop(4) == 2
    assert [kept.number(place) for place in range(len(kept))] == [6, 9]
    assert (kept.errors, kept.place(9), kept.place(7), kept.holds(3), kept.holds(4)) == (2, 1, None, False, True)
    assert _path(kept[6]) == "/n6"
    kept.add(sent(answered("/n10", 500)))
    assert (kept.number(2), kept.errors, kept.newest_send()) == (10, 3, 2)
    kept.list_by(parse(""))
    assert [_path(entry) for entry in kept.listed] == [f"/n{number}" for number in range(4, 11)]


def test_what_comes_is_listed_where_the_query_is_about_it() -> None:
    kept = shelf()
    kept.list_by(parse("error"))
    assert kept.add(sent(failed())) and not kept.add(sent(answered("/fine")))
    assert len(kept) == 5 and len(kept.entries) == 12


def _path(entry: LogEntry) -> str:
    assert entry.exchange is not None
    return entry.exchange.request.url.rpartition("8443")[2]


def test_a_gist_that_an_entry_has_with_it_is_not_looked_up_again() -> None:
    entry = replace(sent(answered()), gist=console_gist.gist(told("another")))
    assert console_gist.of(entry).text == "another"
    assert exchange(answered()).request.url.casefold() in console_gist.of(sent(answered())).text


def test_a_certificate_whose_name_holds_a_quote_is_found_by_its_term() -> None:
    made = answered()
    for name in ('a"b', 'a "b", c', '"'):
        hop = replace(made, selection=replace(made.selection, entry=replace(ALICE, name=name)))
        term = term_of(exchange(hop), "cert")
        query = parse(term)
        assert query.holds(console_gist.gist(sent(hop))) and not query.holds(console_gist.gist(sent(made)))
        assert toggled(term, term) == ""
