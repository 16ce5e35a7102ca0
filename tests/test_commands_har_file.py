"""`send --har FILE` as a process against the lab."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests import cli
from tests.har_schema import faults
from tests.lab import Watch
from workbench.commands import sending
from workbench.demo.lab import Lab
from workbench.models import Exchange

pytestmark = pytest.mark.slow


def test_the_file_is_a_good_archive_for_oneself_alone_and_masked(tmp_path: Path, lab: Lab) -> None:
    file = tmp_path / "one.har"
    call = (
        "send",
        lab.url("mtls", "/?token=hunter2"),
        "-H",
        "Authorization: Bearer hunter2hunter2",
        "--har",
        str(file),
    )
    for number, more in enumerate((("-o", os.devnull), ("--json",), ("--show-secrets",))):
        ended = cli.process(*call, *more, home=lab.home)
        assert ended.status == 0
        written = json.loads(file.read_text())
        assert faults(written) == []
        assert "hunter2" in written["log"]["entries"][0]["response"]["content"].pop("text")  # this server echoes
        assert ("hunter2" in json.dumps(written)) is (number == 2)
        assert written["log"]["entries"][0]["_clientCertificate"]["verdict"] == "accepted"
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600


def test_a_failure_is_in_the_file_too(tmp_path: Path, lab: Lab) -> None:
    file = tmp_path / "one.har"
    assert cli.process("send", lab.url("expired"), "--har", str(file), home=lab.home).status == 4
    assert json.loads(file.read_text())["log"]["entries"][0]["_failure"]["kind"] == "tls_verification"


def test_a_file_that_cannot_be_made_stops_before_anything_is_sent(tmp_path: Path, lab: Lab, seen: Watch) -> None:
    for file in (tmp_path / "nowhere" / "one.har", tmp_path, "-", os.devnull, "~nosuchuser/one.har", "a" * 300):
        ended = cli.process("send", lab.url("mtls"), "--har", str(file), home=lab.home)
        assert ended.status == 2 and "--har" in ended.err and ended.out == b""
        ended = cli.process("send", lab.url("mtls"), "--json", "--har", str(file), home=lab.home)
        assert ended.status == 2 and ended.error()["kind"] == "file"
    assert not seen.connections("mtls")


@pytest.mark.parametrize("name", ["~nosuchuser/x", "a" * 300])
def test_a_name_that_no_file_can_have_is_wrong_usage_wherever_one_is_named(name: str, tmp_path: Path) -> None:
    for options in (("-o", name), ("-d", f"@{name}"), ("-H", f"@{name}")):
        ended = cli.inside("send", "https://a.test/", *options, "--json", home=tmp_path)
        assert ended.status == 2 and ended.error()["kind"] == "file"


def test_what_is_no_file_s_name_may_be_a_url(tmp_path: Path) -> None:
    ended = cli.inside("send", f"a.test/{'a' * 300}", "--dry-run", home=tmp_path)
    assert ended.status == 0 and f"GET https://a.test/{'a' * 300}" in ended.text


def test_two_uses_of_one_file_and_a_file_of_nothing_are_wrong_usage(here: Path, lab: Lab, seen: Watch) -> None:
    (here / "other").symlink_to("one")
    for more in (("-o", "./one"), ("-o", "other"), ("--as", "curl")):
        ended = cli.inside("send", lab.url("mtls"), "--har", "one", *more, "--json", home=lab.home)
        assert ended.status == 2 and ended.error()["kind"] == "usage"
    assert not seen.connections("mtls") and not (here / "one").exists()


def test_a_file_that_cannot_be_made_any_more_leaves_the_record_alone(
    here: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends = sending.send

    def send(*how: Any) -> Exchange:
        (here / "gone").rmdir()
        return sends(*how)

    monkeypatch.setattr(sending, "send", send)
    (here / "gone").mkdir()
    ended = cli.inside("send", lab.url("mtls"), "--har", "gone/x.har", "--json", home=lab.home)
    assert ended.json()["outcome"] == "response"
    assert ended.status == 2 and "workbench: --har gone/x.har: there is no folder" in ended.err
