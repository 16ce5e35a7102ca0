"""Each fault in the files of a certificate is told alike by the form, `certs add`, `certs inspect` and a send."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests import cli
from tests.certificate_files import Made, made
from tests.desks import DeskApp, opened, shown, until
from tests.fault_cases import FAULTS, Bench, Fault
from tests.lab import Watch
from tests.sending import lab_settings, sent, ticket
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.demo.lab import Lab
from workbench.screens.add_certificate import AddCertificateScreen
from workbench.screens.certificate_fields import CertificateFields


@pytest.fixture(scope="module")
def stray() -> Made:
    return made("stray")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alice: Made, stray: Made) -> Bench:
    folder = tmp_path / "files"
    folder.mkdir()
    return Bench(folder=folder, patch=monkeypatch, alice=alice, stray=stray)


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest) -> Fault:
    return FAULTS[request.param]


def squeezed(text: str) -> str:
    """Without what a line break puts between words, or into a path: where it falls depends on the path."""
    return "".join(character for character in text if character not in "│┃▏▕ \n")


def all_in(words: tuple[str, ...], text: str) -> bool:
    return all(squeezed(each) in squeezed(text) for each in words)


def test_certs_add_says_it_and_adds_nothing(tmp_path: Path, bench: Bench, fault: Fault) -> None:
    files = fault.make(bench)
    home = tmp_path / "home"
    typed = files.passphrase.encode() + b"\n"
    ended = cli.inside("certs", "add", "--host", "a.test", *files.options, home=home, stdin=typed)
    assert (ended.status, ended.out) == (3, b"")
    assert all_in(fault.words, ended.err), ended.err
    said = cli.inside("certs", "add", "--host", "a.test", *files.options, "--json", home=home, stdin=typed).error()
    assert said["kind"] == fault.code
    assert cli.inside("certs", "list", "--json", home=home).list() == []


def test_certs_inspect_says_it_in_words_and_in_json(tmp_path: Path, bench: Bench, fault: Fault) -> None:
    files = fault.make(bench)
    home = tmp_path / "home"
    typed = files.passphrase.encode() + b"\n"
    ended = cli.inside("certs", "inspect", *files.inspected, home=home, stdin=typed)
    assert ended.status in (0, 6)
    assert all_in(fault.words, ended.text), ended.text
    document = cli.inside("certs", "inspect", *files.inspected, "--json", home=home, stdin=typed).json()
    problems = document["problems"]
    assert isinstance(problems, list)
    assert any(each["code"] == fault.code and all_in(fault.words, each["message"]) for each in problems), problems


async def test_a_send_stops_with_it_before_anything_goes_out(lab: Lab, seen: Watch, bench: Bench, fault: Fault) -> None:
    files = fault.make(bench)
    sealer = Sealer(lab.folders.sealing)
    sealed = sealer.seal(files.passphrase, "broken") if files.passphrase else None
    settings = replace(lab_settings(lab), certificates=(files.entry(sealed),))
    hop = await sent(ticket(lab, lab.url("mtls"), settings=settings, passphrases=Passphrases(sealer)))
    assert hop.failure is not None
    assert (hop.failure.stage, hop.failure.kind) == ("certificate", "certificate_unusable")
    assert all_in(fault.words, hop.failure.message), hop.failure.message
    assert hop.remote is None and seen.connections() == ()


def told(app: DeskApp, fault: Fault) -> list[str]:
    return [note.text for note in app.screen.query_one(CertificateFields).notes(fault.field)]


@pytest.mark.slow
async def test_the_form_says_it_under_its_field_and_nothing_of_it_is_cut(
    tmp_path: Path, bench: Bench, fault: Fault
) -> None:
    files = fault.make(bench)
    words = fault.in_form or fault.words
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, files.typed), size=(80, 50)) as (app, pilot):
        await until(pilot, lambda: all_in(words, " ".join(told(app, fault))))
        await pilot.pause()
        assert all_in(tuple(told(app, fault)), shown(app)), shown(app)
