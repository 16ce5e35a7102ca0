import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.models import Field, FormField
from workbench.widgets import field_text

names = st.text("abcdefXYZ-", min_size=1)
plain = st.text("abc 123=/;,.", max_size=12).map(str.strip)


@given(st.lists(st.builds(Field, name=names, value=plain, enabled=st.booleans())))
def test_headers_come_back_as_they_were(headers: list[Field]) -> None:
    assert field_text.headers(field_text.header_lines(headers)) == tuple(headers)


@given(st.lists(st.builds(Field, name=names, value=plain, enabled=st.booleans())), st.dictionaries(names, plain))
def test_parameters_come_back_as_they_were(query: list[Field], path: dict[str, str]) -> None:
    found = field_text.params(field_text.param_lines(query, path))
    assert (found.query, found.path) == (tuple(query), path)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("Accept: text/html", Field(name="Accept", value="text/html")),
        ("Accept:text/html", Field(name="Accept", value="text/html")),
        ("# X-Off: 1", Field(name="X-Off", value="1", enabled=False)),
        ("#odd: 1", Field(name="#odd", value="1")),
        ("X-Url: http://a:b", Field(name="X-Url", value="http://a:b")),
        ("lonely", Field(name="lonely", value="")),
    ],
)
def test_a_header_line_is_name_colon_value(line: str, field: Field) -> None:
    assert field_text.headers(line) == (field,)


def test_blank_lines_are_no_fields() -> None:
    assert field_text.headers("\n\nA: 1\n  \n") == (Field(name="A", value="1"),)


def test_a_line_break_in_a_value_is_shown_and_does_not_make_two_headers() -> None:
    text = field_text.header_lines([Field(name="A", value="1\r\nEvil: 2")])
    assert text == "A: 1^M^JEvil: 2"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("a=1=2", FormField(name="a", value="1=2")),
        ("photo=@cat.png", FormField(name="photo", file="cat.png")),
        ("photo=@cat.png;type=image/png", FormField(name="photo", file="cat.png", content_type="image/png")),
        ("# a=1", FormField(name="a", value="1", enabled=False)),
    ],
)
def test_a_multipart_line_may_name_a_file(line: str, field: FormField) -> None:
    assert field_text.form_fields(line, files=True) == (field,)
    assert field_text.form_lines([field]) == line


def test_an_urlencoded_form_has_no_files() -> None:
    assert field_text.form_fields("a=@b", files=False) == (FormField(name="a", value="@b"),)


def test_the_first_line_without_a_colon_is_named() -> None:
    assert field_text.colonless("A: 1\n\nwrong\nB: 2") == 3
    assert field_text.colonless("A: 1") is None
