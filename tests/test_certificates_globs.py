from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from workbench.certificates import globs

MATCHING = [
    ("*.example.com", "a.example.com"),
    ("*.example.com", "a.b.c.example.com"),
    ("*", "a"),
    ("a?c", "abc"),
    ("api{,-dev}.test", "api.test"),
    ("api{,-dev}.test", "api-dev.test"),
    ("{example.com,example.org}", "example.org"),
    ("[a-c]x", "bx"),
    ("[a-c7_-]x", "-x"),
    ("*a{b,bc}*d", "xabcxd"),
    ("*a{bc,b}*d", "xabcd"),
    ("a**", "abc"),
    ("*.api-[0-9]?.{eu,us}.test", "x.api-12.us.test"),
]
NOT_MATCHING = [
    ("*.example.com", "example.com"),
    ("*.example.com", ".example.com"),
    ("*.example.com", "a.example.com.evil.net"),
    ("*.example.com", "a.examplexcom"),
    ("*", ""),
    ("a?c", "ac"),
    ("a?c", "abbc"),
    ("a*a", "a"),
    ("a*a", "aa"),
    ("ab*ba", "aba"),
    ("a?a", "aa"),
    ("[a-c]x", "dx"),
    ("{a,b}.test", "ab.test"),
    ("a**", "ab"),
    ("example.*", "example."),
]
WRONG = [
    "{a,{b,c}}",
    "{[ab],c}",
    "{a*,b}",
    "{a}",
    "{}",
    "{a,b",
    "a}",
    "a]",
    "[ab",
    "[]",
    "[!a]",
    "[^a]",
    "[c-a]",
    "[a-9]",
    "[a/b]",
    "[.]",
    "[[a]]",
    "a,b",
    "a/b",
    "a:b",
    "{a/b,c}",
    "{a b,c}",
    "A*",
    "é*",
    "(a|b)*",
    "a\\*",
]


@pytest.mark.parametrize(("pattern", "text"), MATCHING)
def test_a_pattern_covers_what_it_describes(pattern: str, text: str) -> None:
    assert globs.matches(globs.parse(pattern), text)


@pytest.mark.parametrize(("pattern", "text"), NOT_MATCHING)
def test_a_pattern_covers_nothing_else(pattern: str, text: str) -> None:
    assert not globs.matches(globs.parse(pattern), text)


@pytest.mark.parametrize("pattern", WRONG)
def test_a_pattern_with_wrong_or_nested_syntax_is_refused(pattern: str) -> None:
    with pytest.raises(globs.GlobError):
        globs.parse(pattern)


PARTS = st.sampled_from(["a", "b", ".", "ab", "*", "?", "{a,b}", "{ab,a}", "{,b}", "{a.b,b}", "[ab]", "[a-c]"])


def _as_expression(pattern: str) -> str:
    expression = re.escape(pattern)
    for escaped, meaning in (
        (r"\*", ".+"),
        (r"\?", "."),
        (r"\{", "(?:"),
        (r"\}", ")"),
        (r"\[", "["),
        (r"\]", "]"),
        (",", "|"),
        (r"\-", "-"),
    ):
        expression = expression.replace(escaped, meaning)
    return expression


@examples(500)
@given(st.lists(PARTS, min_size=1, max_size=6), st.text(alphabet="abc.", max_size=8))
def test_it_agrees_with_a_regular_expression_on_short_texts(parts: list[str], text: str) -> None:
    pattern = "".join(parts)
    expected = re.fullmatch(_as_expression(pattern), text) is not None
    assert globs.matches(globs.parse(pattern), text) is expected


@pytest.mark.parametrize("pattern", ["*a" * 40 + "b", "{a,aa}" * 60 + "b*c", "*{a,aa,aaa}" * 30 + "b?"])
def test_no_pattern_makes_a_match_slow(pattern: str) -> None:
    glob = globs.parse(pattern)
    before = time.process_time()
    assert not globs.matches(glob, "a" * 4000)
    assert time.process_time() - before < 1.0


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_its_own_error(text: str) -> None:
    try:
        glob = globs.parse(text)
    except globs.GlobError:
        return
    globs.matches(glob, text)
