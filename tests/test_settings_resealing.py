"""`certs reseal`: nothing is lost, wherever it stops, whoever runs meanwhile."""

import json
import os
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from workbench import atomic
from workbench.certificates.faults import MaterialError
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer, key_of
from workbench.folders import Folders
from workbench.models import CertificateEntry
from workbench.settings import HttpSettings, Settings, SettingsError, load, proxies, renewing, resealing, update
from workbench.settings.undo import Journal

SECRETS = {"alice": "correct horse", "bob": "ask", "carol": "command:not one"}
PROXY = "http://me:pro%40xy@proxy.test:8080"


def places(home: Path) -> Folders:
    return Folders(config=home, data=home, state=home)


def filled(home: Path) -> Folders:
    """Make settings with three sealed passphrases, a removed entry in the journal, a sealed proxy, a comment."""
    found = places(home)
    sealer = Sealer(found.sealing)
    listed = tuple(
        CertificateEntry(id=name, name=name, host=f"{name}.test", pfx_file="x.p12", passphrase=sealer.seal(word, name))
        for name, word in SECRETS.items()
    )
    gone = replace(listed[0], id="gone", passphrase=sealer.seal("old secret", "gone"))
    empty = load(found.settings_file)
    before = update(empty, replace(empty, certificates=(*listed, gone), http=HttpSettings(proxy=PROXY)), sealer)
    after = replace(before, certificates=before.certificates[:3])
    saved = update(before, after, sealer)
    assert Journal(found.undo).note(before, after, saved) == ""
    with found.settings_file.open("a") as file:
        file.write("# a word of mine\n")
    return found


def reseal(found: Folders) -> resealing.Resealed:
    return resealing.reseal(found, Sealer(found.sealing))


def opened(found: Folders, settings: Settings | None = None) -> dict[str, str | None]:
    """Open everything, by the settings in memory where they are given, with the keys there are now."""
    held = settings or load(found.settings_file)
    passphrases = Passphrases(renewing.sealer(found))
    secrets = {entry.id: passphrases.of(entry) for entry in held.certificates}
    for text, entry_id in Journal(found.undo).sealed():
        secrets[entry_id] = passphrases.sealer.unseal(text, entry_id)
    return {**secrets, "proxy": proxies.unsealed(held.http.proxy, passphrases.sealer)}


WHOLE = {**SECRETS, "gone": "old secret", "proxy": PROXY}


def test_everything_is_sealed_anew_and_the_old_key_goes(tmp_path: Path) -> None:
    found = filled(tmp_path)
    (old,) = Sealer(found.sealing).key_ids()
    texts = {entry.passphrase for entry in load(found.settings_file).certificates}
    done = reseal(found)
    assert (done.sealed, done.journal, done.lost) == ((*SECRETS, "http.proxy"), 1, ())
    assert (done.removed, done.kept) == ((old,), ())
    assert Sealer(found.sealing).key_ids() == (done.key,)
    assert opened(found) == WHOLE
    now = {entry.passphrase for entry in load(found.settings_file).certificates}
    assert not now & texts and {key_of(text or "") for text in now} == {done.key}


def test_comments_order_and_unknown_keys_stay_and_no_copy_is_made(tmp_path: Path) -> None:
    found = filled(tmp_path)
    before = found.settings_file.read_text()
    reseal(found)
    after = found.settings_file.read_text()
    kept = [line for line in before.splitlines() if "sealed:" not in line]
    assert [line for line in after.splitlines() if "sealed:" not in line] == kept
    assert not [*tmp_path.glob("*.bak*")] and found.settings_file.stat().st_mode & 0o777 == 0o600


def test_a_copy_that_was_kept_for_its_comments_is_sealed_anew_too(tmp_path: Path) -> None:
    found = filled(tmp_path)
    before = load(found.settings_file)
    update(before, replace(before, theme="workbench-light"), Sealer(found.sealing))
    copy = found.settings_file.with_name("settings.toml.bak")
    done = reseal(found)
    assert done.copies == (copy,) and done.kept == ()
    found.settings_file.write_bytes(copy.read_bytes())
    assert opened(found) == WHOLE


def test_again_and_again_is_as_once(tmp_path: Path) -> None:
    found = filled(tmp_path)
    for _ in range(3):
        done = reseal(found)
        assert len(done.removed) == 1 and opened(found) == WHOLE


def test_without_settings_there_is_a_key_and_nothing_else(tmp_path: Path) -> None:
    done = reseal(places(tmp_path / "new"))
    assert done.sealed == () and Sealer(places(tmp_path / "new").sealing).key_ids() == (done.key,)


