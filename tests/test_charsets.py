import pytest

from workbench import charsets


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        (b"plain", "", "plain"),
        ("grün".encode(), "text/plain", "grün"),
        ("grün".encode("latin-1"), "text/plain; charset=ISO-8859-1", "grün"),
        ("grün".encode("latin-1"), "text/plain", None),
        ("grün".encode(), 'text/plain; charset="no-such"', "grün"),
        (b"78", "text/plain; charset=hex", "78"),
        (b"x\x9c\x03\x00", "text/plain; charset=zlib", None),
        (b"a-b", "text/plain; charset=punycode", "a-b"),
        (b"\x1b[2J", "", "\x1b[2J"),
        (b"", "", ""),
    ],
)
def test_bytes_are_text_in_the_charset_that_is_named(data: bytes, content_type: str, text: str | None) -> None:
    assert charsets.text(data, content_type, cut=False) == text


def test_half_a_character_is_left_out_only_where_the_body_was_cut() -> None:
    assert charsets.text("grü".encode()[:-1], "text/plain", cut=True) == "gr"
    assert charsets.text("grü".encode()[:-1], "text/plain", cut=False) is None
