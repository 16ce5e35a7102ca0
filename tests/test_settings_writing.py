from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench import atomic, settings
from workbench.certificates.sealing import Sealer
from workbench.documents import parse
from workbench.models import CaEntry, CertificateEntry, Port, Seen
from workbench.settings import HttpSettings, Settings, SettingsError, proxies

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes, links and signals are POSIX")
SECRET = "hunter2-hunter2"

HAND = f"""# my settings
later = [1, 2]

[tls]
verify = false  # the lab
shiny = "x"

[[ca]]
file = "ca.pem"
host = "Example.TEST"
label = "lab"

[http]
proxy = "http://me:{SECRET}@proxy.test:8080"

[resolve]
"A.test:8443" = "127.0.0.1"

[[certificates]]
host = "https://API.Example.test:8443/"
cert_file = "~/pki/a.crt"
key_file = "$PKI/a.key"
passphrase = "{SECRET}"
note = "keep me"
"""


def start(folder: Path, text: str | None = None) -> tuple[Settings, Sealer]:
    path = folder / "settings.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return settings.load(path), Sealer(folder / "sealing")


def entry(entry_id: str, host: str = "a.test", port: Port = None) -> CertificateEntry:
    return CertificateEntry(id=entry_id, host=host, port=port, pfx_file="a.p12")


def with_passphrase(entry_id: str, passphrase: str) -> CertificateEntry:
    return replace(entry(entry_id), passphrase=passphrase)


def test_only_what_differs_from_the_file_is_written(tmp_path: Path) -> None:
    now, sealer = start(tmp_path)
    settings.update(now, now, sealer)
    assert not now.path.exists()
    settings.update(now, replace(now, tls=replace(now.tls, verify=False)), sealer)
    assert now.path.read_text() == "[tls]\nverify = false\n"


def test_a_file_without_a_change_is_not_touched(tmp_path: Path) -> None:
    now, sealer = start(tmp_path, "# mine\ntheme = 'a'\n")
    before = now.path.stat().st_ino
    assert settings.update(now, now, sealer) == now
    assert now.path.stat().st_ino == before


def test_a_file_made_by_hand_is_put_in_order_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    now, sealer = start(tmp_path, HAND)
    after = settings.update(now, replace(now, theme="light"), sealer)
    values = parse(now.path.read_text())
    assert values["later"] == [1, 2]
    assert values["tls"] == {"verify": False, "shiny": "x"}
    assert values["ca"] == [{"file": "ca.pem", "host": "example.test", "label": "lab"}]
    assert values["resolve"] == {"a.test:8443": "127.0.0.1"}
    [certificate] = after.certificates
    assert values["certificates"] == [
        {
            "id": now.certificates[0].id,
            "host": "api.example.test",
            "port": 8443,
            "cert_file": "~/pki/a.crt",
            "key_file": "$PKI/a.key",
            "passphrase": certificate.passphrase,
            "note": "keep me",
        }
    ]


def test_secrets_in_clear_are_sealed_at_the_next_save_and_it_is_said(tmp_path: Path) -> None:
    now, sealer = start(tmp_path, HAND)
    after = settings.update(now, now, sealer)
    [certificate] = after.certificates
    assert certificate.passphrase and certificate.passphrase.startswith("sealed:v1:")
    assert sealer.unseal(certificate.passphrase, certificate.id) == SECRET
    assert proxies.unsealed(after.http.proxy, sealer) == f"http://me:{SECRET}@proxy.test:8080"
    assert SECRET not in now.path.read_text()
    told = " ".join(after.notices)
    assert f"The passphrase of certificate {certificate.id} (api.example.test) is sealed now." in told
    assert "The password of http.proxy is sealed now." in told
    assert SECRET not in told
    assert settings.update(after, replace(after, theme="x"), sealer).notices == ()


def test_a_passphrase_that_was_just_entered_is_sealed_without_words(tmp_path: Path) -> None:
    now, sealer = start(tmp_path)
    after = settings.update(now, replace(now, certificates=(with_passphrase("id", SECRET),)), sealer)
    assert after.notices == ()
    assert SECRET not in now.path.read_text() and SECRET not in repr(after)
    assert sealer.unseal(after.certificates[0].passphrase or "", "id") == SECRET


def test_a_secret_that_cannot_be_sealed_is_not_written(tmp_path: Path) -> None:
    now, _ = start(tmp_path)
    (tmp_path / "state").write_text("a file, not a folder")
    with pytest.raises(SettingsError, match="not sealed") as raised:
        settings.update(now, replace(now, certificates=(with_passphrase("id", SECRET),)), Sealer(tmp_path / "state"))
    assert not now.path.exists()
    assert SECRET not in str(raised.value)


def test_a_file_with_comments_is_kept_once_and_it_is_said(tmp_path: Path) -> None:
    now, sealer = start(tmp_path, HAND)
    after = settings.update(now, replace(now, theme="light"), sealer)
    copy = tmp_path / "settings.toml.bak"
    assert copy.read_text() == HAND
    assert any("settings.toml.bak" in told and "comments" in told for told in after.notices)
    assert any("settings.toml.bak holds a secret in clear" in told for told in after.notices)
    later = settings.update(after, replace(after, theme="dark"), sealer)
    assert later.notices == ()
    assert copy.read_text() == HAND


