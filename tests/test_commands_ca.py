import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import cli
from tests.certificate_files import made, write
from tests.cli import at
from tests.lab import pem_file
from tests.no_cas import write_no_cas
from tests.proxy import http_proxy
from workbench.demo.authority import Authority, Order
from workbench.demo.issued import pem
from workbench.demo.lab import Lab

KEYS = ("file", "enabled", "host", "port", "certificates", "problems")


def test_a_ca_is_added_listed_switched_and_removed(tmp_path: Path, lab: Lab) -> None:
    added = cli.inside("ca", "add", str(lab.ca_file), "--json", home=tmp_path)
    assert added.status == 0, added.err
    assert tuple(added.json()) == KEYS
    assert (added.json()["host"], added.json()["port"], added.json()["enabled"]) == (None, "*", True)
    assert at(added.json(), "certificates", 0, "subject") == "CN=Workbench Demo Root CA"
    assert cli.inside("ca", "list", "--json", home=tmp_path).list() == [added.json()]
    off = cli.inside("ca", "disable", "demo-ca.pem", "--json", home=tmp_path)
    assert off.json() == {**added.json(), "enabled": False}
    assert cli.inside("ca", "enable", str(lab.ca_file), "--json", home=tmp_path).json() == added.json()
    assert cli.inside("ca", "remove", "demo-ca.pem", "--json", home=tmp_path).json() == added.json()
    assert cli.inside("ca", "list", "--json", home=tmp_path).list() == []
    assert lab.ca_file.exists()


def test_what_is_switched_off_is_not_trusted(lab_home: Path, lab: Lab) -> None:
    arguments = ("send", lab.url("tls"), "--json")
    assert cli.inside(*arguments, home=lab_home).status == 0
    cli.inside("ca", "disable", "demo-ca.pem", home=lab_home)
    assert cli.inside(*arguments, home=lab_home).status == 4


def test_a_ca_can_be_for_one_host(tmp_path: Path, lab: Lab) -> None:
    for host in ("*.a.test", "b.test:8443"):
        cli.inside("ca", "add", str(lab.ca_file), "--host", host, home=tmp_path)
    listed = cli.inside("ca", "list", "--json", home=tmp_path).list()
    assert [(entry["host"], entry["port"]) for entry in listed] == [("*.a.test", 443), ("b.test", 8443)]
    ambiguous = cli.inside("ca", "remove", "demo-ca.pem", "--json", home=tmp_path)
    assert (ambiguous.status, ambiguous.error()["kind"]) == (2, "ambiguous_ca")
    removed = cli.inside("ca", "remove", "demo-ca.pem", "--host", "b.test", "--json", home=tmp_path)
    assert removed.json()["host"] == "b.test"


def test_adding_it_twice_changes_nothing(tmp_path: Path, lab: Lab) -> None:
    for _ in range(2):
        ended = cli.inside("ca", "add", str(lab.ca_file), home=tmp_path)
        assert ended.status == 0
    assert "already" in ended.err
    assert len(cli.inside("ca", "list", "--json", home=tmp_path).list()) == 1


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["add", "{lab}/identities/alice.key"], "no_certificate"),
        (["add", "{lab}/gone.pem"], "file_missing"),
        (["add", "{lab}/pki/demo-ca.pem", "--host", "!x"], "invalid_host"),
        (["remove", "gone.pem"], "unknown_ca"),
        (["add"], "usage"),
    ],
)
def test_what_lends_no_trust_is_refused(arguments: list[str], kind: str, tmp_path: Path, lab: Lab) -> None:
    named = [argument.format(lab=lab.home) for argument in arguments]
    ended = cli.inside("ca", *named, "--json", home=tmp_path)
    assert (ended.status, ended.error()["kind"]) == (2, kind)


NO_CAS = (
    ("leaf.pem", "not_a_ca", "holds no CA, only CN=leaf: choose the certificate of the CA that issued it, CN=issuer."),
    ("locked.p12", "unsupported", "openssl pkcs12 -in"),
    ("store.jks", "unsupported", "keytool -exportcert -rfc"),
    ("request.csr", "unsupported", "choose the certificate of the CA that signs it"),
    ("only.key", "no_certificate", "holds a private key and no certificate"),
    ("locked.key", "no_certificate", "holds a private key and no certificate"),
    ("public.pem", "unsupported", "holds a key and no certificate"),
    ("empty.pem", "unsupported", "is empty"),
    ("noise.pem", "unsupported", "is neither a certificate nor a key"),
    ("cut.pem", "unsupported", "is cut off"),
    ("folder.pem", "file_unreadable", "is a folder"),
    ("gone.pem", "file_missing", "does not exist"),
)


