from __future__ import annotations

import gc
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.hops import NOW, answered, exchange
from workbench.models import Exchange, LogEntry
from workbench.screens.log import Log
from workbench.screens.log_packing import PackedEntry

COUNT = 300


def sends() -> list[Exchange]:
    made = answered("/same")
    return [
        replace(
            exchange(replace(made, timing=replace(made.timing, total=float(number))), body=b'{"number": %d}' % number),
            started=NOW + timedelta(seconds=number),
        )
        for number in range(COUNT)
    ]


def test_packed_entries_are_what_they_were_in_their_order() -> None:
    log = Log()
    for number, one in enumerate(sends()):
        log.sent(one)
        log.said(f"after {number}", "info")
    assert [entry.exchange for entry in log if entry.exchange] == sends()
    assert [entry.text for entry in log if not entry.exchange] == [f"after {number}" for number in range(COUNT)]
    assert isinstance(log[0], PackedEntry) and isinstance(log[-2], LogEntry) and not isinstance(log[-2], PackedEntry)
    assert log[0] == log[0] and log[0].gist is log[2].gist


def test_an_older_entry_takes_a_fraction_and_its_objects_are_gone() -> None:
    log, one = Log(), sends()
    for each in one[:100]:
        log.sent(each)
    gc.collect()
    objects, weight = len(gc.get_objects()), log.weight
    for each in one[100:]:
        log.sent(each)
    gc.collect()
    assert len(gc.get_objects()) - objects < 5 * 200
    assert log.weight - weight < 600 * 200


def test_what_is_heavy_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    log, much = Log(), "x" * 50_000
    for number, one in enumerate(sends()):
        asked = replace(one.hops[0].request, url=f"https://a.test/{number}{much}")
        log.sent(replace(one, hops=(replace(one.hops[0], request=asked),)))
    assert not any(isinstance(entry, PackedEntry) for entry in log)
    log.clear()
    assert log.weight == 0 and len(log) == 0
