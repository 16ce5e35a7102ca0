"""Folded stretches, and what a line of a layout opens."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.bodies import json_layout, outline
from workbench.bodies.folds import Folds
from workbench.bodies.lines import Lines
from workbench.bodies.outline import Region
from workbench.bodies.source import Source

nested = st.recursive(st.integers(), lambda inside: st.lists(inside, max_size=4), max_leaves=30)


def lines_of(text: str) -> Lines:
    lines = Lines(Source(text.encode()))
    lines.index()
    return lines


def laid_out(value: object) -> Lines:
    out = io.BytesIO()
    json_layout.lay_out(json.dumps(value).encode(), out, lambda _: None)
    return lines_of(out.getvalue().decode())


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=8))
def test_what_is_seen_is_what_no_fold_hides(wanted: list[tuple[int, int]]) -> None:
    folds = Folds()
    hidden: set[int] = set()
    for opener, length in wanted:
        if (
            folds.holding(opener) is None
            and folds.last(opener) is None
            and all(not opener < first <= opener + length < last for first, last in folds.stretches)
        ):
            folds = folds.folded(opener, opener + length)
            hidden |= set(range(opener + 1, opener + length + 1))
    seen = [number for number in range(100) if number not in hidden]
    assert [folds.real(number) for number in range(len(seen))] == seen
    assert [folds.seen(number) for number in seen] == list(range(len(seen)))
    assert folds.hidden == len(hidden)
    assert all((folds.holding(number) is not None) == (number in hidden) for number in range(100))


def test_a_fold_takes_in_those_inside_and_gives_all_back() -> None:
    folds = Folds([2, 10], [4, 12]).folded(1, 5)
    assert folds.stretches == ((1, 5), (10, 12))
    assert folds.last(1) == 5 and folds.last(2) is None
    assert folds.unfolded(1).stretches == ((10, 12),)


@given(nested)
def test_regions_are_the_brackets_that_belong_together(value: object) -> None:
    lines = laid_out(value)
    opened: list[int] = []
    for number in range(len(lines)):
        text = lines[number].strip()
        if text.startswith("]"):
            opener = opened.pop()
            assert outline.region(lines, opener) == Region(opener, number)
        assert outline.parent(lines, number) == (opened[-1] if opened else None)
        if text.endswith("["):
            opened.append(number)
        else:
            assert outline.region(lines, number) is None


@given(st.lists(nested, max_size=6))
def test_all_regions_of_a_level_are_those_of_its_lines(value: list[object]) -> None:
    lines = laid_out(value)
    openers, lasts = outline.regions(lines, outline.STEP)
    each = [outline.region(lines, number) for number in range(1, len(lines)) if outline.indent(lines, number) == 2]
    assert [*zip(openers, lasts, strict=True)] == [(one.opener, one.last) for one in each if one is not None]


def test_windows_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = laid_out([[number, [number]] for number in range(20)])
    whole = outline.regions(lines, 2), outline.region(lines, 0), outline.parent(lines, len(lines) - 2)
    for size in (80, 97, 128):
        monkeypatch.setattr(outline, "_LOOKED_AT", size)
        assert (outline.regions(lines, 2), outline.region(lines, 0), outline.parent(lines, len(lines) - 2)) == whole


def test_elements_belong_together_too_and_what_is_cut_ends_with_the_text() -> None:
    lines = lines_of("<a>\n  <b>\n    text\n  </b>\n  <c/>\n</a>")
    assert outline.region(lines, 0) == Region(0, 5)
    assert outline.region(lines, 1) == Region(1, 3)
    assert outline.region(lines, 4) is None
    assert outline.region(lines_of("[\n  1,\n  2"), 0) == Region(0, 2)