def test_an_older_copy_is_never_written_over(tmp_path: Path) -> None:
    now, sealer = start(tmp_path, "# mine\n")
    copy = tmp_path / "settings.toml.bak"
    copy.write_text("older")
    after = settings.update(now, replace(now, theme="light"), sealer)
    assert copy.read_text() == "older"
    assert (tmp_path / "settings.toml.bak.2").read_text() == "# mine\n"
    assert "settings.toml.bak.2" in after.notices[0]


@posix
def test_what_is_made_is_for_its_owner_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    now, sealer = start(tmp_path / "new")
    settings.update(now, replace(now, theme="x", certificates=(with_passphrase("i", "p"),)), sealer)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").rglob("*")}
    assert modes.pop("sealing") == 0o700
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


@posix
def test_a_link_is_followed_and_its_target_replaced(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    target = tmp_path / "dotfiles" / "workbench.toml"
    target.write_text("# mine\ntheme = 'old'\n")
    (tmp_path / "settings.toml").symlink_to(target)
    now, sealer = start(tmp_path)
    settings.update(now, replace(now, theme="new"), sealer)
    assert now.path.is_symlink()
    assert parse(target.read_text()) == {"theme": "new"}
    assert [*target.parent.iterdir()] == [target]
    assert (tmp_path / "settings.toml.bak").read_text() == "# mine\ntheme = 'old'\n"


@pytest.mark.parametrize(
    "wrong", ["theme = ", "[tls]\nverify = 'no'", "\xff", "[[certificates]]\nhost = 'a.test'\n", "tls = 1"]
)
def test_a_wrong_file_is_never_written_over(tmp_path: Path, wrong: str) -> None:
    now, sealer = start(tmp_path)
    now.path.write_text(wrong, encoding="latin-1")
    with pytest.raises(SettingsError):
        settings.update(now, replace(now, theme="light"), sealer)
    assert now.path.read_text(encoding="latin-1") == wrong


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda s: replace(s, certificates=(entry("i", host="a..test"),)), "certificates[0].host"),
        (lambda s: replace(s, certificates=(entry("i", host="a.test:1", port=2),)), "certificates[0].host"),
        (
            lambda s: replace(s, certificates=(entry("i"), replace(entry("j"), name="none"))),
            "certificates[1].name",
        ),
        (
            lambda s: replace(s, certificates=(CertificateEntry(id="i", host="a.test"),)),
            "certificates[0].cert_file",
        ),
        (lambda s: replace(s, cas=(CaEntry(file="x", host="!a"),)), "ca[0].host"),
        (lambda s: replace(s, resolve={"*.test": "::1"}), 'resolve."*.test"'),
        (lambda s: replace(s, resolve={"a.test": "b.test"}), 'resolve."a.test"'),
        (lambda s: replace(s, http=HttpSettings(timeout=0)), "http.timeout"),
        (lambda s: replace(s, theme="\udcff"), ""),
    ],
)
def test_what_cannot_be_meant_is_not_written(
    tmp_path: Path, change: Callable[[Settings], Settings], where: str
) -> None:
    now, sealer = start(tmp_path)
    with pytest.raises(SettingsError) as raised:
        settings.update(now, change(now), sealer)
    assert raised.value.where == where
    assert not now.path.exists()


def test_hosts_are_written_in_normal_form_and_a_missing_id_is_given(tmp_path: Path) -> None:
    now, sealer = start(tmp_path)
    typed = (entry("", host="HTTPS://Bücher.test:8443/"), entry("", host="Bücher.test:8443"))
    cas = (CaEntry(file="x", host="A.test:1"),)
    after = settings.update(now, replace(now, certificates=typed, cas=cas, resolve={"B.test": "::1"}), sealer)
    assert {(each.host, each.port) for each in after.certificates} == {("xn--bcher-kva.test", 8443)}
    assert len({each.id for each in after.certificates}) == 2
    assert (after.cas[0].host, after.cas[0].port) == ("a.test", 1)
    assert after.resolve == {"b.test": "::1"}
    assert settings.load(now.path) == after


def test_a_lock_that_another_copy_holds_is_an_error_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, sealer = start(tmp_path)
    real = atomic.locked
    monkeypatch.setattr(atomic, "locked", lambda path: real(path, timeout=0.01))
    lock = atomic.Lock.take(tmp_path / "settings.toml.lock")
    assert lock
    with pytest.raises(SettingsError, match="another copy of Workbench holds the lock"):
        settings.update(now, replace(now, theme="x"), sealer)
    lock.release()


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    now = Settings(path=tmp_path / "file" / "config" / "settings.toml")
    with pytest.raises(SettingsError, match="cannot be written"):
        settings.update(now, replace(now, theme="x"), Sealer(tmp_path))


def test_seen_is_written_where_people_can_add_a_key_below_it(tmp_path: Path) -> None:
    now, sealer = start(tmp_path)
    moment = datetime(2027, 1, 1, tzinfo=UTC)
    saved = replace(entry("i"), seen=Seen(subject="CN=a", not_after=moment, sha256="ab"), added=moment)
    settings.update(now, replace(now, certificates=(saved,)), sealer)
    text = now.path.read_text()
    assert 'seen = { subject = "CN=a", not_after = 2027-01-01T00:00:00Z, sha256 = "ab" }' in text
    now.path.write_text(text + 'name = "alice"\n')
    assert settings.load(now.path).certificates == (replace(saved, name="alice"),)