@pytest.fixture(scope="module")
def no_cas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("no-cas")
    write_no_cas(folder)
    return folder


@pytest.mark.parametrize(("file", "kind", "words"), NO_CAS)
def test_what_is_no_ca_is_refused_with_what_to_do(
    file: str, kind: str, words: str, no_cas: Path, tmp_path: Path
) -> None:
    ended = cli.inside("ca", "add", str(no_cas / file), "--json", home=tmp_path)
    assert (ended.status, ended.error()["kind"]) == (2, kind)
    assert words in str(ended.error()["message"]) and file in str(ended.error()["message"])
    assert not (tmp_path / "settings.toml").exists()


def test_the_entry_for_every_host_is_told_from_the_one_for_a_host(tmp_path: Path, lab: Lab) -> None:
    file = str(lab.ca_file)
    for more in ((), ("--host", "a.test"), ("--host", "a.test:8443")):
        cli.inside("ca", "add", file, *more, home=tmp_path)
    unclear = cli.inside("ca", "remove", "demo-ca.pem", "--json", home=tmp_path)
    assert "--every-host" in str(unclear.error()["message"])
    off = cli.inside("ca", "disable", "demo-ca.pem", "--every-host", "--json", home=tmp_path).json()
    assert (off["host"], off["enabled"]) == (None, False)
    on = cli.inside("ca", "enable", "demo-ca.pem", "--every-host", "--json", home=tmp_path).json()
    assert (on["host"], on["enabled"]) == (None, True)
    assert cli.inside("ca", "remove", "demo-ca.pem", "--host", "a.test", "--json", home=tmp_path).status == 2
    by_port = cli.inside("ca", "remove", "demo-ca.pem", "--host", "a.test", "--port", "443", "--json", home=tmp_path)
    assert (by_port.json()["host"], by_port.json()["port"]) == ("a.test", 443)
    assert cli.inside("ca", "remove", "demo-ca.pem", "--every-host", "--json", home=tmp_path).json()["host"] is None
    (left,) = cli.inside("ca", "list", "--json", home=tmp_path).list()
    assert left["host"] == "a.test"
    other = cli.inside("ca", "remove", "demo-ca.pem", "--every-host", "--json", home=tmp_path)
    assert "for other hosts: " in str(other.error()["message"])
    assert cli.inside("ca", "add", file, "--every-host", home=tmp_path).status == 2


