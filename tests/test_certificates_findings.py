from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from tests.certificate_files import CLIENT, NOW, SERVER, Made, made, openssl, write
from workbench.certificates import chain, findings
from workbench.certificates.files import Source
from workbench.models import Problem

SOURCE = Source(path=Path("alice.crt"), named_by="cert_file", mode=0o600)
DAY = timedelta(days=1)


def judged(
    leaf: Made | x509.Certificate, *others: Made, now: datetime = NOW, warning_days: int = 30, host: str | None = None
) -> tuple[Problem, ...]:
    certificate = leaf.certificate if isinstance(leaf, Made) else leaf
    ordered = chain.order(certificate, [other.certificate for other in others])
    return findings.of_certificates(ordered, SOURCE, now=now, warning_days=warning_days, host=host)


def codes(problems: Sequence[Problem]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.fixture(scope="module")
def rsa_key() -> bytes:
    return made("anyone", key=rsa.generate_private_key(65537, 2048)).key_pem()


def test_a_good_certificate_has_no_findings(root: Made, middle: Made) -> None:
    leaf = made("alice", by=middle, extensions=[CLIENT])
    assert judged(leaf) == ()
    assert judged(leaf, middle) == ()
    assert judged(leaf, root, middle) == ()


END = NOW + timedelta(days=100)


@pytest.mark.parametrize(
    ("now", "warning_days", "found", "words"),
    [
        (END - 31 * DAY, 30, [], ""),
        (END - 30 * DAY, 30, ["expires_soon"], "in 30 days"),
        (END - 1 * DAY, 30, ["expires_soon"], "in 1 day"),
        (END - DAY / 2, 30, ["expires_soon"], "in less than a day"),
        (END - DAY / 2, 0, [], ""),
        (END, 30, ["expires_soon"], "in less than a day"),
        (END + DAY / 2, 30, ["expired"], "less than a day ago"),
        (END + 1.5 * DAY, 30, ["expired"], "1 day ago"),
        (NOW + DAY, 10**20, ["expires_soon"], "in 99 days"),
        (END + 11 * DAY, 30, ["expired"], "11 days ago"),
        (NOW - 1 * DAY, 30, ["not_yet_valid"], "in 1 day"),
    ],
)
def test_the_end_is_told_in_days(now: datetime, warning_days: int, found: list[str], words: str) -> None:
    leaf = made("alice", period=(NOW, END))
    problems = judged(leaf, now=now, warning_days=warning_days)
    assert codes(problems) == found
    for problem in problems:
        assert words in problem.message
        assert "CN=alice" in problem.message
        assert (problem.subject, problem.field) == ("CN=alice", "cert_file")


@pytest.mark.parametrize(("left", "days"), [(1.5, 1), (1.0, 1), (0.9, 0), (0.0, 0), (-0.1, -1), (-1.5, -2)])
def test_days_left_are_rounded_down(left: float, days: int) -> None:
    assert findings.days_left(NOW + left * DAY, NOW) == days


def test_an_expired_issuer_is_a_finding_of_its_own(root: Made) -> None:
    expired = made("old middle", by=root, ca=True, period=(NOW - 20 * DAY, NOW - 10 * DAY))
    problems = judged(made("alice", by=expired), expired)
    assert codes(problems) == ["expired"]
    assert problems[0].subject == "CN=old middle"
    assert "CN=alice" in problems[0].message


def _usage(*granted: str) -> x509.KeyUsage:
    known = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    more = ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{usage: usage in granted for usage in (*known, *more)})


def _purposes(*purposes: ObjectIdentifier) -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage(purposes)


@pytest.mark.parametrize(
    ("extension", "found"),
    [
        (CLIENT, []),
        (_purposes(ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH), []),
        (_purposes(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE), []),
        (SERVER, ["no_client_auth", "server_certificate"]),
        (_purposes(ExtendedKeyUsageOID.CODE_SIGNING), ["no_client_auth"]),
        (_purposes(ObjectIdentifier("1.2.3.4")), ["no_client_auth"]),
        (_usage("digital_signature"), []),
        (_usage("key_agreement"), []),
        (_usage("key_encipherment"), ["no_client_auth"]),
    ],
)
def test_purposes_that_leave_clients_out(extension: x509.ExtensionType, found: list[str]) -> None:
    assert codes(judged(made("alice", extensions=[extension]))) == found


