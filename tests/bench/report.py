"""The figures as people read them, and as programs do."""

from __future__ import annotations

import json
import platform
import ssl
from collections.abc import Iterable, Mapping, Sequence

from tests.bench.figures import Figure, Unmeasured

Line = Figure | Unmeasured

_HEAD = ("row", "ours", "theirs", "ratio", "target", "", "against")
_ALIGNED = "<>>><<<"
_WORDS = {True: "ok", None: ""}


def table(figures: Sequence[Line]) -> str:
    """Write one line a figure, with a head, in columns; one that was not measured says so."""
    rows = [_HEAD, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    return "\n".join(_line(row, widths) for row in rows)


def document(figures: Iterable[Line], failed: Mapping[str, str]) -> str:
    """Write a JSON document: what it was measured on, a value or null for each cell, and the rows that failed."""
    return json.dumps(
        {
            "python": platform.python_version(),
            "openssl": ssl.OPENSSL_VERSION,
            "machine": f"{platform.system()} {platform.machine()}",
            "rows": [_entry(figure) for figure in figures],
            "failed": dict(failed),
        },
        indent=1,
    )


def _entry(figure: Line) -> dict[str, object]:
    if isinstance(figure, Unmeasured):
        return {
            **dict.fromkeys(("row", "unit", "ours", "theirs", "ratio", "pairs", "target", "kept", "against")),
            "row": figure.row,
            "target": str(figure.limit) if figure.limit else None,
            "against": figure.against,
        }
    return {
        "row": figure.row,
        "unit": figure.unit,
        "ours": round(figure.ours, 4),
        "theirs": round(figure.theirs, 4),
        "ratio": round(figure.ratio, 4),
        "pairs": len(figure.pairs),
        "target": str(figure.limit) if figure.limit else None,
        "kept": figure.kept,
        "against": figure.against,
    }


def _cells(figure: Line) -> tuple[str, ...]:
    if isinstance(figure, Unmeasured):
        return figure.row, "", "", "", str(figure.limit or ""), "not measured", figure.against
    return (
        figure.row,
        _amount(figure.ours, figure.unit),
        _amount(figure.theirs, figure.unit),
        f"{figure.ratio:.2f}",
        str(figure.limit or ""),
        _word(figure),
        figure.against,
    )


def _word(figure: Figure) -> str:
    if figure.kept is False and figure.limit is not None:
        return "under" if figure.limit.least else "over"
    return _WORDS[figure.kept]


def _amount(value: float, unit: str) -> str:
    return f"{value:,.{0 if value >= 1000 else 1 if value >= 100 else 3}f} {unit}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (f"{text:{align}{width}}" for text, align, width in zip(row, _ALIGNED, widths, strict=True))
    return "  ".join(cells).rstrip()
