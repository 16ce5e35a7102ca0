"""Every finding of contract §6, true of real files, as `certs check` and `certs list` tell it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import cli
from tests.cli import Ended
from tests.ill_identities import with_every_finding
from workbench.certificates.sealing import Sealer
from workbench.folders import locate
from workbench.models import CertificateEntry, Seen
from workbench.settings import load, update

CODES = (
    *("file_missing", "file_unreadable", "needs_passphrase", "wrong_passphrase", "unsupported", "no_certificate"),
    *("no_key", "key_mismatch", "expired", "expires_soon", "not_yet_valid", "no_client_auth", "server_certificate"),
    *("chain_gap", "weak_key", "weak_signature"),
    pytest.param("key_readable_by_others", marks=pytest.mark.skipif(sys.platform == "win32", reason="no modes there")),
)


@pytest.fixture(scope="module")
def ill(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, CertificateEntry]:
    return with_every_finding(tmp_path_factory.mktemp("ill"))


@pytest.fixture(scope="module")
def home(ill: Mapping[str, CertificateEntry], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    keep(made, *ill.values())
    return made


def keep(home: Path, *entries: CertificateEntry) -> None:
    before = load(home / "settings.toml")
    update(before, replace(before, certificates=entries), Sealer(locate(home, {}).sealing))


def codes(document: dict[str, object]) -> list[str]:
    problems = document["problems"]
    assert isinstance(problems, list)
    return [problem["code"] for problem in problems]


@pytest.fixture(scope="module")
def told(home: Path) -> Mapping[str, Ended]:
    commands = {"list": ("list", "--json"), "check": ("check", "--json"), "words": ("check",)}
    return {name: cli.inside("certs", *arguments, home=home) for name, arguments in commands.items()}


@pytest.mark.parametrize("code", CODES)
def test_every_finding_is_told_by_check_and_by_list(code: str, told: Mapping[str, Ended]) -> None:
    for name in ("list", "check"):
        (entry,) = (each for each in told[name].list() if each["id"] == code)
        assert code in codes(entry)
    (line,) = (line for line in told["words"].text.splitlines() if f"(id:{code})" in line)
    assert f"[{code}]" in line
    assert (told["list"].status, told["check"].status, told["words"].status) == (0, 6, 6)


def test_each_entry_has_one_line_with_the_gravest_first(told: Mapping[str, Ended]) -> None:
    lines = told["words"].text.splitlines()
    assert len(lines) == len(told["check"].list())
    (line,) = (line for line in lines if "(id:server_certificate)" in line)
    assert line.index("[server_certificate]") < line.index("[no_client_auth]")
    assert "for server-certificate.test" in line


def test_one_that_is_named_twice_has_one_line(home: Path) -> None:
    ended = cli.inside("certs", "check", "expired", "id:expired", home=home)
    assert (ended.status, len(ended.text.splitlines())) == (6, 1)


def test_a_key_that_openssl_will_not_load_is_said_in_these_words(told: Mapping[str, Ended]) -> None:
    (line,) = (line for line in told["words"].text.splitlines() if "(id:weak_key)" in line)
    assert "(RSA-1024): OpenSSL refuses to load it at its default security level" in line


def test_no_finding_keeps_a_person_from_adding_what_can_be_loaded(
    ill: Mapping[str, CertificateEntry], tmp_path: Path
) -> None:
    for code in ("expired", "expires_soon", "not_yet_valid", "no_client_auth", "chain_gap", "weak_key"):
        entry = ill[code]
        files = ("--crt", entry.cert_file or "", "--key", entry.key_file or "")
        ended = cli.inside("certs", "add", "--host", "a.test", *files, "--json", home=tmp_path)
        assert ended.status == 0, ended.err
        assert code in codes(ended.json())


def test_the_ca_file_of_an_entry_is_looked_into_too(ill: Mapping[str, CertificateEntry], tmp_path: Path) -> None:
    entry = replace(ill["no_client_auth"], ca_file=str(tmp_path / "gone.pem"))
    expired = replace(ill["no_client_auth"], id="b", ca_file=ill["expired"].cert_file)
    keep(tmp_path, entry, expired)
    first, second = cli.inside("certs", "check", "--json", home=tmp_path).list()
    assert "file_missing" in codes(first)
    assert {"no_certificate", "expired"} & set(codes(second))


# For cron


def clean(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as cron does: hardly an environment, no terminal, nothing on stdin."""
    call = [sys.executable, "-m", "workbench", *arguments]
    return subprocess.run(call, stdin=subprocess.DEVNULL, capture_output=True, env=BARE, cwd=cli.ROOT, check=False)


BARE = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ} | {"PATH": os.defpath, "HOME": "/"}


def remembered(entry_id: str, days: int, pfx_file: str) -> CertificateEntry:
    """An entry that only memory knows: its passphrase is asked for, and its file is a locked PKCS#12."""
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(days=days, hours=1)
    seen = Seen(subject=f"CN={entry_id}", not_after=ends, sha256="00")
    return CertificateEntry(id=entry_id, host="a.test", passphrase="ask", seen=seen, pfx_file=pfx_file)


def test_cron_hears_nothing_while_all_is_well(ill: Mapping[str, CertificateEntry], tmp_path: Path) -> None:
    keep(tmp_path, remembered("well", 40, pfx_file=ill["needs_passphrase"].pfx_file or ""))
    ended = clean("--home", str(tmp_path), "certs", "check", "--expiring", "30")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def test_cron_gets_a_line_for_each_entry_that_expires(ill: Mapping[str, CertificateEntry], tmp_path: Path) -> None:
    locked = ill["needs_passphrase"].pfx_file or ""
    keep(tmp_path, *(remembered(name, days, pfx_file=locked) for name, days in (("a", 40), ("b", 11), ("c", -2))))
    ended = clean("--home", str(tmp_path), "certs", "check", "--expiring", "30")
    soon, past = ended.stdout.decode().splitlines()
    assert (ended.returncode, ended.stderr) == (6, b"")
    assert soon.startswith("needs_passphrase.p12 (id:b) for a.test") and "in 11 days" in soon
    assert "CN=c expired on" in past and past.endswith("[expired]")
    assert len(cli.inside("certs", "check", "--expiring", "60", home=tmp_path).text.splitlines()) == 3


def test_cron_is_told_of_a_list_without_an_entry(tmp_path: Path) -> None:
    ended = clean("--home", str(tmp_path), "certs", "check", "--expiring", "30")
    said = f"no certificates in {tmp_path / 'settings.toml'}{os.linesep}"
    assert (ended.returncode, ended.stdout, ended.stderr.decode()) == (6, b"", said)
    as_json = cli.inside("certs", "check", "--expiring", "30", "--json", home=tmp_path)
    assert (as_json.status, as_json.out.split()) == (6, [b"[]"])


def test_a_list_can_be_sorted_by_what_expires_first(home: Path) -> None:
    listed = cli.inside("certs", "list", "--sort", "expires", "--json", home=home).list()
    ends = [str(each["not_after"]) for each in listed if each["not_after"]]
    assert ends == sorted(ends) and listed[0]["id"] == "expired"
    hosts = [str(each["host"]) for each in cli.inside("certs", "list", "--sort", "host", "--json", home=home).list()]
    assert hosts == sorted(hosts)
    assert cli.inside("certs", "list", "--sort", "size", home=home).status == 2
