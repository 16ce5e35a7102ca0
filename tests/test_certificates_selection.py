from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from workbench.certificates import hosts, selection
from workbench.models import CertificateEntry, Choice, Origin, Outcome, Port, Selection


def entry(
    entry_id: str, host: str, port: Port = None, *, name: str | None = None, enabled: bool = True
) -> CertificateEntry:
    return CertificateEntry(id=entry_id, host=host, port=port, name=name, enabled=enabled)


def pin(value: str) -> Choice:
    return Choice(by="pin", value=value)


def chosen(
    url: str, entries: Sequence[CertificateEntry], choice: Choice | None = None, own: str | None = None
) -> Selection:
    own_origin = hosts.origin(own) if own else None
    return selection.select(hosts.origin(url), entries, choice, own_origin, url=url, everything=True)


def winner(found: Selection) -> str | None:
    return found.entry.id if found.entry else None


def outcomes(found: Selection) -> list[Outcome]:
    return [each.outcome for each in found.considered]


RULES: list[tuple[str, str, list[CertificateEntry], str | None]] = [
    ("nothing is there", "https://a.test", [], None),
    ("an exact host matches", "https://a.test", [entry("1", "a.test")], "1"),
    ("a pattern matches", "https://a.b.test", [entry("1", "*.b.test")], "1"),
    ("an absent port is 443", "https://a.test:443", [entry("1", "a.test")], "1"),
    ("an absent port is no other", "https://a.test:8443", [entry("1", "a.test")], None),
    ("a named port is no other", "https://a.test", [entry("1", "a.test", 8443)], None),
    ("a star is any port", "https://a.test:9", [entry("1", "a.test", "*")], "1"),
    ("an exact host beats a pattern", "https://a.test", [entry("1", "a.test"), entry("2", "*.test")], "1"),
    (
        "an exact host on any port beats a pattern on this one",
        "https://a.test",
        [entry("1", "a.test", "*"), entry("2", "*.test", 443)],
        "1",
    ),
    ("an exact port beats a star", "https://a.test", [entry("1", "a.test"), entry("2", "a.test", "*")], "1"),
    (
        "an exact port beats a star among patterns",
        "https://a.test",
        [entry("1", "*.test"), entry("2", "a*", "*")],
        "1",
    ),
    ("the one added last wins", "https://a.test", [entry("1", "a.test"), entry("2", "a.test")], "2"),
    ("an absent port and 443 are alike", "https://a.test", [entry("1", "a.test", 443), entry("2", "a.test")], "2"),
    ("no pattern is closer than another", "https://a.b.test", [entry("1", "a.b.*"), entry("2", "*")], "2"),
    (
        "a disabled entry is no rival",
        "https://a.test",
        [entry("1", "*.test"), entry("2", "a.test", enabled=False)],
        "1",
    ),
    ("http gets none", "http://a.test", [entry("1", "a.test", "*")], None),
    ("http gets none on 443", "http://a.test:443", [entry("1", "a.test")], None),
    ("ws gets none", "ws://a.test:443", [entry("1", "a.test")], None),
    ("wss gets one", "wss://a.test", [entry("1", "a.test")], "1"),
    ("a host is matched in normal form", "https://A.Test./", [entry("1", "a.test")], "1"),
    ("an entry is matched in normal form", "https://a.test", [entry("1", "A.TEST.")], "1"),
    ("IPv6 is matched in normal form", "https://[::0:1]/", [entry("1", "::1")], "1"),
    ("an address is not matched by a pattern", "https://10.0.0.1", [entry("1", "10.0.0.*")], None),
    ("an address is matched by a lone star", "https://10.0.0.1", [entry("1", "*")], "1"),
    ("a host that cannot be read matches nothing", "https://127.0.0.1", [entry("1", "127.1")], None),
    ("a longer host is another", "https://example.com.evil.net", [entry("1", "example.com")], None),
    ("a look-alike is another", "https://evil-example.com", [entry("1", "*.example.com")], None),
    ("a user is not the host", "https://example.com@evil.net", [entry("1", "example.com")], None),
]


