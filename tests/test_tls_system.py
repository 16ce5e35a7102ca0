"""The system's store, with SSL_CERT_FILE and SSL_CERT_DIR: what counts, what is said, and where trust came from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.peers import OPENSSL, needs_openssl
from tests.sending import lab_settings, sender, sent, ticket, unverified
from workbench.demo.lab import Lab
from workbench.engine import Ticket
from workbench.models import Hop, Request
from workbench.tls import system, trust

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has a store of its own")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(system.FILE_VARIABLE, raising=False)
    monkeypatch.delenv(system.FOLDER_VARIABLE, raising=False)


def _by_system_alone(lab: Lab, url: str, request: Request | None = None) -> Ticket:
    """Trust nothing of the lab's own settings."""
    return ticket(lab, url, request=request, settings=replace(lab_settings(lab), cas=()))


def _trust_of(hop: Hop) -> tuple[str | None, str | None]:
    assert hop.tls is not None
    assert hop.failure is None, hop.failure
    return hop.tls.trusted_by, hop.tls.trust_source


def _hashed(folder: Path, ca_file: Path) -> Path:
    folder.mkdir()
    name = subprocess.run(
        [OPENSSL or "openssl", "x509", "-subject_hash", "-noout", "-in", str(ca_file)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    shutil.copy(ca_file, folder / f"{name}.0")
    return folder


async def test_without_the_variables_the_lab_is_not_trusted(lab: Lab) -> None:
    hop = await sent(_by_system_alone(lab, lab.url("tls")))
    assert hop.failure is not None
    assert hop.failure.kind == "tls_verification"


@pytest.mark.parametrize("site", ["tls", "tls12"])
async def test_the_file_of_the_variable_is_trusted_and_named(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, site: str
) -> None:
    monkeypatch.setenv(system.FILE_VARIABLE, str(lab.ca_file))
    hop = await sent(_by_system_alone(lab, lab.url("mtls12" if site == "tls12" else site)))
    assert _trust_of(hop) == (str(lab.ca_file), f"the CA file {lab.ca_file} (SSL_CERT_FILE)")


@needs_openssl
async def test_the_folder_of_the_variable_is_trusted_and_named(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _hashed(tmp_path / "certs", lab.ca_file)
    monkeypatch.setenv(system.FOLDER_VARIABLE, os.pathsep.join((str(folder), str(tmp_path / "nowhere"))))
    hop = await sent(_by_system_alone(lab, lab.url("tls")))
    assert _trust_of(hop) == (str(folder), f"the CA folder {folder} (SSL_CERT_DIR)")
    (note,) = hop.notes
    assert "SSL_CERT_DIR" in note
    assert str(tmp_path / "nowhere") in note


@needs_openssl
@pytest.mark.parametrize("by_file", [True, False])
async def test_of_both_the_one_that_holds_the_anchor_is_named(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_file: bool
) -> None:
    another = lab.home / "pki" / "another-ca.pem"
    file, hashed = (lab.ca_file, another) if by_file else (another, lab.ca_file)
    folder = _hashed(tmp_path / "certs", hashed)
    monkeypatch.setenv(system.FILE_VARIABLE, str(file))
    monkeypatch.setenv(system.FOLDER_VARIABLE, str(folder))
    hop = await sent(_by_system_alone(lab, lab.url("tls")))
    assert _trust_of(hop)[0] == str(file if by_file else folder)


def _missing(path: Path) -> str:
    return "is not there"


def _folder(path: Path) -> str:
    path.mkdir()
    return "is not a file"


@pytest.mark.parametrize("lay", [_missing, _folder])
async def test_a_file_that_cannot_be_used_is_left_out_and_said(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lay: object
) -> None:
    assert callable(lay)
    path = tmp_path / "ca.pem"
    why = lay(path)
    monkeypatch.setenv(system.FILE_VARIABLE, str(path))
    hop = await sent(ticket(lab, lab.url("tls")))
    assert hop.failure is None  # the lab's own CA stands in its settings
    assert hop.notes == (f"SSL_CERT_FILE names {path}, which {why}; it was left out.",)


@pytest.mark.parametrize("kind", ["missing", "a file", "not hashed"])
async def test_a_folder_that_cannot_be_used_is_left_out_and_said(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = tmp_path / "certs"
    if kind == "a file":
        path.touch()
    elif kind == "not hashed":
        path.mkdir()
        shutil.copy(lab.ca_file, path / "ca.pem")
    monkeypatch.setenv(system.FOLDER_VARIABLE, str(path))
    hop = await sent(ticket(lab, lab.url("tls")))
    assert hop.failure is None
    (note,) = hop.notes
    assert note.startswith(f"SSL_CERT_DIR names {path}, which ")
    words = {"missing": "is not there", "a file": "is not a folder", "not hashed": "openssl rehash"}
    assert words[kind] in note


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("variable", [system.FILE_VARIABLE, system.FOLDER_VARIABLE])
async def test_what_may_not_be_read_is_left_out_and_said(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    path = tmp_path / "closed"
    path.touch() if variable == system.FILE_VARIABLE else path.mkdir()
    path.chmod(0)
    monkeypatch.setenv(variable, str(path))
    hop = await sent(ticket(lab, lab.url("tls")))
    assert hop.failure is None
    assert "may not be read" in hop.notes[0]


def test_what_may_not_be_read_has_words_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ca.pem"
    path.touch()
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setenv(system.FILE_VARIABLE, str(path))
    monkeypatch.setenv(system.FOLDER_VARIABLE, str(tmp_path))
    assert [note.count("may not be read by your account") for note in system.store().unread] == [1, 1]


async def test_a_file_without_a_certificate_stops_the_send(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = tmp_path / "ca.pem"
    noise.write_text("nothing to see")
    monkeypatch.setenv(system.FILE_VARIABLE, str(noise))
    hop = await sent(ticket(lab, lab.url("tls")))
    assert hop.failure is not None
    assert (hop.failure.kind, hop.tls) == ("invalid_request", None)
    assert f"{noise} (SSL_CERT_FILE)" in hop.failure.message


async def test_a_file_that_cannot_be_used_is_not_replaced_by_something_wider(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(system.FILE_VARIABLE, str(tmp_path / "nowhere.pem"))
    monkeypatch.setenv(system.FOLDER_VARIABLE, str(tmp_path / "nowhere"))
    found = system.store()
    assert (found.file, found.folders, len(found.unread)) == (None, (), 2)
    assert trust.system_certificates(found) == ()


async def test_a_file_that_changes_counts_at_the_next_send(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = (lab.home / "pki" / "another-ca.pem").read_bytes()
    ca = tmp_path / "ca.pem"
    ca.write_bytes(another)
    monkeypatch.setenv(system.FILE_VARIABLE, str(ca))
    async with sender() as ours:
        before = (await ours.send(_by_system_alone(lab, lab.url("tls")))).hops[-1]
        ca.write_bytes(another + lab.ca_file.read_bytes())
        after = (await ours.send(_by_system_alone(lab, lab.url("tls")))).hops[-1]
    assert before.failure is not None
    assert after.failure is None


async def test_the_switch_takes_the_variables_with_it(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(system.FILE_VARIABLE, str(lab.ca_file))
    said = _by_system_alone(lab, lab.url("tls"))
    settings = replace(said.settings, tls=replace(said.settings.tls, system_ca=False))
    hop = await sent(replace(said, settings=settings))
    assert hop.failure is not None
    assert hop.failure.kind == "tls_verification"


@needs_openssl
async def test_with_verification_off_the_folder_counts_for_the_judgement(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(system.FILE_VARIABLE, str(lab.home / "pki" / "another-ca.pem"))
    monkeypatch.setenv(system.FOLDER_VARIABLE, str(_hashed(tmp_path / "certs", lab.ca_file)))
    hop = await sent(_by_system_alone(lab, lab.url("tls"), unverified()))
    assert hop.tls is not None
    assert hop.tls.problems == ()


@needs_openssl
async def test_a_verified_send_does_not_read_the_store_for_its_name(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(store: object) -> None:
        raise AssertionError(store)

    monkeypatch.setenv(system.FOLDER_VARIABLE, str(_hashed(tmp_path / "certs", lab.ca_file)))
    monkeypatch.setattr(system, "ders", never)
    monkeypatch.setattr(trust, "system_certificates", never)
    assert (await sent(_by_system_alone(lab, lab.url("tls")))).failure is None


def test_a_folder_may_hold_links_that_lead_nowhere_and_noise(tmp_path: Path, lab: Lab) -> None:
    (tmp_path / "00000000.0").symlink_to(tmp_path / "gone")
    (tmp_path / "11111111.0").write_text("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")
    shutil.copy(lab.ca_file, tmp_path / "22222222.0")
    found = trust.system_certificates(system.SystemStore(folders=(str(tmp_path),)))
    assert found == (lab.authorities.root.certificate,)
