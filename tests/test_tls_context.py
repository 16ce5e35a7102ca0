"""Contexts: how an identity reaches OpenSSL, what OpenSSL refuses, and that every flag is the same on every Python."""

from __future__ import annotations

import os
import ssl
import stat
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sending import lab_settings, sent, ticket
from workbench.certificates import material
from workbench.demo.authority import Order
from workbench.demo.lab import Lab
from workbench.models import CertificateEntry, Request, RequestTls
from workbench.tls import context, loading
from workbench.tls.context import Profile
from workbench.tls.loading import IdentityRefused
from workbench.tls.trust import Trust

NO_TRUST = Trust(system=None)


def _entry(lab: Lab, folder: Path, **order: object) -> CertificateEntry:
    issued = lab.authorities.intermediate.issue(Order(common_name="carol", **order))  # type: ignore[arg-type]
    cert, key = folder / "carol.crt", folder / "carol.key"
    cert.write_bytes(issued.pem())
    key.write_bytes(issued.key_pem())
    return CertificateEntry(id="carol", host="*.demo.test", port="*", cert_file=str(cert), key_file=str(key))


@pytest.mark.parametrize("memory", [True, False])
async def test_an_identity_reaches_openssl_and_leaves_no_file(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: bool
) -> None:
    if not memory:
        monkeypatch.setattr(loading, "_MEMORY_FILES", tmp_path / "nowhere")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    settings = replace(lab_settings(lab), certificates=(_entry(lab, tmp_path),))
    hop = await sent(ticket(lab, lab.url("mtls"), settings=settings))
    assert hop.failure is None, hop.failure
    assert list(scratch.iterdir()) == []


async def test_a_small_rsa_key_is_unusable_and_says_so(lab: Lab, tmp_path: Path) -> None:
    settings = replace(lab_settings(lab), certificates=(_entry(lab, tmp_path, key="RSA-1024"),))
    hop = await sent(ticket(lab, lab.url("mtls"), settings=settings))
    assert hop.failure is not None
    assert hop.failure.kind == "certificate_unusable"
    assert "too small" in hop.failure.message
    assert hop.tls is None


async def test_a_small_rsa_key_is_sent_by_who_insists_with_security_level_0(lab: Lab, tmp_path: Path) -> None:
    settings = replace(lab_settings(lab), certificates=(_entry(lab, tmp_path, key="RSA-1024"),))
    request = Request(method="GET", tls=RequestTls(security_level=0))
    hop = await sent(ticket(lab, lab.url("optional12"), request=request, settings=settings))
    assert hop.failure is None or hop.failure.kind != "certificate_unusable"
    assert hop.tls is not None and hop.tls.client_certificate is not None
    assert hop.tls.client_certificate.sent is True


def test_in_memory_the_key_is_for_its_owner_alone_and_goes_with_its_moment(lab: Lab, tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("there is no memfd here")
    identity = material.load(_entry(lab, tmp_path), None)
    with loading.as_path(identity, b"once") as named:
        path = Path(named)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.stat().st_nlink == 0 and str(path.readlink()).startswith("/memfd:")
        assert not os.get_inheritable(int(path.name))
        assert b"BEGIN PRIVATE KEY" in path.read_bytes()
    assert not any("memfd:identity" in str(each.readlink()) for each in path.parent.iterdir() if each.is_symlink())


@pytest.mark.parametrize("fails", [False, True])
def test_without_memory_files_the_key_is_encrypted_for_its_owner_and_goes_with_its_moment(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setattr(loading, "_MEMORY_FILES", tmp_path / "nowhere")
    identity = material.load(_entry(lab, tmp_path), None)
    with suppress(KeyError), loading.as_path(identity, b"once") as path:
        written = Path(path).read_bytes()
        assert b"BEGIN ENCRYPTED PRIVATE KEY" in written and b"BEGIN PRIVATE KEY" not in written
        if os.name == "posix":
            assert [stat.S_IMODE(one.stat().st_mode) for one in (Path(path), Path(path).parent)] == [0o600, 0o700]
        if fails:
            raise KeyError
    assert list(scratch.iterdir()) == []


def test_openssl_says_why_it_refuses(lab: Lab, tmp_path: Path) -> None:
    identity = material.load(_entry(lab, tmp_path, key="RSA-1024"), None)
    with pytest.raises(IdentityRefused, match="larger key"):
        context.build(Profile(trust=NO_TRUST), identity)


def test_the_flags_are_set_explicitly() -> None:
    flags = context.build(Profile(trust=NO_TRUST), None).ssl.verify_flags
    assert flags & ssl.VERIFY_X509_TRUSTED_FIRST
    assert flags & context.PARTIAL_CHAIN
    assert not flags & ssl.VERIFY_X509_STRICT


def test_an_old_version_means_security_level_0() -> None:
    old = context.build(Profile(trust=NO_TRUST, minimum_version="TLSv1"), None).ssl
    assert old.minimum_version == ssl.TLSVersion.TLSv1
    assert old.security_level == 0
    assert context.build(Profile(trust=NO_TRUST), None).ssl.security_level > 0


def test_verification_off_takes_the_name_check_with_it() -> None:
    off = context.build(Profile(trust=NO_TRUST, verify=False), None).ssl
    assert (off.verify_mode, off.check_hostname) == (ssl.CERT_NONE, False)


def test_nothing_below_the_widgets_loads_textual() -> None:
    modules = "workbench.engine, workbench.tls.verdict, workbench.settings"
    code = f"import {modules}, sys; print(any(name.split('.')[0] == 'textual' for name in sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "False"
