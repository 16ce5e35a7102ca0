"""`send --har FILE` as a process against the lab."""

import json
import os
from pathlib import Path

import pytest

from tests import cli
from tests.har_schema import faults
from workbench.demo.lab import Lab

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


def test_a_file_that_cannot_be_made_stops_before_anything_is_sent(tmp_path: Path, lab: Lab) -> None:
    for file in (tmp_path / "nowhere" / "one.har", tmp_path, "-"):
        ended = cli.process("send", lab.url("mtls"), "--har", str(file), home=lab.home)
        assert ended.status == 2 and "--har" in ended.err and ended.out == b""
