"""A send as the log keeps it: of the answer's body the head, and one copy of what the last one there had too.

Ten thousand sends to the same few places differ in their times and in little else.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Final, TypeVar

from workbench.models import Content, Exchange, RawMessage
from workbench.screens import log_weight

KEPT_BODY: Final = 16_384
KEPT_REQUEST: Final = 1024 * 1024
"""What was sent is kept as far as a record tells it: it is to be shared exactly, and seldom large."""
_PLACES: Final = 32
_HEAVY: Final = 256 * 1024
"""What weighs more is not remembered: it would stay in memory when its entry is long gone."""

_Part = TypeVar("_Part")
_Place = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """The last exchange with a place, the ids of all that is in it, and what that weighs."""

    exchange: Exchange
    parts: frozenset[int]
    weight: int


class Sharing:
    """Remembers the last exchange with each of the places sent to last, and what these weigh."""

    def __init__(self) -> None:
        self._last: OrderedDict[_Place, _Last] = OrderedDict()
        self.weight = 0
        """What is remembered weighs so much: it is in memory whichever entries are dropped."""

    def kept(self, exchange: Exchange) -> tuple[Exchange, int]:
        """Return an equal exchange but for its bodies' ends, and what it weighs beside what was there already."""
        first = exchange.hops[0].selection if exchange.hops else None
        place = (first.host, first.port) if first else ("", 0)
        last = self._last.get(place)
        kept = shortened(exchange) if last is None else shared(shortened(exchange), last.exchange)
        weights = log_weight.parts(kept)
        known = last.parts if last else frozenset[int]()
        if (whole := sum(weights.values())) <= _HEAVY:
            self._remember(place, _Last(exchange=kept, parts=frozenset(weights), weight=whole))
        return kept, sum(weight for part, weight in weights.items() if part not in known)

    def _remember(self, place: _Place, last: _Last) -> None:
        before = self._last.pop(place, None)
        self._last[place] = last
        gone = before or (self._last.popitem(last=False)[1] if len(self._last) > _PLACES else None)
        self.weight += last.weight - (gone.weight if gone else 0)


def shortened(exchange: Exchange) -> Exchange:
    """Return an exchange with the heads of its bodies only, of the answer's a short one; their sizes stay true."""
    hops = tuple(
        replace(hop, request=replace(hop.request, body=_head(hop.request.body, KEPT_REQUEST))) for hop in exchange.hops
    )
    return replace(exchange, hops=hops, body=_head(exchange.body, KEPT_BODY))


def shared(new: _Part, old: _Part) -> _Part:
    """Return a value equal to the new one, with the parts of the old one wherever the two are equal."""
    if new is old or type(new) is not type(old):
        return new
    if new == old:
        return old
    if is_dataclass(new) and not isinstance(new, type):
        parts = {field.name: shared(getattr(new, field.name), getattr(old, field.name)) for field in fields(new)}
        return replace(new, **parts)
    if isinstance(new, RawMessage) and isinstance(old, RawMessage):
        return new._replace(data=shared(new.data, old.data))
    if isinstance(new, tuple) and isinstance(old, tuple) and len(new) <= log_weight.MANY:
        return type(new)([*map(shared, new, old), *new[len(old) :]])
    return new


def _head(body: Content | None, length: int) -> Content | None:
    if body is None or (body.path is None and body.raw is None and len(body.data) <= length):
        return body
    return replace(body, data=body.data[:length], path=None, raw=None, owner=None)
