from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench import settings
from workbench.models import CaEntry, CertificateEntry, Seen
from workbench.settings import HttpSettings, Settings, SettingsError, TlsSettings

CONTRACT = """
theme = "workbench-dark"
[tls]
verify = true
minimum_version = "TLSv1.2"
system_ca = true
extra_ca = true
expiry_warning_days = 30
[[ca]]
file = "~/pki/company-ca.pem"
enabled = true
host = "*.example.com"
port = 8443
[http]
connect_timeout = 10.0
timeout = 30.0
follow_redirects = true
http2 = false
proxy = ""
no_proxy = ""
[resolve]
"api.example.test:8443" = "127.0.0.1"
[[certificates]]
id = "k3f9a2"
name = "alice"
host = "*.example.com"
port = 8443
cert_file = "~/pki/alice.crt"
key_file = "$PKI/alice.key"
ca_file = "~/pki/partner-ca.pem"
passphrase = "ask"
enabled = true
added = 2026-11-20T15:00:00Z
seen = { subject = "CN=alice", not_after = 2027-01-01T00:00:00Z, sha256 = "ab" }
"""

ENTRY = '[[certificates]]\nhost = "a.test"\ncert_file = "a.pem"\n'
SECRET = "hunter2-hunter2"

MISTAKES = [
    ("theme = workbench-dark", "line 1, column 9", "a text in quotes"),
    ('theme = "dark', "line 1", "not TOML"),
    ('theme = "a"\ntheme = "b"', "line 2", "twice"),
    ('a = "C:\\Users"', "line 1, column 10", "single quotes"),
    ("[tls]\nverify = false\n[tls]", "line 3, column 5", "put both together"),
    ("ca = []\n[[ca]]", "line 2, column 5", "in brackets above"),
    ("theme = 5", "theme", "expected a text in quotes, found the integer 5"),
    ('theme = " "', "theme", "found an empty one"),
    ("tls = true", "tls", "expected a table: [tls], found true"),
    ('[tls]\nverify = "no"', "tls.verify", 'expected true or false, found the text "no"'),
    ("[tls]\nverify = 0", "tls.verify", "expected true or false, found the integer 0"),
    ('[tls]\nminimum_version = "TLSv1.4"', "tls.minimum_version", '"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"'),
    ("[tls]\nminimum_version = 1.2", "tls.minimum_version", "found the number 1.2"),
    ("[tls]\nexpiry_warning_days = -1", "tls.expiry_warning_days", "0 or more, found the integer -1"),
    ("[tls]\nexpiry_warning_days = true", "tls.expiry_warning_days", "found true"),
    ("[http]\ntimeout = 0", "http.timeout", "more than 0"),
    ("[http]\ntimeout = nan", "http.timeout", "more than 0"),
    (f"[http]\ntimeout = 0x{'f' * 400}", "http.timeout", "a very large integer"),
    ('[http]\nconnect_timeout = "10"', "http.connect_timeout", "expected a number"),
    ("[http]\ndecoded_limit = 0.5", "http.decoded_limit", "an integer, 0 or more"),
    ('[http]\nproxy = "proxy.test:8080"', "http.proxy", "http://proxy.example.com:8080"),
    (f'[http]\nproxy = "ftp://u:{SECRET}@p.test"', "http.proxy", "socks5:// or socks5h://"),
    (f'[http]\nproxy = "http://u:{SECRET}#@p.test:1"', "http.proxy", "%23"),
    ('[http]\nproxy = "http://[::1:8080"', "http.proxy", "expected"),
    ('[resolve]\n"a.test" = 1', 'resolve."a.test"', "expected a text in quotes"),
    ('[resolve]\n"a.test" = "localhost"', 'resolve."a.test"', "expected an IP address"),
    ('[resolve]\n"*.test" = "::1"', 'resolve."*.test"', "found a pattern"),
    ('[resolve]\n"a.test" = "::1"\n"A.test" = "::1"', 'resolve."A.test"', "a.test is there already"),
    ("ca = 1", "ca", "expected a list of tables: [[ca]], found the integer 1"),
    ("ca = [1]", "ca[0]", "expected a table, found the integer 1"),
    ("[ca]\nfile = 'x'", "ca", "[[ca]], found a table"),
    ("[[ca]]\nhost = 'a.test'", "ca[0].file", "the key is missing"),
    ("[[ca]]\nfile = 'x'\nhost = ''", "ca[0].host", "found an empty one"),
    ("[[certificates]]\ncert_file = 'x'", "certificates[0].host", "the key is missing"),
    ("[[certificates]]\nhost = 'a.test'", "certificates[0].cert_file", "found neither"),
    (ENTRY + "pfx_file = 'x'", "certificates[0].cert_file", "found both"),
    ("[[certificates]]\nhost = 'a'\nkey_file = 'x'", "certificates[0].cert_file", "found neither"),
    (ENTRY + ENTRY + "port = 0", "certificates[1].port", 'from 1 to 65535 without quotes, or "*"'),
    (ENTRY + "port = 65536", "certificates[0].port", "found the integer 65536"),
    (ENTRY + "port = '443'", "certificates[0].port", 'found the text "443"'),
    (ENTRY + "port = true", "certificates[0].port", "found true"),
    (ENTRY + "port = 8443.0", "certificates[0].port", "found the number 8443.0"),
    (ENTRY.replace("a.test", "a.test:1") + "port = 2", "certificates[0].host", "port"),
    (ENTRY.replace("a.test", "!a.test"), "certificates[0].host", "!"),
    (ENTRY.replace("a.test", "[!a].test"), "certificates[0].host", "pattern"),
    (ENTRY + "name = 'none'", "certificates[0].name", "no certificate at all"),
    (ENTRY + "name = 'a:b'", "certificates[0].name", "without a colon"),
    (ENTRY + "name = ''", "certificates[0].name", "empty"),
    (ENTRY + "name = ' a'", "certificates[0].name", "without blanks"),
    (ENTRY + "id = ''", "certificates[0].id", "found an empty one"),
    (ENTRY + "id = 'command'", "certificates[0].id", "another id"),
    (ENTRY + "id = 'x'\n" + ENTRY + "id = 'x'", "certificates[1].id", "certificates[0]"),
    (ENTRY + "ca_file = ''", "certificates[0].ca_file", "found an empty one"),
    (ENTRY + "enabled = 1", "certificates[0].enabled", "expected true or false"),
    (ENTRY + f"passphrase = ['{SECRET}']", "certificates[0].passphrase", "found a list"),
    (ENTRY + "passphrase = 123456", "certificates[0].passphrase", "found the integer"),
    (ENTRY + "added = '2026-01-01'", "certificates[0].added", "without quotes"),
    (ENTRY + "seen = { subject = 'x', sha256 = 'y' }", "certificates[0].seen.not_after", "found nothing"),
    (ENTRY + "seen = 'x'", "certificates[0].seen", "expected a table"),
]


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_of_the_contract_is_read_and_stays_as_typed(tmp_path: Path) -> None:
    path = written(tmp_path, CONTRACT)
    ca = CaEntry(file="~/pki/company-ca.pem", host="*.example.com", port=8443)
    alice = CertificateEntry(
        id="k3f9a2",
        name="alice",
        host="*.example.com",
        port=8443,
        cert_file="~/pki/alice.crt",
        key_file="$PKI/alice.key",
        ca_file="~/pki/partner-ca.pem",
        passphrase="ask",
        added=datetime(2026, 11, 20, 15, tzinfo=UTC),
        seen=Seen(subject="CN=alice", not_after=datetime(2027, 1, 1, tzinfo=UTC), sha256="ab"),
    )
    resolve = {"api.example.test:8443": "127.0.0.1"}
    found = settings.load(path)
    assert found == Settings(path=path, cas=(ca,), resolve=resolve, certificates=(alice,))
    assert found.notices == ()


