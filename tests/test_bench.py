"""The benchmarks, as far as to see that each row still runs; what they measure is for `python -m tests.bench`."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.bench import __main__ as bench_command
from tests.bench import figures, places, report, rows
from tests.bench.figures import Figure, Limit, RowFailed, Unmeasured
from tests.bench.places import ROOT

QUICK = ("cold", "warm", "observing", "judging", "system-store", "help", "which")
LONG = tuple(name for name in rows.ROWS if name not in QUICK)

needs_nginx = pytest.mark.skipif(not places.has_nginx(), reason="nginx is not here")


def _bench(*options: str) -> subprocess.CompletedProcess[str]:
    # In a process of its own: a warning, a loop or a thread of a row is none of this one's.
    return subprocess.run([sys.executable, "-m", "tests.bench", *options], capture_output=True, text=True, cwd=ROOT)


def _measured(done: subprocess.CompletedProcess[str]) -> set[str]:
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["failed"] == {}
    assert all(row["ratio"] > 0 for row in said["rows"] if row["ratio"] is not None)
    return {row["row"].split(":")[0] for row in said["rows"]}


@pytest.mark.slow
def test_the_quick_rows_run_and_print_a_ratio() -> None:
    assert _measured(_bench("--pairs", "1", "--json", "--rows", *QUICK)) == set(QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_a_long_row_runs_and_prints_a_ratio(name: str) -> None:
    if name == "download" and shutil.which("curl") is None:
        pytest.skip("curl is not here")
    if name in ("start", "ends") and os.name == "nt":
        pytest.skip("there are no pseudo terminals here")
    assert _measured(_bench("--pairs", "1", "--json", "--rows", name)) == {name}


@pytest.mark.slow
def test_the_lab_serves_where_nginx_does_not() -> None:
    assert _measured(_bench("--pairs", "1", "--json", "--no-nginx", "--rows", "cold", "warm")) == {"cold", "warm"}


@pytest.mark.slow
@needs_nginx
@pytest.mark.skipif(os.name == "nt", reason="processes end otherwise there")
def test_nginx_ends_when_its_parent_is_gone() -> None:
    command = [sys.executable, "-m", *places.NGINX]
    parent = (
        "import os, subprocess, sys\n"
        f"child = subprocess.Popen({command!r}, stdout=subprocess.PIPE, text=True)\n"
        "sys.stdout.write(child.stdout.readline()); sys.stdout.flush(); os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True)
    said = json.loads(done.stdout)
    home, port = Path(said["home"]), urlsplit(said["endpoints"]["mtls"]).port or 0
    deadline = time.monotonic() + 5
    while home.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not home.exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


LIMITS = [
    (Limit(bound=1.9), (3.7, 2.0), True),
    (Limit(bound=1.9), (3.9, 2.0), False),
    (Limit(bound=0.65, least=True), (66.0, 100.0), True),
    (Limit(bound=0.65, least=True), (64.0, 100.0), False),
    (Limit(bound=0.5, of="difference"), (3.5, 3.0), True),
    (Limit(bound=0.5, of="difference"), (3.6, 3.0), False),
    (Limit(bound=1.0, of="ours"), (0.9, 0.1), True),
    (Limit(bound=1.0, of="ours"), (1.1, 2.0), False),
    (None, (9.0, 1.0), None),
]


@pytest.mark.parametrize(("limit", "pair", "kept"), LIMITS)
def test_a_limit_bounds_the_value_it_names(limit: Limit | None, pair: tuple[float, float], kept: bool | None) -> None:
    assert _figure(pair, limit=limit).kept is kept


def test_a_ratio_is_of_medians_so_an_outlier_does_not_count() -> None:
    assert _figure((2.0, 1.0), (4.0, 2.0), (900.0, 3.0)).ratio == 2.0


def test_each_side_is_first_every_other_time_and_the_first_pair_does_not_count() -> None:
    order: list[str] = []

    def side(name: str) -> int:
        order.append(name)
        return len(order)

    pairs = figures.interleaved(2, lambda: side("ours"), lambda: side("theirs"))
    assert order == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert pairs == [(4, 3), (5, 6)]


def test_the_table_has_a_line_for_each_row_and_says_which_are_over() -> None:
    over = _figure((4.0, 2.0), limit=Limit(bound=1.9))
    head, line = report.table([over]).splitlines()
    assert head.split() == ["row", "ours", "theirs", "ratio", "target", "against"]
    assert line.split() == ["some", "row", "4.000", "ms", "2.000", "ms", "2.00", "at", "most", "1.9", "over", "nothing"]


def test_a_row_without_its_peer_is_listed_as_not_measured() -> None:
    missing = Unmeasured(row="some row", against="HTTPie", limit=Limit(bound=0.75))
    assert " ".join(report.table([missing]).splitlines()[1].split()) == "some row at most 0.75 not measured HTTPie"
    (row,) = json.loads(report.document([missing], {}))["rows"]
    assert (row["row"], row["against"], row["target"]) == ("some row", "HTTPie", "at most 0.75")
    assert row["ours"] is row["ratio"] is row["kept"] is None


KEPT, OVER, FREE = (Limit(bound=2.0), Limit(bound=1.0), None)


@pytest.mark.parametrize(("limit", "plain", "strict"), [(KEPT, 0, 0), (FREE, 0, 0), (OVER, 0, 1)])
def test_a_missed_target_is_a_fault_where_that_is_asked_for(
    limit: Limit | None, plain: int, strict: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_command, "ROWS", {"cold": lambda _: [_figure((3.0, 2.0), limit=limit)]})
    assert bench_command.main(["--rows", "cold"]) == plain
    assert bench_command.main(["--strict", "--rows", "cold"]) == strict


def test_a_target_that_nothing_was_measured_for_is_not_kept_either(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = Unmeasured(row="some row", against="HTTPie", limit=Limit(bound=0.75))
    monkeypatch.setattr(bench_command, "ROWS", {"cold": lambda _: [missing]})
    assert (bench_command.main(["--rows", "cold"]), bench_command.main(["--strict", "--rows", "cold"])) == (0, 1)


def test_the_document_names_a_row_that_failed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> list[Figure]:
        raise RowFailed("nothing to hold it against")

    monkeypatch.setattr(bench_command, "ROWS", {"cold": broken})
    assert bench_command.main(["--json", "--rows", "cold"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["failed"] == {"cold": "nothing to hold it against"}
    assert "cold: could not be measured: nothing to hold it against" in said.err


def _figure(*pairs: tuple[float, float], limit: Limit | None = None) -> Figure:
    return Figure(row="some row", against="nothing", unit="ms", pairs=pairs, limit=limit)
