import json
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.bodies import encoding, filtering, json_layout, path_filter
from workbench.bodies.job import Job
from workbench.bodies.json_filter import PathFault, filtered

SHOP = '{"items": [{"id": 1, "price": 1.10, "n": "a"}, {"id": 2, "price": 2E+1}, {"id": 3, "n": "b"}], "total": 3}'


@pytest.mark.parametrize(
    ("path", "found", "matches"),
    [
        ("$", SHOP.replace(": ", ":").replace(", ", ","), 1),
        ("$.total", "3", 1),
        ("$.items[0].price", "1.10", 1),
        ("$.items[*].price", "[1.10,2E+1]", 2),
        ("$.items[-1].n", '"b"', 1),
        ("$..n", '["a","b"]', 2),
        ("$.items[?@.price < 2].id", "[1]", 1),
        ("$.items[?@.price == 20].id", "[2]", 1),
        ("$.items[?@.n].id", "[1,3]", 2),
        ("$.items[0:2].id", "[1,2]", 2),
        ("$.items[?length(@.n) == 1].id", "[1,3]", 2),
        ("$.items[?search(@.n, '[b-z]')].id", "[3]", 1),
        ("$['items'][0]['id', 'n']", '[1,"a"]', 2),
        ("$.absent", "[]", 0),
    ],
)
def test_a_path_finds_what_the_standard_says(path: str, found: str, matches: int) -> None:
    result = filtered(SHOP, path)
    assert (result.text, result.matches) == (found, matches)


@pytest.mark.parametrize(
    "text",
    [
        "1.10",
        "-0",
        "-0.0",
        "1E400",
        "1e5",
        "0.1000",
        "9" * 400,
        '"\\u00e9\\/\\n\\"\\\\"',
        '"é"',
        '"\\ud800"',
        '{"b":1,"a":2,"b":3}',
        '{"\\u0061":1}',
        '[[],{},[{}],"",null,true,false]',
        "[NaN,-Infinity]",
        '"\x01"',
        '"\\q"',
    ],
)
def test_everything_is_spelled_as_it_came(text: str) -> None:
    assert filtered(text, "$").text == text
    assert filtered(f'{{"x":[{text}]}}', "$.x[0]").text == text


def test_a_key_or_a_value_with_escapes_is_found_by_what_it_means() -> None:
    text = r'[{"n\u0061me": "\u00e9", "v": 1.50}]'
    assert filtered(text, '$[?@.name == "é"].v').text == "[1.50]"
    assert filtered(text, "$[0].name").text == r'"\u00e9"'


def test_of_a_repeated_key_the_last_is_found_and_that_is_said() -> None:
    found = filtered('{"a": 1, "a": 2}', "$.a")
    assert found.text == "2"
    assert found.notes == ("a key stands twice in an object: a path sees the last one",)


def test_several_documents_are_filtered_one_after_another() -> None:
    assert filtered('{"a": 1}\n{"a": 2.0}\n', "$.a").text == "[1,2.0]"
    assert filtered('\x1e{"a": 1}\n\x1e{"a": 2.0}\n', "$.a").text == "[1,2.0]"


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert filtered("\ufeff[1]", "$[0]").text == "1"


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("[1]", "$[", "$[ is no JSONPath: unexpected end of query."),
        ("[1]", "items", "items is no JSONPath: expected 'ROOT', found 'NAME', at character 1."),
        ("[1]", "$[?foo(@)]", "$[?foo(@)] is no JSONPath: function 'foo' is not defined, at character 4."),
        ("[1]", "$.a | $.b", "$.a | $.b is no JSONPath: unexpected token '|', at character 5."),
        ("<a/>", "$", "The body is not JSON: Expecting value in line 1."),
        ('{\n"a": ', "$", "The body is not JSON: Expecting value in line 2."),
        ("", "$", "The body is not JSON: Expecting value in line 1."),
        ("[1]", "$[?@>1e400]", "$[?@>1e400]: a number in it is too large."),
        ("[1]", f"$[{'9' * 5000}]", f"$[{'9' * 5000}]: a number in it is too large."),
        ("[" * 100_000, "$", "The body is nested too deep to be filtered."),
    ],
)
def test_what_is_wrong_is_said_in_words(text: str, path: str, words: str) -> None:
    with pytest.raises(PathFault) as fault:
        filtered(text, path)
    assert str(fault.value) == words


@settings(max_examples=30, deadline=None)
@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
        max_leaves=8,
    ),
    st.booleans(),
)
def test_the_root_is_the_document_to_the_letter(document: object, ascii_only: bool) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only, separators=(",", ":"))
    assert filtered(text, "$").text == text


@pytest.mark.parametrize(
    ("typed", "module", "title"),
    [
        ("$.a", "workbench.bodies.path_filter", "$.a"),
        (" .a[0] ", "workbench.bodies.path_filter", "$.a[0]"),
        ("[0]", "workbench.bodies.path_filter", "$[0]"),
        ("items[*]", "workbench.bodies.path_filter", "$.items[*]"),
        ("@.x", "workbench.bodies.path_filter", "@.x"),
        ("| jq .a", "workbench.bodies.command_filter", "| jq .a"),
        ("|wc -l", "workbench.bodies.command_filter", "| wc -l"),
    ],
)
def test_what_is_typed_is_a_path_or_after_a_bar_a_command(typed: str, module: str, title: str) -> None:
    wanted = filtering.wanted(typed, "utf-8")
    assert (wanted.task.module, wanted.title) == (module, title)


def made(path: str, body: bytes, charset: str) -> tuple[bytes, list[str]]:
    """Return what the work on a body writes, and what it remarks."""
    out, said = BytesIO(), list[str]()
    path_filter.main(Job({"path": path, "charset": charset}, body, out, said.append))
    return out.getvalue(), [fact["note"] for fact in map(json.loads, said) if "note" in fact]


@pytest.mark.parametrize(
    ("charset", "body", "found"),
    [
        ("utf-8", b'{"a": "\xff"}', b'"\xff"'),
        ("iso8859-1", b'{"a": "\xe9"}', '"\u00e9"'.encode()),
        ("utf-16-le", '\ufeff{"a": "\u00e9"}'.encode("utf-16-le"), '"\u00e9"'.encode()),
        ("utf-16-le", '{"a": "\ud800x"}'.encode("utf-16-le", "surrogatepass"), b'"\xed\xa0\x80x"'),
        ("utf-7", b'{"a": "+2AA-"}', b'"\xed\xa0\x80"'),
    ],
)
def test_what_is_no_character_is_filtered_too(charset: str, body: bytes, found: bytes) -> None:
    assert made("$.a", body, encoding.named(charset).name) == (found, ["1 match"])


def test_line_ends_that_stand_bare_in_a_string_are_remarked_upon_in_the_result_too() -> None:
    assert made("$.a", b'{"a": "x\ny"}', "utf-8")[1] == ["1 match", json_layout.BARE]
