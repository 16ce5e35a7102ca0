"""Files rotated on disk: the next send is with the new ones, and its record says since when, also after a restart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import cli
from tests.lab import Watch
from tests.rotating import Rotating
from tests.sending import sender, sent, ticket
from workbench.demo.issued import Issued
from workbench.demo.lab import Lab
from workbench.models import Seen
from workbench.settings import sightings


@pytest.fixture
def rotating(lab: Lab, tmp_path: Path) -> Iterator[Rotating]:
    yield Rotating(lab, tmp_path)


def serial(issued: Issued) -> str:
    return f"{issued.certificate.serial_number:x}"


async def test_the_next_send_shows_the_new_one_and_says_so_once(rotating: Rotating, lab: Lab, seen: Watch) -> None:
    async with sender() as ours:
        ready = ticket(lab, lab.url("mtls"), settings=rotating.settings)
        await ours.send(ready)
        fresh = rotating.rotate()
        second = (await ours.send(ready)).hops[-1]
        third = (await ours.send(ready)).hops[-1]
    (news,) = second.notes
    assert f"New file since {datetime.now(UTC).astimezone():%H:}" in news
    assert f"was CN=alice, serial {serial(rotating.first)}" in news
    assert f"is CN=alice, serial {serial(fresh)}" in news
    assert third.notes == ()
    offered = [connection.offered[0] for connection in seen.connections("mtls") if connection.offered]
    assert len(offered) == 2 and offered[0] != offered[1]
    assert second.selection.entry is not None and second.selection.entry.seen is not None
    assert offered[1] == second.selection.entry.seen.sha256


async def test_a_start_later_it_is_known_by_what_was_seen(rotating: Rotating, lab: Lab) -> None:
    first = await sent(ticket(lab, lab.url("mtls"), settings=rotating.settings))
    assert first.selection.entry is not None
    assert rotating.remember(first.selection.entry)
    assert rotating.alice.seen == first.selection.entry.seen
    assert not rotating.remember(first.selection.entry)
    fresh = rotating.rotate()
    later = await sent(ticket(lab, lab.url("mtls"), settings=rotating.settings))
    (news,) = later.notes
    assert "was CN=alice, until " in news and f"is CN=alice, serial {serial(fresh)}" in news


def test_send_keeps_what_it_saw_and_says_news_in_the_record(rotating: Rotating, lab: Lab) -> None:
    def notes() -> list[object]:
        ended = cli.inside("send", lab.url("mtls"), "--json", home=rotating.home)
        assert ended.status == 0, ended.err
        found = cli.at(json.loads(ended.out), "hops", 0, "notes")
        assert isinstance(found, list)
        return found

    notes()
    before = rotating.path.read_bytes()
    assert notes() == [] and rotating.path.read_bytes() == before
    rotating.rotate()
    (news,) = notes()
    assert "New file since" in str(news)
    assert notes() == []


@pytest.mark.parametrize("obstacle", ["comment", "clear", "folder", "damaged", "locked"])
def test_what_was_seen_costs_nobody_a_comment_or_a_send(rotating: Rotating, lab: Lab, obstacle: str) -> None:
    used = replace(rotating.alice, seen=Seen(subject="CN=x", not_after=datetime(2030, 1, 1, tzinfo=UTC), sha256="ff"))
    now = rotating.settings
    news = sightings.news([used], now)
    match obstacle:
        case "comment":
            rotating.path.write_text("# mine\n" + rotating.path.read_text())
        case "clear":
            text = rotating.path.read_text()
            clear = '[[certificates]]\nid = "c"\nhost = "c.test"\npfx_file = "c.p12"\npassphrase = "open sesame"\n'
            rotating.path.write_text(f"{text}\n{clear}")
        case "folder":
            rotating.path.unlink()
            rotating.path.mkdir()
        case "damaged":
            rotating.path.write_text("[[")
        case "locked":
            rotating.path.with_name("settings.toml.lock").unlink(missing_ok=True)
            rotating.path.with_name("settings.toml.lock").mkdir()
    before = rotating.path.read_bytes() if rotating.path.is_file() else b""
    assert sightings.remember(now, news) is None
    assert (rotating.path.read_bytes() if rotating.path.is_file() else b"") == before


def test_what_was_seen_of_other_files_is_not_taken(rotating: Rotating) -> None:
    used = replace(rotating.alice, seen=Seen(subject="CN=x", not_after=datetime(2030, 1, 1, tzinfo=UTC), sha256="ff"))
    assert sightings.news([replace(used, cert_file="other.crt")], rotating.settings) == {}
    stale = rotating.settings
    news = sightings.news([used], stale)
    rotating.path.write_text(rotating.path.read_text().replace("a.crt", "b.crt"))
    assert sightings.remember(stale, news) is None


def test_an_empty_subject_survives_the_settings(rotating: Rotating) -> None:
    used = replace(rotating.alice, seen=Seen(subject="", not_after=datetime(2030, 1, 1, tzinfo=UTC), sha256="ff"))
    assert rotating.remember(used)
    assert rotating.alice.seen == used.seen
