from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.models import CertificateEntry, Seen
from workbench.screens import typed_certificate
from workbench.screens.typed_certificate import FormField, TypedCertificate
from workbench.settings import Settings

TYPED = TypedCertificate(host="api.test", cert="/pki/alice.crt", key="/pki/alice.key")
ALICE = CertificateEntry(
    id="k3f9a2",
    host="api.test",
    port=8443,
    name="alice",
    cert_file="/pki/alice.crt",
    key_file="/pki/alice.key",
    passphrase="sealed:v1:0:0",
    enabled=False,
    added=datetime(2026, 1, 1, tzinfo=UTC),
    seen=Seen(subject="CN=alice", not_after=datetime(2027, 1, 1, tzinfo=UTC), sha256="00"),
)
SETTINGS = Settings(path=Path("settings.toml"), certificates=(ALICE,))


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        (TYPED, []),
        (replace(TYPED, key=""), []),
        (TypedCertificate(), ["host", "cert"]),
        (replace(TYPED, host="a b"), ["host"]),
        (replace(TYPED, port="x"), ["host"]),
        (replace(TYPED, name="none"), ["name"]),
        (replace(TYPED, name="a:b"), ["name"]),
        (replace(TYPED, files="pfx"), ["pfx"]),
        (replace(TYPED, files="pfx", pfx="/pki/a.p12"), []),
    ],
)
def test_what_is_missing_stands_under_its_field(typed: TypedCertificate, fields: list[FormField]) -> None:
    assert list(typed_certificate.missing(typed)) == fields


def test_a_new_entry_holds_what_is_typed_and_nothing_else() -> None:
    typed = replace(TYPED, host="HTTPS://Api.Test:8443/x", name="bob", ca="/pki/ca.pem", pfx="/not/chosen.p12")
    entry = typed_certificate.entry_of(typed, SETTINGS)
    assert entry.id not in ("", ALICE.id)
    assert (entry.host, entry.port, entry.name, entry.ca_file) == ("api.test", 8443, "bob", "/pki/ca.pem")
    assert (entry.cert_file, entry.key_file, entry.pfx_file) == ("/pki/alice.crt", "/pki/alice.key", None)
    assert entry.enabled and entry.added is not None and entry.passphrase is None


def test_a_form_filled_in_and_left_alone_gives_the_same_entry() -> None:
    assert typed_certificate.entry_of(typed_certificate.from_entry(ALICE), SETTINGS) == ALICE


def test_what_was_seen_of_other_files_is_forgotten() -> None:
    typed = replace(typed_certificate.from_entry(ALICE), cert="/pki/new.crt")
    assert typed_certificate.entry_of(typed, SETTINGS).seen is None


def test_a_stored_passphrase_never_comes_into_the_form() -> None:
    assert typed_certificate.from_entry(ALICE).passphrase == ""


def test_a_typed_passphrase_is_not_in_what_the_form_says_of_itself() -> None:
    assert "hunter2" not in repr(replace(TYPED, passphrase="hunter2"))


@pytest.mark.parametrize(
    ("before", "keeping", "after"),
    [
        (None, "seal", None),
        (None, "ask", "ask"),
        ("ask", "seal", None),
        ("sealed:v1:0:0", "seal", "sealed:v1:0:0"),
        ("sealed:v1:0:0", "ask", "ask"),
    ],
)
def test_a_passphrase_left_alone_is_kept_unless_it_is_to_be_asked_for(
    before: str | None, keeping: typed_certificate.Keeping, after: str | None
) -> None:
    entry = replace(ALICE, passphrase=before)
    typed = replace(typed_certificate.from_entry(entry), keeping=keeping)
    assert typed_certificate.entry_of(typed, SETTINGS).passphrase == after
