import json
import shutil
import stat
import sys
import tomllib
from pathlib import Path

import pytest

from tests import cli
from tests.cli import Ended, at
from workbench.demo.lab import Lab

ENTRY_KEYS = (
    *("id", "name", "host", "port", "enabled", "added", "cert_file", "key_file", "pfx_file", "ca_file"),
    *("passphrase", "subject", "issuer", "serial", "not_before", "not_after", "days_left", "key_type"),
    *("sha256", "problems"),
)
INSPECTION_KEYS = (
    *("status", "format", "subject", "issuer", "serial", "key_type", "has_key", "chain", "not_before"),
    *("not_after", "sha256", "san", "problems", "choice"),
)


@pytest.fixture
def people(lab: Lab, tmp_path: Path) -> Path:
    """A copy of the lab's certificate files, which a test may change."""
    return Path(shutil.copytree(lab.home / "identities", tmp_path / "people"))


def add(home: Path, people: Path, who: str = "alice", *more: str, host: str = "a.test") -> Ended:
    files = ("--crt", str(people / f"{who}.crt"), "--key", str(people / f"{who}.key"))
    return cli.inside("certs", "add", "--host", host, *files, *more, "--json", home=home)


def stored(home: Path) -> list[dict[str, object]]:
    found = tomllib.loads((home / "settings.toml").read_text())["certificates"]
    assert isinstance(found, list)
    return found


def test_an_added_certificate_is_printed_kept_and_chosen(tmp_path: Path, people: Path, lab: Lab) -> None:
    home = tmp_path / "home"
    ended = add(home, people, "alice", "--name", "alice", "--port", "8443", host="https://A.Test/x")
    entry = ended.json()
    assert ended.status == 0, ended.err
    assert tuple(entry) == ENTRY_KEYS
    assert (entry["host"], entry["port"], entry["name"], entry["passphrase"]) == ("a.test", 8443, "alice", "none")
    assert (entry["sha256"], entry["problems"]) == (lab.identities["alice"].sha256, [])
    assert at(stored(home), 0, "seen", "subject") == "CN=alice"
    which = cli.inside("which", "https://a.test:8443/", "--json", home=home).json()
    assert at(which, "certificate", "id") == entry["id"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_what_is_made_is_for_its_owner_alone(tmp_path: Path, people: Path) -> None:
    home = tmp_path / "home"
    add(home, people)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "settings.toml").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("options", "kept"),
    [(["--passphrase-stdin"], "sealed"), (["--passphrase-env", "SECRET"], "sealed"), (["--passphrase-ask"], "ask")],
)
def test_a_passphrase_is_sealed_or_asked_for_and_never_kept_clear(
    options: list[str], kept: str, tmp_path: Path, people: Path
) -> None:
    ended = cli.inside(
        *("certs", "add", "--host", "a.test", "--pfx", str(people / "bob.p12"), *options, "--json"),
        home=tmp_path / "home",
        stdin=b"open sesame\n",
        environ={"SECRET": "open sesame"},
    )
    assert (ended.status, ended.json()["passphrase"]) == (0, kept)
    for file in (tmp_path / "home").rglob("*"):
        assert file.is_dir() or b"open sesame" not in file.read_bytes()
    assert "open sesame" not in ended.text + ended.err


def test_a_sealed_passphrase_opens_the_file_again(tmp_path: Path, people: Path) -> None:
    home = tmp_path / "home"
    arguments = ("certs", "add", "--host", "a.test", "--pfx", str(people / "bob.p12"), "--passphrase-stdin")
    cli.inside(*arguments, home=home, stdin=b"open sesame")
    assert cli.inside("which", "https://a.test/", "--json", home=home).json()["usable"] is True


def test_a_needless_passphrase_is_not_kept(tmp_path: Path, people: Path) -> None:
    ended = add(tmp_path, people, "alice", "--passphrase-env", "PATH")
    assert (ended.status, ended.json()["passphrase"]) == (0, "none")


