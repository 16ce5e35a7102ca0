"""Edit, replace and undo from the shell, on real files."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import cli
from tests.certificate_files import CLIENT, SERVER, Made, made
from tests.cli import Ended
from workbench.demo.lab import Lab

pytestmark = pytest.mark.slow

TODAY = datetime.now(UTC).replace(microsecond=0)
YEAR = (TODAY - timedelta(days=1), TODAY + timedelta(days=365))
MONTH = (TODAY - timedelta(days=1), TODAY + timedelta(days=40))


@dataclass
class Shell:
    """Commands over one home; alice is its first entry, bob.test its second."""

    home: Path
    people: Path

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Ended:
        return cli.inside("certs", *arguments, home=self.home, stdin=stdin)

    def listed(self) -> list[dict[str, object]]:
        return self("list", "--json").list()

    def file(self, name: str, *parts: bytes) -> str:
        path = self.people / name
        path.touch(mode=0o600)
        path.write_bytes(b"".join(parts))
        return str(path)

    def pair(self, stem: str, one: Made) -> tuple[str, ...]:
        return ("--crt", self.file(f"{stem}.crt", one.pem), "--key", self.file(f"{stem}.key", one.key_pem()))


@pytest.fixture
def shell(lab: Lab, tmp_path: Path) -> Shell:
    people = Path(shutil.copytree(lab.home / "identities", tmp_path / "people"))
    ready = Shell(tmp_path / "home", people)
    for who, host in (("alice", "a.test"), ("stranger", "bob.test")):
        files = ("--crt", str(people / f"{who}.crt"), "--key", str(people / f"{who}.key"))
        assert ready("add", "--host", host, "--name", who, *files).status == 0
    return ready


@pytest.mark.parametrize(
    "change",
    [
        ("remove", "alice"),
        ("edit", "alice", "--host", "c.test", "--port", "8443", "--name", "al"),
        ("replace", "alice", "--pfx", "{people}/bob.p12", "--passphrase-stdin"),
    ],
)
def test_undo_prints_the_entry_as_it_is_again(shell: Shell, change: tuple[str, ...]) -> None:
    before = shell.listed()
    said = [text.format(people=shell.people) for text in change]
    assert shell(*said, stdin=b"open sesame\n").status == 0
    assert shell.listed() != before
    undone = shell("undo", "--json")
    assert (undone.status, undone.json()) == (0, before[0])
    assert shell.listed() == before
    nothing = shell("undo", "--json")
    assert (nothing.status, nothing.error()["kind"]) == (2, "nothing_to_undo")


def test_undo_says_in_words_what_it_brought_back(shell: Shell) -> None:
    shell("remove", "alice")
    assert "alice is back in its place." in shell("undo").text
    ended = shell("undo")
    assert (ended.status, "nothing to undo" in ended.err) == (2, True)


def test_what_was_changed_since_is_not_undone_and_the_step_before_is_next(shell: Shell) -> None:
    shell("edit", "alice", "--host", "b.test")
    shell("edit", "stranger", "--host", "c.test")
    settings = shell.home / "settings.toml"
    settings.write_text(settings.read_text().replace("c.test", "d.test"))
    ended = shell("undo")
    assert (ended.status, "changed again since" in ended.err) == (2, True)
    assert [entry["host"] for entry in shell.listed()] == ["b.test", "d.test"]
    assert shell("undo", "--json").json()["host"] == "a.test"


def test_replace_says_old_and_new_and_what_one_may_not_have_meant(shell: Shell, root: Made) -> None:
    other = made("other", by=root, extensions=[SERVER], period=MONTH)
    before = shell.listed()
    ended = shell("replace", "alice", *shell.pair("other", other))
    old, new, *_rest = ended.text.splitlines()
    serial = f"{other.certificate.serial_number:x}"
    assert old.startswith(f"old  CN=alice, serial {before[0]['serial']}, 2026-")
    assert new.startswith("new  CN=other, serial ") and serial in new and f"to {MONTH[1]:%Y-%m-%d}" in new
    for said in ("another subject: CN=other, not CN=alice", "ends sooner", "another purpose"):
        assert said in ended.err
    after = shell.listed()
    kept = ("id", "name", "host", "port", "added", "enabled")
    assert [[entry[key] for key in kept] for entry in after] == [[entry[key] for key in kept] for entry in before]


def test_a_replacement_that_cannot_be_used_changes_nothing(shell: Shell) -> None:
    before = (shell.home / "settings.toml").read_bytes()
    mixed = ("--crt", str(shell.people / "alice.crt"), "--key", str(shell.people / "stranger.key"))
    for files in (mixed, ("--crt", "/no/such.crt"), ("--pfx", str(shell.people / "bob.p12"))):
        assert shell("replace", "alice", *files).status == 3
    assert (shell.home / "settings.toml").read_bytes() == before
    assert shell("undo").status == 2


def test_a_renewed_certificate_keeps_the_key_it_was_made_for(shell: Shell, root: Made) -> None:
    first = made("renewed", by=root, extensions=[CLIENT], period=MONTH)
    again = made("renewed", by=root, extensions=[CLIENT], period=YEAR, key=first.key)
    shell("replace", "alice", *shell.pair("first", first))
    key = shell.listed()[0]["key_file"]
    entry = shell("edit", "alice", "--crt", shell.file("again.crt", again.pem), "--json").json()
    assert (entry["key_file"], entry["problems"]) == (key, [])
    whole = shell.file("whole.pem", again.pem, again.key_pem())
    entry = shell("replace", "alice", "--crt", whole, "--json").json()
    assert (entry["cert_file"], entry["key_file"]) == (whole, whole)


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (("--host", "x.test"), {"host": "x.test"}),
        (("--port", "*"), {"port": "*"}),
        (("--name", "who"), {"name": "who"}),
        (("--name", ""), {"name": None}),
        (("--ca", "{ca}"), {"ca_file": "{ca}"}),
        (("--passphrase-ask",), {"passphrase": "ask"}),
        (("--key", "{people}/copy.key"), {"key_file": "{people}/copy.key"}),
        (("--crt", "{people}/copy.crt"), {"cert_file": "{people}/copy.crt"}),
    ],
)
def test_edit_changes_one_field_and_leaves_the_others(
    shell: Shell, lab: Lab, options: tuple[str, ...], changed: dict[str, object]
) -> None:
    for ending in ("crt", "key"):
        shutil.copy(shell.people / f"alice.{ending}", shell.people / f"copy.{ending}")
    filled = [text.format(people=shell.people, ca=lab.ca_file) for text in options]
    wanted = {key: _filled(value, shell, lab) for key, value in changed.items()}
    before = shell.listed()[0]
    assert shell("edit", "alice", *filled, "--json").json() == {**before, **wanted}


def _filled(value: object, shell: Shell, lab: Lab) -> object:
    return value.format(people=shell.people, ca=lab.ca_file) if isinstance(value, str) else value


def test_edit_changes_the_kind_of_files_and_their_passphrase(shell: Shell) -> None:
    pfx = ("--pfx", str(shell.people / "bob.p12"), "--passphrase-stdin")
    entry = shell("edit", "alice", *pfx, "--json", stdin=b"open sesame\n").json()
    assert (entry["cert_file"], entry["key_file"], entry["passphrase"]) == (None, None, "sealed")
    assert shell("edit", "alice", "--passphrase-stdin", "--json", stdin=b"wrong\n").status == 3
    assert shell("edit", "alice", "--passphrase-stdin", "--json", stdin=b"open sesame\n").status == 0
    assert shell("edit", "alice", "--key", str(shell.people / "alice.key")).status == 2
    assert "say what is to change" in shell("edit", "alice").err


def test_a_removed_ca_comes_back_and_leaves_the_certificates_alone(shell: Shell, lab: Lab) -> None:
    for arguments in (("add", str(lab.ca_file), "--host", "x.test"), ("remove", str(lab.ca_file))):
        assert cli.inside("ca", *arguments, home=shell.home).status == 0
    assert shell("undo").status == 2
    back = cli.inside("ca", "undo", "--json", home=shell.home).json()
    assert (back["file"], back["host"]) == (str(lab.ca_file), "x.test")
    again = cli.inside("ca", "undo", "--json", home=shell.home)
    assert (again.status, again.error()["kind"]) == (2, "nothing_to_undo")


def test_a_damaged_journal_is_said(shell: Shell) -> None:
    (shell.home / "undo.json").write_text("{")
    ended = shell("undo", "--json")
    assert (ended.status, ended.error()["kind"]) == (2, "undo_journal")
    assert "damaged" in shell("remove", "alice").err
    assert shell("undo").status == 0
