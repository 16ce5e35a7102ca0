"""What laying out does to a body: nothing but to its white space."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.bodies import bounded, colours, json_layout, kinds, markup_text, multipart_layout
from workbench.bodies.job import Job, Refused
from workbench.bodies.kinds import Kind
from workbench.bodies.pretty import lay_out

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=20,
)
TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\s{}\[\],:"]+|[{}\[\],:]', re.DOTALL)


def laid_out_json(data: bytes) -> str:
    out = io.BytesIO()
    json_layout.lay_out(data, out, len_of)
    return out.getvalue().decode(errors="surrogateescape")


def len_of(_done: int) -> None:
    return None


def laid_out(kind: Kind, data: bytes, **more: str | int) -> str:
    out = io.BytesIO()
    arguments = {"kind": kind, "start": 0, "charset": "", "boundary": ""} | more
    lay_out(Job(arguments, data, out, len))
    return out.getvalue().decode()


@settings(max_examples=50)
@given(values, st.sampled_from([None, 1, 7]))
def test_laying_json_out_changes_white_space_only(value: object, indent: int | None) -> None:
    data = json.dumps(value, indent=indent, ensure_ascii=False).encode(errors="surrogatepass")
    out = io.BytesIO()
    assert json_layout.BARE not in json_layout.lay_out(data, out, len_of)
    assert TOKENS.findall(out.getvalue()) == TOKENS.findall(data)


@given(st.lists(st.sampled_from([*'{}[],:"\\ 1-.eEtrufalsn\nN', "true", '"a"', '"b":', "NaN"]), max_size=12))
def test_anything_is_laid_out_or_refused_as_json_says(parts: list[str]) -> None:
    text = "".join(parts)
    try:
        made = laid_out_json(text.encode())
    except Refused:
        made = None
    try:
        json.loads(text, strict=False)
        is_json = True
    except ValueError:
        is_json = False
    if is_json:
        assert made is not None and json.dumps(json.loads(made, strict=False)) == json.dumps(
            json.loads(text, strict=False)
        )
    elif made is not None:
        assert "".join(made.split()) == "".join(text.split())


def test_json_is_laid_out_two_blanks_a_level() -> None:
    assert laid_out_json(b'{"a":[1,{"b":null}],"e":{ },"f":[]}').split("\n") == [
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


@pytest.mark.parametrize(
    "text", ["1.0", "1e5", "12345678901234567890", '"\\u0041"', '{"a": 1, "a": 2}', "-0", '"\\/"', "[1E400]"]
)
def test_what_was_spelled_stays_spelled(text: str) -> None:
    assert "".join(laid_out_json(text.encode()).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("data", "words", "offset"),
    [
        (b"", "there is nothing but blanks", 0),
        (b"hello", "no JSON goes on like this", 0),
        (b"{", "it ends while a bracket is open", 1),
        (b"]", "a closing bracket has no opening one", 0),
        (b'{"a": 1]', "a closing bracket has no opening one", 7),
        (b"[1, 2", "it ends while a bracket is open", 5),
        (b"[[1, 2", "it ends while 2 brackets are open", 6),
        (b'"open', "a string is not closed", 0),
        (b'[{"a": oops}]', "no value of JSON follows the colon", 7),
        (b"[1 2]", "a comma or a closing bracket is missing", 3),
        (b"[1,]", "a value is missing before a closing bracket", 3),
        (b'{"a"}', "a key is missing", 1),
        (b"{1}", "a key is missing", 1),
        (b'["a":1]', "a key stands where none can", 1),
        (b"[1],", "a comma follows the end of the document", 3),
        (b"[,1]", "a comma follows an opening bracket", 1),
        (b"01", "no JSON goes on like this", 0),
        (b"[1] <html>", "no JSON goes on like this", 4),
        (b'["' + b"x" * 2_000_000 + b'" 1]', "a comma or a closing bracket is missing", 2_000_004),
    ],
)
def test_what_is_no_json_is_refused_at_the_place(data: bytes, words: str, offset: int) -> None:
    with pytest.raises(Refused) as refused:
        laid_out_json(data)
    assert (refused.value.words, refused.value.offset) == (words, offset)


def test_one_that_was_cut_is_laid_out_as_far_as_it_goes() -> None:
    out = io.BytesIO()
    json_layout.lay_out(b'{"a": [1, {"b": "cu', out, len_of, cut=True)
    assert out.getvalue().decode().split("\n") == ["{", '  "a": [', "    1,", "    {", '      "b": "cu']


def test_documents_one_after_another_are_all_laid_out_and_counted() -> None:
    out = io.BytesIO()
    notes = json_layout.lay_out(b'{"a":1}\n{"a":NaN}\n[]', out, len_of)
    assert out.getvalue() == b'{\n  "a": 1\n}\n{\n  "a": NaN\n}\n[]'
    assert [note.split(",")[0] for note in notes] == ["NaN or Infinity is in it", "3 JSON documents"]


@pytest.mark.slow
def test_a_hundred_thousand_brackets_are_no_trouble_and_their_indent_is_capped() -> None:
    lines = laid_out_json(b"[" * 100_000 + b"]" * 100_000).split("\n")
    assert max(map(len, lines)) <= 2 * json_layout.MAX_INDENT + 2


DEEP_NUMBERS = b"[" * 33 + b"0," * 100_000 + b"0" + b"]" * 33
DEEP_ELEMENTS = b"<a>" * 33 + b"<b/>" * 100_000 + b"</a>" * 33


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("json", DEEP_NUMBERS),
        ("xml", DEEP_ELEMENTS),
        ("html", DEEP_ELEMENTS),
        ("multipart", b"--\n" + b"--B\n" * 200_000),
    ],
)
@pytest.mark.parametrize(("most", "words"), [(0, "[0-9]+"), (1_500_000, "1")])
def test_a_layout_does_not_fill_the_disk(
    kind: Kind, data: bytes, most: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "_LEAST_ROOM", 0)
    monkeypatch.setattr(bounded, "_MOST_ROOM", most)
    monkeypatch.setattr(bounded, "_GROWS_AT_ANY_SIZE", 1)
    with pytest.raises(Refused, match=f"^laid out it would be more than {words} MB$"):
        laid_out(kind, data, boundary="B")


@pytest.mark.parametrize(
    ("size", "most"),
    [(10, 64 << 20), (10_000_000, 240_000_000), (128 << 20, 512 << 20), (400_000_000, 1_600_000_000)],
)
def test_what_is_laid_out_unasked_takes_half_a_gigabyte_at_most(size: int, most: int) -> None:
    class Counted:
        written = 0

        def write(self, data: bytes, /) -> None:
            self.written += len(data)

    out, piece = Counted(), bytes(1_000_000)
    limited = bounded.Bounded(out, size)
    with pytest.raises(Refused):
        while True:
            limited.write(piece)
    assert most - len(piece) < out.written <= most


def test_elements_one_in_another_are_counted_and_refused_in_xml_and_laid_out_in_html() -> None:
    data = b"<p>x" * 25_000
    with pytest.raises(Refused, match="more than 10,000 elements are open, one in another"):
        laid_out("xml", data)
    assert "".join(laid_out("html", data).split()) == data.decode()


def test_the_records_of_a_sequence_are_documents_one_after_another() -> None:
    out = io.BytesIO()
    notes = json_layout.lay_out(b'\x1e{"a":1}\n\x1e\x1e[2]\n\x1e3\n', out, len_of)
    assert out.getvalue() == b'{\n  "a": 1\n}\n[\n  2\n]\n3'
    assert notes == ("3 JSON documents, one after another",)
    with pytest.raises(Refused, match="no JSON goes on like this"):
        laid_out_json(b"[1,\x1e2]")


@pytest.mark.parametrize("data", [b'["x\n  y"]', b'{"x\ny": 1}', b'["' + b"\n" * 2_000_000 + b'"]'])
def test_line_ends_that_stand_bare_in_a_string_are_remarked_upon(data: bytes) -> None:
    assert json_layout.lay_out(data, io.BytesIO(), len_of) == (json_layout.BARE,)


def test_a_string_of_megabytes_is_laid_out_in_pieces() -> None:
    data = b'{"k": "' + b"\\n" * 2_000_000 + b'"}'
    assert len(laid_out_json(data)) == len(data) + 4


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<a><b>text</b><c/></a>", "<a>\n  <b>text</b>\n  <c/>\n</a>"),
        (
            b"<?xml version='1.0'?><a>  one <b>two</b> three</a>",
            "<?xml version='1.0'?>\n<a>one\n  <b>two</b>\n  three\n</a>",
        ),
        (b"<!-- < --><a x='>'><![CDATA[<b>]]></a>", "<!-- < -->\n<a x='>'>\n  <![CDATA[<b>]]>\n</a>"),
        (
            b'<!DOCTYPE a [<!ENTITY e "<x>"><!ENTITY f "&e;&e;">]><a>&f;</a>',
            '<!DOCTYPE a [<!ENTITY e "<x>"><!ENTITY f "&e;&e;">]>\n<a>&f;</a>',
        ),
    ],
)
def test_xml_is_an_element_a_line_and_its_entities_stay(data: bytes, expected: str) -> None:
    assert laid_out("xml", data) == expected


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<a>\n<b></a>", "line 2, byte 7: </a> comes while <b> is open"),
        (b"<a>", "line 1, byte 3: it ends while <a> is open"),
        (b"<a", "line 1, byte 0: a < begins no tag, or one that does not end"),
        (b"text", "line 1, byte 0: text stands outside of all elements"),
        (b"", "line 1, byte 0: there is no element in it"),
    ],
)
def test_what_is_no_xml_is_refused_with_its_line(data: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        laid_out("xml", data)
    assert refused.value.words == words


def test_html_is_never_refused_and_keeps_what_is_written_as_it_is() -> None:
    data = b"<!doctype html><p>one<br>two<p>three</div><pre> a\n  b</pre><script>if (a < b) {}</script> < x"
    made = laid_out("html", data)
    assert "<pre> a\n  b</pre>" in made and "<script>if (a < b) {}</script>" in made


@given(
    st.lists(
        st.sampled_from(
            [
                "<a>",
                "</a>",
                "<br>",
                "<b x='>'>",
                "<",
                ">",
                "'",
                '"',
                "text",
                " ",
                "\n",
                "<!--",
                "-->",
                "<?",
                "<script>",
                "</script>",
                "<![CDATA[",
            ]
        )
    )
)
def test_html_of_any_kind_loses_nothing_but_white_space(parts: list[str]) -> None:
    data = "".join(parts)
    assert "".join(laid_out("html", data.encode()).split()) == "".join(data.split())


@given(st.binary(max_size=60), st.booleans())
def test_pieces_of_markup_follow_one_another_without_a_gap(data: bytes, html: bool) -> None:
    at = 0
    try:
        for piece in markup_text.pieces(data, 0, html=html):
            assert piece.start == at
            at = piece.end
    except Refused:
        assert not html
        return
    assert at == len(data)


class Counted(bytes):
    """Bytes that count how many of them were looked at."""

    looked_at = 0

    def find(self, sub: bytes, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        """Find as bytes do."""
        found = super().find(sub, start, end)
        self.looked_at += (found + len(sub) if found >= 0 else min(end or len(self), len(self))) - start
        return found


class Searching:
    """An expression that has the bytes it goes through counted."""

    def __init__(self, pattern: re.Pattern[bytes]) -> None:
        self._pattern = pattern

    def search(self, data: Counted, start: int, end: int) -> re.Match[bytes] | None:
        found = self._pattern.search(data, start, end)
        data.looked_at += (found.end() if found else min(end, len(data))) - start
        return found


def looked_at(data: bytes) -> int:
    """Return how many bytes are looked at on the way through a page of HTML."""
    counted = Counted(data)
    assert sum(piece.end - piece.start for piece in markup_text.pieces(counted, 0, html=True)) == len(data)
    return counted.looked_at


@pytest.mark.parametrize(
    "data", [b"<", b"<a '", b"<!--", b"<a>", b"<'\"", b"<a b='>\"", b"<![CDATA[", b"<?", b"<pre>", b"<a" + b" " * 500]
)
def test_hostile_markup_takes_linear_time(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup_text, "_MARK", Searching(markup_text._MARK))
    monkeypatch.setattr(markup_text, "_TAG_ROOM", 4_096)
    once, four_times = (looked_at(data * (size // len(data))) for size in (50_000, 200_000))
    assert four_times < 5 * once


def test_a_form_is_a_field_a_line() -> None:
    made = laid_out("form", b"a=1&b=%C3%A4+x&b=%0A&empty=&alone&=&x=%zz")
    assert made.split("\n") == ["a = 1", "b = ä x", "b = %0A", "empty = ", "alone", " = ", "x = %zz"]


def test_the_parts_of_a_multipart_body_are_listed() -> None:
    data = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue\r\n--B\r\nX: y\r\n\r\n\0\1\r\n--B--\r\n'
    assert laid_out("multipart", data, boundary="B").split("\n") == [
        "part 1, 5 bytes",
        '  Content-Disposition: form-data; name="a"',
        "    value",
        "part 2, 2 bytes",
        "  X: y",
        "    (binary)",
    ]
    with pytest.raises(Refused, match="does not stand in it"):
        laid_out("multipart", b"nothing", boundary="B")
    with pytest.raises(Refused, match="the Content-Type names no boundary"):
        laid_out("multipart", data)


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-32-be", "shift_jis"])
def test_other_charsets_are_laid_out_as_utf_8(charset: str) -> None:
    data = '{"鍵":"値ソ"}'.encode(charset)
    assert laid_out("json", data, charset=charset) == '{\n  "鍵": "値ソ"\n}'
    with pytest.raises(Refused, match=r"^line 2: "):
        laid_out("json", "{\n1}".encode(charset), charset=charset)


@pytest.mark.parametrize(
    ("content_type", "head", "kind"),
    [
        ("application/json", "x", "json"),
        ("application/problem+json; charset=utf-8", "", "json"),
        ("application/x-ndjson", "", "json"),
        ("", ' {"a": 1}', "json"),
        ("text/plain", "[1]", "json"),
        ("text/html", "{}", "html"),
        ("application/soap+xml", "", "xml"),
        ("text/xml", "", "xml"),
        ("", "<?xml version", "xml"),
        ("text/plain", "<!DOCTYPE HTML>", "html"),
        ("application/x-www-form-urlencoded", "", "form"),
        ("multipart/mixed; boundary=x", "", "multipart"),
        ("text/plain", "hello", "text"),
        ("application/octet-stream", "a\0b", "binary"),
        ("image/png", "", "binary"),
        ("image/svg+xml", "", "xml"),
    ],
)
def test_a_kind_is_known_by_its_name_or_its_beginning(content_type: str, head: str, kind: Kind) -> None:
    assert kinds.of(content_type, head) == kind


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        ("json", '  "a:b": ["x", -1.5, true],', "key sign sign string sign number sign word sign sign"),
        ("xml", '<a x="1">t&amp;</a><!-- c -->', "key string sign number key sign word"),
        ("form", "a = 1", "key sign"),
        ("text", '"a"', ""),
        ("json", '"' + "x" * 5_000 + '"', ""),
    ],
)
def test_a_line_has_the_colours_of_its_pieces(kind: Kind, line: str, expected: str) -> None:
    assert " ".join(part for part, _, _ in colours.of(kind, line)) == expected


def test_multipart_heads_may_end_in_bare_line_feeds() -> None:
    out = io.BytesIO()
    multipart_layout.lay_out(b"--B\nX: y\n\nz\n--B--", out, len_of, b"B")
    assert out.getvalue() == b"part 1, 1 bytes\n  X: y\n    z"