@pytest.mark.parametrize(("url", "entries", "expected"), [case[1:] for case in RULES], ids=[case[0] for case in RULES])
def test_the_rules_choose(url: str, entries: list[CertificateEntry], expected: str | None) -> None:
    found = chosen(url, entries)
    assert winner(found) == expected
    assert found.by == ("rule" if expected else "none")
    assert found.stop is None
    assert found.usable is None
    assert not found.outside_rule


ALICE = entry("a1", "*.test", 8443, name="alice")
ALICE_HERE = entry("a2", "api.test", 8443, name="alice")
BOB = entry("b1", "api.test", 8443, name="bob")
NAMELESS = entry("n1", "*.test", "*")
HERE = "https://api.test:8443/"


def test_a_name_narrows_the_list_and_the_rules_choose_within_it() -> None:
    found = chosen(HERE, [ALICE_HERE, ALICE, BOB], pin("alice"))
    assert winner(found) == "a2"
    assert found.by == "pin"
    assert outcomes(found) == ["selected", "outranked", "not_pinned"]


def test_a_name_beats_a_better_match_of_another_name() -> None:
    assert winner(chosen(HERE, [ALICE, BOB], pin("alice"))) == "a1"


def test_a_name_narrows_on_every_hop() -> None:
    found = chosen("https://other.test:8443", [ALICE, BOB, NAMELESS], pin("alice"), own=HERE)
    assert winner(found) == "a1"


@pytest.mark.parametrize("own", [None, "https://elsewhere.test"])
def test_it_stops_where_only_entries_of_other_names_match(own: str | None) -> None:
    found = chosen("https://api.test:8443", [entry("1", "x.test", name="alice"), BOB, NAMELESS], pin("alice"), own)
    assert winner(found) is None
    assert found.stop is not None
    assert "only entries of other names match api.test:8443" in found.stop
    assert "bob (api.test:8443)" in found.stop
    assert found.by == "pin"
    assert found.reason == found.stop
    assert outcomes(found) == ["host", "not_pinned", "not_pinned"]


def test_a_name_of_which_nothing_matches_means_none_where_nothing_else_matches() -> None:
    found = chosen("https://away.example", [ALICE, BOB], pin("alice"))
    assert (winner(found), found.stop, found.by) == (None, None, "none")


def test_a_name_gets_none_over_http_and_does_not_stop() -> None:
    found = chosen("http://api.test:8443", [ALICE, BOB], pin("alice"))
    assert (winner(found), found.stop, found.by) == (None, None, "none")
    assert outcomes(found) == ["scheme", "scheme"]


STOPS: list[tuple[str, list[CertificateEntry], str]] = [
    ("carol", [ALICE, BOB], "there are alice, bob"),
    ("carol", [NAMELESS], "no certificate has a name yet"),
    ("", [ALICE], "no certificate has that name"),
    ("Alice", [ALICE], "no certificate has that name"),
    ("None", [ALICE], "no certificate has that name"),
    ("id:zz", [ALICE, BOB], "no certificate has that id"),
    ("id:", [ALICE], "no certificate has that id"),
    ("alice", [replace(ALICE, enabled=False), BOB], "alice (*.test:8443) was asked for but is disabled"),
    ("alice", [replace(ALICE_HERE, enabled=False), entry("a3", "x.test", name="alice")], "is disabled"),
    ("id:a1", [replace(ALICE, enabled=False), BOB], "alice (*.test:8443) was asked for but is disabled"),
]


@pytest.mark.parametrize(("value", "entries", "words"), STOPS)
def test_an_unknown_or_disabled_one_asked_for_stops(value: str, entries: list[CertificateEntry], words: str) -> None:
    found = chosen(HERE, entries, pin(value))
    assert winner(found) is None
    assert found.stop is not None
    assert words in found.stop
    assert "selected" not in outcomes(found)
    assert "outranked" not in outcomes(found)


def test_a_disabled_bearer_elsewhere_does_not_stop_an_enabled_one_here() -> None:
    found = chosen(HERE, [ALICE_HERE, entry("a3", "x.test", name="alice", enabled=False)], pin("alice"))
    assert winner(found) == "a2"


def test_an_id_is_taken_outside_its_rule_for_the_own_origin_and_marked() -> None:
    found = chosen("https://else.example", [ALICE, BOB], pin("id:b1"))
    assert winner(found) == "b1"
    assert found.outside_rule
    assert found.by == "pin"
    assert outcomes(found) == ["host", "selected"]