def test_a_ca_that_expires_is_told_of(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    for name, days in (("soon", 11), ("past", -3), ("well", 400)):
        period = (now - timedelta(days=9), now + timedelta(days=days, hours=1))
        cli.inside("ca", "add", write(tmp_path / f"{name}.pem", made(name, ca=True, period=period).pem), home=tmp_path)
    soon, past, well = cli.inside("ca", "list", "--json", home=tmp_path).list()
    assert [at(each, "problems", 0, "code") for each in (soon, past)] == ["expires_soon", "expired"]
    assert well["problems"] == []
    assert [at(each, "certificates", 0, "days_left") for each in (soon, past, well)] == [11, -3, 400]
    told = cli.inside("ca", "list", home=tmp_path).text
    assert "CN=soon expires on" in told and "in 11 days" in told and "CN=past expired on" in told
    assert "400 days left" in told


def test_a_file_with_end_certificates_only_is_refused(tmp_path: Path, lab: Lab) -> None:
    leaf = tmp_path / "leaf.pem"
    pem = (lab.home / "identities" / "alice.crt").read_text()
    leaf.write_text(pem[: pem.index("-----END CERTIFICATE-----")] + "-----END CERTIFICATE-----\n")
    ended = cli.inside("ca", "add", str(leaf), "--json", home=tmp_path)
    assert (ended.status, ended.error()["kind"]) == (2, "not_a_ca")
    assert "CN=alice" in str(ended.error()["message"])


def test_people_read_each_file_with_its_certificates(lab: Lab) -> None:
    ended = cli.inside("ca", "list", home=lab.home)
    assert "demo-ca.pem  for every host  enabled" in ended.text
    assert "CN=Workbench Demo Root CA, until " in ended.text
    assert "sha256 " in ended.text


def test_a_file_that_is_gone_is_a_problem_of_its_entry(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[tls]\nextra_ca = false\n[[ca]]\nfile = "gone.pem"\n')
    ended = cli.inside("ca", "list", "--json", home=tmp_path)
    assert at(ended.list(), 0, "problems", 0, "code") == "file_missing"
    told = cli.inside("ca", "list", home=tmp_path)
    assert "[file_missing]" in told.text
    assert "extra_ca is off" in told.err


def place_of(lab: Lab, site: str) -> str:
    return lab.url(site).split("/")[2]


def test_a_servers_own_ca_is_trusted_by_the_fingerprint_one_knows(lab_home: Path, lab: Lab) -> None:
    url, place = lab.url("untrusted"), place_of(lab, "untrusted")
    failed = cli.inside("send", url, "--json", home=lab_home)
    assert failed.status == 4
    top = at(failed.json(), "hops", 0, "tls", "peer_chain", -1, "sha256")
    asked = cli.inside("ca", "add", "--from", place, "--json", home=lab_home)
    assert (asked.status, asked.error()["kind"]) == (2, "sha256_unconfirmed")
    assert str(top) in str(asked.error()["message"])
    wrong = cli.inside("ca", "add", "--from", place, "--sha256", "0" * 64, "--json", home=lab_home)
    assert (wrong.status, wrong.error()["kind"]) == (2, "sha256_unconfirmed")
    assert cli.inside("send", url, home=lab_home).status == 4
    digits = str(top).upper()
    colons = ":".join(digits[number : number + 2] for number in range(0, 64, 2))
    added = cli.inside("ca", "add", "--from", place, "--sha256", colons, "--json", home=lab_home)
    assert added.status == 0, added.err
    assert (added.json()["host"], added.json()["port"]) == (place.split(":")[0], int(place.split(":")[1]))
    assert at(added.json(), "certificates", 0, "sha256") == top
    assert cli.inside("send", url, home=lab_home).status == 0


@pytest.mark.parametrize(
    ("arguments", "status", "kind"),
    [
        (["add", "--from", "*.a.test"], 2, "invalid_host"),
        (["add", "--from", "a.test", "ca.pem"], 2, "usage"),
        (["add", "--from", "a.test", "--sha256", "abc"], 2, "usage"),
        (["add", "--from", "127.0.0.1:1", "--sha256", "a" * 64], 5, "connection_refused"),
        (["remove", "--from", "a.test"], 2, "usage"),
    ],
)
def test_what_cannot_be_taken_from_a_server_is_said(
    arguments: list[str], status: int, kind: str, tmp_path: Path
) -> None:
    ended = cli.inside("ca", *arguments, "--json", home=tmp_path)
    assert (ended.status, ended.error()["kind"]) == (status, kind)


def test_a_servers_own_certificate_is_trusted_for_its_host_alone(tmp_path: Path, lab: Lab) -> None:
    leaf = tmp_path / "server.pem"
    issued = lab.authorities.intermediate.issue(Order(common_name="a.test", dns=("a.test",), use="server"))
    leaf.write_bytes(pem(issued.certificate))
    anywhere = cli.inside("ca", "add", str(leaf), "--json", home=tmp_path)
    assert (anywhere.status, anywhere.error()["kind"]) == (2, "not_a_ca")
    assert "name it by --host" in str(anywhere.error()["message"])
    assert cli.inside("ca", "add", str(leaf), "--host", "a.test", home=tmp_path).status == 0


def test_a_servers_certificate_given_as_ones_own_is_told_where_it_belongs(tmp_path: Path, lab: Lab) -> None:
    leaf = tmp_path / "server.pem"
    issued = lab.authorities.intermediate.issue(Order(common_name="a.test", dns=("a.test",), use="server"))
    leaf.write_bytes(pem(issued.certificate))
    ended = cli.inside("certs", "add", "--host", "a.test", "--crt", str(leaf), "--json", home=tmp_path)
    assert (ended.status, ended.error()["kind"]) == (3, "no_key")
    assert f"workbench ca add {leaf} --host a.test" in str(ended.error()["message"])
    looked = cli.inside("certs", "inspect", str(lab.ca_file), home=tmp_path)
    assert "is the certificate of a CA, and its key is not here" in " ".join(looked.text.split())


def test_a_name_in_a_presented_chain_makes_no_line_of_its_own(tmp_path: Path) -> None:
    spoof = "x\n  " + "0" * 40
    issued = Authority.root("Root").issue(Order(common_name=spoof, dns=("localhost",), use="server"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with pem_file(issued) as path:
        context.load_cert_chain(path)
    with http_proxy(context=context) as server:
        told = cli.inside("ca", "add", "--from", f"127.0.0.1:{server.port}", home=tmp_path)
    assert told.status == 2
    listed = [line for line in told.err.splitlines() if line.startswith("  ")]
    assert len(listed) == 1 and "x^J" in listed[0], told.err
