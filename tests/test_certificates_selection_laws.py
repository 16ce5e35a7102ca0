"""What holds of every choice, whatever the entries are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random
from types import FrameType
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.examples import examples
from workbench.certificates import globs, hosts, selection
from workbench.certificates.hosts import HostError
from workbench.models import CertificateEntry, Choice, Origin, Port

NAMES = st.lists(st.sampled_from(["a", "b", "api", "example", "evil", "com", "net"]), min_size=1, max_size=5)
HOSTS = NAMES.map(".".join) | st.sampled_from(["10.0.0.1", "127.0.0.1", "::1", "a.example.com", "example.com"])
PARTS = st.sampled_from(["*", "?", "{a,b}", "[a-c]", "a", "api", ".", "example", ".com", "*."])
PATTERNS = (
    HOSTS
    | st.lists(PARTS, min_size=1, max_size=5).map("".join)
    | st.sampled_from(["*", "*.example.com", "*.com", "my.example.*", "{a,b}.example.com"])
)
NUMBERS = st.sampled_from([1, 80, 443, 8443, 65535])
PORTS: st.SearchStrategy[Port] = st.sampled_from([None, "*", 1, 80, 443, 8443, 65535])
ORIGINS = st.builds(Origin, scheme=st.sampled_from(["https", "wss", "http", "ws"]), host=HOSTS, port=NUMBERS)
ENTRIES = st.lists(
    st.builds(
        CertificateEntry,
        id=st.uuids().map(str),
        host=PATTERNS,
        port=PORTS,
        name=st.sampled_from([None, "alice", "bob"]),
        enabled=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda entry: entry.id,
)
OTHERS = st.builds(CertificateEntry, id=st.just("other"), host=PATTERNS, port=PORTS, enabled=st.booleans())
AFTER = st.sampled_from([".evil.net", "-evil.net", "x", ".com", "."])
BEFORE = st.sampled_from(["evil-", "x", "evil."])
WORDS = st.sampled_from(["none", "alice", "bob", "carol"])
CHOICES = st.none() | st.builds(Choice, by=st.sampled_from(["pin", "session", "command"]), value=WORDS)


def _chosen(origin: Origin, entries: list[CertificateEntry], choice: Choice | None) -> tuple[str | None, str, bool]:
    found = selection.select(origin, entries, choice)
    return found.entry.id if found.entry else None, found.by, found.stop is not None


def _covers_host(entry: CertificateEntry, host: str) -> bool:
    return hosts.covers(entry.host, "*", Origin(scheme="https", host=host, port=443))


@examples(200)
@given(ORIGINS, ENTRIES, CHOICES)
def test_a_match_implies_equal_ports_tls_and_an_enabled_entry(
    origin: Origin, entries: list[CertificateEntry], choice: Choice | None
) -> None:
    entry = selection.select(origin, entries, choice).entry
    if entry is not None:
        assert origin.scheme in ("https", "wss")
        assert entry.port == "*" or (443 if entry.port is None else entry.port) == origin.port
        assert entry.enabled
        assert _covers_host(entry, origin.host)


@examples(200)
@given(ORIGINS, ENTRIES, CHOICES, OTHERS, st.integers(0, 8))
def test_an_entry_for_another_host_never_changes_a_choice(
    origin: Origin, entries: list[CertificateEntry], choice: Choice | None, other: CertificateEntry, at: int
) -> None:
    assume(not _covers_host(other, origin.host))
    assert _chosen(origin, [*entries[:at], other, *entries[at:]], choice) == _chosen(origin, entries, choice)


@examples(200)
@given(ORIGINS, ENTRIES, CHOICES, st.randoms(use_true_random=False))
def test_the_order_of_entries_for_other_hosts_does_not_matter(
    origin: Origin, entries: list[CertificateEntry], choice: Choice | None, chance: Random
) -> None:
    here = [entry for entry in entries if _covers_host(entry, origin.host)]
    others = [entry for entry in entries if entry not in here]
    chance.shuffle(others)
    shuffled = list(here)
    for entry in others:
        shuffled.insert(chance.randint(0, len(shuffled)), entry)
    assert _chosen(origin, shuffled, choice) == _chosen(origin, entries, choice)


@examples(200)
@given(ORIGINS, ENTRIES, CHOICES)
def test_explaining_never_changes_the_choice_and_says_the_same(
    origin: Origin, entries: list[CertificateEntry], choice: Choice | None
) -> None:
    ready = selection.index(entries)
    decided = selection.choose(ready, origin, choice)
    short = selection.select(origin, ready, choice)
    full = selection.select(origin, ready, choice, everything=True)
    winner = ready.rules[decided.winner].entry if decided.winner is not None else None
    assert winner == short.entry == full.entry
    assert decided.stop == short.stop == full.stop
    assert short.reason == full.reason
    told = [one.id for one in full.considered if one.outcome == "selected"]
    assert told == ([winner.id] if winner else [])
    assert [one for one in full.considered if one in short.considered] == list(short.considered)
    assert selection.choose(ready, origin, choice) == decided


@examples(200)
@given(ORIGINS, ENTRIES)
def test_a_disabled_entry_is_as_if_it_were_not_there(origin: Origin, entries: list[CertificateEntry]) -> None:
    enabled = [entry for entry in entries if entry.enabled]
    assert _chosen(origin, enabled, None) == _chosen(origin, entries, None)


@examples(200)
@given(ORIGINS, ENTRIES)
def test_none_of_what_is_chosen_over_tls_is_chosen_without(origin: Origin, entries: list[CertificateEntry]) -> None:
    for scheme in ("http", "ws"):
        assert _chosen(replace(origin, scheme=scheme), entries, None) == (None, "none", False)


@examples(200)
@given(PATTERNS, HOSTS, AFTER, BEFORE)
def test_no_pattern_matches_across_either_end_of_its_literal_text(
    text: str, host: str, after: str, before: str
) -> None:
    try:
        pattern = hosts.compile_pattern(text)
    except HostError:
        return
    for longer in (host, host + after, before + host):
        if not pattern.matches(longer):
            continue
        if pattern.glob is None:
            assert longer == pattern.text
        else:
            assert longer.startswith(pattern.glob.head)
            assert longer.endswith(pattern.glob.tail)
            assert len(longer) >= len(pattern.glob.head) + len(pattern.glob.tail)


@examples(200)
@given(HOSTS, HOSTS)
def test_a_domains_pattern_covers_its_subdomains_and_nothing_else(domain: str, host: str) -> None:
    assume(not any(text[-1].isdigit() for text in (domain, host)))
    pattern = hosts.compile_pattern(f"*.{domain}")
    assert pattern.matches(host) is (host.endswith(f".{domain}") and host != domain)
    assert pattern.matches(f"{host}.{domain}")
    assert not pattern.matches(f"x{domain}")
    assert not pattern.matches(f"{host}.{domain}.evil.invalid")
    assert not pattern.matches(f"{host}.{domain}x")


@examples(200)
@given(PATTERNS)
def test_the_normal_form_of_a_pattern_is_its_own(text: str) -> None:
    try:
        once = hosts.compile_pattern(text).text
    except HostError:
        return
    assert hosts.compile_pattern(once).text == once
    assert hosts.typed_host(once) == (once, None)


ADVERSARIES: list[tuple[str, Callable[[int], str], Callable[[int], str]]] = [
    ("stars", lambda size: "*a" * size + "b", lambda size: "a" * 4 * size),
    ("stars that nearly match", lambda size: "*a" * size + "*", lambda size: "a" * 2 * size),
    ("choices", lambda size: "{a,aa}" * size + "b?", lambda size: "a" * 2 * size),
    ("signs", lambda size: "?" * size + "b*", lambda size: "a" * 2 * size),
    ("sets", lambda size: "[a-c]*" * size + "d?", lambda size: "abc" * size),
    ("all of them", lambda size: "*{a,ab}?[a-b]" * size + "c?", lambda size: "ab" * 4 * size),
]


def _steps(pattern: str, text: str) -> int:
    """Count the lines of the matcher that run; each does work on one integer of as many bits as the text is long."""
    glob = globs.parse(pattern)
    globs._places.cache_clear()
    steps = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal steps
        if frame.f_code.co_filename != globs.__file__:
            return None
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        globs.matches(glob, text)
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize(("what", "pattern", "text"), ADVERSARIES, ids=[row[0] for row in ADVERSARIES])
def test_twice_the_pattern_and_the_text_take_twice_the_steps(
    what: str, pattern: Callable[[int], str], text: Callable[[int], str]
) -> None:
    counts = [_steps(pattern(size), text(size)) for size in (20, 40, 80, 160)]
    assert all(later <= 2.2 * earlier + 20 for earlier, later in pairwise(counts)), counts


@pytest.mark.parametrize(("what", "pattern", "text"), ADVERSARIES, ids=[row[0] for row in ADVERSARIES])
def test_twice_the_text_takes_twice_the_steps_at_most(
    what: str, pattern: Callable[[int], str], text: Callable[[int], str]
) -> None:
    counts = [_steps(pattern(20), text(size)) for size in (20, 40, 80, 160)]
    assert all(later <= 2.2 * earlier + 20 for earlier, later in pairwise(counts)), counts
