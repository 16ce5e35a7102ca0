from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests import cli
from tests.certificate_files import made, write
from tests.cli import at
from workbench.demo.lab import Lab


@pytest.mark.parametrize(
    ("endpoint", "arguments", "status", "expected"),
    [
        ("mtls", [], 0, ("rule", "alice", True)),
        ("other", [], 0, ("rule", "bob", True)),
        ("mtls", ["--cert", "stranger"], 0, ("command", "stranger", True)),
        ("other", ["--cert", "none"], 0, ("command", None, None)),
        ("http", [], 0, ("none", None, None)),
        ("mtls", ["--cert", "nobody"], 3, ("command", None, False)),
        ("mtls", ["--cert", "bob"], 3, ("command", None, False)),
    ],
)
def test_which_says_who_is_chosen_and_on_whose_word(
    endpoint: str, arguments: list[str], status: int, expected: tuple[str, str | None, bool | None], lab: Lab
) -> None:
    ended = cli.inside("which", lab.url(endpoint), *arguments, "--json", home=lab.home)
    document = ended.json()
    certificate = document["certificate"]
    name = at(certificate, "name") if certificate else None
    assert (ended.status, (document["by"], name, document["usable"])) == (status, expected)
    assert len(at(document, "considered")) == 4  # type: ignore[arg-type]
    assert document["omitted"] == 0
    assert ended.err == ""


def test_a_certificate_outside_its_rule_is_marked(lab: Lab) -> None:
    (bob,) = (entry for entry in cli.inside("certs", "list", "--json", home=lab.home).list() if entry["name"] == "bob")
    ended = cli.inside("which", lab.url("mtls"), "--cert", f"id:{bob['id']}", home=lab.home)
    assert ended.status == 0
    assert "OUTSIDE ITS RULE" in ended.text


def test_what_is_chosen_tells_subject_and_end(lab: Lab) -> None:
    document = cli.inside("which", lab.url("mtls"), "--json", home=lab.home).json()
    assert at(document, "certificate", "subject") == "CN=alice"
    assert str(at(document, "certificate", "not_after")).endswith("Z")


def test_people_read_every_entry_with_its_reason_in_80_columns(lab: Lab) -> None:
    ended = cli.inside("which", lab.url("mtls"), home=lab.home)
    assert "certificate alice" in ended.text
    assert "usable      yes  CN=alice" in ended.text
    for name in ("expired", "stranger", "> alice", "bob"):
        assert name in ended.text
    assert "wins: added later" in ended.text
    assert max(map(len, ended.text.splitlines())) <= 80


def test_an_entry_that_wins_but_cannot_be_used_exits_3(lab_home: Path, lab: Lab) -> None:
    settings = lab_home / "settings.toml"
    settings.write_text(settings.read_text().replace("alice.key", "gone.key"))
    ended = cli.inside("which", lab.url("mtls"), "--json", home=lab_home)
    assert (ended.status, ended.json()["usable"]) == (3, False)
    assert "gone.key" in str(ended.json()["reason"])


def asking(home: Path) -> Path:
    """Make a home where bob's passphrase is asked for once in each session."""
    settings = home / "settings.toml"
    lines = settings.read_text().splitlines()
    settings.write_text("\n".join('passphrase = "ask"' if "sealed:" in line else line for line in lines))
    return home


def test_a_passphrase_that_is_yet_to_be_asked_for_is_not_known(lab_home: Path, lab: Lab) -> None:
    ended = cli.inside("which", lab.url("other"), "--json", home=asking(lab_home))
    assert (ended.status, ended.json()["usable"]) == (0, None)


@pytest.mark.parametrize(("passphrase", "status", "usable"), [("open sesame", 0, True), ("wrong", 3, False)])
def test_a_passphrase_that_is_given_is_tried(
    passphrase: str, status: int, usable: bool, lab_home: Path, lab: Lab
) -> None:
    ended = cli.inside(
        "which",
        lab.url("other"),
        "--passphrase-env",
        "bob=SECRET",
        "--json",
        home=asking(lab_home),
        environ={"SECRET": passphrase},
    )
    assert (ended.status, ended.json()["usable"]) == (status, usable)


def test_a_passphrase_given_stands_in_for_one_that_cannot_be_unsealed(lab_home: Path, lab: Lab) -> None:
    for key in (lab_home / "sealing").iterdir():
        key.unlink()
    lost = cli.inside("which", lab.url("other"), "--json", home=lab_home)
    assert (lost.status, lost.json()["usable"]) == (3, False)
    ended = cli.inside("which", lab.url("other"), "--passphrase-stdin", "--json", home=lab_home, stdin=b"open sesame\n")
    assert (ended.status, ended.json()["usable"]) == (0, True)


def test_a_request_files_pin_and_variables_count(tmp_path: Path, lab: Lab) -> None:
    file = tmp_path / "pinned.toml"
    file.write_text('url = "https://{{host}}/x"\n[tls]\ncertificate = "stranger"\n')
    ended = cli.inside("which", str(file), "--var", "host=api.demo.test:1", "--json", home=lab.home)
    assert (ended.json()["by"], at(ended.json(), "certificate", "name")) == ("pin", "stranger")
    missing = cli.inside("which", str(file), "--json", home=lab.home)
    assert (missing.status, missing.error()["kind"]) == (2, "unknown_variable")


def test_a_url_that_is_refused_exits_2(tmp_path: Path) -> None:
    ended = cli.inside("which", "https://a%2eb.test/", "--json", home=tmp_path)
    assert (ended.status, ended.error()["kind"]) == (2, "invalid_request")


def test_a_missing_scheme_is_said(tmp_path: Path) -> None:
    ended = cli.inside("which", "a.test", "--json", home=tmp_path)
    assert ended.json()["url"] == "https://a.test"
    assert "https:// was put in front" in ended.err


def test_the_urls_secrets_are_masked(tmp_path: Path) -> None:
    for arguments in ([], ["--json"]):
        ended = cli.inside("which", "https://me:hunter2@a.test/?token=abc", *arguments, home=tmp_path)
        assert "hunter2" not in ended.text
        assert "abc" not in ended.text


def test_names_from_the_settings_reach_no_terminal_raw(lab_home: Path, lab: Lab) -> None:
    settings = lab_home / "settings.toml"
    settings.write_text(settings.read_text().replace('name = "alice"', 'name = "al\\u001b[2Jice"'))
    ended = cli.inside("which", lab.url("mtls"), home=lab_home)
    assert "\x1b" not in ended.text
    assert "^[[2J" in ended.text


@pytest.mark.parametrize(("standing", "status", "usable"), [("", 3, False), ("[tls]\nsecurity_level = 0\n", 0, True)])
def test_a_key_that_openssl_would_refuse_at_the_send_is_not_usable(
    standing: str, status: int, usable: bool, tmp_path: Path
) -> None:
    small = made("small", key=rsa.generate_private_key(65537, 1024))  # noqa: S505  its size is what this is about
    path = write(tmp_path / "small.pem", small.key_pem(), small.pem)
    entry = f'[[certificates]]\nid = "small"\nhost = "a.test"\ncert_file = "{path}"\nkey_file = "{path}"\n'
    (tmp_path / "settings.toml").write_text(standing + entry)
    ended = cli.inside("which", "https://a.test/", "--json", home=tmp_path)
    assert (ended.status, ended.json()["usable"]) == (status, usable)
    assert ("insist on this one with security level 0" in str(ended.json()["reason"])) is not usable
