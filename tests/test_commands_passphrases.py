"""Passphrases on the command line: from a command, asked for, sealed anew."""

import sys
import tomllib
from pathlib import Path

import pytest

from tests import cli
from tests.cli import Ended, at
from tests.desks import SECRET, pki
from workbench.certificates.passphrases import Passphrases
from workbench.folders import Folders
from workbench.settings import load, renewing

pytestmark = pytest.mark.slow
needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="the commands of these tests are a Unix shell's")
PRINTS = f"echo '{SECRET}'"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pki")
    pki(made)
    return made


def add(home: Path, folder: Path, *more: str, stdin: str = "", name: str = "bob") -> Ended:
    call = ("certs", "add", "--host", "a.test", "--name", name, "--pfx", str(folder / "bob.p12"))
    return cli.inside(*call, *more, home=home, stdin=stdin.encode())


def stored(home: Path, place: int = 0) -> dict[str, object]:
    found = tomllib.loads((home / "settings.toml").read_text())["certificates"][place]
    assert isinstance(found, dict)
    return found


def opened(home: Path) -> list[str | None]:
    places = Folders(config=home, data=home, state=home)
    kept = Passphrases(renewing.sealer(places))
    return [kept.of(entry) for entry in load(places.settings_file).certificates]


@needs_sh
def test_a_command_is_tried_and_kept_as_it_was_typed(tmp_path: Path, folder: Path) -> None:
    ended = add(tmp_path, folder, "--passphrase-command", PRINTS, "--json")
    assert (ended.status, ended.json()["passphrase"], ended.json()["subject"]) == (0, "command", "CN=bob")
    assert stored(tmp_path)["passphrase"] == f"command:{PRINTS}"
    assert SECRET not in ended.text + ended.err


@needs_sh
@pytest.mark.parametrize(
    ("command", "status", "kind", "says"),
    [
        ("echo wrong", 3, "wrong_passphrase", "What the command for the passphrase of bob prints does not open"),
        ("false", 3, "needs_passphrase", "The command for the passphrase of bob failed with exit status 1"),
        ("no-such-command-at-all", 3, "needs_passphrase", "was not found"),
        ("true", 3, "needs_passphrase", "printed nothing"),
        ("pass 'show", 2, "usage", "--passphrase-command: expected quotes in pairs"),
        (" ", 2, "usage", "--passphrase-command: expected a command"),
    ],
)
def test_one_that_does_not_serve_is_not_kept(
    tmp_path: Path, folder: Path, command: str, status: int, kind: str, says: str
) -> None:
    ended = add(tmp_path, folder, "--passphrase-command", command, "--json")
    assert (ended.status, ended.error()["kind"]) == (status, kind)
    assert says in str(ended.error()["message"])
    assert not (tmp_path / "settings.toml").exists()


@pytest.mark.parametrize("other", [("--passphrase-ask",), ("--passphrase-stdin",)])
def test_of_the_ways_one_is_chosen(tmp_path: Path, folder: Path, other: tuple[str, ...]) -> None:
    ended = add(tmp_path, folder, "--passphrase-command", "true", *other, stdin=SECRET)
    assert ended.status == 2 and "one of them" in ended.err


@needs_sh
def test_list_check_and_which_run_nothing_and_judge_by_what_was_seen(tmp_path: Path, folder: Path) -> None:
    runs = tmp_path / "runs"
    add(tmp_path, folder, "--passphrase-command", f"sh -c 'echo x >> {runs}; {PRINTS.replace(chr(39), chr(34))}'")
    assert runs.read_text() == "x\n"
    listed = cli.inside("certs", "list", "--json", home=tmp_path).list()
    assert (listed[0]["passphrase"], listed[0]["subject"], listed[0]["problems"]) == ("command", "CN=bob", [])
    assert cli.inside("certs", "check", home=tmp_path).status == 0
    assert cli.inside("certs", "check", "--expiring", "9999", home=tmp_path).status == 6
    which = cli.inside("which", "https://a.test/", "--json", home=tmp_path)
    assert (which.status, which.json()["usable"]) == (0, None)
    assert "from a command, which a send runs" in str(which.json()["reason"])
    assert runs.read_text() == "x\n"
    prepared = cli.inside("send", "--dry-run", "https://a.test/", "--json", home=tmp_path)
    assert at(prepared.json(), "hops", 0, "selection", "usable") is True
    assert runs.read_text() == "x\nx\n"