@pytest.mark.parametrize(
    ("arguments", "status", "kind"),
    [
        (["--host", "a.test", "--crt", "{p}/gone.crt", "--key", "{p}/alice.key"], 3, "file_missing"),
        (["--host", "a.test", "--crt", "{p}/alice.crt", "--key", "{p}/stranger.key"], 3, "key_mismatch"),
        (["--host", "a.test", "--crt", "{p}/alice.crt"], 3, "no_key"),
        (["--host", "a.test", "--pfx", "{p}/bob.p12"], 3, "needs_passphrase"),
        (["--host", "a.test", "--pfx", "{p}/bob.p12", "--passphrase-env", "PATH"], 3, "wrong_passphrase"),
        (["--host", "!a.test", "--crt", "{p}/alice.crt", "--key", "{p}/alice.key"], 2, "invalid_host"),
        (["--host", "a.test:1", "--port", "2", "--pfx", "{p}/bob.p12"], 2, "invalid_host"),
        (["--host", "a.test", "--name", "none", "--pfx", "{p}/bob.p12"], 2, "invalid_name"),
        (["--host", "a.test", "--port", "0", "--pfx", "{p}/bob.p12"], 2, "usage"),
        (["--host", "a.test"], 2, "usage"),
        (["--crt", "{p}/alice.crt"], 2, "usage"),
        (["--host", "a.test", "--pfx", "{p}/bob.p12", "--crt", "{p}/alice.crt"], 2, "usage"),
        (["--host", "a.test", "--pfx", "{p}/bob.p12", "--passphrase-ask", "--passphrase-env", "PATH"], 2, "usage"),
    ],
)
def test_what_cannot_be_used_is_not_added(
    arguments: list[str], status: int, kind: str, tmp_path: Path, people: Path
) -> None:
    named = [argument.format(p=people) for argument in arguments]
    ended = cli.inside("certs", "add", *named, "--json", home=tmp_path)
    assert (ended.status, ended.error()["kind"]) == (status, kind)
    assert not (tmp_path / "settings.toml").exists()


def test_a_finding_does_not_stop_an_add(tmp_path: Path, people: Path) -> None:
    ended = add(tmp_path, people, "expired")
    assert (ended.status, at(ended.json(), "problems", 0, "code")) == (0, "expired")


def test_patterns_that_cover_much_and_entries_for_the_same_host_are_pointed_out(tmp_path: Path, people: Path) -> None:
    assert "every host" in add(tmp_path, people, host="*").err
    add(tmp_path, people)
    told = add(tmp_path, people, "stranger", "--port", "443").err
    assert "is for the same host and port: this one, added last, wins." in told


