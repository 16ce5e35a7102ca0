"""SSLKEYLOGFILE: the keys of real connections, in a file that nobody else could have laid there or can read."""

from __future__ import annotations

import os
import ssl
import stat
import sys
from pathlib import Path

import pytest

from tests.lab import Watch
from tests.sending import sender, sent, ticket
from workbench.demo.lab import Lab
from workbench.tls import keylog
from workbench.tls.keylog import KeyLogRefused

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and owners are POSIX's")


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "keys.log"
    monkeypatch.setenv(keylog.VARIABLE, str(path))
    return path


def _labels(path: Path) -> set[str]:
    return {line.split(" ")[0] for line in path.read_text().splitlines() if not line.startswith("#")}


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _take_away(path: Path) -> None:
    path.unlink()


def _held(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.parametrize(("site", "label"), [("mtls12", "CLIENT_RANDOM"), ("mtls", "CLIENT_TRAFFIC_SECRET_0")])
async def test_the_keys_of_a_connection_are_written_and_said(lab: Lab, log: Path, site: str, label: str) -> None:
    hop = await sent(ticket(lab, lab.url(site)))
    assert hop.failure is None
    assert label in _labels(log)
    assert _mode(log) == 0o600
    assert [(said.mark, said.loud) for said in hop.departures if str(log) in said.text] == [("KEYS LOGGED", True)]
    assert hop.notes == ()


async def test_a_kept_connection_says_it_too(lab: Lab, log: Path) -> None:
    async with sender() as ours:
        await ours.send(ticket(lab, lab.url("tls")))
        kept = (await ours.send(ticket(lab, lab.url("tls")))).hops[-1]
    assert kept.reused
    assert any(str(log) in said.text for said in kept.departures)


async def test_without_the_variable_nothing_is_written_or_said(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(keylog.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    hop = await sent(ticket(lab, lab.url("tls")))
    assert hop.notes == ()
    assert _held(tmp_path) == []


async def test_plain_http_makes_no_file(lab: Lab, log: Path) -> None:
    hop = await sent(ticket(lab, lab.url("http")))
    assert hop.failure is None
    assert _held(log.parent) == []


async def test_switching_it_on_makes_a_new_connection(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(keylog.VARIABLE, raising=False)
    path = tmp_path / "later.log"
    async with sender() as ours:
        await ours.send(ticket(lab, lab.url("tls")))
        monkeypatch.setenv(keylog.VARIABLE, str(path))
        logged = (await ours.send(ticket(lab, lab.url("tls")))).hops[-1]
        monkeypatch.delenv(keylog.VARIABLE)
        after = (await ours.send(ticket(lab, lab.url("tls")))).hops[-1]
    assert not logged.reused
    assert _labels(path)
    assert after.notes == ()


async def test_a_log_that_was_taken_away_is_made_again(lab: Lab, log: Path) -> None:
    async with sender() as ours:
        await ours.send(ticket(lab, lab.url("tls")))
        _take_away(log)
        hop = (await ours.send(ticket(lab, lab.url("tls")))).hops[-1]
    assert hop.failure is None
    assert not hop.reused
    assert _labels(log)


def _link(path: Path) -> None:
    target = path.with_name("target")
    target.touch(mode=0o600)
    path.symlink_to(target)


def _hard_link(path: Path) -> None:
    target = path.with_name("target")
    target.touch(mode=0o600)
    os.link(target, path)


def _open_to_others(path: Path) -> None:
    path.touch()
    path.chmod(0o644)


UNSAFE = [
    ("symbolic link", _link),
    ("symbolic link", lambda path: path.symlink_to(path.with_name("nowhere"))),
    ("second name", _hard_link),
    ("0644", _open_to_others),
    ("not a regular file", lambda path: os.mkfifo(path, 0o600)),
    ("cannot be opened", lambda path: path.mkdir()),
]


@posix
@pytest.mark.parametrize(("why", "lay"), UNSAFE, ids=[f"{at}-{row[0]}" for at, row in enumerate(UNSAFE)])
async def test_an_unsafe_log_stops_the_send_before_anything_goes_out(
    lab: Lab, seen: Watch, log: Path, why: str, lay: object
) -> None:
    assert callable(lay)
    lay(log)
    hop = await sent(ticket(lab, lab.url("tls")))
    assert hop.failure is not None
    assert (hop.failure.stage, hop.failure.kind) == ("prepare", "invalid_request")
    assert str(log) in hop.failure.message
    assert why in hop.failure.message
    assert keylog.VARIABLE in hop.failure.message
    assert "Nothing was sent" in hop.failure.hint
    assert hop.tls is None
    assert seen.connections("tls") == ()
    target = log.with_name("target")
    assert not target.exists() or target.read_bytes() == b""


@posix
async def test_a_log_in_a_folder_that_is_not_there_is_named(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keylog.VARIABLE, str(tmp_path / "no" / "keys.log"))
    hop = await sent(ticket(lab, lab.url("tls")))
    assert hop.failure is not None
    assert "no such file" in hop.failure.message


@posix
def test_a_log_that_is_replaced_between_look_and_use_is_refused(log: Path) -> None:
    found = keylog.ready()
    assert found is not None
    other = log.with_name("other")
    other.touch(mode=0o600)
    other.rename(log)
    with pytest.raises(KeyLogRefused, match="replaced"):
        keylog.attach(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), found)


@posix
def test_another_accounts_log_is_refused(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log.touch(mode=0o600)
    owner = log.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(KeyLogRefused, match="another account"):
        keylog.ready()


@pytest.mark.parametrize(("environment", "path"), [({}, None), ({"SSLKEYLOGFILE": ""}, None)])
def test_an_empty_variable_switches_nothing_on(environment: dict[str, str], path: str | None) -> None:
    assert keylog.active(environment) == path


def test_what_is_active_is_told_without_touching_the_file(log: Path) -> None:
    assert keylog.active() == str(log)
    assert not log.exists()
