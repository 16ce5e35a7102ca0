from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat

from tests.certificate_files import SECRET, Made, entry, fault_of, loads_into_openssl, made, openssl, write
from workbench.certificates import material


@pytest.fixture(scope="module")
def alice() -> Made:
    return made("alice")


@pytest.fixture(scope="module")
def rsa_alice() -> Made:
    return made("alice", key=rsa.generate_private_key(65537, 2048))


PKCS1 = PrivateFormat.TraditionalOpenSSL


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PKCS1])
@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_rsa_and_ec_keys_in_every_pem_form(
    tmp_path: Path, alice: Made, rsa_alice: Made, form: PrivateFormat, passphrase: str | None
) -> None:
    for owner in (alice, rsa_alice):
        key = write(tmp_path / "a.key", owner.key_pem(passphrase, form))
        identity = material.load(entry(write(tmp_path / "a.crt", owner.pem), key), passphrase)
        assert identity.key_encrypted is bool(passphrase)
        loads_into_openssl(identity, tmp_path)


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PKCS1])
def test_der_certificates_and_keys(tmp_path: Path, alice: Made, rsa_alice: Made, form: PrivateFormat) -> None:
    for owner in (alice, rsa_alice):
        crt, key = write(tmp_path / "a.cer", owner.der), write(tmp_path / "a.der", owner.key_der(form=form))
        assert material.load(entry(crt, key), None).leaf == owner.certificate


def test_an_encrypted_key_in_der(tmp_path: Path, alice: Made) -> None:
    crt, key = write(tmp_path / "a.cer", alice.der), write(tmp_path / "a.der", alice.key_der(SECRET))
    assert material.load(entry(crt, key), SECRET).key_encrypted
    assert fault_of(entry(crt, key)).code == "needs_passphrase"


@pytest.mark.parametrize("cipher", ["-des", "-des3", "-aes128", "-aes192", "-aes256"])
def test_the_old_encrypted_pem_of_openssl(tmp_path: Path, rsa_alice: Made, cipher: str) -> None:
    plain, key = tmp_path / "plain.key", tmp_path / "a.key"
    write(plain, rsa_alice.key_pem())
    how = ("-provider", "legacy", "-provider", "default") if cipher == "-des" else ()
    openssl("rsa", "-traditional", cipher, "-in", str(plain), "-out", str(key), "-passout", f"pass:{SECRET}", *how)
    assert b"DEK-Info" in key.read_bytes()
    crt = write(tmp_path / "a.crt", rsa_alice.pem)
    assert material.load(entry(crt, str(key)), SECRET).key_encrypted
    assert fault_of(entry(crt, str(key)), "wrong").code == "wrong_passphrase"
    assert fault_of(entry(crt, str(key))).code == "needs_passphrase"


def test_an_old_encrypted_key_whose_headers_are_damaged(tmp_path: Path, rsa_alice: Made) -> None:
    crt = write(tmp_path / "a.crt", rsa_alice.pem)
    whole = rsa_alice.key_pem(SECRET, PKCS1)
    assert b"DEK-Info: AES-256-CBC," in whole
    for damaged in (whole.replace(b"-CBC,", b"-CBC,\n", 1), whole.replace(b"DEK-Info: AES-256-CBC,", b"DEK-Info: ", 1)):
        fault = fault_of(entry(crt, write(tmp_path / "a.key", damaged)), SECRET)
        assert (fault.code, fault.field) == ("unsupported", "key_file")


def test_an_ec_key_with_its_parameters_before_it(tmp_path: Path) -> None:
    key = write(tmp_path / "a.key", openssl("ecparam", "-name", "prime256v1", "-genkey"))
    crt = openssl("req", "-x509", "-new", "-key", key, "-subj", "/CN=alice", "-days", "9")
    assert material.load(entry(write(tmp_path / "a.crt", crt), key), None).subject == "CN=alice"


def test_a_key_under_the_label_of_another_form_is_read_as_openssl_reads_it(tmp_path: Path, rsa_alice: Made) -> None:
    mislabelled = rsa_alice.key_pem().replace(b" PRIVATE KEY", b" RSA PRIVATE KEY")
    crt, key = write(tmp_path / "a.crt", rsa_alice.pem), write(tmp_path / "a.key", mislabelled)
    assert material.load(entry(crt, key), None).leaf == rsa_alice.certificate


def test_what_a_part_of_a_file_is_accused_of_is_said_once(tmp_path: Path, alice: Made) -> None:
    broken = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    faults = material.examine(entry(write(tmp_path / "a.pem", broken, alice.pem, broken)), None).contents[0].faults
    assert [fault.code for fault in faults] == ["unsupported"]


def test_a_cipher_that_is_not_supported(tmp_path: Path, alice: Made) -> None:
    plain, key = write(tmp_path / "plain.key", alice.key_pem()), str(tmp_path / "a.key")
    how = ("-v2", "camellia-128-cbc", "-passout", f"pass:{SECRET}")
    openssl("pkcs8", "-topk8", "-in", plain, "-out", key, *how)
    fault = fault_of(entry(write(tmp_path / "a.crt", alice.pem), key), SECRET)
    assert (fault.code, fault.field) == ("unsupported", "key_file")
    assert "-aes256" in fault.message
