"""`certs import` and `certs export`, on real files."""

import json
import os
import stat
import tomllib
from pathlib import Path

import pytest

from tests import cli
from tests.cli import Ended
from tests.desks import SECRET, pki
from tests.foreign_lists import LISTS

ROW_KEYS = ["where", "said", "outcome", "id", "host", "port", "ca", "losses", "problems", "notes"]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("people")
    pki(made)
    return made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def take(home: Path, file: Path | str, *more: str, stdin: bytes = b"") -> Ended:
    return cli.inside("certs", "import", str(file), *more, home=home, stdin=stdin)


def rows(ended: Ended) -> list[dict[str, object]]:
    found = ended.json()["rows"]
    assert isinstance(found, list)
    return found


def stored(home: Path, key: str = "certificates") -> list[dict[str, object]]:
    file = home / "settings.toml"
    found = tomllib.loads(file.read_text()).get(key, []) if file.exists() else []
    assert isinstance(found, list)
    return found


def newman(folder: Path, *items: tuple[str, str], **more: str) -> Path:
    """Write a list of pairs of pattern and stem beside the files."""
    file = folder / "client-certs.json"
    listed = [
        {"matches": [pattern], "cert": {"src": f"{folder / stem}.crt"}, "key": {"src": f"{folder / stem}.key"}, **more}
        for pattern, stem in items
    ]
    file.write_text(json.dumps(listed))
    return file


def chosen(home: Path, url: str) -> object:
    certificate = cli.inside("which", url, "--json", home=home).json()["certificate"]
    return certificate["subject"] if isinstance(certificate, dict) else None


def test_rows_are_saved_at_once_in_the_order_that_keeps_the_choice(home: Path, people: Path) -> None:
    file = newman(people, ("https://a.test/*", "alice"), ("https://a.test/*", "soon"), ("https://b.test/*", "soon"))
    ended = take(home, file, "--json")
    assert ended.status == 0, ended.err
    assert [list(row) for row in rows(ended)] == [ROW_KEYS] * 3
    assert [row["outcome"] for row in rows(ended)] == ["added"] * 3
    assert [row["id"] for row in rows(ended)] == [entry["id"] for entry in reversed(stored(home))]
    assert (chosen(home, "https://a.test"), chosen(home, "https://b.test")) == ("CN=alice", "CN=soon")
    assert "expires" in str(rows(ended)[2]["problems"])
    assert stored(home)[0]["seen"] and stored(home)[0]["added"]


def test_where_the_choice_still_differs_the_row_says_so(home: Path, people: Path) -> None:
    ended = take(home, newman(people, ("https://*.a.test/*", "alice"), ("https://x.a.test/*", "soon")))
    assert ended.status == 6
    assert "There it is taken for x.a.test:443; here [1].matches[0] wins: an exact host beats a pattern." in ended.text
    assert "3 added, 1 not as the other tool has it." in ended.text


def test_a_second_import_adds_nothing_and_tells_what_wins_now(home: Path, people: Path) -> None:
    file = newman(people, ("https://a.test/*", "alice"))
    take(home, file)
    again = take(home, file)
    assert again.status == 0 and "0 added, 1 there already." in again.text and len(stored(home)) == 1
    ended = take(home, newman(people, ("https://a.test/*", "alice"), ("https://a.test/*", "soon")))
    assert ended.status == 6 and "here [1].matches[0] wins: it is later in the list" in ended.text
    assert chosen(home, "https://a.test") == "CN=soon"


def test_an_entry_for_the_same_host_is_pointed_out(home: Path, people: Path) -> None:
    take(home, newman(people, ("https://a.test/*", "alice")))
    ended = take(home, newman(people, ("https://a.test/*", "soon")), "--dry-run")
    assert f"id:{stored(home)[0]['id']} is for the same host: this one, added later, wins." in ended.text
    assert "would be added\n" in ended.text
    assert "1 would be added. Nothing is saved." in ended.text and len(stored(home)) == 1


def test_a_passphrase_in_the_file_is_sealed_and_never_shown(
    home: Path, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"certs": [{"domain": "a.test", "type": "pfx", "pfxFilePath": "bob.p12", "passphrase": SECRET}]}
    file = people / "config.json"
    file.write_text(json.dumps(config))
    monkeypatch.chdir(people)
    ended = take(home, file)
    assert ended.status == 0 and "is taken over and sealed" in ended.text
    (entry,) = stored(home)
    assert str(entry["passphrase"]).startswith("sealed:v1:") and entry["pfx_file"] == str(people / "bob.p12")
    assert SECRET not in ended.text + ended.err + (home / "settings.toml").read_text()
    assert chosen(home, "https://a.test:8443") == "CN=bob"


