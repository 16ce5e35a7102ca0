from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests import cli
from tests.certificate_files import Made, made, write


@pytest.fixture(scope="module")
def small() -> Made:
    return made("small", key=rsa.generate_private_key(65537, 1024))  # noqa: S505  its size is what this is about


def test_which_of_several_identities_is_taken_is_said_by_add_and_by_inspect(tmp_path: Path, alice: Made) -> None:
    bob = made("bob")
    path = write(tmp_path / "two.pem", alice.key_pem(), alice.pem, bob.key_pem(), bob.pem)
    added = cli.inside("certs", "add", "--host", "a.test", "--crt", path, home=tmp_path)
    assert added.status == 0
    assert "the first one is taken, CN=alice, and not CN=bob" in added.err
    inspected = cli.inside("certs", "inspect", path, home=tmp_path)
    assert inspected.status == 0
    assert "the first one is taken, CN=alice, and not CN=bob" in " ".join(inspected.text.split())
    document = cli.inside("certs", "inspect", path, "--json", home=tmp_path).json()
    assert "the first one is taken, CN=alice" in str(document["choice"])
    assert "chain_gap" not in str(document["problems"])


def test_a_small_rsa_key_is_added_and_said_to_be_unusable_by_default(tmp_path: Path, small: Made) -> None:
    path = write(tmp_path / "small.pem", small.key_pem(), small.pem)
    said = "too short (RSA-1024): OpenSSL refuses to load it at its default security level"
    added = cli.inside("certs", "add", "--host", "a.test", "--crt", path, "--json", home=tmp_path)
    assert added.status == 0
    problems = added.json()["problems"]
    assert isinstance(problems, list)
    assert any(problem["code"] == "weak_key" and said in problem["message"] for problem in problems)
    checked = cli.inside("certs", "check", home=tmp_path)
    assert (checked.status, said in checked.text) == (6, True)
    assert "or insist on this one with security level 0" in checked.text
    inspected = cli.inside("certs", "inspect", path, home=tmp_path)
    assert said in " ".join(inspected.text.split())


def test_a_command_stands_in_a_line_of_its_own_however_long_its_paths_are(tmp_path: Path, alice: Made) -> None:
    folder = tmp_path / "a folder-with a-long name" / ("x-y " * 20)
    folder.mkdir(parents=True)
    store = write(folder / "a.jks", b"\xfe\xed\xfe\xed\x00\x00\x00\x02" + bytes(100))
    said = cli.inside("certs", "inspect", store, home=tmp_path).text
    command = f"keytool -importkeystore -srckeystore '{store}' -destkeystore '{store}'.p12 -deststoretype PKCS12"
    assert f"    {command}" in said.splitlines()


def test_a_file_whose_name_begins_with_a_dash_stands_after_two(
    tmp_path: Path, alice: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "-a.pem", alice.key_pem(), alice.pem)
    inspected = cli.inside("certs", "inspect", "--json", "--", "-a.pem", home=tmp_path)
    assert (inspected.status, inspected.json()["subject"]) == (0, "CN=alice")


def test_a_send_that_misses_a_file_says_where_it_seems_to_be_and_how_to_name_it(tmp_path: Path, alice: Made) -> None:
    path = Path(write(tmp_path / "alice.pem", alice.key_pem(), alice.pem))
    added = cli.inside("certs", "add", "--host", "a.test", "--crt", str(path), "--json", home=tmp_path).json()
    (tmp_path / "moved").mkdir()
    path.rename(tmp_path / "moved" / path.name)
    ended = cli.inside("send", "https://a.test/", home=tmp_path)
    assert ended.status == 3
    assert f"Name other files (workbench certs replace id:{added['id']} …), or send without" in ended.err
    assert f"workbench certs edit id:{added['id']} --crt {tmp_path / 'moved' / path.name}" in ended.err


def test_a_name_that_is_also_somebody_elses_is_said_when_it_is_given(tmp_path: Path, alice: Made) -> None:
    both = {"alice": alice, "bob": made("bob")}
    pems = {name: write(tmp_path / f"{name}.pem", who.key_pem(), who.pem) for name, who in both.items()}
    for who, host, name in (("alice", "a.test", "me"), ("alice", "b.test", "me"), ("bob", "c.test", "bob")):
        added = cli.inside("certs", "add", "--host", host, "--crt", pems[who], "--name", name, home=tmp_path)
        assert added.status == 0 and "also the name of" not in added.err
    edited = cli.inside("certs", "edit", "bob", "--name", "me", home=tmp_path)
    assert edited.status == 0 and "note: me is also the name of me (id:" in edited.err
    assert "(CN=alice, for a.test), and of 1 more" in edited.err
