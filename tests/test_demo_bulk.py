"""Bodies of a given size."""

from __future__ import annotations

import json

import pytest

from workbench.demo import bulk


@pytest.mark.parametrize("megabytes", [1, 2, 3])
def test_json_is_valid_and_exactly_as_long_as_asked(megabytes: int) -> None:
    data = b"".join(bulk.json_array(megabytes))
    records = json.loads(data)
    assert (len(data), len(records)) == (megabytes * bulk.MEGABYTE, megabytes * 8192)
    assert records[1]["name"] == "user 000001"


def test_lines_are_text_exactly_as_long_as_asked() -> None:
    data = b"".join(bulk.lines(2))
    assert (len(data), data.count(b"\n"), data[-1:]) == (2 * bulk.MEGABYTE, 2 * 16384, b"\n")