def test_an_id_inside_its_rule_is_not_marked() -> None:
    found = chosen(HERE, [ALICE, BOB], pin("id:a1"), own=HERE)
    assert winner(found) == "a1"
    assert not found.outside_rule
    assert outcomes(found) == ["selected", "not_pinned"]


@pytest.mark.parametrize(
    "hop",
    ["https://api.test:9443/", "https://evil.test:8443/", "https://api.test.evil.net:8443/", "wss://api.test:8443/"],
)
def test_an_id_goes_to_its_own_origin_only(hop: str) -> None:
    found = chosen(hop, [entry("1", "nowhere.example", name="alice")], pin("id:1"), own=HERE)
    assert winner(found) is None
    assert found.stop is None
    assert not found.outside_rule


def test_other_hops_of_an_id_follow_the_rules() -> None:
    found = chosen("https://b.test:8443", [BOB, ALICE], pin("id:b1"), own=HERE)
    assert winner(found) == "a1"
    assert found.by == "rule"


@pytest.mark.parametrize("hop", ["http://api.test:8443", "http://api.test", "ws://api.test:8443"])
def test_http_never_gets_one_even_by_id(hop: str) -> None:
    found = chosen(hop, [BOB], pin("id:b1"))
    assert (winner(found), found.by, found.stop) == (None, "none", None)
    assert outcomes(found) == ["scheme"]


@pytest.mark.parametrize("own", [None, HERE, "https://else.example"])
def test_none_means_none_on_every_hop(own: str | None) -> None:
    found = chosen(HERE, [ALICE, BOB], Choice(by="session", value="none"), own)
    assert (winner(found), found.by, found.stop) == (None, "session", None)
    assert outcomes(found) == ["not_pinned", "not_pinned"]


def test_an_identity_from_the_command_line_is_taken_for_its_own_origin() -> None:
    one_off = entry("command", "api.test", 8443)
    found = chosen(HERE, [BOB, one_off], Choice(by="command", value="id:command"), own=HERE)
    assert (winner(found), found.by, found.outside_rule) == ("command", "command", False)
    assert found.reason == "given on the command line"


def test_of_two_entries_with_one_id_the_later_counts() -> None:
    entries = [entry("command", "x.test"), replace(entry("command", "api.test", 8443), name="one-off")]
    assert chosen(HERE, entries, pin("id:command")).entry == entries[1]


OUTCOMES: list[tuple[CertificateEntry, str, Outcome]] = [
    (entry("1", "x.test", enabled=False), "http://api.test", "scheme"),
    (entry("1", "x.test", 1, enabled=False), HERE, "disabled"),
    (entry("1", "x.test", 1), HERE, "host"),
    (entry("1", "{broken", 8443), HERE, "host"),
    (entry("1", "api.test", 1), HERE, "port"),
    (entry("1", "api.test", 8443), HERE, "selected"),
]


@pytest.mark.parametrize(("only", "url", "outcome"), OUTCOMES)
def test_the_first_outcome_that_applies_is_told(only: CertificateEntry, url: str, outcome: Outcome) -> None:
    assert outcomes(chosen(url, [only])) == [outcome]


def test_what_is_neither_matched_nor_near_is_only_counted() -> None:
    entries = [entry("1", "far.example"), entry("2", "*.api.test"), entry("3", "test"), entry("4", "api.test", 1), BOB]
    found = selection.select(hosts.origin(HERE), entries)
    assert [each.id for each in found.considered] == ["2", "3", "4", "b1"]
    assert found.omitted == 1


def test_an_entry_chosen_outside_its_rule_is_among_the_considered() -> None:
    found = selection.select(hosts.origin("https://far.example"), [ALICE, BOB], pin("id:b1"))
    assert [each.id for each in found.considered] == ["b1"]


def test_without_a_url_the_origin_stands_for_it() -> None:
    found = selection.select(hosts.origin("https://[::1]/x?secret"), [])
    assert (found.url, found.host, found.port) == ("https://[::1]:443", "::1", 443)


