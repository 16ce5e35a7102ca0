from __future__ import annotations

import json
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7, pkcs12
from hypothesis import given
from hypothesis import strategies as st

from tests.certificate_files import CLIENT, NOW, SECRET, SERVER, Made, entry, made, write
from tests.examples import examples
from workbench.certificates import checkup, material
from workbench.certificates.checkup import EntryStatus, Inspection
from workbench.models import CertificateEntry, Problem, Seen

DAY = timedelta(days=1)
PKCS1 = PrivateFormat.TraditionalOpenSSL
_SEED = made("alice", extensions=[CLIENT])
GOOD = (
    *(
        _SEED.der,
        _SEED.pem,
        _SEED.key_der(),
        _SEED.key_pem(SECRET),
        _SEED.key_pem(SECRET, PKCS1),
        _SEED.pfx(),
        _SEED.pfx(SECRET),
    ),
    pkcs7.serialize_certificates([_SEED.certificate], Encoding.DER),
)


def inspected(
    cert_file: str | None = None,
    key_file: str | None = None,
    pfx_file: str | None = None,
    passphrase: str | None = None,
) -> Inspection:
    return checkup.inspect(cert_file, key_file, pfx_file, passphrase, NOW, 30)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def outcome(inspection: Inspection) -> tuple[str, str | None, bool | None, list[str]]:
    return inspection.status, inspection.format, inspection.has_key, codes(inspection.problems)


# Files under examination


def test_a_good_pair_is_ok_with_nothing_to_say(tmp_path: Path, alice: Made, middle: Made) -> None:
    crt = write(tmp_path / "a.crt", middle.pem, alice.pem)
    inspection = inspected(crt, write(tmp_path / "a.key", alice.key_pem()))
    assert outcome(inspection) == ("ok", "pem", True, [])
    assert [one.subject for one in inspection.chain] == ["CN=alice", "CN=middle"]
    assert inspection.leaf == inspection.chain[0]
    assert inspection.key_type == "EC-P-256"


def test_half_of_an_identity_is_ok_and_says_what_is_wanting(tmp_path: Path, alice: Made) -> None:
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", alice.key_pem())
    assert outcome(inspected(crt)) == ("ok", "pem", False, ["no_key"])
    inspection = inspected(key)
    assert outcome(inspection) == ("ok", "pem", True, ["no_certificate"])
    assert (inspection.key_type, inspection.chain) == ("EC-P-256", ())
    assert outcome(inspected(write(tmp_path / "a.cer", alice.der)))[:2] == ("ok", "der")


def test_a_pkcs12_needs_its_passphrase(tmp_path: Path, alice: Made, middle: Made) -> None:
    pfx = write(tmp_path / "a.p12", alice.pfx(SECRET, others=[middle]))
    for field in ("cert_file", "pfx_file"):
        assert outcome(inspected(**{field: pfx})) == ("needs_passphrase", "pkcs12", None, ["needs_passphrase"])
        wrong = inspected(**{field: pfx}, passphrase="no")
        assert outcome(wrong) == ("wrong_passphrase", "pkcs12", None, ["wrong_passphrase"])
        assert outcome(inspected(**{field: pfx}, passphrase=SECRET)) == ("ok", "pkcs12", True, [])


def test_a_needless_passphrase_changes_nothing(tmp_path: Path, alice: Made) -> None:
    pfx = write(tmp_path / "a.p12", alice.pfx())
    assert inspected(pfx_file=pfx, passphrase="needless") == inspected(pfx_file=pfx)


def test_beside_a_locked_key_the_certificate_is_told(tmp_path: Path, alice: Made) -> None:
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", alice.key_pem(SECRET))
    inspection = inspected(crt, key)
    assert outcome(inspection) == ("needs_passphrase", "pem", True, ["needs_passphrase"])
    assert inspection.leaf is not None
    assert inspection.leaf.subject == "CN=alice"
    assert inspection.problems[0].field == "passphrase"


