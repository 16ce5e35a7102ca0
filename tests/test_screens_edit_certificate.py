"""Every field of an entry is changed by `e`, and u takes each edit back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.desks import SECRET, DeskApp, opened, pair, pasted, pki, shown, until
from workbench.models import CertificateEntry
from workbench.screens.add_certificate import AddCertificateScreen
from workbench.screens.certificates import CertificatesScreen
from workbench.widgets.alternatives import Alternatives
from workbench.widgets.text_field import TextField

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Edit:
    """Texts to put into fields, alternatives to press Right on, and what the entry says then."""

    fields: dict[str, str]
    changed: dict[str, object]
    alternatives: tuple[tuple[str, str], ...] = ()


EDITS = [
    Edit({"host": "*.b.test"}, {"host": "*.b.test"}),
    Edit({"port": "*"}, {"port": "*"}),
    Edit({"port": ""}, {"port": None}),
    Edit({"name": "bob"}, {"name": "bob"}),
    Edit({"name": ""}, {"name": None}),
    Edit(
        {"cert": "{0}/carol.crt", "key": "{0}/carol.key", "passphrase": SECRET},
        {"cert_file": "{0}/carol.crt", "key_file": "{0}/carol.key", "passphrase": "sealed:"},
    ),
    Edit(
        {"pfx": "{0}/bob.p12", "passphrase": SECRET},
        {"cert_file": None, "key_file": None, "pfx_file": "{0}/bob.p12", "passphrase": "sealed:"},
        (("files", "pfx"),),
    ),
    Edit({}, {"passphrase": "ask"}, (("keeping", "ask"),)),
    Edit({"ca": "{0}/company-ca.pem"}, {"ca_file": "{0}/company-ca.pem"}),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pki")
    pki(made)
    return made


async def test_e_changes_any_field_and_leaves_the_others_and_u_takes_each_edit_back(
    folder: Path, tmp_path: Path
) -> None:
    entries = (pair(folder, "alice", port=8443), pair(folder, "old", host="old.test"))
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        for edit in EDITS:
            await pilot.press("e")
            await until(pilot, lambda: isinstance(app.screen, AddCertificateScreen))
            await fill(app, pilot, edit, folder)
            await pilot.press("ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, CertificatesScreen))
            check(app, entries, edit, folder)
            await pilot.press("u")
            await until(pilot, lambda: same(app.saved.settings.certificates, entries))


def check(app: DeskApp, entries: tuple[CertificateEntry, ...], edit: Edit, folder: Path) -> None:
    """Hold what is on the disk against what the edit should have made of the first entry."""
    alice, other = app.saved.settings.certificates
    assert replace(other, seen=None) == entries[1]
    wanted = {name: filled(value, folder) for name, value in edit.changed.items()}
    if wanted.get("passphrase") == "sealed:":
        assert app.desk.passphrases.of(alice) == SECRET
        wanted["passphrase"] = alice.passphrase
    assert replace(alice, seen=None) == replace(entries[0], **wanted), edit  # type: ignore[arg-type]


async def fill(app: DeskApp, pilot: Pilot[None], edit: Edit, folder: Path) -> None:
    for name, value in edit.alternatives:
        while app.screen.query_one(f"#{name}", Alternatives).value != value:
            app.screen.query_one(f"#{name}", Alternatives).focus()
            await pilot.press("right")
    for name, text in edit.fields.items():
        app.screen.query_one(f"#{name}", TextField).focus()
        await pilot.press("end", "ctrl+u")
        await pasted(pilot, text.format(folder))
        assert app.screen.query_one(f"#{name}", TextField).value == text.format(folder)


def filled(value: object, folder: Path) -> object:
    return value.format(folder) if isinstance(value, str) else value


def same(found: tuple[CertificateEntry, ...], wanted: tuple[CertificateEntry, ...]) -> bool:
    return [replace(one, seen=None) for one in found] == [replace(one, seen=None) for one in wanted]


async def test_the_form_says_which_entry_would_win(folder: Path, tmp_path: Path) -> None:
    entries = (pair(folder, "alice"), pair(folder, "old", host="*.example.test"))
    async with opened(tmp_path, CertificatesScreen, certificates=entries, size=(120, 40)) as (app, pilot):
        await pilot.press("down", "e")
        await until(pilot, lambda: isinstance(app.screen, AddCertificateScreen))
        words = "alice is for api.example.test, which this pattern covers: there it wins"
        await until(pilot, lambda: words in " ".join(shown(app).replace("│", " ").split()))


async def test_a_removal_is_undone_by_a_new_start_too(folder: Path, tmp_path: Path) -> None:
    entries = (pair(folder, "alice"), pair(folder, "old", host="old.test"))
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await pilot.press("d", "y")
        await until(pilot, lambda: len(app.saved.settings.certificates) == 1)
        left = app.saved.settings.certificates
    async with opened(tmp_path, CertificatesScreen, certificates=left) as (app, pilot):
        await pilot.press("u")
        await until(pilot, lambda: same(app.saved.settings.certificates, entries))
        await until(pilot, lambda: "alice is back in its place" in shown(app))
