"""The list of certificates in its four orders, at every length, and walked by keys alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from tests.desks import DeskApp, holding, opened, pair, pasted, pki, shown, typed, until
from tests.ill_identities import with_every_finding
from workbench.certificates.checkup import EntryStatus
from workbench.models import CaEntry, CertificateEntry, Seen
from workbench.screens import certificate_rows
from workbench.screens.add_ca import AddCaScreen
from workbench.screens.add_certificate import AddCertificateScreen
from workbench.screens.certificates import CertificatesScreen
from workbench.screens.confirm import ConfirmScreen
from workbench.widgets.ca_table import CaTable
from workbench.widgets.certificate_table import CertificateRow, CertificateTable
from workbench.widgets.fact_sheet import FactSheet

pytestmark = pytest.mark.slow
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pki")
    pki(made)
    return made


def remembered(number: int, days: int) -> CertificateEntry:
    """An entry of which only memory tells when it ends."""
    seen = Seen(subject="CN=x", not_after=NOW + timedelta(days=days, hours=1 if days >= 0 else -1), sha256="00")
    host, name = f"h{number * 7 % 10_000:05}.test", f"n{9_999 - number:05}"
    return CertificateEntry(id=f"i{number}", host=host, name=name, pfx_file="/no.p12", passphrase="ask", seen=seen)


def table(app: DeskApp) -> CertificateTable:
    return app.screen_stack[1].query_one(CertificateTable)


def listed(app: DeskApp) -> list[CertificateRow]:
    return list(table(app).rows or ())


def ids(app: DeskApp) -> list[str]:
    rows = table(app).rows
    return list(rows.ids) if rows else []


async def has_read(app: DeskApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: bool(listed(app)) and "…" not in [row.state for row in listed(app)])


@pytest.mark.parametrize("count", [0, 1, 12, 10_000])
async def test_a_list_of_any_length_is_sorted_tested_and_walked(tmp_path: Path, count: int) -> None:
    entries = tuple(remembered(number, (number * 13) % 900) for number in range(count))
    async with opened(tmp_path, lambda desk: CertificatesScreen(holding(desk, entries))) as (app, pilot):
        await pilot.press("end")
        here = ids(app)[-1:]
        for order, words in (("expires", "expires first"), ("host", "by host"), ("name", "by name"), ("file", "")):
            await pilot.press("o")
            assert not count or words in shown(app), order
            assert [row.id for row in [table(app).selected] if row] == here
            assert len(ids(app)) == count
        await pilot.press("t")
        await pasted(pilot, "https://h00000.test/")
        if count:
            await until(pilot, lambda: "exact host and port" in shown(app))
            await until(pilot, lambda: (row := table(app).selected) is not None and row.id == "i0")
            await pilot.press("enter", "home", "escape")
            await until(pilot, lambda: "Why" not in shown(app).splitlines()[5])
        assert isinstance(app.screen, CertificatesScreen)


async def test_the_order_is_said_and_the_rank_stays(tmp_path: Path) -> None:
    entries = tuple(remembered(number, days) for number, days in enumerate((300, 11, -5, 100)))
    async with opened(tmp_path, CertificatesScreen, certificates=entries, size=(100, 30)) as (app, pilot):
        assert "# Host" in shown(app) and [row.rank for row in listed(app)] == [1, 2, 3, 4]
        await pilot.press("o")
        assert ids(app) == ["i2", "i1", "i3", "i0"]
        assert [row.rank for row in listed(app)] == [3, 2, 4, 1]
        assert [row.days for row in listed(app)] == ["-5", "11", "100", "300"]
        assert " DAYS " in shown(app) and "expires first" in shown(app)
        await pilot.press("o")
        assert " HOST " in shown(app) and ids(app) == ["i0", "i1", "i2", "i3"]
        await pilot.press("o")
        assert " NAME " in shown(app) and ids(app) == ["i3", "i2", "i1", "i0"]


async def test_what_is_read_later_comes_to_its_place(folder: Path, tmp_path: Path) -> None:
    entries = tuple(pair(folder, stem) for stem in ("alice", "old", "soon"))
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await pilot.press("o")
        await until(pilot, lambda: ids(app) == ["old", "soon", "alice"])


async def test_what_is_in_view_is_read_first_and_reading_ends_with_the_screen(folder: Path, tmp_path: Path) -> None:
    entries = tuple(pair(folder, "alice", host=f"h{n}.test", id=f"i{n}") for n in range(3000))
    async with opened(tmp_path, lambda desk: CertificatesScreen(holding(desk, entries))) as (app, pilot):
        app.post_message(events.Key("G", "G"))
        await until(pilot, lambda: "h2999.test" in shown(app))
        rows = table(app).rows
        assert rows is not None
        await until(pilot, lambda: rows[2999].state == "ok")
        assert "…" in [rows[at].state for at in range(1000, 2000)]
        assert "not read yet" in shown(app)
        reading = app.screen_stack[1]._reading  # type: ignore[attr-defined]
        await pilot.press("q")
        await until(pilot, lambda: app.results == [None])
        left = reading.unread
        await pilot.pause(0.3)
        assert left > 0 and reading.unread > left - 100


async def test_every_finding_has_its_word_in_the_list_and_its_sentence_beside_it(tmp_path: Path) -> None:
    ill = with_every_finding(tmp_path / "ill")
    async with opened(tmp_path, CertificatesScreen, certificates=tuple(ill.values()), size=(200, 50)) as (app, pilot):
        await has_read(app, pilot)
        for row in listed(app):
            assert row.state[:2] in ("! ", "x ") and row.state in shown(app), row
        sheet = app.screen.query_one(FactSheet)
        for entry in ill.values():
            await until(pilot, lambda host=entry.host: host in sheet.text)  # type: ignore[misc]
            assert "Note: " in sheet.text or "Fault: " in sheet.text
            await pilot.press("down")


async def test_the_whole_list_is_walked_by_keys_alone_at_80x24(folder: Path, tmp_path: Path) -> None:
    entries = tuple(pair(folder, stem, host=f"{stem}.test") for stem in ("alice", "old", "soon"))
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, AddCertificateScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CertificatesScreen))
        await pilot.press("o", "g", "e")
        await until(pilot, lambda: isinstance(app.screen, AddCertificateScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CertificatesScreen))
        await pilot.press("t")
        await typed(pilot, "soon.test")
        await pilot.press("enter")
        await until(pilot, lambda: (row := table(app).selected) is not None and row.id == "soon")
        await pilot.press("escape", "x")
        await until(pilot, lambda: not app.saved.settings.certificates[2].enabled)
        await pilot.press("d", "y")
        await until(pilot, lambda: len(app.saved.settings.certificates) == 2)
        await pilot.press("u")
        await until(pilot, lambda: len(app.saved.settings.certificates) == 3)
        await pilot.press("q")
        await until(pilot, lambda: app.results == [None])


async def test_the_ca_files_are_walked_by_keys_alone_at_80x24(folder: Path, tmp_path: Path) -> None:
    cas = (CaEntry(file=str(folder / "company-ca.pem")),)
    async with opened(tmp_path, CertificatesScreen, certificates=(pair(folder, "alice"),), cas=cas) as (app, pilot):
        await pilot.press("ctrl+o", "end", "space")
        sheet = app.screen.query_one(FactSheet)
        await until(pilot, lambda: sheet.has_focus and "SHA-256: " in sheet.text)
        assert "Issuer: itself" in sheet.text and "days left" in sheet.text
        await pilot.press("q")
        assert app.screen.query_one(CaTable).has_focus
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, AddCaScreen))
        await pilot.press("tab")
        await typed(pilot, "ca.test")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.saved.settings.cas[0].host == "ca.test")
        await pilot.press("x")
        await until(pilot, lambda: not app.saved.settings.cas[0].enabled)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("y")
        await until(pilot, lambda: not app.saved.settings.cas)
        await pilot.press("u")
        await until(pilot, lambda: bool(app.saved.settings.cas))
        await pilot.press("ctrl+o")
        assert table(app).has_focus
        await pilot.press("q")
        await until(pilot, lambda: app.results == [None])


async def test_long_hosts_and_names_leave_every_column_to_be_read(folder: Path, tmp_path: Path) -> None:
    host = "a-rather-long-name.of-some-department.in-a-large-company.example.test"
    entry = replace(pair(folder, "soon", host=host), name="deployment-robot-of-the-second-team")
    for width, height in ((60, 16), (80, 24), (120, 40), (200, 50)):
        async with opened(tmp_path, CertificatesScreen, certificates=(entry,), size=(width, height)) as (app, pilot):
            await has_read(app, pilot)
            line = next(line for line in shown(app).splitlines() if "a-rather" in line)
            assert " 443 " in line and " 11 ! expires soon" in line and "deploym" in line


async def test_of_ten_thousand_only_what_is_to_be_seen_becomes_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = tuple(remembered(number, number % 900) for number in range(10_000))
    row, made = certificate_rows.row, list[int]()

    def counted(
        entry: CertificateEntry, rank: int, status: EntryStatus | None, now: datetime, warning_days: int
    ) -> CertificateRow:
        made.append(rank)
        return row(entry, rank, status, now, warning_days)

    monkeypatch.setattr(certificate_rows, "row", counted)
    async with opened(tmp_path, lambda desk: CertificatesScreen(holding(desk, entries))) as (app, pilot):
        await pilot.press("o", "end", "home", "pagedown")
        assert "expires first" in shown(app)
        assert len(set(made)) < 100
