"""A peer that says very much: a sentence has room for the beginning of it, and the record keeps the whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import cli
from tests.odd_http import Family, ok
from tests.odd_servers import spoken

MUCH = b"v" * 300_000
ROOM = 2000
REASON = ok(status=b"HTTP/1.1 200 " + MUCH)
REDIRECTS = [
    ok(b"Location: /" + MUCH + b"\x01", status=b"HTTP/1.1 302 Found"),
    ok(b"Location: http://" + MUCH + b"/", status=b"HTTP/1.1 302 Found"),
    ok(b"Location: http://" + b"a." * 100_000 + b"/", status=b"HTTP/1.1 302 Found"),
    ok(b"Location: http://[" + MUCH + b"/", status=b"HTTP/1.1 302 Found"),
    ok(b"Location: " + MUCH + b"://x/", status=b"HTTP/1.1 302 Found"),
    ok(b"Location: http://x:" + b"9" * 300_000 + b"/", status=b"HTTP/1.1 302 Found"),
    ok(b"Location: /" + MUCH, b"Location: /2" + MUCH, status=b"HTTP/1.1 302 Found"),
]


def _sent(answer: bytes, home: Path, *options: str) -> cli.Ended:
    with spoken(Family(name="", answer=answer, end="stay").serve) as port:
        return cli.inside("send", f"http://127.0.0.1:{port}/", *options, home=home)


@pytest.mark.parametrize("answer", [REASON, *REDIRECTS])
def test_what_is_told_of_it_is_short(tmp_path: Path, answer: bytes) -> None:
    told = _sent(answer, tmp_path).err
    assert "…" in told and len(told) < ROOM


def test_the_record_keeps_a_long_reason_whole(tmp_path: Path) -> None:
    (hop,) = json.loads(_sent(REASON, tmp_path, "--json").out)["hops"]
    assert hop["response"]["reason"] == MUCH.decode()


def test_the_record_keeps_a_long_location_whole_and_its_failure_short(tmp_path: Path) -> None:
    (hop,) = json.loads(_sent(REDIRECTS[0], tmp_path, "--json").out)["hops"]
    assert ["Location", "/" + MUCH.decode() + "\x01"] in hop["response"]["headers"]
    assert len(hop["failure"]["message"]) < ROOM