def test_the_limit_on_what_a_body_unpacks_to_is_read_in_megabytes(tmp_path: Path) -> None:
    assert settings.load(written(tmp_path, "[http]\n")).http.decoded_limit == 512
    assert settings.load(written(tmp_path, "[http]\ndecoded_limit = 0\n")).http.decoded_limit == 0


@pytest.mark.parametrize("text", [None, "", "# nothing\n", "\ufeff", "[tls]\n[http]\n"])
def test_what_is_not_said_has_its_default(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "settings.toml" if text is None else written(tmp_path, text)
    assert settings.load(path) == Settings(path=path, tls=TlsSettings(), http=HttpSettings())


def test_reading_makes_nothing(tmp_path: Path) -> None:
    settings.load(tmp_path / "there" / "settings.toml")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(("text", "where", "message"), MISTAKES)
def test_a_mistake_is_named_with_its_place_and_what_was_expected(
    tmp_path: Path, text: str, where: str, message: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as raised:
        settings.load(path)
    assert raised.value.path == path
    assert raised.value.where.startswith(where)
    assert message in raised.value.message
    assert str(raised.value).startswith(f"{path}: {where}")
    assert SECRET not in str(raised.value) and "123456" not in str(raised.value)
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("data", "where", "message"),
    [
        (b"theme = 'a'\n# caf\xe9", "line 2", "expected UTF-8 text, found byte 0xe9"),
        ("theme = 'a'".encode("utf-16"), "", "UTF-16"),
        (b"a = " + b"[" * 20_000, "", "nested"),
        (b"a = " + b"9" * 5000, "line 1", "not TOML"),
        (b"a = '\x1b[31m'", "line 1, column 6", "not TOML"),
    ],
)
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, data: bytes, where: str, message: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(data)
    with pytest.raises(SettingsError) as raised:
        settings.load(path)
    assert raised.value.where == where
    assert message in raised.value.message
    assert "\x1b" not in str(raised.value)


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        settings.load(tmp_path / "settings.toml")


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ('host = " HTTPS://API.Example.TEST:8443/x?y"', "api.example.test", 8443),
        ('host = "a.test:8443"\nport = 8443', "a.test", 8443),
        ('host = "[::1]"\nport = "*"', "::1", "*"),
        ('host = "*.Example.com."', "*.example.com", None),
    ],
)
def test_hosts_come_in_normal_form(tmp_path: Path, typed: str, host: str, port: int | str | None) -> None:
    path = written(tmp_path, f"[[certificates]]\n{typed}\npfx_file = 'x'\n[[ca]]\n{typed}\nfile = 'x'\n")
    found = settings.load(path)
    assert (found.certificates[0].host, found.certificates[0].port) == (host, port)
    assert (found.cas[0].host, found.cas[0].port) == (host, port)