def test_what_cannot_be_opened_is_told_and_left_with_its_key(tmp_path: Path) -> None:
    found = filled(tmp_path)
    elsewhere = Sealer(tmp_path / "elsewhere")
    before = load(found.settings_file)
    alice, bob, carol = before.certificates
    stolen = replace(bob, passphrase=Sealer(found.sealing).seal("of another entry", "someone"))
    foreign = replace(carol, passphrase=elsewhere.seal("lost", "carol"))
    update(before, replace(before, certificates=(alice, stolen, foreign)), Sealer(found.sealing))
    (old,) = Sealer(found.sealing).key_ids()
    done = reseal(found)
    assert [lost.bound_to for lost in done.lost] == ["bob", "carol"]
    assert "another entry's" in done.lost[0].message and "not on this machine" in done.lost[1].message
    assert done.sealed == ("alice", "http.proxy") and done.kept == (old,) and done.removed == ()
    kept = load(found.settings_file).certificates
    assert (kept[1].passphrase, kept[2].passphrase) == (stolen.passphrase, foreign.passphrase)


def test_a_key_that_only_a_comment_or_a_damaged_journal_mentions_is_kept(tmp_path: Path) -> None:
    found = filled(tmp_path)
    (old,) = Sealer(found.sealing).key_ids()
    text = load(found.settings_file).certificates[0].passphrase or ""
    found.undo.write_text(f'{{"damaged": "{text}')
    assert reseal(found).kept == (old,)
    found.undo.unlink()
    with found.settings_file.open("a") as file:
        file.write(f'# passphrase = "{text}"\n')
    assert reseal(found).kept == (old,)


def test_a_running_copy_with_the_old_settings_loses_nothing(tmp_path: Path) -> None:
    found = filled(tmp_path)
    held = load(found.settings_file)
    reseal(found)
    assert opened(found, held) == WHOLE
    reseal(found)
    assert opened(found, held) == WHOLE


@pytest.mark.parametrize("change", ["its files", "its name", "the proxy's host", "nothing of it"])
def test_what_a_running_copy_saves_from_its_old_settings_opens_afterwards(tmp_path: Path, change: str) -> None:
    found = filled(tmp_path)
    held = load(found.settings_file)
    reseal(found)
    alice = held.certificates[0]
    changed = {"its files": replace(alice, pfx_file="new.p12"), "its name": replace(alice, name="al")}.get(
        change, alice
    )
    http = held.http
    if change == "the proxy's host":
        http = replace(http, proxy=http.proxy.replace("proxy.test", "other.test"))
    after = replace(held, theme="workbench-light", http=http, certificates=(changed, *held.certificates[1:]))
    saved = update(held, after, renewing.sealer(found))
    assert opened(found)["alice"] == SECRETS["alice"]
    assert opened(found, saved)["proxy"] == proxies.unsealed(saved.http.proxy, Sealer(found.sealing))


def test_what_a_running_copy_removes_after_it_can_be_brought_back(tmp_path: Path) -> None:
    found = filled(tmp_path)
    held = load(found.settings_file)
    reseal(found)
    sealer = renewing.sealer(found)
    before, after = renewing.caught_up(held, replace(held, certificates=held.certificates[1:]), sealer)
    saved = update(before, after, sealer)
    Journal(found.undo).note(before, after, saved)
    assert opened(found)["alice"] == SECRETS["alice"]


def test_what_was_sealed_while_the_key_changed_is_not_saved_to_be_lost(tmp_path: Path) -> None:
    found = filled(tmp_path)
    held, sealer = load(found.settings_file), renewing.sealer(found)
    text = sealer.seal("typed into the form", "new")
    reseal(found)
    new = CertificateEntry(id="new", host="new.test", pfx_file="x.p12", passphrase=text)
    with pytest.raises(SettingsError, match="save it again"):
        update(held, replace(held, certificates=(*held.certificates, new)), sealer)
    again = replace(new, passphrase=sealer.seal("typed into the form", "new"))
    update(held, replace(held, certificates=(*held.certificates, again)), sealer)
    assert opened(found)["new"] == "typed into the form"


