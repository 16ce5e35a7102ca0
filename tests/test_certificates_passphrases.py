from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from workbench.certificates.faults import MaterialError
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.models import CertificateEntry

SECRET = "correct horse battery"


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    return Sealer(tmp_path / "sealing")


@pytest.fixture
def passphrases(sealer: Sealer) -> Passphrases:
    return Passphrases(sealer)


def entry(passphrase: str | None, entry_id: str = "a") -> CertificateEntry:
    return CertificateEntry(id=entry_id, host="a.test", pfx_file="~/alice.p12", passphrase=passphrase)


@pytest.mark.parametrize("stored", [None, "", "typed by hand", "sealed letter"])
def test_what_is_not_sealed_is_given_as_it_stands(passphrases: Passphrases, stored: str | None) -> None:
    assert passphrases.of(entry(stored)) == stored


def test_a_sealed_one_is_opened_for_its_entry(passphrases: Passphrases, sealer: Sealer) -> None:
    assert passphrases.of(entry(sealer.seal(SECRET, "a"))) == SECRET


@pytest.mark.parametrize("which", ["ask", "another entry's", "no key"])
def test_where_a_person_has_to_be_asked_it_says_so(
    passphrases: Passphrases, sealer: Sealer, tmp_path: Path, which: str
) -> None:
    sealed = sealer.seal(SECRET, "b")
    elsewhere = Sealer(tmp_path / "elsewhere").seal(SECRET, "a")
    stored = {"ask": "ask", "another entry's": sealed, "no key": elsewhere}[which]
    with pytest.raises(MaterialError) as caught:
        passphrases.of(entry(stored))
    assert caught.value.code == "needs_passphrase"
    assert caught.value.field == "passphrase"
    assert caught.value.path == Path("~/alice.p12")
    assert "enter" in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("stored", ["ask", None, "typed by hand", "sealed:v1:0123456789abcdef:AAAA"])
def test_what_was_entered_in_this_session_comes_first(passphrases: Passphrases, stored: str | None) -> None:
    passphrases.remember("a", SECRET)
    assert passphrases.of(entry(stored)) == SECRET


def test_what_was_entered_is_for_its_entry_only(passphrases: Passphrases) -> None:
    passphrases.remember("a", SECRET)
    with pytest.raises(MaterialError):
        passphrases.of(entry("ask", "b"))


def test_an_empty_passphrase_can_be_entered(passphrases: Passphrases) -> None:
    passphrases.remember("a", "")
    assert passphrases.of(entry("ask")) == ""


def test_one_or_all_can_be_forgotten(passphrases: Passphrases) -> None:
    for entry_id in ("a", "b"):
        passphrases.remember(entry_id, SECRET)
    passphrases.forget("a")
    passphrases.forget("never there")
    with pytest.raises(MaterialError):
        passphrases.of(entry("ask", "a"))
    assert passphrases.of(entry("ask", "b")) == SECRET
    passphrases.forget_all()
    with pytest.raises(MaterialError):
        passphrases.of(entry("ask", "b"))


def test_its_sealer_opens_other_secrets_too(passphrases: Passphrases, sealer: Sealer) -> None:
    assert passphrases.sealer.unseal(sealer.seal(SECRET, "proxy"), "proxy") == SECRET


def test_it_shows_none_of_them(passphrases: Passphrases) -> None:
    passphrases.remember("a", SECRET)
    assert SECRET not in repr(passphrases)
    assert SECRET not in str(passphrases)
