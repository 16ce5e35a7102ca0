import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.bodies import json_text

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=20,
)


def test_json_is_laid_out_two_blanks_a_level() -> None:
    text = '{"a":[1,{"b":null}],"e":{},"f":[]}'
    assert json_text.laid_out(text) == [
        "{",
        '  "a": [',
        "    1,",
        "    {",
        '      "b": null',
        "    }",
        "  ],",
        '  "e": {},',
        '  "f": []',
        "}",
    ]


@pytest.mark.parametrize("text", ["1.0", "1e5", "12345678901234567890", '"\\u0041"', '{"a": 1, "a": 2}'])
def test_what_was_spelled_stays_spelled(text: str) -> None:
    lines = json_text.laid_out(text)
    assert lines is not None
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["", "hello", "{", "]", '{"a": 1]', "[1, 2", '"open', "[1 2 x]"])
def test_what_is_not_json_is_left_alone(text: str) -> None:
    assert json_text.laid_out(text) is None


@pytest.mark.slow
def test_a_hundred_thousand_brackets_are_no_trouble() -> None:
    lines = json_text.laid_out("[" * 100_000 + "]" * 100_000)
    assert lines is not None
    assert max(map(len, lines)) < 100


@given(values)
def test_laying_out_changes_white_space_only(value: object) -> None:
    lines = json_text.laid_out(json.dumps(value))
    assert lines is not None
    assert json.loads("\n".join(lines)) == value


@pytest.mark.parametrize(
    ("content_type", "text", "expected"),
    [
        ("application/json", "x", True),
        ("application/problem+json; charset=utf-8", "x", True),
        ("", ' {"a": 1}', True),
        ("text/plain", "[1]", True),
        ("text/html", "{}", False),
        ("text/plain", "hello", False),
    ],
)
def test_json_is_known_by_its_name_or_its_first_sign(content_type: str, text: str, expected: bool) -> None:
    assert json_text.looks_like_json(text, content_type) is expected