def test_a_relative_path_is_kept_so_that_it_holds_from_any_folder(
    tmp_path: Path, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(people)
    entry = cli.inside(
        "certs", "add", "--host", "a.test", "--crt", "alice.crt", "--key", "alice.key", "--json", home=tmp_path
    ).json()
    assert entry["cert_file"] == str(people / "alice.crt")


def test_the_list_is_in_the_order_added(lab: Lab) -> None:
    ended = cli.inside("certs", "list", "--json", home=lab.home)
    assert [entry["name"] for entry in ended.list()] == ["expired", "stranger", "alice", "bob"]
    assert all(tuple(entry) == ENTRY_KEYS for entry in ended.list())
    (bob,) = (entry for entry in ended.list() if entry["name"] == "bob")
    assert (bob["passphrase"], bob["subject"]) == ("sealed", "CN=bob")


def test_people_read_the_list_as_a_table(lab: Lab) -> None:
    heading, *rows = cli.inside("certs", "list", home=lab.home).text.splitlines()
    assert heading.split() == ["ID", "NAME", "HOST", "CERTIFICATE", "EXPIRES", "DAYS", "STATE"]
    assert [row.split()[1] for row in rows] == ["expired", "stranger", "alice", "bob"]
    assert "! expired" in rows[0]
    assert rows[1].split()[-4:] == ["11", "!", "expires", "soon"]
    assert rows[2].split()[-1] == "ok" and rows[2].split()[-2].startswith("36")


def test_an_empty_list_is_empty(tmp_path: Path) -> None:
    assert cli.inside("certs", "list", "--json", home=tmp_path).list() == []
    ended = cli.inside("certs", "list", home=tmp_path)
    assert (ended.status, ended.out) == (0, b"")
    assert "certs add" in ended.err


def test_remove_prints_the_entry_as_it_was(tmp_path: Path, people: Path) -> None:
    entry = add(tmp_path, people, "alice", "--name", "alice").json()
    ended = cli.inside("certs", "remove", "alice", "--json", home=tmp_path)
    assert (ended.status, ended.json()) == (0, entry)
    assert cli.inside("certs", "list", "--json", home=tmp_path).list() == []
    assert (people / "alice.key").exists()


@pytest.mark.parametrize("prefix", ["", "id:"])
def test_disable_and_enable_by_id(prefix: str, tmp_path: Path, people: Path) -> None:
    name = f"{prefix}{add(tmp_path, people).json()['id']}"
    assert cli.inside("certs", "disable", name, "--json", home=tmp_path).json()["enabled"] is False
    assert cli.inside("which", "https://a.test/", "--json", home=tmp_path).json()["certificate"] is None
    assert cli.inside("certs", "enable", name, "--json", home=tmp_path).json()["enabled"] is True
    assert cli.inside("which", "https://a.test/", "--json", home=tmp_path).json()["certificate"] is not None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("nobody", "unknown_certificate"), ("id:alice", "unknown_certificate"), ("alice", "ambiguous_certificate")],
)
@pytest.mark.parametrize("action", ["remove", "disable", "edit"])
def test_a_name_must_mean_one_entry(action: str, name: str, kind: str, tmp_path: Path, people: Path) -> None:
    add(tmp_path, people, "alice", "--name", "alice")
    add(tmp_path, people, "alice", "--name", "alice", host="b.test")
    before = (tmp_path / "settings.toml").read_bytes()
    ended = cli.inside("certs", action, name, "--json", home=tmp_path)
    assert (ended.status, ended.error()["kind"]) == (2, kind)
    assert (tmp_path / "settings.toml").read_bytes() == before


def test_a_name_that_is_another_ones_id_means_neither(tmp_path: Path, people: Path) -> None:
    first = str(add(tmp_path, people).json()["id"])
    add(tmp_path, people, "alice", "--name", first, host="b.test")
    ended = cli.inside("certs", "remove", first, "--json", home=tmp_path)
    assert (ended.status, ended.error()["kind"]) == (2, "ambiguous_certificate")
    assert cli.inside("certs", "remove", f"id:{first}", "--json", home=tmp_path).json()["id"] == first


def test_edit_changes_what_is_said_and_nothing_else(tmp_path: Path, people: Path) -> None:
    before = add(tmp_path, people, "alice", "--name", "alice", "--port", "8443").json()
    ended = cli.inside("certs", "edit", "alice", "--host", "b.test", "--json", home=tmp_path)
    assert ended.json() == {**before, "host": "b.test"}
    unnamed = cli.inside("certs", "edit", str(before["id"]), "--name", "", "--port", "*", "--json", home=tmp_path)
    assert unnamed.json() == {**before, "host": "b.test", "name": None, "port": "*"}


def test_replace_keeps_id_and_rank_and_finds_the_passphrase_needed(tmp_path: Path, people: Path) -> None:
    first = add(tmp_path, people, "alice", "--name", "alice").json()
    add(tmp_path, people, "stranger")
    arguments = ("certs", "replace", "alice", "--pfx", str(people / "bob.p12"), "--json")
    assert cli.inside(*arguments, home=tmp_path).status == 3
    entry = cli.inside(*arguments, "--passphrase-stdin", home=tmp_path, stdin=b"open sesame\n").json()
    assert (entry["id"], entry["subject"], entry["passphrase"]) == (first["id"], "CN=bob", "sealed")
    assert (entry["cert_file"], entry["key_file"]) == (None, None)
    assert at(stored(tmp_path), 0, "id") == first["id"]
    again = cli.inside(*arguments, home=tmp_path)
    assert (again.status, again.json()["passphrase"]) == (0, "sealed")
    assert cli.inside("certs", "replace", "alice", home=tmp_path).status == 2


def test_check_is_silent_when_all_is_well(tmp_path: Path, people: Path) -> None:
    add(tmp_path, people)
    ended = cli.inside("certs", "check", home=tmp_path)
    assert (ended.status, ended.out, ended.err) == (0, b"", "")