@needs_sh
@pytest.mark.parametrize("way", ["ask", "command", "stdin"])
def test_edit_changes_how_it_is_kept(tmp_path: Path, folder: Path, way: str) -> None:
    add(tmp_path, folder, "--passphrase-stdin", stdin=SECRET)
    cli.inside("certs", "edit", "bob", "--passphrase-ask", home=tmp_path)
    if way == "command":
        cli.inside("certs", "edit", "bob", "--passphrase-command", PRINTS, home=tmp_path)
    if way == "stdin":
        ended = cli.inside("certs", "edit", "bob", "--passphrase-stdin", home=tmp_path, stdin=SECRET.encode())
        assert ended.status == 0, ended.err
    kept = str(stored(tmp_path)["passphrase"])
    assert kept.startswith({"ask": "ask", "command": f"command:{PRINTS}", "stdin": "sealed:v1:"}[way])


@needs_sh
def test_new_files_are_opened_with_the_command_there_is(tmp_path: Path, folder: Path) -> None:
    add(tmp_path, folder, "--passphrase-command", PRINTS)
    pair = ("--crt", str(folder / "carol.crt"), "--key", str(folder / "carol.key"))
    ended = cli.inside("certs", "replace", "bob", *pair, "--json", home=tmp_path)
    assert (ended.status, ended.json()["subject"], ended.json()["passphrase"]) == (0, "CN=carol", "command")


@pytest.mark.parametrize("odd", ["ask", "command:true", "sealed:v1:0123456789abcdef:AAAA"])
def test_a_passphrase_that_reads_like_something_else_is_sealed_at_once(tmp_path: Path, odd: str) -> None:
    from workbench.demo.authority import Authority, Order

    made = Authority.root("CA").issue(Order(common_name="odd"))
    (tmp_path / "bob.p12").write_bytes(made.pkcs12(odd))
    assert add(tmp_path, tmp_path, "--passphrase-stdin", stdin=odd).status == 0
    assert str(stored(tmp_path)["passphrase"]).startswith("sealed:v1:") and opened(tmp_path) == [odd]
    assert stored(tmp_path)["passphrase"] != odd


def test_a_passphrase_given_without_a_name_is_not_for_an_entry_with_a_command(tmp_path: Path, folder: Path) -> None:
    add(tmp_path, folder, "--passphrase-stdin", stdin=SECRET)
    text = (tmp_path / "settings.toml").read_text().splitlines()
    changed = ['passphrase = "command:no-such-command-at-all"' if "passphrase" in line else line for line in text]
    (tmp_path / "settings.toml").write_text("\n".join(changed))
    call = ("send", "--dry-run", "https://a.test/", "--json")
    unnamed = cli.inside(*call, "--passphrase-stdin", home=tmp_path, stdin=SECRET.encode())
    assert (unnamed.status, at(unnamed.json(), "hops", 0, "failure", "kind")) == (3, "certificate_unusable")
    named = cli.inside(*call, "--passphrase-env", "bob=WORD", home=tmp_path, environ={"WORD": SECRET})
    assert named.status == 0


@pytest.mark.parametrize("wrong", ["command:", "command:   ", "command:pass 'show"])
def test_a_settings_file_with_a_wrong_command_names_file_and_key(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "settings.toml").write_text(
        f'[[certificates]]\nhost = "a.test"\npfx_file = "x.p12"\npassphrase = "{wrong}"\n'
    )
    ended = cli.inside("certs", "list", "--json", home=tmp_path)
    assert ended.status == 2 and "certificates[0].passphrase" in str(ended.error()["where"])
    assert "expected" in str(ended.error()["message"]) and "show" not in str(ended.error()["message"]).replace(
        "pass show work/alice", ""
    )