def test_a_missing_id_is_given_and_is_the_same_for_every_copy(tmp_path: Path) -> None:
    path = written(tmp_path, ENTRY + ENTRY + ENTRY + "id = 'own'")
    first, second = settings.load(path), settings.load(path)
    ids = [entry.id for entry in first.certificates]
    assert ids == [entry.id for entry in second.certificates]
    assert ids[2] == "own"
    assert len(set(ids)) == 3
    assert all(len(given) == 6 for given in ids[:2])
    assert f"certificates[0] (a.test) has no id: it is {ids[0]}, written at the next save." in first.notices


def test_a_given_id_tells_nothing_of_the_passphrase(tmp_path: Path) -> None:
    ids = {
        settings.load(written(tmp_path, ENTRY + secret)).certificates[0].id
        for secret in ("", "passphrase = 'a'", "passphrase = 'b'")
    }
    assert len(ids) == 1


def test_secrets_in_clear_are_announced_and_not_echoed(tmp_path: Path) -> None:
    text = f"[http]\nproxy = 'http://u:{SECRET}@p.test:1'\n" + ENTRY + f"passphrase = '{SECRET}'"
    found = settings.load(written(tmp_path, text))
    assert any("certificates[0] (a.test): its passphrase stands in clear" in told for told in found.notices)
    assert any("http.proxy: its password stands in clear" in told for told in found.notices)
    assert SECRET not in repr(found)


def test_unknown_keys_are_announced(tmp_path: Path) -> None:
    text = "later = 1\n[tls]\nverfy = false\n" + ENTRY + "id = 'x'\nnote = 1\n[[ca]]\nfile = 'x'\nhots = 1"
    found = settings.load(written(tmp_path, text))
    places = [told.removeprefix("settings.toml: ").split()[0] for told in found.notices]
    assert places == ["later", "tls.verfy", "ca[0].hots", "certificates[0].note"]


def test_dates_without_an_offset_are_taken_as_utc(tmp_path: Path) -> None:
    text = ENTRY + "added = 2026-01-02T03:04:05\nseen = { subject = 'x', sha256 = 'y', not_after = 2027-01-01 }"
    entry = settings.load(written(tmp_path, text)).certificates[0]
    assert entry.added == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert entry.seen and entry.seen.not_after == datetime(2027, 1, 1, tzinfo=UTC)


def test_importing_settings_loads_nothing_heavy() -> None:
    code = "import sys, workbench.settings; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"cryptography", "httpx", "httpcore", "ssl", "asyncio", "textual", "tomli_w", "idna"}