HOSTS = st.sampled_from(["a.test", "b.test", "a.b.test", "test", "a.test.evil.net", "10.0.0.1", "::1"])
PATTERNS = st.sampled_from(
    ["a.test", "b.test", "a.b.test", "*.test", "*", "a.*", "?.test", "{a,b}.test", "[a-b].b.test", "10.0.0.1", "::1"]
)
PORTS: st.SearchStrategy[Port] = st.sampled_from([None, 443, 8443, "*"])
ENTRIES = st.lists(
    st.builds(
        CertificateEntry,
        id=st.sampled_from(["1", "2", "3", "4"]),
        host=PATTERNS,
        port=PORTS,
        name=st.sampled_from([None, "alice", "bob"]),
        enabled=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda each: each.id,
)
ORIGINS = st.builds(
    Origin, scheme=st.sampled_from(["https", "wss", "http"]), host=HOSTS, port=st.sampled_from([443, 8443, 80])
)
CHOICES = st.one_of(
    st.none(),
    st.builds(
        Choice,
        by=st.sampled_from(["pin", "session", "command"]),
        value=st.sampled_from(["none", "alice", "bob", "carol", "id:1", "id:2", "id:9"]),
    ),
)


@examples(400)
@given(ORIGINS, ENTRIES, CHOICES, st.one_of(st.none(), ORIGINS))
def test_whatever_is_chosen_may_be_sent_there(
    origin: Origin, entries: list[CertificateEntry], choice: Choice | None, own: Origin | None
) -> None:
    found = selection.select(origin, entries, choice, own, everything=True)
    if found.entry is None:
        assert "selected" not in outcomes(found)
        return
    assert found.stop is None
    assert origin.scheme in ("https", "wss")
    assert found.entry.enabled
    assert found.outside_rule is not hosts.covers(found.entry.host, found.entry.port, origin)
    if found.outside_rule:
        assert choice is not None
        assert choice.value == f"id:{found.entry.id}"
        assert own in (None, origin)
    else:
        assert hosts.covers_port(found.entry.port, origin.port)
    assert outcomes(found).count("selected") == 1


@examples(300)
@given(ORIGINS, ENTRIES, CHOICES, PORTS, st.booleans(), st.integers(0, 6))
def test_an_entry_for_another_host_never_changes_a_choice(
    origin: Origin,
    entries: list[CertificateEntry],
    choice: Choice | None,
    port: Port,
    enabled: bool,
    at: int,
) -> None:
    before = selection.select(origin, entries, choice)
    other = CertificateEntry(id="new", host="other.example", port=port, enabled=enabled)
    after = selection.select(origin, [*entries[:at], other, *entries[at:]], choice)
    assert (after.entry, after.by, after.stop) == (before.entry, before.by, before.stop)
    assert after.outside_rule == before.outside_rule


@examples(200)
@given(ORIGINS, ENTRIES, CHOICES)
def test_every_entry_is_told_with_a_reason_or_counted(
    origin: Origin, entries: list[CertificateEntry], choice: Choice | None
) -> None:
    short = selection.select(origin, entries, choice)
    full = selection.select(origin, entries, choice, everything=True)
    assert [each.id for each in full.considered] == [each.id for each in entries]
    assert full.omitted == 0
    assert len(short.considered) + short.omitted == len(entries)
    assert set(short.considered) <= set(full.considered)
    assert all(each.reason for each in full.considered)
    assert full.reason
    assert (short.entry, short.reason) == (full.entry, full.reason)


@examples(200)
@given(ORIGINS, ENTRIES, CHOICES)
def test_an_index_gives_the_same_answer_as_the_list(
    origin: Origin, entries: list[CertificateEntry], choice: Choice | None
) -> None:
    ready = selection.index(entries)
    assert selection.select(origin, ready, choice) == selection.select(origin, entries, choice)


def test_choosing_does_not_slow_down_with_entries_for_other_hosts() -> None:
    few = selection.index([entry("1", "h1.test")])
    many = selection.index([entry(str(at), f"h{at}.test") for at in range(10_000)])
    origin = hosts.origin("https://h1.test")

    def cost(ready: selection.Index) -> float:
        before = time.process_time()
        for _ in range(300):
            selection.choose(ready, origin)
        return time.process_time() - before

    assert min(cost(many) for _ in range(3)) < 5 * min(cost(few) for _ in range(3)) + 0.01
