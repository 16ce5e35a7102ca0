"""The people of the lab, and their files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12

from tests import lab as client
from workbench.demo.lab import Lab


@pytest.mark.parametrize("name", ["alice", "bob", "stranger", "expired"])
def test_the_files_hold_what_the_identity_says(lab: Lab, name: str) -> None:
    person, found = lab.identities[name], client.read_identity(lab, name)
    assert (found.sha256, found.subject) == (person.sha256, person.subject) == (person.sha256, f"CN={name}")
    assert found.certificate.not_valid_after_utc == person.not_after


def test_bobs_file_needs_the_passphrase(lab: Lab) -> None:
    bob = lab.identities["bob"]
    assert bob.pfx_file is not None
    with pytest.raises(ValueError, match="Invalid password"):
        pkcs12.load_key_and_certificates(bob.pfx_file.read_bytes(), b"wrong")
    assert str(bob.passphrase) not in repr(bob)


def test_alice_and_bob_are_of_the_demos_ca_and_stranger_is_of_another(lab: Lab) -> None:
    issuers = {name: client.read_identity(lab, name).certificate.issuer for name in lab.identities}
    assert issuers["alice"] == issuers["bob"] == lab.authorities.intermediate.certificate.subject
    assert issuers["stranger"] == lab.authorities.another.certificate.subject


def test_a_list_of_them_has_all_three_states(lab: Lab) -> None:
    left = {name: person.not_after - datetime.now(UTC) for name, person in lab.identities.items()}
    assert left["expired"] < timedelta(0)
    assert left["stranger"].days == 11
    assert left["alice"] > timedelta(days=300)


def test_what_a_script_gets_names_only_what_there_is(lab: Lab) -> None:
    assert set(lab.identities["alice"].files()) == {"cert_file", "key_file", "subject", "sha256"}
    assert set(lab.identities["bob"].files()) == {"pfx_file", "passphrase", "subject", "sha256"}
