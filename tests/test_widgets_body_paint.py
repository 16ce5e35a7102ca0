"""The colours of a row, and what they cost where the line it is of is long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from workbench.bodies import colours
from workbench.bodies.kinds import Kind
from workbench.widgets import body_paint

LINES = st.lists(st.sampled_from(['"a": ', "12", "[", "true", ", ", "x y", '"ä"', "AaA"])).map("".join)


class Looks:
    """How often somebody looked at a mark."""

    count = 0


class Mark(tuple[str, int, int]):
    """A mark that counts who looks at it."""

    __slots__ = ()

    def __getitem__(self, key: int) -> object:  # type: ignore[override]
        Looks.count += 1
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[str | int]:
        Looks.count += 1
        return super().__iter__()


def painted(text: str, reach: tuple[int, int], found: body_paint.Spans = ()) -> list[tuple[str, str]]:
    """Each sign of a row with the part it is shown as."""
    named: dict[Style, str] = {}

    def style(part: str) -> Style:
        made = Style(meta={"part": part})
        named[made] = part
        return made

    row = list(body_paint.segments(text, reach, "json", found, style))
    return [(sign, named[segment.style]) for segment in row for sign in segment.text if segment.style is not None]


@given(LINES, st.sampled_from(["a", "AA", "true", "ä", "x y"]), st.integers(0, 30), st.integers(0, 30))
def test_a_row_is_painted_as_its_line(line: str, needle: str, first: int, width: int) -> None:
    first = min(first, len(line))
    reach = first, min(len(line), first + width)
    starts = [at for at in range(len(line)) if line.lower().startswith(needle.lower(), at)]
    parts = [""] * len(line)
    for part, start, end in (*colours.of("json", line), *(("found", at, at + len(needle)) for at in starts)):
        parts[start:end] = [part] * (end - start)
    found = body_paint.occurrences(line, needle, reach)
    assert painted(line, reach, found) == list(zip(line, parts, strict=True))[slice(*reach)]


def test_what_is_outside_of_the_row_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "1," * 1_900

    def of(kind: Kind, text: str) -> Iterator[Mark]:
        return (Mark(("number", at, at + 1)) for at in range(0, len(text), 2))

    monkeypatch.setattr(colours, "of", of)
    Looks.count = 0
    assert len(painted(line, (3_000, 3_080))) == 80
    assert Looks.count < 100
    assert len(body_paint.occurrences("a" * 16_384, "A", (8_000, 8_080))) == 80
