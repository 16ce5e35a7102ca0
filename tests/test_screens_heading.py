from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.models import CaEntry, CertificateEntry, Choice, Seen
from workbench.screens.heading import heading
from workbench.settings import Settings, TlsSettings

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def entry(days: int, *, enabled: bool = True) -> CertificateEntry:
    seen = Seen(subject="CN=x", not_after=NOW + timedelta(days=days), sha256="ab")
    return CertificateEntry(id=f"id{days}", host="a.test", name=f"n{days}", seen=seen, enabled=enabled)


SETTINGS = Settings(
    path=Path("settings.toml"),
    certificates=(entry(-1), entry(11), entry(99), entry(5, enabled=False), CertificateEntry(id="new", host="b.test")),
    cas=(CaEntry(file="a.pem"), CaEntry(file="b.pem", enabled=False)),
)


def test_it_counts_what_there_is_and_what_ends() -> None:
    found = heading(SETTINGS, None, NOW)
    assert (found.certificates, found.expired, found.expiring, found.cas) == (5, 1, 1, 1)


def test_one_whose_passphrase_is_asked_counts_by_what_was_seen_of_it() -> None:
    asked = replace(SETTINGS, certificates=tuple(replace(each, passphrase="ask") for each in SETTINGS.certificates))
    found = heading(asked, None, NOW)
    assert (found.expired, found.expiring) == (1, 1)


def test_a_warning_ahead_of_more_days_than_there_are_counts_them_all() -> None:
    found = heading(replace(SETTINGS, tls=TlsSettings(expiry_warning_days=10**12)), None, NOW)
    assert (found.expired, found.expiring) == (1, 2)


def test_with_the_switch_off_there_is_no_extra_trust() -> None:
    off = replace(SETTINGS, tls=TlsSettings(extra_ca=False, verify=False, minimum_version="TLSv1"))
    found = heading(off, None, NOW)
    assert (found.cas, found.verify, found.minimum_version) == (0, False, "TLSv1")


@pytest.mark.parametrize(
    ("value", "identity"),
    [
        ("none", "nobody"),
        ("n99", "n99"),
        ("id:id11", "n11"),
        ("n5", "n5, NOT USABLE: disabled"),
        ("alice", "alice, NOT USABLE: nothing has that name now"),
    ],
)
def test_the_session_s_identity_is_called_by_its_name(value: str, identity: str) -> None:
    assert heading(SETTINGS, Choice(by="session", value=value), NOW).identity == identity
