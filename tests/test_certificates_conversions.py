"""The commands that messages name are pasted into a shell here, and what they write serves."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat

from tests.certificate_files import SECRET, Made, entry, fault_of, made, openssl, write
from tests.vectors import FOLDER
from workbench.certificates import checkup, material

_COMMAND = re.compile(r": ((?:chmod|cp|keytool|openssl) .*)$")


@pytest.fixture(scope="module")
def alice() -> Made:
    return made("alice", key=rsa.generate_private_key(65537, 2048))


def pasted(message: str, answers: str = "") -> None:
    """Run the command at the end of a message, without a terminal, so that it reads its answers from stdin."""
    found = _COMMAND.search(message)
    assert found, message
    words = [word for word in ("keytool", "openssl", "ssh-keygen") if word in found[1].split()]
    absent = [word for word in words if shutil.which(word) is None]
    if absent:
        pytest.skip(f"{absent[0]} is not here")
    ended = subprocess.run(
        ["/bin/sh", "-c", found[1]],
        input=answers.encode(),
        capture_output=True,
        start_new_session=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, (found[1], ended.stderr)


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_an_openssh_key_is_converted(tmp_path: Path, alice: Made, mode: int) -> None:
    for number, owner in enumerate((alice, made("alice", key=ec.generate_private_key(ec.SECP256R1())))):
        crt, own_form = write(tmp_path / "a.crt", owner.pem), owner.key_pem(form=PrivateFormat.OpenSSH)
        key = write(tmp_path / f"it's {number}", own_form, mode=mode)
        pasted(fault_of(entry(crt, key)).message, "\n\n")
        assert material.load(entry(crt, f"{key}.pem"), None).leaf == owner.certificate
        assert Path(key).read_bytes() == own_form


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_an_encrypted_openssh_key_is_converted(tmp_path: Path, kind: str) -> None:
    key = write(tmp_path / "id", (FOLDER / f"asymmetric/OpenSSH/{kind}-psw.key").read_bytes())
    pasted(fault_of(entry(cert_file=key)).message, "password\n\n\n")
    assert fault_of(entry(cert_file=f"{key}.pem")).code == "no_certificate"


def test_base64_alone_is_decoded_in_one_line_or_in_many(tmp_path: Path, alice: Made) -> None:
    lines = alice.pem.splitlines()[1:-1]
    for name, data in (("one", b"".join(lines)), ("many", b"\n".join(lines) + b"\n"), ("crlf", b"\r\n".join(lines))):
        path = write(tmp_path / name, data)
        pasted(fault_of(entry(path)).message)
        found = material.load(entry(f"{path}.der", write(tmp_path / "a.key", alice.key_pem())), None)
        assert found.leaf == alice.certificate


@pytest.mark.parametrize(
    ("options", "answers"),
    [
        (("-pvk-none",), ""),
        (("-pvk-strong", "-passout", "pass:abcd", "-provider", "legacy", "-provider", "default"), "abcd\n"),
    ],
)
def test_microsofts_form_of_a_key_is_converted(
    tmp_path: Path, alice: Made, options: tuple[str, ...], answers: str
) -> None:
    plain = write(tmp_path / "plain.key", alice.key_pem())
    key, crt = str(tmp_path / "a.pvk"), write(tmp_path / "a.crt", alice.pem)
    openssl("rsa", "-in", plain, "-outform", "PVK", "-out", key, *options)
    pasted(fault_of(entry(crt, key)).message, answers)
    assert material.load(entry(crt, f"{key}.pem"), None).leaf == alice.certificate


@pytest.mark.parametrize("cipher", ["-camellia128", "-aria256"])
def test_a_key_under_an_odd_cipher_is_encrypted_anew(tmp_path: Path, alice: Made, cipher: str) -> None:
    plain = write(tmp_path / "plain.key", alice.key_pem())
    key, crt = str(tmp_path / "a.key"), write(tmp_path / "a.crt", alice.pem)
    openssl("rsa", "-traditional", cipher, "-in", plain, "-out", key, "-passout", f"pass:{SECRET}")
    pasted(fault_of(entry(crt, key), SECRET).message, f"{SECRET}\n{SECRET}\n{SECRET}\n")
    assert material.load(entry(crt, f"{key}.pem"), SECRET).key_encrypted


def test_a_curve_that_is_written_out_gets_its_name(tmp_path: Path) -> None:
    data = (FOLDER / "asymmetric/EC/secp256k1-explicit-no-seed.pem").read_bytes()
    key = write(tmp_path / "a.key", data)
    pasted(fault_of(entry(cert_file=key)).message)
    assert fault_of(entry(cert_file=f"{key}.pem")).code == "no_certificate"


def test_a_key_that_others_may_read_is_shut(tmp_path: Path, alice: Made) -> None:
    path = write(tmp_path / "a b.pem", alice.pem, alice.key_pem(), mode=0o644)

    def found() -> list[str]:
        identity = material.load(entry(path), None)
        problems = checkup.problems(identity, identity.not_before, 0)
        return [problem.message for problem in problems if problem.code == "key_readable_by_others"]

    if not found():
        pytest.skip("modes mean nothing here")
    pasted(found()[0])
    assert not found()


KEY_STORES: dict[str, Callable[[], tuple[str, ...]]] = {
    "JKS": lambda: ("-storetype", "JKS"),
    "JCEKS": lambda: ("-storetype", "JCEKS"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KEY_STORES)
def test_a_key_store_of_java_is_converted(tmp_path: Path, kind: str) -> None:
    keytool = shutil.which("keytool")
    if keytool is None:
        pytest.skip("keytool is not here")
    store = tmp_path / "a.jks"
    secrets = ("-storepass", "changeit", "-keypass", "changeit")
    what = ("-genkeypair", "-alias", "alice", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=alice")
    made_it = [keytool, *what, "-keystore", str(store), *KEY_STORES[kind](), *secrets]
    subprocess.run(made_it, capture_output=True, check=True, timeout=60)
    pasted(fault_of(entry(pfx_file=str(store))).message, "changeit\nchangeit\nchangeit\n")
    assert material.load(entry(pfx_file=f"{store}.p12"), "changeit").subject == "CN=alice"


def test_a_pkcs12_that_is_called_a_key_store_is_one_all_the_same(tmp_path: Path, alice: Made) -> None:
    assert material.load(entry(pfx_file=write(tmp_path / "a.jks", alice.pfx(SECRET))), SECRET).subject == "CN=alice"
