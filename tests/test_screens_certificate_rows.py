from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.certificates.checkup import EntryStatus
from workbench.models import CaEntry, CertificateEntry, Considered, Problem, Seen
from workbench.screens import certificate_rows
from workbench.screens.ca_words import CaFile
from workbench.settings import Settings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENTRY = CertificateEntry(id="a", host="a.test", cert_file="~/pki/alice.crt", key_file="~/pki/alice.key")
STATUS = EntryStatus(entry=ENTRY, subject="CN=alice", not_after=NOW + timedelta(days=162), days_left=162, sha256="00")


def problems(*codes: str) -> EntryStatus:
    return replace(STATUS, problems=tuple(Problem(code=code, message=code) for code in codes))


@pytest.mark.parametrize(
    ("entry", "status", "state", "tone"),
    [
        (ENTRY, STATUS, "ok 162 days", "good"),
        (ENTRY, replace(STATUS, days_left=1), "ok 1 day", "good"),
        (ENTRY, replace(STATUS, from_seen=True), "asks  162 days", "good"),
        (ENTRY, None, "…", "dim"),
        (replace(ENTRY, enabled=False), STATUS, "off", "dim"),
        (ENTRY, problems("expired"), "x expired", "bad"),
        (ENTRY, problems("expires_soon"), "! 162 days", "warn"),
        (ENTRY, problems("chain_gap", "key_mismatch"), "x another key", "bad"),
        (ENTRY, problems("expired", "file_missing"), "x file missing", "bad"),
        (ENTRY, problems("expires_soon", "chain_gap"), "! chain gap", "warn"),
        (ENTRY, problems("of_a_later_version"), "x of_a_later_version", "bad"),
    ],
)
def test_a_state_is_a_sign_and_a_word(
    entry: CertificateEntry, status: EntryStatus | None, state: str, tone: str
) -> None:
    row = certificate_rows.row(entry, status, NOW)
    assert (row.state, row.tone) == (state, tone)


def test_until_files_are_read_what_was_seen_counts() -> None:
    seen = Seen(subject="CN=alice", not_after=NOW - timedelta(days=1), sha256="00")
    row = certificate_rows.row(replace(ENTRY, seen=seen), None, NOW)
    assert (row.expires, row.state) == ("2026-11-19", "x expired")


def test_the_winner_of_a_test_is_marked_by_a_sign_too() -> None:
    won = Considered(id="a", name=None, host="a.test", port=None, outcome="selected", reason="by rule")
    assert certificate_rows.tested(ENTRY, won).reason == "* by rule"
    lost = replace(won, outcome="host", reason="other host")
    assert certificate_rows.tested(ENTRY, lost).reason == "other host"


def test_facts_hold_no_passphrase() -> None:
    entry = replace(ENTRY, passphrase="hunter2")
    facts = certificate_rows.facts(entry, STATUS, (), passphrase="sealed on this machine")
    assert "hunter2" not in repr(facts)


def test_ca_files_say_for_whom_and_how_it_stands_with_them() -> None:
    settings = Settings(
        path=Path("s"), cas=(CaEntry(file="a.pem"), CaEntry(file="b.pem", host="x.test", enabled=False))
    )
    rows = certificate_rows.ca_rows(settings, {"b.pem": CaFile(fault="no", code="file_missing")}, NOW)
    assert [(row.label, row.on, row.scope, row.state) for row in rows[2:]] == [
        ("a.pem", True, "every host", "…"),
        ("b.pem", False, "x.test:443", "x file missing"),
    ]
