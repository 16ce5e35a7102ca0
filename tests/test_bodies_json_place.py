import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.bodies import json_place
from workbench.bodies.json_layout import lay_out
from workbench.bodies.lines import Lines
from workbench.bodies.source import Source

DOCUMENTS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=30,
)


def laid_out(text: str) -> Lines:
    out = io.BytesIO()
    lay_out(text.encode(errors="surrogatepass"), out, lambda _: None)
    lines = Lines(Source(out.getvalue()))
    lines.index()
    return lines


def value_at(lines: Lines, number: int) -> tuple[tuple[str | int, ...], str]:
    place = json_place.at(lines, number)
    assert place is not None
    return place.steps, lines.source.read(place.start, place.end).decode(errors="surrogatepass")


def walked(document: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        document = document[step]
    return document


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(DOCUMENTS)
def test_the_path_of_every_line_leads_to_the_value_of_that_line(document: Any) -> None:
    lines = laid_out(json.dumps(document))
    for number in range(len(lines)):
        steps, text = value_at(lines, number)
        assert json.loads(text) == walked(document, steps)


def test_chunks_of_any_size_give_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    document = {"a": [{"b": list(range(40)), "c": {}}, [], [[{"deep": None}]], "x" * 300], "z": {"y": [1]}}
    lines = laid_out(json.dumps(document))
    whole = [value_at(lines, number) for number in range(len(lines))]
    for size in (7, 64, 65, 100):
        monkeypatch.setattr(json_place, "_CHUNK", size)
        assert [value_at(lines, number) for number in range(len(lines))] == whole


def test_a_repeated_key_has_the_value_that_stands_on_its_line() -> None:
    lines = laid_out('{"a": 1.10, "a": 2e5}')
    assert [value_at(lines, number) for number in (1, 2)] == [(("a",), "1.10"), (("a",), "2e5")]


def test_beyond_the_deepest_indentation_no_path_is_told() -> None:
    lines = laid_out("[" * 40 + "1" + "]" * 40)
    assert json_place.at(lines, 31) is not None
    assert json_place.at(lines, 36) is None


@pytest.mark.parametrize(
    ("steps", "path", "jq"),
    [
        ((), "$", "."),
        (("a", 0, "b_1"), "$.a[0].b_1", ".a[0].b_1"),
        ((3,), "$[3]", ".[3]"),
        (("x y",), "$['x y']", '.["x y"]'),
        (("a", "it's"), r"$.a['it\'s']", r'.a["it\u0027s"]'),
        (("$(id)`id`", "$ref"), "$['$(id)`id`']['$ref']", r'.["\u0024(id)\u0060id\u0060"]["$ref"]'),
        (('"',), "$['\"']", r'.["\""]'),
        (("\n\\",), r"$['\n\\']", r'.["\n\\"]'),
        (("", "é"), "$['']['é']", '.[""]["é"]'),
    ],
)
def test_steps_are_spelled_so_that_both_languages_read_them(steps: tuple[str | int, ...], path: str, jq: str) -> None:
    assert (json_place.json_path(steps), json_place.jq_path(steps)) == (path, jq)


@pytest.mark.parametrize(
    ("text", "value"),
    [('"a\\u00e9\\n"', "aé\n"), ("1.10", "1.10"), ("null", "null"), ('"bad\\q"', '"bad\\q"')],
)
def test_a_string_is_copied_as_what_it_means(text: str, value: str) -> None:
    assert json_place.meant(text) == value
