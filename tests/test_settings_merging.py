from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench import settings
from workbench.certificates.sealing import Sealer
from workbench.documents import parse
from workbench.models import CaEntry, CertificateEntry, Seen
from workbench.settings import Settings

BEFORE = """
later = 1
[tls]
verify = true
[[ca]]
file = "a.pem"
[[ca]]
file = "b.pem"
note = 1
[[certificates]]
id = "aaa"
name = "alice"
host = "a.test"
cert_file = "a.crt"
key_file = "a.key"
passphrase = "ask"
note = 1
[[certificates]]
id = "bbb"
host = "b.test"
pfx_file = "b.p12"
[[certificates]]
id = "ccc"
host = "c.test"
pfx_file = "c.p12"
"""


class Copies:
    """Two running copies that loaded the same file: what `theirs` saves, `mine` has not seen."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "settings.toml"
        self.path.write_text(BEFORE)
        self.loaded = settings.load(self.path)
        self.sealer = Sealer(folder / "sealing")

    def save(self, after: Settings) -> Settings:
        return settings.update(self.loaded, after, self.sealer)

    def entry(self, entry_id: str, change: Callable[[CertificateEntry], CertificateEntry]) -> Settings:
        edited = tuple(change(each) if each.id == entry_id else each for each in self.loaded.certificates)
        return replace(self.loaded, certificates=edited)

    def without(self, entry_id: str) -> Settings:
        left = tuple(each for each in self.loaded.certificates if each.id != entry_id)
        return replace(self.loaded, certificates=left)

    def read(self, entry_id: str) -> CertificateEntry:
        [found] = (each for each in settings.load(self.path).certificates if each.id == entry_id)
        return found

    def order(self) -> list[str]:
        return [each.id for each in settings.load(self.path).certificates]


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    return Copies(tmp_path)


def new(entry_id: str) -> CertificateEntry:
    return CertificateEntry(id=entry_id, host="n.test", pfx_file="n.p12")


def test_changes_of_different_keys_are_both_there(copies: Copies) -> None:
    copies.save(replace(copies.loaded, tls=replace(copies.loaded.tls, verify=False), resolve={"a.test": "::1"}))
    mine = copies.save(
        replace(copies.loaded, theme="t", tls=replace(copies.loaded.tls, extra_ca=False), resolve={"b.test": "::1"})
    )
    assert (mine.theme, mine.tls.verify, mine.tls.extra_ca) == ("t", False, False)
    assert mine.resolve == {"a.test": "::1", "b.test": "::1"}
    assert mine == settings.load(copies.path)
    assert mine.notices == ()


def test_of_the_same_key_the_last_writer_wins_and_it_is_said(copies: Copies) -> None:
    copies.save(replace(copies.loaded, theme="theirs", http=replace(copies.loaded.http, timeout=5.0)))
    mine = copies.save(replace(copies.loaded, theme="mine", http=replace(copies.loaded.http, timeout=6.0)))
    assert (mine.theme, mine.http.timeout) == ("mine", 6.0)
    assert [told.split()[0] for told in mine.notices] == ["theme", "http.timeout"]


def test_the_same_change_twice_is_not_worth_a_word(copies: Copies) -> None:
    copies.save(replace(copies.loaded, theme="same"))
    assert copies.save(replace(copies.loaded, theme="same")).notices == ()


def test_a_resolve_entry_is_removed_by_its_key(copies: Copies) -> None:
    copies.loaded = copies.save(replace(copies.loaded, resolve={"a.test": "::1", "b.test": "::1"}))
    copies.save(replace(copies.loaded, resolve={"a.test": "::1", "b.test": "::1", "c.test": "::1"}))
    mine = copies.save(replace(copies.loaded, resolve={"b.test": "::1"}))
    assert mine.resolve == {"b.test": "::1", "c.test": "::1"}


def test_unknown_keys_of_an_edited_entry_stay(copies: Copies) -> None:
    copies.save(copies.entry("aaa", lambda e: replace(e, host="other.test", enabled=False, name=None)))
    values = parse(copies.path.read_text())
    assert values["later"] == 1
    assert isinstance(values["certificates"], list)
    assert values["certificates"][0] == {
        "id": "aaa",
        "host": "other.test",
        "cert_file": "a.crt",
        "key_file": "a.key",
        "passphrase": "ask",
        "note": 1,
        "enabled": False,
    }


def test_edits_of_one_entry_by_two_copies_meet(copies: Copies) -> None:
    copies.save(copies.entry("aaa", lambda e: replace(e, enabled=False)))
    mine = copies.save(copies.entry("aaa", lambda e: replace(e, name="al")))
    assert (copies.read("aaa").enabled, copies.read("aaa").name) == (False, "al")
    assert mine.notices == ()


def test_host_and_port_are_one_key(copies: Copies) -> None:
    copies.save(copies.entry("aaa", lambda e: replace(e, host="theirs.test")))
    mine = copies.save(copies.entry("aaa", lambda e: replace(e, port=8443)))
    assert (copies.read("aaa").host, copies.read("aaa").port) == ("a.test", 8443)
    assert "Certificate aaa (alice) was changed by another copy" in mine.notices[0]


def test_files_are_replaced_as_a_whole(copies: Copies) -> None:
    copies.save(
        copies.entry("aaa", lambda e: replace(e, cert_file=None, key_file=None, pfx_file="t.p12", passphrase=None))
    )
    mine = copies.save(copies.entry("aaa", lambda e: replace(e, cert_file="m.crt", key_file="m.key")))
    found = copies.read("aaa")
    assert (found.cert_file, found.key_file, found.pfx_file, found.passphrase) == ("m.crt", "m.key", None, "ask")
    assert len(mine.notices) == 1


def test_what_was_seen_in_old_files_does_not_undo_their_replacement(copies: Copies) -> None:
    copies.save(copies.entry("aaa", lambda e: replace(e, cert_file="new.crt", key_file="new.key", passphrase=None)))
    seen = Seen(subject="CN=old", not_after=datetime(2027, 1, 1, tzinfo=UTC), sha256="ab")
    mine = copies.save(copies.entry("aaa", lambda e: replace(e, seen=seen, passphrase="of the old key")))
    found = copies.read("aaa")
    assert (found.cert_file, found.seen, found.passphrase) == ("new.crt", None, None)
    assert "the passphrase from here is not taken" in mine.notices[0]


def test_a_passphrase_alone_can_change(copies: Copies) -> None:
    copies.save(copies.entry("aaa", lambda e: replace(e, passphrase=None)))
    assert copies.read("aaa").passphrase is None


def test_entries_added_by_two_copies_are_both_there(copies: Copies) -> None:
    for entry_id in ("their", "mine"):
        added = (*copies.loaded.certificates, new(entry_id))
        copies.save(replace(copies.loaded, certificates=added))
    assert copies.order() == ["aaa", "bbb", "ccc", "their", "mine"]


def test_what_one_copy_removed_stays_removed(copies: Copies) -> None:
    copies.save(copies.without("aaa"))
    mine = copies.save(copies.entry("bbb", lambda e: replace(e, enabled=False)))
    assert copies.order() == ["bbb", "ccc"]
    assert mine.notices == ()


def test_what_another_copy_removed_and_this_one_edited_is_there(copies: Copies) -> None:
    copies.save(copies.without("bbb"))
    mine = copies.save(copies.entry("bbb", lambda e: replace(e, name="bob")))
    assert sorted(copies.order()) == ["aaa", "bbb", "ccc"]
    assert copies.read("bbb") == replace(copies.loaded.certificates[1], name="bob")
    assert "bbb (bob) was removed by another copy" in mine.notices[0]


def test_what_another_copy_edited_and_this_one_removed_is_gone(copies: Copies) -> None:
    copies.save(copies.entry("bbb", lambda e: replace(e, name="bob")))
    mine = copies.save(copies.without("bbb"))
    assert copies.order() == ["aaa", "ccc"]
    assert "it is removed" in mine.notices[0]


def test_an_entry_comes_back_to_its_rank(copies: Copies) -> None:
    original = copies.loaded
    copies.loaded = copies.save(copies.without("bbb"))
    copies.save(original)
    assert copies.order() == ["aaa", "bbb", "ccc"]


def test_several_entries_come_in_their_order(copies: Copies) -> None:
    a, b, c = copies.loaded.certificates
    copies.save(replace(copies.loaded, certificates=(new("x"), new("y"), a, b, new("z"), c, new("p"), new("q"))))
    assert copies.order() == ["x", "y", "aaa", "bbb", "z", "ccc", "p", "q"]


def test_entries_can_change_places_while_another_copy_adds_one(copies: Copies) -> None:
    a, b, c = copies.loaded.certificates
    copies.save(replace(copies.loaded, certificates=(a, b, c, new("their"))))
    copies.save(replace(copies.loaded, certificates=(c, b, a)))
    assert copies.order() == ["ccc", "bbb", "aaa", "their"]


def test_the_last_entry_leaves_no_empty_list_behind(copies: Copies) -> None:
    copies.save(replace(copies.loaded, certificates=(), cas=()))
    assert parse(copies.path.read_text()) == {"later": 1, "tls": {"verify": True}}


def test_authorities_are_known_by_file_host_and_port(copies: Copies) -> None:
    first, second = copies.loaded.cas
    copies.save(replace(copies.loaded, cas=(first, second, CaEntry(file="a.pem", host="a.test"))))
    mine = copies.save(replace(copies.loaded, cas=(replace(second, enabled=False),)))
    assert mine.cas == (replace(second, enabled=False), CaEntry(file="a.pem", host="a.test"))
    values = parse(copies.path.read_text())
    assert values["ca"] == [
        {"file": "b.pem", "note": 1, "enabled": False},
        {"file": "a.pem", "enabled": True, "host": "a.test"},
    ]


def test_an_entry_without_an_id_is_edited_and_not_doubled(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[[certificates]]\nhost = "a.test"\npfx_file = "a.p12"\nnote = 1\n')
    now = settings.load(path)
    edited = tuple(replace(each, enabled=False) for each in now.certificates)
    after = settings.update(now, replace(now, certificates=edited), Sealer(tmp_path / "sealing"))
    assert after.certificates == edited
    assert parse(path.read_text())["certificates"] == [
        {"id": edited[0].id, "host": "a.test", "pfx_file": "a.p12", "note": 1, "enabled": False}
    ]
