from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509

from tests.certificate_files import CLIENT, NOW, SECRET, entry, made, write
from workbench.certificates import checkup
from workbench.certificates.documents import entry_document, inspection_document, passphrase_kept
from workbench.models import Port

ENTRY_KEYS = [
    *("id", "name", "host", "port", "enabled", "added", "cert_file", "key_file", "pfx_file", "ca_file"),
    *("passphrase", "subject", "issuer", "serial", "not_before", "not_after", "days_left", "key_type"),
    *("sha256", "problems"),
]
INSPECTION_KEYS = [
    *("status", "format", "subject", "issuer", "serial", "key_type", "has_key", "chain"),
    *("not_before", "not_after", "sha256", "san", "problems", "choice"),
]


def test_an_inspection_has_the_keys_of_the_contract(tmp_path: Path) -> None:
    ca = made("ca", ca=True)
    alice = made("alice", by=ca, extensions=[CLIENT, x509.SubjectAlternativeName([x509.DNSName("a.example")])])
    path = write(tmp_path / "a.pem", alice.pem, ca.pem)
    document = inspection_document(checkup.inspect(path, None, None, None, NOW, 30))
    assert list(document) == INSPECTION_KEYS
    assert json.loads(json.dumps(document)) == document
    assert document["not_before"] == "2026-05-22T12:00:00Z"
    assert document["san"] == ["a.example"]
    assert document["chain"] == [
        {
            "subject": f"CN={name}",
            "issuer": "CN=ca",
            "not_after": "2027-03-28T12:00:00Z",
            "sha256": one.certificate.fingerprint(one.certificate.signature_hash_algorithm or pytest.fail()).hex(),
        }
        for name, one in (("alice", alice), ("ca", ca))
    ]
    assert [set(problem) for problem in _list(document["problems"])] == [{"code", "message"}]


def test_what_is_not_known_is_null(tmp_path: Path) -> None:
    document = inspection_document(checkup.inspect(str(tmp_path / "gone"), None, None, None, NOW, 30))
    assert list(document) == INSPECTION_KEYS
    assert document["status"] == "rejected"
    unknown = ("format", "subject", "issuer", "serial", "key_type", "has_key", "not_before", "not_after", "sha256")
    assert [document[key] for key in unknown] == [None] * len(unknown)
    assert (document["chain"], document["san"]) == ([], [])


def test_an_entry_has_the_keys_of_the_contract(tmp_path: Path) -> None:
    alice = made("alice", extensions=[CLIENT])
    path = write(tmp_path / "a.p12", alice.pfx(SECRET))
    listed = replace(entry(pfx_file=path, passphrase=SECRET), name="alice", added=NOW)
    document = entry_document(checkup.status(listed, SECRET, NOW, 30))
    assert list(document) == ENTRY_KEYS
    text = json.dumps(document)
    assert json.loads(text) == document
    assert SECRET not in text
    assert (document["passphrase"], document["port"], document["days_left"]) == ("sealed", 443, 300)
    assert (document["added"], document["not_after"]) == ("2026-06-01T12:00:00Z", "2027-03-28T12:00:00Z")


@pytest.mark.parametrize(("port", "shown"), [(None, 443), (8443, 8443), ("*", "*")])
def test_an_absent_port_is_443(port: Port, shown: int | str) -> None:
    document = entry_document(checkup.status(replace(entry(), port=port), None, NOW, 30))
    assert document["port"] == shown


@pytest.mark.parametrize(
    ("passphrase", "kept"),
    [(None, "none"), ("", "none"), ("ask", "ask"), ("sealed:v1:a:b", "sealed"), (SECRET, "sealed")],
)
def test_how_a_passphrase_is_kept_is_one_word(passphrase: str | None, kept: str) -> None:
    assert passphrase_kept(passphrase) == kept


def _list(value: object) -> list[dict[str, str]]:
    assert isinstance(value, list)
    return value
