import json
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.certificates.sealing import Sealer, is_sealed
from workbench.models import CaEntry, CertificateEntry, Seen
from workbench.settings import Settings, load, steps, update
from workbench.settings.undo import MOST, Journal, JournalError

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SEEN = Seen(subject="CN=alice", not_after=NOON, sha256="aa")
ALICE = CertificateEntry(id="alice", host="a.test", name="alice", cert_file="a.crt", key_file="a.key", seen=SEEN)
BOB = CertificateEntry(id="bob", host="*.test", port="*", pfx_file="b.p12", passphrase="ask", added=NOON)
CAROL = CertificateEntry(id="carol", host="c.test", pfx_file="c.p12", passphrase="command:pass show carol")
CA, OTHER = CaEntry(file="ca.pem"), CaEntry(file="ca.pem", host="a.test", port=8443, enabled=False)


class Home:
    """Settings on the disk with their journal, changed as the app and the commands do."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "settings.toml"
        self.file = folder / "undo.json"
        self.sealer = Sealer(folder / "sealing")
        self.journal = Journal(self.file)
        self.change(certificates=(ALICE, BOB, CAROL), cas=(CA, OTHER))
        self.file.unlink(missing_ok=True)

    @property
    def settings(self) -> Settings:
        return load(self.path)

    def change(self, **changes: object) -> str:
        before = self.settings
        after = replace(before, **changes)  # type: ignore[arg-type]
        return self.journal.note(before, after, update(before, after, self.sealer))

    def put(self, entry: CertificateEntry) -> str:
        listed = tuple(entry if one.id == entry.id else one for one in self.settings.certificates)
        return self.change(certificates=listed)

    def remove(self, *ids: str) -> str:
        return self.change(certificates=tuple(one for one in self.settings.certificates if one.id not in ids))

    def undo(self, kind: type[CertificateEntry] | type[CaEntry] = CertificateEntry) -> str:
        """Take the last step back, in what a new start would find."""
        journal = Journal(self.file)
        step = journal.last(kind)
        assert step is not None
        before = self.settings
        undone = steps.undone(before, step)
        if undone.settings is not None:
            update(before, undone.settings, self.sealer)
        journal.drop(step)
        return undone.words


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_removed_entries_come_back_one_by_one_as_they_were_and_where_they_stood(home: Home) -> None:
    whole = home.settings
    home.remove("alice")
    home.remove("carol")
    assert [one.id for one in home.settings.certificates] == ["bob"]
    assert home.undo() == "c.p12 is back in its place."
    assert [one.id for one in home.settings.certificates] == ["bob", "carol"]
    home.undo()
    assert home.settings == whole
    assert Journal(home.file).last(CertificateEntry) is None


def test_the_place_is_kept_also_where_another_copy_changed_the_list_meanwhile(home: Home) -> None:
    home.remove("bob")
    current = home.settings
    new = CertificateEntry(id="new", host="n.test", pfx_file="n.p12")
    update(current, replace(current, certificates=(new, *current.certificates)), home.sealer)
    home.undo()
    assert [one.id for one in home.settings.certificates] == ["new", "alice", "bob", "carol"]


def test_a_replacement_is_undone_with_id_place_and_what_was_changed_beside_it_kept(home: Home) -> None:
    new = replace(ALICE, cert_file="new.crt", key_file="new.key", seen=replace(SEEN, sha256="bb"))
    home.put(new)
    home.put(replace(new, enabled=False))
    assert "old files again: a.crt, a.key" in home.undo()
    assert home.settings.certificates[0] == replace(ALICE, enabled=False)


def test_an_edit_is_undone_field_by_field(home: Home) -> None:
    home.put(replace(ALICE, host="b.test", port=8443))
    before = home.settings
    named = tuple(replace(one, name="al") if one.id == "alice" else one for one in before.certificates)
    update(before, replace(before, certificates=named), home.sealer)
    assert "before the edit" in home.undo()
    assert home.settings.certificates[0] == replace(ALICE, name="al")


@pytest.mark.parametrize(
    ("since", "says"),
    [(replace(ALICE, host="c.test"), "changed again since"), (None, "was removed since")],
)
def test_what_was_changed_again_since_is_not_clobbered(home: Home, since: CertificateEntry | None, says: str) -> None:
    home.put(replace(ALICE, host="b.test"))
    before = home.settings
    others = tuple(one for one in before.certificates if one.id != "alice")
    update(before, replace(before, certificates=(*((since,) if since else ()), *others)), home.sealer)
    stands = home.settings
    assert says in home.undo()
    assert home.settings == stands


def test_a_switch_is_no_step_and_what_the_program_notes_by_itself_is_none(home: Home) -> None:
    home.put(replace(ALICE, enabled=False, seen=None))
    assert not home.file.exists()


def test_a_ca_comes_back_and_an_edited_one_is_as_it_was(home: Home) -> None:
    home.change(cas=(CA,))
    home.undo(CaEntry)
    assert home.settings.cas == (CA, OTHER)
    home.change(cas=(CA, replace(OTHER, host="b.test")))
    assert "before the edit" in home.undo(CaEntry)
    assert home.settings.cas == (CA, OTHER)


def test_trust_that_was_switched_off_since_an_edit_stays_off_when_that_is_undone(home: Home) -> None:
    home.change(cas=(replace(CA, host="a.test"), OTHER))
    home.change(cas=(replace(CA, host="a.test", enabled=False), OTHER))
    home.undo(CaEntry)
    assert home.settings.cas == (replace(CA, enabled=False), OTHER)
    assert home.journal.last(CertificateEntry) is None


def test_no_clear_passphrase_is_ever_written_down(home: Home) -> None:
    text = home.path.read_text().replace('passphrase = "ask"', 'passphrase = "open sesame"')
    home.path.write_text(text)
    home.remove("bob")
    assert "open sesame" not in home.file.read_text()
    assert "stood in clear and was not written down" in home.undo()
    assert home.settings.certificates[1] == replace(BOB, passphrase=None)


def test_a_clear_passphrase_that_the_edit_sealed_comes_back_sealed(home: Home) -> None:
    home.path.write_text(home.path.read_text().replace('passphrase = "ask"', 'passphrase = "open sesame"'))
    home.put(replace(home.settings.certificates[1], host="b.test"))
    assert "open sesame" not in home.file.read_text()
    home.undo()
    back = home.settings.certificates[1]
    assert back.host == "*.test" and home.sealer.unseal(back.passphrase or "", "bob") == "open sesame"


@pytest.mark.slow
def test_the_journal_is_private_and_keeps_the_last_fifty(home: Home) -> None:
    for number in range(MOST + 3):
        home.put(replace(ALICE, host=f"h{number}.test"))
    assert len(home.journal.steps()) == MOST
    assert os.name != "posix" or stat.S_IMODE(home.file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"version": 1, "steps": [{}]}',
        b'{"version": 9, "steps": []}',
        b'{"version": 1, "steps": [{"id": "a", "at": "x", "kind": "removed", "before": {}, "place": 0}]}',
    ],
)
def test_a_damaged_journal_is_said_kept_aside_and_costs_no_settings(home: Home, damage: bytes) -> None:
    home.file.write_bytes(damage)
    assert home.journal.offers(CertificateEntry)
    with pytest.raises(JournalError):
        home.journal.steps()
    assert "damaged: it is kept as" in home.remove("bob")
    assert home.file.with_suffix(".damaged").read_bytes() == damage
    assert [step.kind for step in home.journal.steps()] == ["removed"]
    assert [one.id for one in home.settings.certificates] == ["alice", "carol"]


def test_a_journal_that_cannot_be_written_is_said_and_costs_no_settings(home: Home) -> None:
    home.file.mkdir()
    assert "cannot be undone later" in home.remove("bob")
    assert [one.id for one in home.settings.certificates] == ["alice", "carol"]


def test_sealed_texts_are_sealed_anew_and_nothing_else(home: Home) -> None:
    home.put(replace(BOB, passphrase=home.sealer.seal("one", "bob")))
    home.put(replace(BOB, passphrase=home.sealer.seal("two", "bob")))
    before = json.loads(home.file.read_text())
    texts = home.journal.sealed()
    assert [owner for _, owner in texts] == ["bob"] * 3 and all(is_sealed(text) for text, _ in texts)
    home.journal.reseal(lambda text, owner: f"{text}.{owner}")
    assert [text for text, _ in home.journal.sealed()] == [f"{text}.bob" for text, _ in texts]
    home.journal.reseal(lambda text, owner: text.removesuffix(f".{owner}"))
    assert json.loads(home.file.read_text()) == before


def test_an_import_is_one_step_that_leaves_what_was_changed_since(tmp_path: Path) -> None:
    home = Home(tmp_path)
    dora, emil = replace(ALICE, id="dora", host="d.test", seen=None), replace(ALICE, id="emil", host="e.test")
    ca = CaEntry(file="new.pem", host="d.test")
    before = home.settings
    home.change(certificates=(*before.certificates, dora, emil), cas=(*before.cas, ca))
    assert home.journal.imported((dora, emil), (ca,)) == ""
    since = (*before.certificates, replace(dora, seen=SEEN, enabled=False), replace(emil, port=8443))
    update(home.settings, replace(home.settings, certificates=since), home.sealer)  # by hand: no step of its own
    assert home.undo() == (
        "The import is taken back: 1 certificate and 1 CA file out of the list."
        " Not taken out, since changed: 1 certificate."
    )
    assert [entry.id for entry in home.settings.certificates] == ["alice", "bob", "carol", "emil"]
    assert home.settings.cas == (CA, OTHER)
    assert home.journal.last(CertificateEntry) is None


def test_an_import_of_which_nothing_is_left_is_said(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.journal.imported((replace(ALICE, id="dora"),), ())
    assert home.undo() == "What was imported was changed or removed since: nothing was changed."
    assert home.journal.imported((), ()) == ""


def test_an_import_keeps_no_word_of_a_passphrase() -> None:
    entry = CertificateEntry(id="a", host="a.test", pfx_file="a.p12", passphrase="command:pass show a")
    step = steps.imported((entry,), ())
    assert step is not None
    assert isinstance(step.before, CertificateEntry)
    assert step.before.passphrase is None
