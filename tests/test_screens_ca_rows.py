from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.models import CaEntry, PeerCertificate
from workbench.screens import ca_rows
from workbench.screens.ca_words import OWN, CaFile
from workbench.settings import Settings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def ca(days: int, name: str = "Root") -> PeerCertificate:
    return PeerCertificate(
        subject=f"CN={name}",
        issuer="CN=Root",
        serial="01",
        not_before=NOW - timedelta(days=100),
        not_after=NOW + timedelta(days=days),
        sha256="ab" * 32,
        key_type="EC-P-256",
    )


def settings(*cas: CaEntry) -> Settings:
    return Settings(path=Path("s"), cas=cas)


def test_ca_files_say_for_whom_and_how_it_stands_with_them() -> None:
    found = {"b.pem": CaFile(fault="no", code="file_missing")}
    listed = settings(
        CaEntry(file="a.pem"), CaEntry(file="b.pem", host="x.test", enabled=False), CaEntry(file="a.pem", port=8443)
    )
    rows = ca_rows.rows(listed, found, NOW)
    assert [(row.label, row.on, row.scope, row.state) for row in rows[2:]] == [
        ("a.pem", True, "every host", "…"),
        ("b.pem", False, "x.test:443", "x file missing"),
        ("a.pem", True, "every host, port 8443", "…"),
    ]


@pytest.mark.parametrize(
    ("found", "state", "tone"),
    [
        (CaFile(certificates=(ca(400),)), "ok until 2027-12-25", "good"),
        (CaFile(certificates=(ca(900), ca(400))), "ok 2 certificates until 2027-12-25", "good"),
        (CaFile(certificates=(ca(900), ca(11))), "! 11 days left", "warn"),
        (CaFile(certificates=(ca(900), ca(-1))), "! 1 of 2 expired", "warn"),
        (CaFile(certificates=(ca(-3), ca(-1))), "x expired 2026-11-19", "bad"),
        (CaFile(fault="no", code="not_a_ca"), "x no CA in it", "bad"),
        (CaFile(fault="no", code=OWN), "x no CA in it", "bad"),
        (CaFile(fault="no", code="unsupported"), "x unsupported", "bad"),
    ],
)
def test_the_state_of_a_ca_file_is_a_sign_and_a_word(found: CaFile, state: str, tone: str) -> None:
    (row,) = ca_rows.rows(settings(CaEntry(file="a.pem")), {"a.pem": found}, NOW)[2:]
    assert (row.state, row.tone) == (state, tone)


def test_a_servers_own_certificate_is_good_for_its_host() -> None:
    found = CaFile(certificates=(ca(400, "server"),), fault="no CA", code=OWN)
    (row,) = ca_rows.rows(settings(CaEntry(file="a.pem", host="a.test")), {"a.pem": found}, NOW)[2:]
    assert row.tone == "good"
    assert "no CA" not in str(ca_rows.facts(CaEntry(file="a.pem", host="a.test"), found, NOW, 30))


def test_every_certificate_of_a_file_is_told_with_its_days() -> None:
    found = CaFile(certificates=(ca(400), ca(11, "Issuing"), ca(-1, "Old")))
    facts = [(fact.label, fact.value) for fact in ca_rows.facts(CaEntry(file="a.pem"), found, NOW, 30)]
    assert [value for label, value in facts if label == "Subject"] == ["CN=Root", "CN=Issuing", "CN=Old"]
    assert [value for label, value in facts if label == "Issuer"] == ["itself", "CN=Root", "CN=Root"]
    ends = [value for label, value in facts if label == "Valid"]
    assert [end.partition(", ")[2] for end in ends] == ["400 days left", "11 days left", "EXPIRED"]
    assert sum(value == "ab" * 32 for _, value in facts) == 3
