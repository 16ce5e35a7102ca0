from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from workbench.documents import parse, toml_text

scalars = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.datetimes(timezones=st.just(UTC) | st.none())
    | st.dates()
    | st.times()
)
keys = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
documents = st.dictionaries(
    keys,
    st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)),
    max_size=5,
)


@examples(150)
@given(documents)
def test_what_is_written_reads_the_same(values: dict[str, object]) -> None:
    assert parse(toml_text(values)) == values


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, ""),
        ({"tls": {"verify": True}, "theme": "dark"}, 'theme = "dark"\n\n[tls]\nverify = true\n'),
        ({"ca": [{"file": "a"}, {"file": "b"}]}, '[[ca]]\nfile = "a"\n\n[[ca]]\nfile = "b"\n'),
        ({"a": {"b": {"c": 1}}}, "[a.b]\nc = 1\n"),
        ({"when": datetime(2026, 11, 20, 15, tzinfo=UTC)}, "when = 2026-11-20T15:00:00Z\n"),
        ({"text": "one\ntwo"}, 'text = """\none\ntwo"""\n'),
        ({"text": "one\r\ntwo"}, 'text = "one\\r\\ntwo"\n'),
        ({"resolve": {"a.test:1": "::1"}}, '[resolve]\n"a.test:1" = "::1"\n'),
        ({"e": [{"seen": {"d": date(2026, 1, 1)}}]}, "[[e]]\nseen = { d = 2026-01-01 }\n"),
        ({"t": time(1, 2), "l": [1, 2]}, "t = 01:02:00\nl = [1, 2]\n"),
    ],
)
def test_the_layout_is_one_that_people_edit(values: dict[str, object], text: str) -> None:
    assert toml_text(values) == text


def test_a_list_of_tables_stands_in_brackets_where_that_is_asked_for() -> None:
    text = toml_text({"params": [{"name": "a"}, {"name": "b"}]}, inline=("params",))
    assert text == 'params = [\n    { name = "a" },\n    { name = "b" },\n]\n'


def test_a_block_can_be_added_below_by_hand() -> None:
    text = toml_text({"certificates": [{"id": "a", "seen": {"subject": "CN=a"}}]})
    assert parse(text + '[[certificates]]\nid = "b"\n')["certificates"] == [
        {"id": "a", "seen": {"subject": "CN=a"}},
        {"id": "b"},
    ]