@pytest.mark.parametrize(
    ("secret", "option", "status", "says"),
    [
        (SECRET, "--passphrase-ask", 0, "is not stored"),
        ("wrong", "--json", 6, "is not the right one"),
        ("", "--json", 0, "is asked for in each session"),
        ("{{pass}}", "--json", 6, "is a variable of the other tool's"),
        ("command:touch OWNED", "--json", 6, "reads like a word of ours"),
        ("sealed:v1:x:y", "--json", 6, "reads like a word of ours"),
    ],
)
def test_a_passphrase_that_is_not_kept_is_asked_for(
    home: Path, people: Path, secret: str, option: str, status: int, says: str
) -> None:
    item = {"_type": "client_certificate", "host": "a.test", "pfx": "bob.p12", "passphrase": secret or None}
    file = people / "export.json"
    file.write_text(json.dumps({"__export_format": 4, "resources": [item]}))
    ended = take(home, file, option)
    assert ended.status == status and says in ended.text
    assert [entry["passphrase"] for entry in stored(home)] == ["ask"]
    assert not Path("OWNED").exists()


def test_a_passphrase_that_is_not_needed_is_not_kept(home: Path, people: Path) -> None:
    ended = take(home, newman(people, ("https://a.test/*", "alice"), passphrase="needless"))
    assert ended.status == 0 and "passphrase" not in stored(home)[0]


def test_files_that_cannot_serve_are_imported_with_the_finding_or_refused_when_strict(home: Path, people: Path) -> None:
    file = newman(people, ("https://a.test/*", "alice"), ("https://b.test/*", "gone"))
    strict = take(home, file, "--strict", "--json")
    assert strict.status == 6 and [row["outcome"] for row in rows(strict)] == ["added", "refused"]
    assert "does not exist" in str(rows(strict)[1]["problems"]) and len(stored(home)) == 1
    ended = take(home, file, "--json")
    assert ended.status == 0 and [row["outcome"] for row in rows(ended)] == ["there", "added"]


