from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.models import CaEntry, CertificateEntry, Seen
from workbench.settings import HttpSettings, Settings, TlsSettings
from workbench.settings.differences import words

ALICE = CertificateEntry(id="a", name="alice", host="a.test", pfx_file="a.p12")
BOB = CertificateEntry(id="b", host="b.test", pfx_file="/keys/bob.p12")
BEFORE = Settings(path=Path("settings.toml"), certificates=(ALICE, BOB))
SEEN = Seen(subject="CN=a", not_after=datetime(2030, 1, 1, tzinfo=UTC), sha256="00")


def with_entries(*entries: CertificateEntry) -> Settings:
    return replace(BEFORE, certificates=entries)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (BEFORE, ()),
        (with_entries(ALICE), ("bob.p12 is removed",)),
        (with_entries(ALICE, BOB, replace(ALICE, id="c", name="carol")), ("carol is new",)),
        (with_entries(replace(ALICE, enabled=False), BOB), ("alice is disabled",)),
        (with_entries(ALICE, replace(BOB, port=8443)), ("bob.p12 is changed",)),
        (with_entries(BOB, ALICE), ("the order of the certificates is another",)),
        (with_entries(replace(ALICE, seen=SEEN), BOB), ()),
        (replace(BEFORE, tls=TlsSettings(verify=False)), ("tls.verify is off",)),
        (replace(BEFORE, http=HttpSettings(proxy="none")), ("http.proxy is none, was empty",)),
        (replace(BEFORE, resolve={"a.test": "::1"}), ("resolve.a.test is ::1, was not set",)),
        (replace(BEFORE, http=HttpSettings(timeout=5)), ("http.timeout is 5, was 30",)),
        (replace(BEFORE, cas=(CaEntry(file="ca.pem"),)), ("the CA file ca.pem is new",)),
        (replace(BEFORE, theme="x"), (f"theme is x, was {BEFORE.theme}",)),
        (
            with_entries(*(replace(ALICE, id=f"n{at}", name=f"n{at}") for at in range(9))),
            ("alice is removed", "bob.p12 is removed", "n0 is new", "n1 is new", "and 7 more"),
        ),
    ],
)
def test_what_changed_is_said_in_words(after: Settings, said: tuple[str, ...]) -> None:
    assert words(BEFORE, after) == said


def test_a_passphrase_that_is_sealed_anew_is_nothing_to_tell() -> None:
    sealed = [with_entries(replace(ALICE, passphrase=f"sealed:v1:key{at}:abc")) for at in range(2)]
    assert words(*sealed) == ()
    assert words(sealed[0], with_entries(replace(ALICE, passphrase="ask"))) == ("alice is changed",)


def test_a_ca_file_is_told_by_what_happened_to_it() -> None:
    one, two = CaEntry(file="one.pem"), CaEntry(file="two.pem", host="a.test")
    both = replace(BEFORE, cas=(one, two))
    assert words(both, replace(both, cas=(two,))) == ("the CA file one.pem is removed",)
    assert words(both, replace(both, cas=(one, replace(two, enabled=False)))) == ("the CA file two.pem is disabled",)
    assert words(both, replace(both, cas=(two, one))) == ("the order of the CA files is another",)


def test_a_proxy_s_password_is_not_told() -> None:
    (said,) = words(BEFORE, replace(BEFORE, http=HttpSettings(proxy="http://me:hunter2@proxy.test:3128")))
    assert "hunter2" not in said and "proxy.test:3128" in said
