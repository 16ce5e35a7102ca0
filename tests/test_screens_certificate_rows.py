from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from workbench.certificates.checkup import EntryStatus
from workbench.models import CertificateEntry, Considered, Problem, Seen
from workbench.screens import certificate_rows
from workbench.widgets.certificate_table import STATE_WIDTH

CODES = (
    *("file_missing", "file_unreadable", "needs_passphrase", "wrong_passphrase", "unsupported", "no_certificate"),
    *("no_key", "key_mismatch", "expired", "expires_soon", "not_yet_valid", "no_client_auth", "server_certificate"),
    *("chain_gap", "weak_key", "weak_signature", "key_readable_by_others"),
)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENTRY = CertificateEntry(id="a", host="a.test", cert_file="~/pki/alice.crt", key_file="~/pki/alice.key")
STATUS = EntryStatus(entry=ENTRY, subject="CN=alice", not_after=NOW + timedelta(days=162), days_left=162, sha256="00")


def problems(*codes: str) -> EntryStatus:
    return replace(STATUS, problems=tuple(Problem(code=code, message=code) for code in codes))


@pytest.mark.parametrize(
    ("entry", "status", "state", "tone"),
    [
        (ENTRY, STATUS, "ok", "good"),
        (ENTRY, replace(STATUS, from_seen=True), "asks", "good"),
        (ENTRY, None, "…", "dim"),
        (replace(ENTRY, enabled=False), STATUS, "off", "dim"),
        (ENTRY, problems("expired"), "x expired", "bad"),
        (ENTRY, problems("expires_soon"), "! expires soon", "warn"),
        (ENTRY, problems("chain_gap", "key_mismatch"), "x another key", "bad"),
        (ENTRY, problems("expired", "file_missing"), "x file missing", "bad"),
        (ENTRY, problems("expires_soon", "chain_gap"), "! chain gap", "warn"),
        (ENTRY, problems("of_a_later_version"), "x of_a_later_version", "bad"),
    ],
)
def test_a_state_is_a_sign_and_a_word(
    entry: CertificateEntry, status: EntryStatus | None, state: str, tone: str
) -> None:
    row = certificate_rows.row(entry, 1, status, NOW, 30)
    assert (row.state, row.tone) == (state, tone)


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (-1, ("2026-11-19", "-1", "x expired", "bad")),
        (0, ("2026-11-20", "0", "! expires soon", "warn")),
        (11, ("2026-12-01", "11", "! expires soon", "warn")),
        (162, ("2027-05-01", "162", "ok", "good")),
        (99_999, ("2300-09-04", "9999+", "ok", "good")),
        (-99_999, ("1753-02-05", "-9999", "x expired", "bad")),
    ],
)
def test_until_files_are_read_what_was_seen_counts(days: int, shown: tuple[str, str, str, str]) -> None:
    seen = Seen(subject="CN=alice", not_after=NOW + timedelta(days=days), sha256="00")
    row = certificate_rows.row(replace(ENTRY, seen=seen), 1, None, NOW, 30)
    assert (row.expires, row.days, row.state, row.tone) == shown


def test_every_finding_has_a_word_that_fits_its_column() -> None:
    assert set(certificate_rows.STATES) >= set(CODES)
    assert all(len(f"x {word}") <= STATE_WIDTH for word in certificate_rows.STATES.values())


def test_the_winner_of_a_test_is_marked_by_a_sign_too() -> None:
    won = Considered(id="a", name=None, host="a.test", port=None, outcome="selected", reason="by rule")
    assert certificate_rows.tested(ENTRY, 1, won).reason == "* by rule"
    lost = replace(won, outcome="host", reason="other host")
    assert certificate_rows.tested(ENTRY, 1, lost).reason == "other host"


def test_facts_hold_no_passphrase() -> None:
    entry = replace(ENTRY, passphrase="hunter2")
    facts = certificate_rows.facts(entry, STATUS, (), passphrase="sealed on this machine")
    assert "hunter2" not in repr(facts)
