"""Entries are made ready once for as long as they are the same, however many sends there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from tests.hops import NOW
from workbench.certificates import hosts, selection
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.engine import Ticket, withdrawal
from workbench.engine.choosing import Rulebook
from workbench.models import CertificateEntry, Choice, Request, RequestTls, Seen
from workbench.settings import Settings

ALICE = CertificateEntry(id="a", host="api.example.com", name="alice", cert_file="a.crt", key_file="a.key")
BOB = replace(ALICE, id="b", host="*.example.com", name="bob")
HERE = "https://api.example.com/"


@pytest.fixture
def indexed() -> Iterator[mock.Mock]:
    """How often entries were made ready."""
    with mock.patch.object(selection, "index", wraps=selection.index) as counted:
        yield counted


def _chosen(rules: Rulebook, url: str, settings: Settings, choice: Choice | None = None) -> str | None:
    nobody = Passphrases(Sealer(Path("sealing")))
    ticket = Ticket(request=Request(method="GET", url=url), settings=settings, passphrases=nobody, choice=choice)
    place = hosts.origin(url)
    entry = rules.select(ticket, place, place, url).entry
    return entry.id if entry else None


def _settings(*entries: CertificateEntry) -> Settings:
    return Settings(path=Path("settings.toml"), certificates=entries)


def test_entries_are_made_ready_once_for_many_sends(indexed: mock.Mock) -> None:
    rules, settings = Rulebook(), _settings(ALICE, BOB)
    indexed.reset_mock()
    for number in range(300):
        assert _chosen(rules, f"{HERE}{number}", settings) == "a"
        assert _chosen(rules, HERE, replace(settings, theme="other")) == "a"
    assert indexed.call_count == 1


def test_files_named_for_a_send_are_added_once_and_only_while_they_are_the_same(indexed: mock.Mock) -> None:
    rules, settings = Rulebook(), _settings(BOB)
    nobody, place = Passphrases(Sealer(Path("sealing"))), hosts.origin(HERE)
    word = Choice(by="command", value="id:command")
    indexed.reset_mock()
    for cert in ("a.crt", "a.crt", "c.crt"):
        lent = replace(ALICE, id="command", name=None, cert_file=cert)
        request = Request(method="GET", url=HERE)
        ticket = Ticket(request=request, settings=settings, passphrases=nobody, choice=word, one_off=lent)
        assert rules.select(ticket, place, place, HERE).entry == lent
        assert rules.select(ticket, hosts.origin("https://b.example.com"), place, HERE).entry == BOB
    assert indexed.call_count == 3  # the list, and the list with each of the two
    assert _chosen(rules, HERE, settings) == "b"


def test_a_word_for_files_that_nobody_named_stops() -> None:
    nobody, place = Passphrases(Sealer(Path("sealing"))), hosts.origin(HERE)
    request = Request(method="GET", url=HERE, tls=RequestTls(certificate="id:command"))
    ticket = Ticket(request=request, settings=_settings(ALICE), passphrases=nobody)
    found = Rulebook().select(ticket, place, place, HERE)
    assert found.entry is None
    assert "no certificate has that id" in (found.stop or "")


def test_another_list_counts_at_once_and_so_does_the_former(indexed: mock.Mock) -> None:
    rules, before = Rulebook(), _settings(ALICE, BOB)
    changes: list[tuple[tuple[CertificateEntry, ...], str | None]] = [
        ((ALICE, BOB), "a"),
        ((replace(ALICE, enabled=False), BOB), "b"),
        ((BOB,), "b"),
        ((), None),
        ((replace(ALICE, port=8443),), None),
        ((BOB, ALICE), "a"),
    ]
    for entries, chosen in changes:
        assert _chosen(rules, HERE, _settings(*entries)) == chosen
        assert _chosen(rules, HERE, before) == "a"


def test_another_word_is_another_answer() -> None:
    rules, settings = Rulebook(), _settings(ALICE, BOB)
    words = {"alice": "a", "bob": "b", "none": None, "id:b": "b", "nobody": None}
    for _ in range(2):
        for word, chosen in words.items():
            assert _chosen(rules, HERE, settings, Choice(by="session", value=word)) == chosen
        assert _chosen(rules, HERE, settings) == "a"


SEEN = Seen(subject="CN=alice", not_after=NOW, sha256="ab")
CHANGES: list[tuple[str, tuple[CertificateEntry, ...], bool]] = [
    ("nothing", (ALICE, BOB), False),
    ("added", (ALICE, BOB, replace(ALICE, id="c")), False),
    ("another order", (BOB, ALICE), False),
    ("what was seen", (replace(ALICE, seen=SEEN), BOB), False),
    ("removed", (BOB,), True),
    ("disabled", (replace(ALICE, enabled=False), BOB), True),
    ("another host", (replace(ALICE, host="b.test"), BOB), True),
    ("another port", (replace(ALICE, port="*"), BOB), True),
    ("other files", (replace(ALICE, cert_file="b.crt"), BOB), True),
    ("another name", (replace(ALICE, name="carol"), BOB), True),
]


@pytest.mark.parametrize(("what", "after", "withdrawn"), CHANGES, ids=[row[0] for row in CHANGES])
def test_an_entry_is_withdrawn_where_it_no_longer_says_the_same(
    what: str, after: tuple[CertificateEntry, ...], withdrawn: bool
) -> None:
    assert withdrawal.is_any((ALICE, BOB), after) is withdrawn


def test_an_entry_that_was_disabled_cannot_be_withdrawn() -> None:
    assert not withdrawal.is_any((replace(ALICE, enabled=False),), ())