def test_paths_count_from_the_file_or_for_newman_from_here(
    home: Path, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, folder in (("newman", tmp_path), ("bruno", people / "certs"), ("toml", people)):
        file = people / f"list-{name}.txt"
        file.write_text(LISTS[name])
        take(home / name, file)
        files = {str(entry.get("cert_file")) for entry in stored(home / name)}
        assert str(folder / "alice.crt") in files


def test_cas_become_cas_and_a_list_may_come_from_stdin(home: Path, people: Path) -> None:
    ca, cert = str(people / "company-ca.pem"), str(people / "alice.crt")
    text = LISTS["insomnia"].replace("/pki/company-ca.pem", ca).encode()
    ended = take(home, "-", "--json", stdin=text)
    assert ended.status == 0 and rows(ended)[2]["ca"] is True
    assert [one["file"] for one in stored(home, "ca")] == [ca]
    assert [entry["enabled"] for entry in stored(home)] == [True, False]
    assert "0 added, 3 there already." in take(home, "-", stdin=text).text
    ended = take(home, "-", stdin=text.replace(ca.encode(), cert.encode()))
    assert ended.status == 6 and "1 refused" in ended.text and "choose the certificate of the CA" in ended.text
    assert len(stored(home, "ca")) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a": 1}', "no list of certificates; known are: newman's list"),
        (b"[\xff]", "byte 1: the file is no text in UTF-8"),
        (b"a: 1\na: 2", "line 2, column 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_nothing_is_saved(
    home: Path, tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "list"
    file.write_bytes(content)
    ended = take(home, file, "--json")
    assert ended.status == 2 and says in str(ended.error()["message"]) and str(file) in str(ended.error()["where"])
    assert not (home / "settings.toml").exists()
    assert take(home, tmp_path / "none").status == 2 and take(home, tmp_path).status == 2


def test_a_list_that_is_too_large_says_how_to_make_it_smaller(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    with file.open("wb") as opened:
        opened.truncate(9 * 1024 * 1024)
    ended = take(home, file)
    assert ended.status == 2 and "has 9 MB" in ended.err and "export it without requests" in ended.err


def test_nothing_of_a_hostile_file_reaches_the_terminal_raw(home: Path) -> None:
    listed = [{"name": "a\x1b[31m", "matches": ["https://a\x1b]0;x\x07.test/*"], "cert": {"src": "a\x1bb"}}]
    listed.append({"matches": ["https://b.test/*"], "cert": {"src": "\x9b31m\u202e"}})
    ended = take(home, "-", stdin=json.dumps(listed).encode())
    assert ended.status == 6
    assert not set("\x1b\x07\x9b\u202e").intersection(ended.text + ended.err)


def test_an_exported_list_holds_no_secret_and_makes_the_same_list(home: Path, people: Path, tmp_path: Path) -> None:
    for host, more in (("a.test", ("--crt", "alice")), ("*.b.test", ("--pfx", "bob"))):
        kind, stem = more
        files = [kind, str(people / f"{stem}.{'p12' if kind == '--pfx' else 'crt'}")]
        files += ["--key", str(people / f"{stem}.key")] if kind == "--crt" else ["--passphrase-env", "SECRET_OF_BOB"]
        added = cli.inside(
            "certs", "add", "--host", host, "--name", stem, *files, home=home, environ={"SECRET_OF_BOB": SECRET}
        )
        assert added.status == 0, added.err
    cli.inside("ca", "add", str(people / "company-ca.pem"), "--host", "*.b.test", home=home)
    out = tmp_path / "list.toml"
    ended = cli.inside("certs", "export", str(out), home=home)
    assert ended.status == 0 and "Its passphrase is not in the file" in ended.err
    text = out.read_text()
    assert "sealed" not in text and "id =" not in text and SECRET not in text
    if os.name == "posix":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    other = tmp_path / "other"
    assert take(other, out).status == 0
    keys = ("host", "name", "cert_file", "key_file", "pfx_file")
    assert [[one.get(key) for key in keys] for one in stored(other)] == [
        [one.get(key) for key in keys] for one in stored(home)
    ]
    assert stored(other, "ca") == stored(home, "ca") and stored(other)[1]["passphrase"] == "ask"


def test_a_file_is_never_replaced_unasked(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.toml"
    out.write_text("mine")
    ended = cli.inside("certs", "export", str(out), home=home)
    assert ended.status == 2 and "--force replaces it" in ended.err and out.read_text() == "mine"
    assert cli.inside("certs", "export", str(out), "--force", home=home).status == 0 and out.read_text() != "mine"
    assert cli.inside("certs", "export", str(tmp_path / "no" / "list"), home=home).status == 2


def test_what_newman_cannot_say_is_reported_row_by_row(home: Path, people: Path) -> None:
    files = ("--crt", str(people / "alice.crt"), "--key", str(people / "alice.key"))
    hosts = (
        ("a.test", "443", ""),
        ("{a,b}.test", "443", "no wildcard but *."),
        ("b.test", "*", "any port of a host"),
        ("*.c.test", "443", "newman sends it to c.test itself too"),
        ("[::1]", "443", "cannot hold an IPv6 address"),
        ("*", "443", "every host at every port"),
    )
    for host, port, _ in hosts:
        assert cli.inside("certs", "add", "--host", host, "--port", port, *files, home=home).status == 0
    off = cli.inside("certs", "add", "--host", "off.test", *files, "--json", home=home).json()
    cli.inside("certs", "disable", f"id:{off['id']}", home=home)
    ended = cli.inside("certs", "export", "--format", "newman", home=home)
    assert ended.status == 6
    assert [item["matches"] for item in json.loads(ended.out)] == [["https://a.test/*"], ["https://*.c.test/*"]]
    assert all(words in ended.err for _, _, words in hosts) and "It is off" in ended.err


@pytest.mark.parametrize("action", ["import", "export"])
def test_help_names_the_formats(home: Path, action: str) -> None:
    ended = cli.inside("certs", action, "--help", home=home)
    assert ended.status == 0 and "newman" in ended.text and "usage: workbench certs" in ended.text
    assert f"  {action} " in cli.inside("certs", "--help", home=home).text


@pytest.mark.parametrize("as_json", [False, True])
def test_an_import_is_undone_as_a_whole(home: Path, people: Path, as_json: bool) -> None:
    ended = take(home, newman(people, ("https://a.test/*", "alice"), ("https://b.test/*", "soon")))
    assert "To take the import back: workbench certs undo." in ended.text
    ids = [entry["id"] for entry in stored(home)]
    undone = cli.inside("certs", "undo", *(["--json"] if as_json else []), home=home)
    if as_json:
        assert undone.json() == {"undone": "import", "removed": ids}
    assert (undone.status, undone.err, stored(home)) == (0, "", [])
    assert "undo" not in take(home, newman(people, ("https://a.test/*", "alice")), "--dry-run").text
