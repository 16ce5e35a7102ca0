"""The few styles a word can have in our widgets, as Content styles; every state is a word as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from rich.cells import cell_len
from textual.content import Content

Tone = Literal["plain", "dim", "strong", "good", "warn", "bad", "accent"]

STYLES: Final[dict[Tone, str]] = {
    "plain": "",
    "dim": "$text-muted",
    "strong": "bold",
    "good": "$text-success",
    "warn": "$text-warning",
    "bad": "bold $text-error",
    "accent": "$text-accent",
}

Piece = str | tuple[str, Tone] | Content


def words(*pieces: Piece) -> Content:
    """Join pieces into one Content; nothing in them is read as markup."""
    return Content("").join([_piece(piece) for piece in pieces])


def cell(text: str, width: int, tone: Tone = "plain") -> Content:
    """Cut or fill `text` to exactly `width` cells, as one cell of a table row."""
    return Content.styled(text, STYLES[tone]).truncate(width, ellipsis=True, pad=True)


def tail_cell(text: str, width: int, tone: Tone = "plain") -> Content:
    """Cut or fill a path to exactly `width` cells; what is cut is its beginning, since its end tells it apart."""
    if cell_len(text) > width > 1:
        text = text[1 - width :]
        while cell_len(text) > width - 1:
            text = text[1:]
        text = f"…{text}"
    return cell(text, width, tone)


def shares(wanted: Sequence[int], room: int) -> tuple[int, ...]:
    """Share `room` cells out to columns that want so many: where it is short, the widest give first."""
    given = list(wanted)
    while sum(given) > room and max(given) > 1:
        given[given.index(max(given))] -= 1
    return tuple(given)


def ticked(text: str, tone: Tone) -> Content:
    """Return a sentence in a tone, what it quotes in backticks standing out instead of them."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return words((text, tone))
    style = STYLES[tone]
    return Content("").join(
        [Content.styled(part, f"{style} bold" if number % 2 else style) for number, part in enumerate(parts)]
    )


def _piece(piece: Piece) -> Content:
    match piece:
        case Content():
            return piece
        case str():
            return Content(piece)
        case (text, tone):
            return Content.styled(text, STYLES[tone])
