from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from workbench.models import BodyType, Field, FormField, Request, RequestBody, RequestOptions, RequestTls
from workbench.workspace import drafts
from workbench.workspace.drafts import Draft, Drafts

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and signals are POSIX")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

COPY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from workbench.models import Request
from workbench.workspace.drafts import Draft, Drafts

drafts = Drafts(Path(sys.argv[1]))
count = 0
print("ready", flush=True)
for line in sys.stdin:
    match line.split():
        case ["save", url]:
            drafts.save(Draft(request=Request(url=url), saved_at=datetime.now(UTC), in_flight="POST"))
            print("saved", flush=True)
        case ["restore"]:
            found = drafts.restore()
            print(found.request.url if found else None, flush=True)
        case ["storm"]:
            print("storm", flush=True)
            while True:
                count += 1
                drafts.save(Draft(request=Request(url=str(count) * 5000), saved_at=datetime.now(UTC)))
"""


class Copy:
    """Another running copy, a real process that does as it is told."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", COPY, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._answer() == "ready"

    def tell(self, line: str) -> str:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self._answer()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def _answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[tuple[Copy, Copy]]:
    both = Copy(tmp_path), Copy(tmp_path)
    yield both
    for copy in both:
        copy.kill()


def draft(url: str = "https://a.test", **rest: str) -> Draft:
    return Draft(request=Request(url=url), saved_at=NOON, in_flight=rest.get("in_flight"))


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def test_a_draft_comes_back_at_the_next_start(tmp_path: Path) -> None:
    wanted = Draft(request=Request(url="u"), saved_at=NOON, in_flight="POST", path=tmp_path / "r.toml", lent="a CA")
    first = Drafts(tmp_path / "drafts")
    first.save(draft("older"))
    first.save(wanted)
    first.close()
    assert Drafts(tmp_path / "drafts").restore() == wanted


def test_without_a_draft_nothing_comes_back_and_nothing_is_made(tmp_path: Path) -> None:
    assert Drafts(tmp_path / "drafts").restore() is None
    assert [*tmp_path.iterdir()] == []


def test_a_restored_draft_belongs_to_the_copy_that_restored_it(tmp_path: Path) -> None:
    left = Drafts(tmp_path)
    left.save(draft())
    left.close()
    second, third = Drafts(tmp_path), Drafts(tmp_path)
    assert second.restore() == draft()
    assert third.restore() is None
    assert len(kept(tmp_path)) == 1
    second.close()
    assert third.restore() == draft()


def test_a_running_copy_keeps_its_draft(copies: tuple[Copy, Copy], tmp_path: Path) -> None:
    first, second = copies
    assert first.tell("save one") == "saved"
    assert second.tell("restore") == "None"
    assert second.tell("save two") == "saved"
    assert Drafts(tmp_path).restore() is None
    assert len(kept(tmp_path)) == 2


@posix
def test_what_killed_copies_left_comes_back_newest_first(copies: tuple[Copy, Copy], tmp_path: Path) -> None:
    first, second = copies
    second.tell("save two")
    first.tell("save one")
    first.kill()
    second.kill()
    third, fourth = Drafts(tmp_path), Drafts(tmp_path)
    newest, older = third.restore(), fourth.restore()
    assert newest and older
    assert (newest.request.url, older.request.url) == ("one", "two")
    assert newest.in_flight == "POST"
    assert Drafts(tmp_path).restore() is None


@pytest.mark.slow
@posix
def test_a_draft_is_whole_whenever_its_copy_is_killed(tmp_path: Path) -> None:
    for attempt in range(8):
        copy = Copy(tmp_path)
        assert copy.tell("storm") == "storm"
        deadline = time.monotonic() + 5
        while not kept(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(0.002 * attempt)
        copy.kill()
        heir = Drafts(tmp_path)
        found = heir.restore()
        assert found and len(found.request.url) % 5000 == 0
        heir.discard()
        heir.close()
        assert kept(tmp_path) == []


@posix
def test_drafts_are_for_their_owner_only(tmp_path: Path) -> None:
    Drafts(tmp_path / "drafts").save(draft())
    assert stat.S_IMODE((tmp_path / "drafts").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "drafts").iterdir()} == {0o600}


