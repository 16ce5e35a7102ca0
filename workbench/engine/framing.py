"""Where the body of an HTTP/1 answer ends (RFC 9112 §6.3), also where its head says so badly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from workbench.engine.remarks import quoted
from workbench.nouns import dataclass

Kind = Literal["none", "length", "chunked", "close", "guess"]
_DIGITS: Final = re.compile(r"[0-9]+")
_MOST: Final = 2**63 - 1
_LONGEST: Final = len(str(_MOST))
_WITHOUT_BODY: Final = (204, 304)
_BLANK: Final = " \t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """How the end of a body is told.

    `close` is the end of the connection; `guess` the same or a moment's silence, as nobody knows better. `fault` says
    why the answer cannot be relied on, `remark` what was wrong and does no harm.
    """

    kind: Kind
    length: int = 0
    fault: str = ""
    remark: str = ""


def of_answer(method: str, status: int, fields: Sequence[tuple[str, str]]) -> Framing:
    """Tell how the body of an answer to `method` ends, by its status and header fields."""
    if method == "CONNECT" and 200 <= status < 300:
        return Framing(kind="close")
    if status < 100:
        return Framing(kind="guess")
    codings, lengths = _listed(fields, "transfer-encoding"), _listed(fields, "content-length")
    ends = Framing(kind="close")
    if codings:
        ends = _coded([coding.lower() for coding in codings if coding], lengths)
    elif lengths:
        ends = _measured(lengths)
    has_none = method == "HEAD" or status < 200 or status in _WITHOUT_BODY
    return _without_body(status, ends, codings, lengths) if has_none else ends


def _listed(fields: Sequence[tuple[str, str]], name: str) -> list[str]:
    """Return all values of a field, a list in one value taken apart; an empty value counts."""
    values = [value for said, value in fields if said.lower() == name]
    return [part.strip(_BLANK) for value in values for part in value.split(",")]


def _without_body(status: int, said: Framing, codings: list[str], lengths: list[str]) -> Framing:
    """Pass over what the head says of a body; only HEAD and 304 may say it (RFC 9110 §8.6, RFC 9112 §6.1)."""
    may_say = status >= 200 and status != 204
    if not (said.fault or said.remark or (not may_say and (said.length or said.kind == "chunked"))):
        return Framing(kind="none")
    fields = (("Transfer-Encoding", codings), ("Content-Length", lengths))
    what = quoted("; ".join(f"{name}: {', '.join(values)}" for name, values in fields if values))
    return Framing(kind="none", remark=f"The answer has no body, whatever its head says of one: {what}.")


def _coded(codings: list[str], lengths: list[str]) -> Framing:
    both = " It also has a Content-Length, which does not count then (RFC 9112 §6.3)." if lengths else ""
    said = quoted(", ".join(codings))
    others = [coding for coding in codings if coding not in ("chunked", "identity")]
    left = f"The transfer coding {quoted(others[0])} is not undone: the body is shown as it came." if others else ""
    match codings.count("chunked"):
        case 0:
            none = left or f"Transfer-Encoding is {said}, which is no coding."
            return _measured(lengths, none) if lengths and not others else Framing(kind="close", remark=none + both)
        case 1 if codings[-1] == "chunked":
            remark = left or (f"The answer is in chunks.{both}" if both else "")
            return Framing(kind="chunked", remark=remark)
        case _:
            fault = f"its Transfer-Encoding is {said}, where chunked must stand once and last"
            return Framing(kind="guess", fault=fault)


def _measured(lengths: list[str], remark: str = "") -> Framing:
    bad = next((length for length in lengths if not _is_length(length)), None)
    if bad is not None:
        return Framing(kind="guess", fault=f"its Content-Length is {quoted(bad)}, which is no length")
    numbers = {_number(length) for length in lengths}
    if len(numbers) > 1:
        said = " and ".join(str(number) for number in sorted(numbers)[:3])
        fault = f"its Content-Length is said to be {said}; the shortest was read"
        return Framing(kind="length", length=min(numbers), fault=fault)
    if len(lengths) > 1:
        remark = f"Content-Length is said {len(lengths)} times, with the same number."
    if any(len(length) > _LONGEST for length in lengths):
        remark = f"Content-Length is written {quoted(lengths[0])}, and read as {max(numbers)}."
    return Framing(kind="length", length=numbers.pop(), remark=remark)


def _is_length(text: str) -> bool:
    return bool(_DIGITS.fullmatch(text)) and len(text.lstrip("0")) <= _LONGEST and _number(text) <= _MOST


def _number(digits: str) -> int:
    """Return what digits mean, however many noughts stand before them: Python reads no more than 4300."""
    return int(digits.lstrip("0") or "0")
