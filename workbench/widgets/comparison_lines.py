"""A comparison as lines for a width: side by side where every column has room, else one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Final

from rich.cells import chop_cells
from textual.content import Content

from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.widgets import comparison
from workbench.widgets.body_difference import Block, Difference
from workbench.widgets.comparison import Column, Row, State
from workbench.widgets.tone import Tone, cell, words

NARROWEST: Final = 32
"""Cells that a column has at least when they stand side by side."""
LABEL: Final = 16
CONTEXT: Final = 3
"""Lines shown before and after each difference of the bodies."""
_DRAWN: Final = 2_000
"""Lines of the bodies that are drawn."""
_SHOWN: Final = 2_000
"""Signs of one line that are looked at to show it."""
_PIECES: Final = 5
"""On how many lines one of a body's that differs is shown at most."""
_SIGNS: Final[dict[State, str]] = {"same": "=", "differs": "!", "only": "+", "varies": "~", "given": " "}
_TONES: Final[dict[State, Tone]] = {
    "same": "dim",
    "differs": "warn",
    "only": "warn",
    "varies": "dim",
    "given": "plain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its pieces, whether a difference begins here, and the column it is of, None for all."""

    content: Content
    begins: bool = False
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is to be laid out; `bodies` None: not compared yet, with `waiting` for words."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    bodies: Difference | None = None
    waiting: str = ""
    everything: bool = False


def side_by_side(width: int, count: int) -> int:
    """Return the cells of each column side by side, 0 where they have too little room."""
    each = (width - LABEL - 2) // max(1, count) - 2
    return each if each >= NARROWEST else 0


def laid_out(sheet: Sheet, width: int) -> Iterator[Line]:
    """Yield the lines for a width, the results first, then headers, then the body."""
    each = side_by_side(width, len(sheet.columns))
    told = [row for row in sheet.rows if not row.header]
    headers = [row for row in sheet.rows if row.header]
    shown = [row for row in headers if sheet.everything or row.state in ("differs", "only")]
    yield from _rows(told, sheet, each, width)
    yield from _heading("Headers", _counted(headers), width)
    yield from _rows(shown, sheet, each, width)
    if hidden := len(headers) - len(shown):
        yield Line(content=words((f"   … {hidden} more that do not differ; e shows everything", "dim")))
    yield from _body(sheet, each, width)


def plain(sheet: Sheet) -> str:
    """Return a comparison as text to copy, everything one below the other."""
    heads = "   ".join(f"{number} {visible(column.title)}" for number, column in enumerate(sheet.columns, 1))
    lines = laid_out(sheet, 1 + LABEL + NARROWEST)  # too narrow for columns: one below the other, and not wrapped
    return "\n".join([heads, *(line.content.plain.rstrip() for line in lines)])


def _counted(headers: Sequence[Row]) -> str:
    if not headers:
        return "none to compare"
    if all(row.state == "given" for row in headers):
        return "only one of them was answered"
    differing = sum(row.state in ("differs", "only") for row in headers)
    return f"{differing} of {len(headers)} differ" if differing else f"all {len(headers)} the same"


def _heading(title: str, said: str, width: int) -> Iterator[Line]:
    yield Line(content=Content(""))
    for number, part in enumerate(Content(said).wrap(max(20, width - len(title) - 3))):
        yield Line(content=words((f"{title}: " if number == 0 else " " * (len(title) + 2), "strong"), part))


def _rows(rows: Iterable[Row], sheet: Sheet, each: int, width: int) -> Iterator[Line]:
    for row in rows:
        yield from _abreast(row, each) if each else _stacked(row, sheet, width)


def _abreast(row: Row, each: int) -> Iterator[Line]:
    tone = _TONES[row.state]
    label = words((f"{_SIGNS[row.state]} ", tone), cell(row.label, LABEL, "dim"))
    wrapped = [_shown_cell(value, row, tone).wrap(each) or [Content("")] for value in row.cells]
    for number, parts in enumerate(zip_longest(*wrapped, fillvalue=Content(""))):
        head = label if number == 0 else Content(" " * (LABEL + 2))
        cells = [part.truncate(each, ellipsis=True, pad=True) for part in parts]
        begins = number == 0 and row.state in ("differs", "only")
        yield Line(content=Content("  ").join([head, *cells]), begins=begins)


def _stacked(row: Row, sheet: Sheet, width: int) -> Iterator[Line]:
    tone = _TONES[row.state]
    head = words((f"{_SIGNS[row.state]} ", tone), cell(row.label, max(LABEL, len(row.label) + 1), "strong"))
    if row.state == "same":
        same = next((text for text in row.cells if text), "")
        yield from _hanging(words(head, "  "), words((same, "plain"), ("  all the same", "dim")), width)
        return
    said = comparison.words(row, sheet.columns)
    yield Line(content=words(head, ("  " + said, tone)), begins=row.state in ("differs", "only"))
    for number, (column, value) in enumerate(zip(sheet.columns, row.cells, strict=True)):
        if value != "":
            who = words((f"    {number + 1} ", "dim"), cell(visible(column.title), 10, "accent"), " ")
            yield from _hanging(who, _shown_cell(value, row, "plain"), width, column=number)


def _hanging(head: Content, value: Content, width: int, *, column: int | None = None) -> Iterator[Line]:
    room = max(20, width - head.cell_length)
    for number, part in enumerate(value.wrap(room) or [Content("")]):
        indent = head if number == 0 else Content(" " * head.cell_length)
        yield Line(content=indent + part, column=column)


def _shown_cell(value: str | None, row: Row, tone: Tone) -> Content:
    if value is None:
        return words(("absent", "dim"))
    if len(value) > _SHOWN:
        value = f"{value[:_SHOWN]} … {len(value) - _SHOWN:,} more"
    bad = row.label == "Result" and value.startswith(("FAILED", "STOPPED"))
    return words((value, "bad" if bad else tone if tone != "dim" else "plain"))


def _body(sheet: Sheet, each: int, width: int) -> Iterator[Line]:
    found = sheet.bodies
    if found is None:
        yield from _heading("Body", sheet.waiting or "nothing to compare: fewer than two were answered", width)
        return
    yield from _heading("Body", "; ".join(found.words), width)
    if not each and not found.alike and found.blocks:
        yield Line(content=words(("  - the first's   + others'; the digits say whose", "dim")))
    folded = found.blocks if sheet.everything else tuple(_folded(found.blocks))
    lines = (
        line for block in folded for line in (_block_abreast(block, each) if each else _block_stacked(block, width))
    )
    yield from islice(lines, _DRAWN)
    if next(lines, None) is not None:
        said = f"   … and so on: {_DRAWN:,} lines are shown; Enter opens an answer in full"
        yield Line(content=words((said, "warn")))


def _folded(blocks: Sequence[Block]) -> Iterator[Block]:
    """Leave of what is the same only the lines next to a difference; a block of no lines stands for the rest."""
    for number, block in enumerate(blocks):
        lines = next((lines for lines in block.lines if lines), ())
        after, before = number > 0, number < len(blocks) - 1
        if not block.same or len(lines) <= 2 * CONTEXT + 1:
            yield block
            continue
        if after:
            yield _part(block, slice(None, CONTEXT))
        left_out = len(lines) - CONTEXT * (after + before)
        yield Block(lines=((f"… {left_out:,} lines that are the same; e shows everything",),), same=True)
        if before:
            yield _part(block, slice(-CONTEXT, None))


def _part(block: Block, which: slice) -> Block:
    return Block(lines=tuple(None if lines is None else lines[which] for lines in block.lines), same=True)


def _block_abreast(block: Block, each: int) -> Iterator[Line]:
    if len(block.lines) == 1:
        yield Line(content=words(" " * (LABEL + 4), ((block.lines[0] or ("",))[0], "dim")))
        return
    sign = "=" if block.same else "!"
    tone: Tone = "dim" if block.same else "warn"
    columns = [lines or () for lines in block.lines]
    for number, parts in enumerate(zip_longest(*columns)):
        if block.same:
            pieces: list[tuple[str, ...]] = [tuple(_cut(part, 0, each) for part in parts)]
        else:
            at = _apart(parts)
            pieces = list(zip_longest(*(_pieces(_cut(part, at, each), each) for part in parts), fillvalue=""))
        for part_of_line, texts in enumerate(pieces):
            head = words((f"{' ' if part_of_line else sign} " + " " * LABEL, tone))
            line = Content("  ").join([head, *(cell(text, each, tone) for text in texts)])
            yield Line(content=line, begins=not (number or part_of_line or block.same))


def _block_stacked(block: Block, width: int) -> Iterator[Line]:
    if block.same:
        lines = next((lines for lines in block.lines if lines), ())
        sign = "" if len(block.lines) == 1 else "   "
        yield from (Line(content=words((f"  {sign} {_cut(line, 0, width)}", "dim"))) for line in lines)
        return
    begins = True
    owned = list(_owned(block))
    apart = [_apart(parts) for parts in zip_longest(*(lines for lines, _ in owned))]
    for lines, owners in owned:
        first = owners[0] == next(place for place, found in enumerate(block.lines) if found is not None)
        mark = ("-" if first else "+") + "".join(str(place + 1) for place in owners)
        tone: Tone = "bad" if first else "good"
        for at, line in zip(apart, lines, strict=False):
            for number, piece in enumerate(_pieces(_cut(line, at, width - 7), width - 7)):
                content = words((f"  {'' if number else mark:<4}{piece}", tone))
                yield Line(content=content, begins=begins, column=owners[0])
                begins = False


def _owned(block: Block) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Yield what stands in this place with the places of those that have it, each text once."""
    owners: dict[tuple[str, ...], list[int]] = {}
    for place, lines in enumerate(block.lines):
        if lines:
            owners.setdefault(lines, []).append(place)
    yield from owners.items()


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield a line in pieces that fit, which for most is the line itself; the last says where it goes on."""
    pieces = chop_cells(text, max(20, width)) or [""]
    yield from pieces[: _PIECES - 1]
    if len(pieces) >= _PIECES:
        last = pieces[_PIECES - 1]
        yield f"{last[:-1]}…" if len(pieces) > _PIECES else last


def _apart(parts: Sequence[str | None]) -> int:
    """Return the place of the first sign at which lines differ."""
    texts = [part for part in parts if part is not None] or [""]
    first, last = min(texts), max(texts)  # what the extremes begin with, all begin with
    low, high = 0, min(len(first), len(last))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if first[:middle] == last[:middle] else (low, middle - 1)
    return low


def _cut(line: str | None, at: int, room: int) -> str:
    """Return what of a line is shown, from a little before the sign that matters where that would be out of view."""
    if line is None:
        return ""
    start = at - room // 2 if at > (_PIECES - 1) * room else 0
    shown = visible(line[start : start + _SHOWN].expandtabs(4))
    more = len(line) - start - _SHOWN
    return ("…" if start else "") + shown + (f" … {more:,} more" if more > 0 else "")