def test_a_discarded_draft_leaves_nothing_behind(tmp_path: Path) -> None:
    mine = Drafts(tmp_path)
    mine.discard()
    mine.save(draft())
    mine.discard()
    mine.close()
    mine.close()
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"saved_at": 1}', b'{"saved_at": "x"}', b"\xff", b"[" * 10**5])
def test_a_damaged_draft_is_set_aside_and_the_next_one_restored(tmp_path: Path, data: bytes) -> None:
    good = Drafts(tmp_path)
    good.save(draft())
    good.close()
    (tmp_path / "1-x.json").write_bytes(data)
    os.utime(tmp_path / "1-x.json", (time.time() + 60,) * 2)
    assert Drafts(tmp_path).restore() == draft()
    assert (tmp_path / "1-x.damaged").read_bytes() == data


def test_a_lock_that_a_killed_copy_left_without_a_draft_goes_after_a_day(tmp_path: Path) -> None:
    old, fresh = tmp_path / "1-a.lock", tmp_path / "1-b.lock"
    for lock in (old, fresh):
        lock.write_text("")
    os.utime(old, (time.time() - 90_000,) * 2)
    Drafts(tmp_path).restore()
    assert [*tmp_path.iterdir()] == [fresh]


texts = st.text(max_size=8)
maybe = st.none() | texts
fields = st.lists(st.builds(Field, name=texts, value=texts, enabled=st.booleans()), max_size=2).map(tuple)
bodies = st.builds(
    RequestBody,
    type=st.sampled_from(get_args(BodyType)),
    text=texts,
    fields=st.lists(
        st.builds(FormField, name=texts, value=texts, file=maybe, content_type=maybe, enabled=st.booleans()),
        max_size=2,
    ).map(tuple),
    file=maybe,
)
half_composed = st.builds(
    Request,
    name=texts,
    description=texts,
    method=texts,
    url=texts,
    params=fields,
    headers=fields,
    path_params=st.dictionaries(texts, texts, max_size=2),
    body=st.none() | bodies,
    auth=st.none() | st.dictionaries(texts, texts, max_size=2),
    tls=st.builds(RequestTls, verify=st.none() | st.booleans(), certificate=maybe, server_name=maybe),
    options=st.builds(
        RequestOptions,
        timeout=st.none() | st.floats(allow_nan=False),
        follow_redirects=st.none() | st.booleans(),
        resolve=maybe,
    ),
)


@examples(60)
@given(half_composed)
def test_nothing_that_was_typed_is_lost_however_unfinished(request_: Request) -> None:
    wanted = Draft(request=request_, saved_at=NOON)
    with tempfile.TemporaryDirectory() as name:
        copy = Drafts(Path(name))
        copy.save(wanted)
        copy.close()
        heir = Drafts(Path(name))
        assert heir.restore() == wanted
        heir.close()


@pytest.mark.parametrize(
    ("method", "later", "words"),
    [
        (None, timedelta(minutes=5), "restored from 14:02"),
        ("POST", timedelta(minutes=5), "restored from 14:02; the POST was in flight, result unknown"),
        (None, timedelta(days=1), "restored from 2026-11-20 14:02"),
        ("\x1b[2J", timedelta(), "restored from 14:02; the ^[[2J was in flight, result unknown"),
    ],
)
def test_a_restored_draft_says_from_when_it_is_and_what_is_unknown(
    method: str | None, later: timedelta, words: str
) -> None:
    local = datetime(2026, 11, 20, 14, 2).astimezone()
    found = Draft(request=Request(), saved_at=local.astimezone(timezone(timedelta(hours=9))), in_flight=method)
    assert drafts.restored(found, local + later) == words


def test_a_restored_draft_says_what_its_curl_command_does_not_lend_to_it_any_more() -> None:
    noon = datetime(2026, 11, 20, 14, 2).astimezone()
    found = Draft(request=Request(), saved_at=noon, lent="the certificate a.crt")
    said = "restored from 14:02; without what its curl command brought, the certificate a.crt: paste it again"
    assert drafts.restored(found, noon) == said
