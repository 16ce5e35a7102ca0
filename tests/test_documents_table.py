from __future__ import annotations

from datetime import date, datetime, time

import pytest

from workbench.documents import DocumentError, Table
from workbench.documents.table import described


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true"),
        (5, "the integer 5"),
        (10**100, "a very large integer"),
        (-0.5, "the number -0.5"),
        ("a\x1bb", 'the text "a^[b"'),
        ("the value " * 10, 'the text "' + ("the value " * 10)[:59] + "…"),
        ([1], "a list"),
        ({}, "a table"),
        (date(2026, 1, 2), "the date 2026-01-02"),
        (datetime(2026, 1, 2), "the date 2026-01-02 00:00:00"),
        (time(1, 2), "the date 01:02:00"),
    ],
)
def test_what_was_found_is_said_short_and_visible(value: object, words: str) -> None:
    assert described(value) == words


@pytest.mark.parametrize("value", [True, 123456, 1.5, "hunter2", date(2026, 1, 2), ["hunter2"], {"a": "hunter2"}])
def test_of_a_secret_only_the_type_is_said(value: object) -> None:
    assert described(value, secret=True) in {
        "true or false",
        "the integer",
        "the number",
        "the text",
        "the date",
        "a list",
        "a table",
    }


def test_a_place_is_the_whole_path_with_odd_keys_quoted() -> None:
    table = Table({"a b\x1b": {"c": [{"d": 1}]}}).table("a b\x1b").tables("c")[0]
    assert table.place("d") == '"a b^[".c[0].d'
    with pytest.raises(DocumentError) as raised:
        table.text("d", None)
    assert raised.value.where == '"a b^[".c[0].d'


def test_an_absent_key_gives_the_default() -> None:
    table = Table({})
    assert (table.text("a", None), table.flag("a", True), table.whole("a", 7)) == (None, True, 7)
    assert (table.seconds("a", 1.5), table.number("a", None), table.moment("a")) == (1.5, None, None)
    assert (table.table("a").values, table.tables("a"), table.texts("a")) == ({}, (), {})
