"""The same request sent as several identities: what came of each, row by row, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal

from workbench import marks, masking
from workbench.models import Exchange, Hop
from workbench.nouns import dataclass
from workbench.visible import visible

State = Literal["same", "differs", "only", "varies", "given"]
"""`varies`: expected to be another one in every answer; `given`: told of each, never a difference."""

VOLATILE: Final = frozenset(
    (
        *("age", "cf-ray", "date", "expires", "request-id", "server-timing", "traceparent", "x-amzn-trace-id"),
        *("x-correlation-id", "x-request-id", "x-response-time", "x-runtime"),
    )
)
"""Headers that are another in every answer, whoever asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One identity, what came of it, and until there is something, what stands there instead."""

    title: str
    exchange: Exchange | None = None
    words: str = "not sent yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing about every answer; None is absent, "" does not apply. All is safe to show."""

    label: str
    cells: tuple[str | None, ...]
    state: State
    header: bool = False


def rows(columns: Sequence[Column]) -> tuple[Row, ...]:
    """Return everything but the bodies, the results first; only those that were answered are compared."""
    return (*_results(columns), *_headers(columns))


def words(row: Row, columns: Sequence[Column]) -> str:
    """Return the state of a row as words: `same`, `DIFFERS`, `only alice`."""
    match row.state:
        case "same":
            return "same"
        case "differs":
            return "DIFFERS"
        case "only":
            having = [visible(column.title) for column, cell in zip(columns, row.cells, strict=True) if cell]
            return f"ONLY {', '.join(having)}"
        case "varies":
            return "changes every time"
        case "given":
            return ""


def _results(columns: Sequence[Column]) -> Iterator[Row]:
    yield Row(label="Result", cells=tuple(map(_result, columns)), state=_result_state(columns))
    yield _row("Certificate", columns, _certificate, "given")
    yield _row("Time", columns, _time, "given")
    if any(column.exchange and len(column.exchange.hops) > 1 for column in columns):
        yield _row("Hops", columns, lambda exchange: str(len(exchange.hops)))
    yield _row("TLS", columns, _tls)
    yield _row("HTTP version", columns, _http_version)
    yield _row("Size", columns, _size)


def _row(label: str, columns: Sequence[Column], told: Callable[[Exchange], str], state: State | None = None) -> Row:
    cells = tuple("" if column.exchange is None else told(column.exchange) for column in columns)
    return Row(label=label, cells=cells, state=state or _state([cell for cell in cells if cell]))


def _state(values: Sequence[str | None]) -> State:
    return "same" if len(set(values)) <= 1 else "only" if None in values and len(set(values)) == 2 else "differs"


def _result(column: Column) -> str:
    exchange = column.exchange
    if exchange is None:
        return visible(column.words)
    failure = exchange.failure
    status = f"{exchange.response.status} {visible(exchange.response.reason)}".rstrip() if exchange.response else ""
    if failure is None:
        return status or "nothing was sent"
    ended = "STOPPED" if failure.kind == "cancelled" else f"FAILED: {visible(failure.message)}"
    return f"{status}, then {ended}" if status else ended


def _result_state(columns: Sequence[Column]) -> State:
    return _state([_result(column) for column in columns if column.exchange])


def _certificate(exchange: Exchange) -> str:
    hops = exchange.hops
    if len(hops) == 1:
        return _became(hops[0])
    return "; ".join(f"hop {number}: {_became(hop)}" for number, hop in enumerate(hops, 1))


def _became(hop: Hop) -> str:
    chosen = hop.selection
    who = marks.label(chosen.entry) if chosen.entry else "none"
    loud = " OUTSIDE ITS RULE" if chosen.outside_rule else ""
    return f"{who}{loud}: {marks.words(hop)}"


def _time(exchange: Exchange) -> str:
    reused = " (connection reused)" if exchange.hops and exchange.hops[-1].reused else ""
    return "" if exchange.spent is None else f"{marks.duration(exchange.spent)}{reused}"


def _tls(exchange: Exchange) -> str:
    tls = exchange.hops[-1].tls if exchange.hops else None
    if tls is None:
        return ""
    verified = {True: "verified", False: "NOT VERIFIED", None: "not verified"}[tls.verified]
    return ", ".join(part for part in (visible(tls.version or ""), verified) if part)


def _http_version(exchange: Exchange) -> str:
    return visible(exchange.response.http_version) if exchange.response else ""


def _size(exchange: Exchange) -> str:
    return marks.size(exchange.body.size if exchange.body else 0) if exchange.response else ""


def _headers(columns: Sequence[Column]) -> Iterator[Row]:
    sent = [_fields(column.exchange) for column in columns]
    names = dict.fromkeys(name for fields in sent if fields for name in fields)
    answered = sum(fields is not None for fields in sent)
    for name in names:
        real = [None if fields is None else fields.get(name) for fields in sent]
        compared = [value for value, fields in zip(real, sent, strict=True) if fields is not None]
        state: State = "given" if answered < 2 else "varies" if name in VOLATILE else _state(compared)
        cells = tuple(
            "" if fields is None else None if value is None else visible(masking.header(name, value))
            for value, fields in zip(real, sent, strict=True)
        )
        yield Row(label=visible(name), cells=cells, state=state, header=True)


def _fields(exchange: Exchange | None) -> dict[str, str] | None:
    """Return the headers of an answer by their name in small letters, those that come twice joined; None for none."""
    if exchange is None or exchange.response is None:
        return None
    found: dict[str, str] = {}
    for name, value in exchange.response.headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found