def test_two_at_once_and_copies_that_save_meanwhile_lose_nothing(tmp_path: Path) -> None:
    found = filled(tmp_path)
    faults: list[BaseException] = []

    def guarded(work: str) -> None:
        try:
            for number in range(8):
                if work == "reseal":
                    reseal(found)
                else:
                    held = load(found.settings_file)
                    entry = CertificateEntry(
                        id=f"{work}{number}", host="n.test", pfx_file="x.p12", passphrase=f"secret {work}{number}"
                    )
                    update(held, replace(held, certificates=(*held.certificates, entry)), renewing.sealer(found))
        except BaseException as fault:
            faults.append(fault)
            raise

    threads = [threading.Thread(target=guarded, args=(work,)) for work in ("reseal", "reseal", "one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    secrets = opened(found)
    assert {**WHOLE, **{f"{who}{n}": f"secret {who}{n}" for who in ("one", "two") for n in range(8)}} == secrets


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from workbench import atomic
    from workbench.certificates.sealing import Sealer
    from workbench.folders import Folders
    from workbench.settings import resealing

    home, left = Path(sys.argv[1]), int(sys.argv[2])

    def then_perhaps_killed(deed):
        def done(*arguments, **named):
            global left
            result = deed(*arguments, **named)
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result
        return done

    Sealer.renew = then_perhaps_killed(Sealer.renew)
    Sealer.remove = then_perhaps_killed(Sealer.remove)
    atomic.write = then_perhaps_killed(atomic.write)
    resealing.reseal(Folders(config=home, data=home, state=home), Sealer(home / "sealing"))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_killed_between_any_two_steps_nothing_is_lost_and_the_next_finishes(tmp_path: Path, step: int) -> None:
    found = filled(tmp_path)
    held = load(found.settings_file)
    call = [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path), str(step)]
    ended = subprocess.run(call, capture_output=True, check=False)
    assert ended.returncode == -9, ended.stderr
    assert opened(found) == WHOLE and opened(found, held) == WHOLE
    done = reseal(found)
    assert done.lost == () and Sealer(found.sealing).key_ids() == (done.key,)
    assert opened(found) == WHOLE


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="modes bind neither Windows nor root")
@pytest.mark.parametrize("folder", ["sealing", "."])
def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path: Path, folder: str) -> None:
    found = filled(tmp_path)
    closed = tmp_path / folder
    closed.chmod(0o500)
    try:
        with pytest.raises(SettingsError):
            reseal(found)
    finally:
        closed.chmod(0o700)
    assert opened(found) == WHOLE


@pytest.mark.parametrize("writes", [0, 1])
def test_a_disk_that_takes_no_more_changes_nothing_that_cannot_be_opened(
    tmp_path: Path, writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = filled(tmp_path)
    write, left = atomic.write, [writes]

    def full(path: Path, data: bytes, mode: int = 0o600) -> None:
        if not left[0]:
            raise OSError(28, "No space left on device", str(path))
        left[0] -= 1
        write(path, data, mode)

    monkeypatch.setattr("workbench.atomic.write", full)
    if writes:
        reseal(found)  # the journal alone could not be written: its key stays
    else:
        with pytest.raises(SettingsError, match="No space left"):
            reseal(found)
    monkeypatch.undo()
    assert opened(found) == WHOLE


def test_a_wrong_file_stops_it_before_anything_is_done(tmp_path: Path) -> None:
    found = filled(tmp_path)
    keys = Sealer(found.sealing).key_ids()
    found.settings_file.write_text("theme = 1\n")
    with pytest.raises(SettingsError):
        reseal(found)
    assert Sealer(found.sealing).key_ids() == keys


def test_an_undo_step_still_fits_the_entry_it_belongs_to(tmp_path: Path) -> None:
    found = filled(tmp_path)
    sealer = Sealer(found.sealing)
    before = load(found.settings_file)
    edited = replace(before.certificates[0], host="other.test", passphrase=sealer.seal("another", "alice"))
    after = replace(before, certificates=(edited, *before.certificates[1:]))
    Journal(found.undo).note(before, after, update(before, after, sealer))
    reseal(found)
    step = Journal(found.undo).last(CertificateEntry)
    assert step is not None and isinstance(step.after, CertificateEntry)
    assert step.after.passphrase == load(found.settings_file).certificates[0].passphrase


def test_a_text_that_nobody_can_open_raises_for_whoever_wants_it(tmp_path: Path) -> None:
    found = filled(tmp_path)
    for key_id in Sealer(found.sealing).key_ids():
        Sealer(found.sealing).remove(key_id)
    with pytest.raises(MaterialError, match="not on this machine"):
        Passphrases(renewing.sealer(found)).of(load(found.settings_file).certificates[0])
    assert json.loads(found.undo.read_text())["steps"]


def test_a_key_that_a_damaged_copy_mentions_stays(tmp_path: Path) -> None:
    found = filled(tmp_path)
    (old,) = Sealer(found.sealing).key_ids()
    text = Sealer(found.sealing).seal("older", "gone-long-ago")
    found.settings_file.with_name("settings.toml.bak").write_text(f'[[certificates\npassphrase = "{text}"\n')
    assert reseal(found).kept == (old,)


def test_a_key_that_is_mentioned_in_other_letters_stays(tmp_path: Path) -> None:
    found = filled(tmp_path)
    (old,) = Sealer(found.sealing).key_ids()
    said = found.settings_file.read_text()
    found.settings_file.write_text(said.replace("sealed:", "sealed\\u003a"))
    assert reseal(found).kept == (old,)
    assert opened(found) == WHOLE