def test_what_cannot_serve_is_rejected(tmp_path: Path, alice: Made, middle: Made) -> None:
    keyless = pkcs12.serialize_key_and_certificates(None, None, None, [alice.certificate], NoEncryption())
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", middle.key_pem())
    table: list[tuple[Inspection, str | None, str]] = [
        (inspected(write(tmp_path / "noise", b"noise")), None, "unsupported"),
        (inspected(write(tmp_path / "empty", b"")), None, "unsupported"),
        (inspected(write(tmp_path / "jks", b"\xfe\xed\xfe\xed" + bytes(50))), "jks", "unsupported"),
        (inspected(write(tmp_path / "cut.crt", alice.pem[:-9])), "pem", "unsupported"),
        (inspected(pfx_file=write(tmp_path / "keyless.p12", keyless)), "pkcs12", "no_key"),
        (inspected(str(tmp_path / "gone")), None, "file_missing"),
        (inspected(str(tmp_path)), None, "file_unreadable"),
        (inspected(crt, str(tmp_path / "gone")), "pem", "file_missing"),
        (inspected(crt, key), "pem", "key_mismatch"),
        (inspected(), None, "no_certificate"),
    ]
    for inspection, format_, code in table:
        assert (inspection.status, inspection.format) == ("rejected", format_)
        assert codes(inspection.problems)[0] == code


def test_a_damaged_part_is_told_beside_what_serves(tmp_path: Path, alice: Made) -> None:
    damaged = alice.pem.replace(b"MII", b"MIA", 1)
    both = write(tmp_path / "both.pem", alice.key_pem(), alice.pem, damaged)
    assert outcome(inspected(both)) == ("ok", "pem", True, ["unsupported"])


def test_findings_stand_beside_the_fault(tmp_path: Path, root: Made) -> None:
    server = made("www", by=root, extensions=[SERVER], period=(NOW - 9 * DAY, NOW + 9 * DAY))
    inspection = inspected(write(tmp_path / "a.crt", server.pem))
    assert codes(inspection.problems) == ["no_key", "expires_soon", "no_client_auth", "server_certificate"]


def test_a_short_rsa_key_is_ok_to_read_and_said_to_be_unusable(tmp_path: Path) -> None:
    small = made("small", key=rsa.generate_private_key(65537, 1024))  # noqa: S505
    inspection = inspected(write(tmp_path / "a.pem", small.pem, small.key_pem()))
    assert outcome(inspection) == ("ok", "pem", True, ["weak_key"])
    assert "OpenSSL refuses" in inspection.problems[0].message


def test_a_clear_key_that_others_may_read_is_a_finding(tmp_path: Path, alice: Made) -> None:
    crt = write(tmp_path / "a.crt", alice.pem, mode=0o644)
    for form, found in ((alice.key_pem(), ["key_readable_by_others"]), (alice.key_pem(SECRET), [])):
        key = write(tmp_path / "a.key", form, mode=0o644)
        assert codes(inspected(crt, key, passphrase=SECRET).problems) == found
        assert codes(checkup.problems(material.load(entry(crt, key), SECRET), NOW, 30)) == found
    keys = write(tmp_path / "keys.pem", alice.key_pem(), made("bob").key_pem(), mode=0o644)
    assert codes(inspected(keys).problems) == ["no_certificate", "key_readable_by_others"]


@given(st.data())
@examples(150)
def test_whatever_a_file_holds_it_is_examined_without_an_error(data: st.DataObject) -> None:
    kept = bytearray(data.draw(st.sampled_from(GOOD)))
    places = st.integers(0, len(kept) - 1)
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=6)):
        kept[place] = value
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "file", bytes(kept[: data.draw(places) + 1]))
        inspection = inspected(path, passphrase=data.draw(st.sampled_from([None, SECRET])))
    assert (inspection.status == "ok") is bool(inspection.chain or inspection.key_type) or inspection.problems


# Entries of the list


def stood(
    subject: CertificateEntry, passphrase: str | None = None, now: datetime = NOW, warning_days: int = 30
) -> EntryStatus:
    return checkup.status(subject, passphrase, now, warning_days)


def remembering(subject: CertificateEntry, not_after: datetime) -> CertificateEntry:
    memory = Seen(subject="CN=alice of old", not_after=not_after, sha256="ab" * 32)
    return CertificateEntry(
        id=subject.id,
        host=subject.host,
        cert_file=subject.cert_file,
        key_file=subject.key_file,
        pfx_file=subject.pfx_file,
        passphrase=subject.passphrase,
        seen=memory,
    )