@pytest.mark.parametrize(
    ("san", "purposes", "host", "found"),
    [
        ("api.example.test", [], "api.example.test", ["server_certificate"]),
        ("API.example.test", [], "api.example.test", ["server_certificate"]),
        ("*.example.test", [], "*.example.test", ["server_certificate"]),
        ("other.example.test", [], "api.example.test", []),
        ("api.example.test", [], None, []),
        ("api.example.test", [CLIENT], "api.example.test", []),
    ],
)
def test_the_servers_own_certificate_is_recognised_by_its_name(
    san: str, purposes: list[x509.ExtensionType], host: str | None, found: list[str]
) -> None:
    name = x509.SubjectAlternativeName([x509.DNSName(san)])
    assert codes(judged(made("leaf", extensions=[name, *purposes]), host=host)) == found


def test_a_gap_is_told_only_where_other_certificates_are(root: Made, middle: Made) -> None:
    leaf = made("alice", by=middle)
    assert judged(leaf) == ()
    problems = judged(leaf, root)
    assert codes(problems) == ["chain_gap"]
    assert "CN=middle, which issued CN=alice" in problems[0].message
    assert judged(leaf, middle, root, made("stray")) == ()


def test_keys_that_openssl_refuses_to_load_are_weak(root: Made) -> None:
    small = made("small", by=root, key=rsa.generate_private_key(65537, 1024))  # noqa: S505
    problems = judged(small)
    assert codes(problems) == ["weak_key"]
    assert "RSA-1024" in problems[0].message
    assert "OpenSSL refuses" in problems[0].message
    assert codes(judged(made("small", key=ec.generate_private_key(ec.SECP192R1())))) == ["weak_key"]
    assert judged(made("enough", key=ec.generate_private_key(ec.SECP224R1()))) == ()


def test_a_weak_key_of_an_issuer_counts_too() -> None:
    small = made("small CA", ca=True, key=rsa.generate_private_key(65537, 1024))  # noqa: S505
    problems = judged(made("alice", by=small), small)
    assert [(problem.code, problem.subject) for problem in problems] == [("weak_key", "CN=small CA")]


@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_a_broken_hash_in_a_signature_is_weak_except_in_a_root(tmp_path: Path, rsa_key: bytes, digest: str) -> None:
    key, root, request = (str(tmp_path / name) for name in ("k.pem", "root.crt", "leaf.csr"))
    write(tmp_path / "k.pem", rsa_key)
    openssl("req", "-x509", "-key", key, "-subj", "/CN=root", f"-{digest}", "-days", "9", "-out", root)
    openssl("req", "-new", "-key", key, "-subj", "/CN=leaf", "-out", request)
    leaf = openssl("x509", "-req", "-in", request, "-CA", root, "-CAkey", key, f"-{digest}", "-days", "9")
    certificate = x509.load_pem_x509_certificate(leaf)
    within = certificate.not_valid_before_utc + DAY
    problems = judged(certificate, now=within, warning_days=0)
    assert codes(problems) == ["weak_signature"]
    assert digest.upper() in problems[0].message
    own = x509.load_pem_x509_certificate((tmp_path / "root.crt").read_bytes())
    assert judged(own, now=within, warning_days=0) == ()


@pytest.mark.parametrize(
    ("mode", "encrypted", "found"),
    [
        (0o600, False, []),
        (0o400, False, []),
        (0o711, False, []),
        (0o644, False, ["key_readable_by_others"]),
        (0o640, False, ["key_readable_by_others"]),
        (0o604, False, ["key_readable_by_others"]),
        (0o644, True, []),
        (None, False, []),
    ],
)
def test_a_clear_key_that_others_may_read(mode: int | None, encrypted: bool, found: list[str]) -> None:
    source = Source(path=Path("my key.pem"), named_by="key_file", mode=mode)
    problems = findings.of_key_file(source, encrypted=encrypted)
    assert codes(problems) == found
    for problem in problems:
        assert problem.field == "key_file"
        assert "chmod 600 'my key.pem'" in problem.message


def test_memory_alone_tells_the_dates() -> None:
    assert findings.of_dates("CN=alice", NOW + 50 * DAY, NOW, 30, "pfx_file") == ()
    soon = findings.of_dates("CN=alice", NOW + 5 * DAY, NOW, 30, "pfx_file")
    late = findings.of_dates("CN=alice", NOW - 5 * DAY, NOW, 30, "pfx_file")
    assert (codes(soon), codes(late)) == (["expires_soon"], ["expired"])
    assert soon[0].field == "pfx_file"


def test_a_hostile_name_stands_visible_in_messages() -> None:
    leaf = made("\x1b[31mred", period=(NOW - 9 * DAY, NOW - DAY))
    message = judged(leaf)[0].message
    assert "\x1b" not in message
    assert "^[" in message