def test_check_has_one_line_for_each_entry_with_findings(lab: Lab) -> None:
    ended = cli.inside("certs", "check", home=lab.home)
    assert ended.status == 6
    expired, stranger = ended.text.splitlines()
    assert expired.endswith("[expired]")
    assert "in 11 days" in stranger
    assert cli.inside("certs", "check", "--expiring", "5", home=lab.home).text.splitlines() == [expired]
    assert cli.inside("certs", "check", "alice", "bob", home=lab.home).status == 0
    assert cli.inside("certs", "check", "alice", "--expiring", "400", home=lab.home).status == 6
    assert len(cli.inside("certs", "check", "--json", home=lab.home).list()) == 4


def test_check_without_any_certificate_is_no_success(tmp_path: Path) -> None:
    ended = cli.inside("certs", "check", home=tmp_path)
    assert (ended.status, ended.err) == (6, f"no certificates in {tmp_path / 'settings.toml'}\n")
    assert cli.inside("certs", "check", "--json", home=tmp_path).list() == []


def test_check_leaves_the_disabled_alone_unless_named(tmp_path: Path, people: Path) -> None:
    entry = str(add(tmp_path, people, "expired").json()["id"])
    cli.inside("certs", "disable", entry, home=tmp_path)
    assert cli.inside("certs", "check", home=tmp_path).status == 0
    assert cli.inside("certs", "check", entry, home=tmp_path).status == 6


@pytest.mark.parametrize(
    ("arguments", "status", "expected"),
    [
        (["alice.crt", "--key", "alice.key"], 0, ("ok", "pem", True)),
        (["alice.crt"], 0, ("ok", "pem", False)),
        (["alice.key"], 0, ("ok", "pem", True)),
        (["bob.p12", "--passphrase-stdin"], 0, ("ok", "pkcs12", True)),
        (["bob.p12"], 6, ("needs_passphrase", "pkcs12", None)),
        (["bob.p12", "--passphrase-env", "PATH"], 6, ("wrong_passphrase", "pkcs12", None)),
        (["alice.crt", "--key", "stranger.key"], 6, ("rejected", "pem", True)),
        (["gone"], 6, ("rejected", None, None)),
    ],
)
def test_inspect_tells_what_a_file_holds(
    arguments: list[str], status: int, expected: tuple[str, str | None, bool | None], tmp_path: Path, people: Path
) -> None:
    named = [f"{people / name}" if (people / name).exists() or name == "gone" else name for name in arguments]
    ended = cli.inside("certs", "inspect", *named, "--json", home=tmp_path, stdin=b"open sesame\n")
    document = ended.json()
    assert tuple(document) == INSPECTION_KEYS
    assert (ended.status, (document["status"], document["format"], document["has_key"])) == (status, expected)
    assert cli.inside("certs", "inspect", *named, home=tmp_path, stdin=b"open sesame\n").status == status
    assert not (tmp_path / "settings.toml").exists()


def test_inspect_says_it_in_words(tmp_path: Path, people: Path) -> None:
    ended = cli.inside("certs", "inspect", str(people / "stranger.crt"), home=tmp_path)
    for words in ("status      ok", "subject     CN=stranger", "[no_key]", "[expires_soon]"):
        assert words in ended.text
    assert max(map(len, ended.text.splitlines())) <= 80


def test_certs_works_over_settings_with_a_clear_passphrase_and_no_id(tmp_path: Path, people: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        f'[[certificates]]\nhost = "a.test"\npfx_file = {json.dumps(str(people / "bob.p12"))}\n'
        'passphrase = "open sesame"\n'
    )
    listed = cli.inside("certs", "list", "--json", home=tmp_path)
    assert (listed.list()[0]["subject"], listed.list()[0]["passphrase"]) == ("CN=bob", "sealed")
    assert "open sesame" not in listed.text + listed.err
    disabled = cli.inside("certs", "disable", str(listed.list()[0]["id"]), "--json", home=tmp_path)
    assert disabled.json()["enabled"] is False
    assert "open sesame" not in (tmp_path / "settings.toml").read_text()