def test_an_entry_shows_what_its_files_say(tmp_path: Path, alice: Made) -> None:
    status = stood(entry(write(tmp_path / "a.pem", alice.pem, alice.key_pem())))
    assert (status.subject, status.issuer, status.key_type) == ("CN=alice", "CN=middle", "EC-P-256")
    assert (status.days_left, status.problems, status.from_seen) == (300, (), False)
    assert checkup.seen(status) == Seen(
        subject="CN=alice", not_after=alice.certificate.not_valid_after_utc, sha256=status.sha256 or ""
    )


def test_an_asked_passphrase_that_is_not_known_is_no_fault(tmp_path: Path, alice: Made) -> None:
    pfx = write(tmp_path / "a.p12", alice.pfx(SECRET))
    asked = entry(pfx_file=pfx, passphrase="ask")
    status = stood(remembering(asked, NOW + 90 * DAY))
    assert (status.subject, status.days_left, status.problems) == ("CN=alice of old", 90, ())
    assert status.from_seen
    assert checkup.seen(status) is None
    assert codes(stood(remembering(asked, NOW + 9 * DAY)).problems) == ["expires_soon"]
    assert codes(stood(remembering(asked, NOW - 9 * DAY)).problems) == ["expired"]
    assert codes(stood(asked).problems) == ["needs_passphrase"]
    assert stood(remembering(asked, NOW - 9 * DAY), SECRET).subject == "CN=alice"


def test_a_certificate_beside_a_locked_key_is_judged_itself(tmp_path: Path, middle: Made) -> None:
    old = made("alice", by=middle, period=(NOW - 9 * DAY, NOW - DAY))
    crt, key = write(tmp_path / "a.crt", old.pem), write(tmp_path / "a.key", old.key_pem(SECRET))
    status = stood(remembering(entry(crt, key, passphrase="ask"), NOW + 90 * DAY))
    assert (status.subject, status.days_left, codes(status.problems)) == ("CN=alice", -1, ["expired"])
    sealed = stood(entry(crt, key, passphrase="sealed:v1:aa:bb"))
    assert codes(sealed.problems) == ["needs_passphrase", "expired"]
    assert codes(stood(entry(crt, key, passphrase="ask"), "wrong").problems) == ["wrong_passphrase", "expired"]


def test_an_entry_whose_file_is_gone_shows_what_was_seen(tmp_path: Path) -> None:
    gone = entry(pfx_file=str(tmp_path / "gone.p12"))
    status = stood(remembering(gone, NOW + 90 * DAY))
    assert (status.subject, status.days_left, codes(status.problems)) == ("CN=alice of old", 90, ["file_missing"])
    assert (status.issuer, status.serial, status.key_type) == (None, None, None)
    assert stood(gone).subject is None


def test_a_time_written_by_hand_without_a_zone_is_utc(tmp_path: Path, alice: Made) -> None:
    pfx = write(tmp_path / "a.p12", alice.pfx(SECRET))
    naive = (NOW + 9 * DAY).replace(tzinfo=None)
    status = stood(remembering(entry(pfx_file=pfx, passphrase="ask"), naive))
    assert (status.days_left, codes(status.problems)) == (9, ["expires_soon"])


def test_the_servers_own_certificate_is_found_by_the_host_of_the_entry(tmp_path: Path) -> None:
    name = x509.SubjectAlternativeName([x509.DNSName("api.example.test")])
    server = made("api.example.test", extensions=[name])
    status = stood(entry(write(tmp_path / "a.pem", server.pem, server.key_pem())))
    assert codes(status.problems) == ["server_certificate"]


def test_no_secret_is_in_what_is_shown(tmp_path: Path, alice: Made) -> None:
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", alice.key_pem(SECRET))
    shown = repr(stood(entry(crt, key, passphrase=SECRET), SECRET)) + repr(inspected(crt, key, passphrase=SECRET))
    assert SECRET not in shown
    assert json.dumps(key)[1:-1] in shown