def test_a_command_is_kept_by_whoever_saves_the_settings(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        f'[[certificates]]\nid = "b"\nhost = "a.test"\npfx_file = "{folder}/bob.p12"\n'
        'passphrase = "command:op read x"\n'
    )
    assert cli.inside("certs", "edit", "b", "--port", "8443", home=tmp_path).status == 0
    assert stored(tmp_path)["passphrase"] == "command:op read x"


def test_reseal_tells_what_it_did(tmp_path: Path, folder: Path) -> None:
    add(tmp_path, folder, "--passphrase-stdin", stdin=SECRET)
    before = stored(tmp_path)["passphrase"]
    ended = cli.inside("certs", "reseal", "--json", home=tmp_path)
    done = ended.json()
    assert list(done) == ["key", "certificates", "proxy", "undo", "not_opened", "removed_keys", "kept_keys"]
    assert (ended.status, done["certificates"]) == (0, [{"id": stored(tmp_path)["id"], "name": "bob"}])
    assert stored(tmp_path)["passphrase"] != before and opened(tmp_path) == [SECRET]
    told = cli.inside("certs", "reseal", home=tmp_path)
    assert "sealed anew  1 secret" in told.text and "bob (id:" in told.text
    assert SECRET not in told.text + ended.text


def test_reseal_names_what_it_could_not_open_and_exits_3(tmp_path: Path, folder: Path) -> None:
    add(tmp_path, folder, "--passphrase-stdin", stdin=SECRET)
    for key in (tmp_path / "sealing").glob("*.key"):
        key.unlink()
    ended = cli.inside("certs", "reseal", home=tmp_path)
    assert ended.status == 3
    assert "bob (id:" in ended.err and "not on this machine: enter the passphrase again" in ended.err


def test_reseal_of_settings_that_are_wrong_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("theme = 1\n")
    assert cli.inside("certs", "reseal", home=tmp_path).status == 2
    assert not (tmp_path / "sealing").exists()


def test_one_that_is_asked_for_names_the_options_when_none_was_given(tmp_path: Path, folder: Path) -> None:
    add(tmp_path, folder, "--passphrase-ask")
    ended = cli.inside("send", "--dry-run", "https://a.test/", home=tmp_path)
    assert ended.status == 3
    assert "--passphrase-stdin or --passphrase-env [NAME=]VAR" in " ".join(ended.err.split())
    given = cli.inside(
        "send", "--dry-run", "https://a.test/", "--passphrase-stdin", home=tmp_path, stdin=SECRET.encode()
    )
    assert given.status == 0, given.err


@needs_sh
def test_a_passphrase_need_not_be_utf8(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    from workbench.demo.authority import Authority, Order

    made = Authority.root("CA").issue(Order(common_name="odd"))
    cert, key = made.write(tmp_path, "odd")
    locked = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"\xff\xe9"))
    key.write_bytes(locked)
    call = ("certs", "add", "--host", "a.test", "--crt", str(cert), "--key", str(key))
    given = cli.inside(*call, "--passphrase-stdin", home=tmp_path, stdin=b"\xff\xe9\n")
    assert given.status == 0, given.err
    printed = cli.inside(*call, "--passphrase-command", r"printf '\377\351\n'", home=tmp_path)
    assert printed.status == 0, printed.err
    assert opened_first(tmp_path) == "\udcff\udce9"


def opened_first(home: Path) -> str | None:
    places = Folders(config=home, data=home, state=home)
    return Passphrases(renewing.sealer(places)).of(load(places.settings_file).certificates[0])


@pytest.mark.parametrize(
    ("way", "says"), [("ask", "is asked for by a send"), ("command:x", "a command that a send runs")]
)
def test_of_files_never_opened_it_is_said_what_opens_them(tmp_path: Path, folder: Path, way: str, says: str) -> None:
    entry = f'[[certificates]]\nid = "bob"\nhost = "a.test"\npfx_file = "{folder / "bob.p12"}"\npassphrase = "{way}"\n'
    (tmp_path / "settings.toml").write_text(entry)
    checked = cli.inside("certs", "check", home=tmp_path)
    assert checked.status == 6
    assert f"{says}: what it holds is not known before that. [needs_passphrase]" in checked.text
