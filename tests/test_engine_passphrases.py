"""Passphrases at a send: from a command, which blocks nobody and can be stopped, and after `certs reseal`."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests import cli
from tests.certificate_files import SECRET, Made, write
from tests.sending import lab_settings, sender, sent, ticket
from tests.test_certificates_printed import until_gone
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.demo.lab import Lab
from workbench.engine import Engine, Ticket
from workbench.engine.choosing import Wallet
from workbench.folders import Folders
from workbench.models import CertificateEntry, Origin, Request
from workbench.settings import Settings, load, renewing, resealing, update

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the commands of these tests are a Unix shell's"),
]


def with_bobs(lab: Lab, passphrase: str) -> Settings:
    """Return the lab's settings with another passphrase for Bob."""
    settings = lab_settings(lab)
    listed = tuple(
        replace(entry, passphrase=passphrase) if entry.name == "bob" else entry for entry in settings.certificates
    )
    return replace(settings, certificates=listed)


def to_bob(lab: Lab, passphrase: str) -> Ticket:
    return ticket(lab, lab.url("other"), settings=with_bobs(lab, passphrase))


async def test_a_command_opens_the_key_for_every_send_and_runs_once(lab: Lab, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    one = to_bob(lab, f"command:sh -c 'echo x >> {runs}; echo {lab.identities['bob'].passphrase}'")
    async with sender() as sending:
        for _ in range(3):
            exchange = await sending.send(one)
            hop = exchange.hops[-1]
            assert hop.tls is not None and hop.tls.client_certificate is not None
            assert hop.tls.client_certificate.sha256 == lab.identities["bob"].sha256
    assert runs.read_text() == "x\n"


@pytest.mark.parametrize(
    ("command", "problem", "says"),
    [
        ("printf wrong", "wrong_passphrase", "prints does not open"),
        ("false", "needs_passphrase", "failed with exit status 1"),
        ("no-such-command-at-all", "needs_passphrase", "was not found"),
    ],
)
async def test_without_the_passphrase_nothing_is_sent(lab: Lab, command: str, problem: str, says: str) -> None:
    failure = (await sent(to_bob(lab, f"command:{command}"))).failure
    assert failure is not None
    assert (failure.kind, failure.problem) == ("certificate_unusable", problem)
    assert says in failure.message and "bob" in failure.message
    assert "Nothing was sent" in failure.hint


async def test_while_a_command_thinks_other_sends_go_on(lab: Lab, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    waiting = f"sh -c 'while [ ! -e {gate} ]; do sleep 0.02; done; echo {lab.identities['bob'].passphrase}'"
    async with sender() as sending:
        slow = asyncio.create_task(sending.send(to_bob(lab, f"command:{waiting}")))
        other = await sending.send(ticket(lab, lab.url("mtls")))
        assert other.outcome == "response" and not slow.done()
        gate.touch()
        assert (await slow).outcome == "response"


async def test_a_send_that_is_stopped_kills_the_command(lab: Lab, tmp_path: Path) -> None:
    mark, began = f"workbench-{tmp_path.name}", tmp_path / "began"
    command = f"sh -c 'touch {began}; sleep 60; :' {mark}"
    async with sender() as sending:
        slow = asyncio.create_task(sending.send(to_bob(lab, f"command:{command}")))
        await asyncio.to_thread(until_there, began)
        slow.cancel()
        exchange = await slow
    assert exchange.failure is not None and exchange.failure.kind == "cancelled"
    until_gone(mark)


def until_there(path: Path) -> None:
    end = time.monotonic() + 10
    while not path.exists():
        assert time.monotonic() < end, "it was never begun"


def test_an_engine_that_ends_kills_the_command(lab: Lab, tmp_path: Path) -> None:
    mark, began = f"workbench-{tmp_path.name}", tmp_path / "began"
    engine = Engine()
    engine.send(to_bob(lab, f"command:sh -c 'touch {began}; sleep 60; :' {mark}"))
    until_there(began)
    engine.close()
    until_gone(mark)


def test_ctrl_c_on_the_command_line_kills_the_command(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    mark, began = f"workbench-{tmp_path.name}", tmp_path / "began"
    settings = load(lab_home / "settings.toml")
    passphrase = f"command:sh -c 'touch {began}; sleep 60; :' {mark}"
    listed = tuple(replace(entry, passphrase=passphrase) for entry in settings.certificates if entry.pfx_file)
    update(settings, replace(settings, certificates=listed), Sealer(lab_home / "sealing"))
    with cli.running("send", lab.url("other"), home=lab_home) as started:
        until_there(began)
        started.send_signal(signal.SIGINT)
        assert started.wait(10) == 130
    until_gone(mark)


@pytest.mark.parametrize("looked_before", [False, True])
async def test_a_sender_with_old_settings_sends_the_right_certificate_after_a_reseal(
    lab: Lab, lab_home: Path, looked_before: bool
) -> None:
    places = Folders(config=lab_home, data=lab_home, state=lab_home)
    settings = load(places.settings_file)
    http = replace(settings.http, proxy="http://me:pro%40xy@127.0.0.1:9", no_proxy="*")
    held = update(settings, replace(settings, http=http), Sealer(places.sealing))
    one = ticket(lab, lab.url("other"), settings=held, passphrases=Passphrases(renewing.sealer(places)))
    async with sender() as sending:
        if looked_before:
            await sending.send(one)
        done = resealing.reseal(places, Sealer(places.sealing))
        assert done.removed and "http.proxy" in done.sealed
        exchange = await sending.send(one)
        assert exchange.failure is None
        client = exchange.hops[-1].tls.client_certificate if exchange.hops[-1].tls else None
        assert client is not None and client.sha256 == lab.identities["bob"].sha256
        through = await sending.send(replace(one, settings=replace(held, http=replace(held.http, no_proxy=""))))
        assert through.failure is not None and "password" not in through.failure.message
        assert through.hops[-1].proxy is not None


async def test_a_key_opened_for_one_entry_is_not_lent_to_another_whose_passphrase_is_asked(
    tmp_path: Path, alice: Made
) -> None:
    crt, key = write(tmp_path / "a.crt", alice.pem), write(tmp_path / "a.key", alice.key_pem(SECRET))
    one = CertificateEntry(id="one", host="one.test", cert_file=crt, key_file=key, passphrase=SECRET)
    other = replace(one, id="other", host="other.test", passphrase="ask")
    settings = replace(load(tmp_path / "settings.toml"), certificates=(one, other))
    wallet, found = Wallet(), []
    for host in ("one.test", "other.test"):
        place, url = Origin(scheme="https", host=host, port=443), f"https://{host}/"
        asked = Ticket(request=Request(url=url), settings=settings, passphrases=Passphrases(Sealer(tmp_path / "k")))
        found.append((await wallet.choose(asked, place, place, url)).failure)
    assert found[0] is None
    assert found[1] is not None
    assert found[1].problem == "needs_passphrase"
