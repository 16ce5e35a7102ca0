from __future__ import annotations

import sys
import threading
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


def printing(tmp_path: Path, *lines: str) -> tuple[CertificateEntry, Path]:
    """Return an entry whose command prints a file's first line, and notes in another that it ran."""
    told, runs = tmp_path / "told", tmp_path / "runs"
    told.write_text("\n".join(lines))
    script = f"echo x >> {runs}; cat {told}"
    return entry(f"command:sh -c '{script}'"), runs


class Lock:
    """Opens for one passphrase, as files do; counts how often it was tried."""

    def __init__(self, opens: str | None) -> None:
        self.opens = opens
        self.tried = 0

    def load(self, passphrase: str | None) -> str:
        self.tried += 1
        if passphrase == self.opens:
            return "open"
        code = "wrong_passphrase" if passphrase else "needs_passphrase"
        raise MaterialError(code, "not this one", "passphrase", Path("~/alice.p12"))


def count(runs: Path) -> int:
    return len(runs.read_text().split()) if runs.exists() else 0


needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="the command is a Unix shell")


@needs_sh
def test_a_command_runs_once_for_the_first_send_and_never_for_a_look(passphrases: Passphrases, tmp_path: Path) -> None:
    alice, runs = printing(tmp_path, SECRET)
    with pytest.raises(MaterialError) as caught:
        passphrases.of(alice)
    assert caught.value.code == "needs_passphrase" and "a send runs" in caught.value.message
    assert passphrases.at_hand(alice) is None and count(runs) == 0
    for _ in range(3):
        assert passphrases.opened(alice, Lock(SECRET).load) == "open"
    assert count(runs) == 1
    assert passphrases.of(alice) == passphrases.at_hand(alice) == SECRET
    passphrases.forget("a")
    assert passphrases.at_hand(alice) is None


@needs_sh
def test_files_that_need_none_run_no_command(passphrases: Passphrases, tmp_path: Path) -> None:
    alice, runs = printing(tmp_path, SECRET)
    assert passphrases.opened(alice, Lock(None).load) == "open"
    assert count(runs) == 0


@needs_sh
def test_for_files_that_no_passphrase_would_help_the_command_is_not_run(
    passphrases: Passphrases, tmp_path: Path
) -> None:
    def load(_: str | None) -> None:
        raise MaterialError("file_missing", "a.key does not exist.", "key_file")

    one, runs = printing(tmp_path, SECRET)
    with pytest.raises(MaterialError, match="does not exist"):
        passphrases.opened(one, load)
    assert count(runs) == 0


def test_when_it_no_longer_fits_the_command_runs_once_more(passphrases: Passphrases, tmp_path: Path) -> None:
    alice, runs = printing(tmp_path, SECRET)
    passphrases.opened(alice, Lock(SECRET).load)
    (tmp_path / "told").write_text("another")
    assert passphrases.opened(alice, Lock("another").load) == "open"
    assert count(runs) == 2
    lock = Lock("a third")
    with pytest.raises(MaterialError) as caught:
        passphrases.opened(alice, lock.load)
    assert (count(runs), lock.tried) == (3, 2)
    assert caught.value.code == "wrong_passphrase" and "prints does not open" in caught.value.message
    assert passphrases.at_hand(alice) is None


@needs_sh
def test_another_command_is_another_passphrase(passphrases: Passphrases, tmp_path: Path) -> None:
    alice, _ = printing(tmp_path, SECRET)
    passphrases.opened(alice, Lock(SECRET).load)
    assert passphrases.at_hand(entry("command:pass show other")) is None


@needs_sh
@pytest.mark.parametrize("command", ["false", "true", "no-such-command", "sleep 9"])
def test_a_command_that_gives_none_says_whose_it_is_and_under_which_field(sealer: Sealer, command: str) -> None:
    with pytest.raises(MaterialError) as caught:
        Passphrases(sealer, time_limit=0.1).opened(entry(f"command:{command}"), Lock(SECRET).load)
    assert (caught.value.code, caught.value.field) == ("needs_passphrase", "passphrase")
    assert "The command for the passphrase of alice.p12 " in caught.value.message and command in caught.value.message


@needs_sh
def test_sends_that_want_the_same_entry_take_turns_and_the_command_runs_once(
    passphrases: Passphrases, tmp_path: Path
) -> None:
    alice, runs = printing(tmp_path, SECRET)
    threads = [threading.Thread(target=passphrases.opened, args=(alice, Lock(SECRET).load)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(runs) == 1


@needs_sh
def test_what_is_entered_goes_before_the_command(passphrases: Passphrases, tmp_path: Path) -> None:
    alice, runs = printing(tmp_path, "wrong")
    passphrases.remember("a", SECRET)
    assert passphrases.opened(alice, Lock(SECRET).load) == "open"
    assert count(runs) == 0


@needs_sh
def test_no_exception_carries_the_passphrase(passphrases: Passphrases, tmp_path: Path) -> None:
    alice, _ = printing(tmp_path, SECRET)
    with pytest.raises(MaterialError) as caught:
        passphrases.opened(alice, Lock("another").load)
    fault: BaseException | None = caught.value
    while fault is not None:
        assert SECRET not in repr(vars(fault)) + repr(fault.args)
        fault = fault.__cause__ or fault.__context__


def test_a_sealed_one_that_another_copy_sealed_anew_is_found_again(tmp_path: Path) -> None:
    old = Sealer(tmp_path / "old").seal(SECRET, "a")
    new = Sealer(tmp_path / "sealing").seal(SECRET, "a")
    now = {"a": new}
    assert Passphrases(Sealer(tmp_path / "sealing", now.get)).of(entry(old)) == SECRET
    with pytest.raises(MaterialError):
        Passphrases(Sealer(tmp_path / "sealing", {"b": new}.get)).of(entry(old))
