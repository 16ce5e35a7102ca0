"""What each path answers, the same at every site; a path not listed says what the server saw.

`/redirect?to=NAME or URL&status=N` `/redirect_http` `/loop` `/status?code=N` `/cookie?name=N&value=V`
`/slow?seconds=N` `/drip?count=N&every=S` `/events?count=N&every=S` `/big?megabytes=N&kind=json|lines`
`/vanish` (answers, then closes without a word) `/hang_up` (closes without an answer) `/hostile/…`
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from workbench.demo import bulk, hostile
from workbench.demo.outbound import Answer, Raw
from workbench.demo.visit import Visit, told

_LONGEST_WAIT = 3600.0
_MOST_MEGABYTES = 4096.0


class Routes:
    """Answers visits; `links` are the URLs of the lab's endpoints, for redirects by name."""

    def __init__(self, links: Mapping[str, str]) -> None:
        self._links = links
        self._by_path: dict[str, Callable[[Visit], Answer | Raw]] = {
            "redirect": self._redirect,
            "redirect_http": self._redirect_http,
            "loop": _loop,
            "status": _status,
            "cookie": _cookie,
            "slow": _slow,
            "drip": _drip,
            "events": _events,
            "big": _big,
            "vanish": _vanish,
            "hang_up": _hang_up,
            "hostile": _hostile,
        }

    def answer(self, visit: Visit) -> Answer | Raw:
        """Answer one visit by its path."""
        first = visit.head.path.split("/")[1] if "/" in visit.head.path else ""
        return self._by_path.get(first, told)(visit)

    def _redirect(self, visit: Visit) -> Answer:
        target = visit.head.query.get("to", "other")
        return _elsewhere(visit, self._links.get(target, target))

    def _redirect_http(self, visit: Visit) -> Answer:
        return _elsewhere(visit, self._links["http"])


def _elsewhere(visit: Visit, url: str) -> Answer:
    return Answer(status=int(visit.number("status", 302, 399)), headers=(("Location", url),))


def _loop(visit: Visit) -> Answer:
    return _elsewhere(visit, visit.head.target)


def _status(visit: Visit) -> Answer:
    return told(visit, max(200, int(visit.number("code", 200, 999))))


def _cookie(visit: Visit) -> Answer:
    name, value = visit.head.query.get("name", "flavour"), visit.head.query.get("value", "oat")
    answer = told(visit)
    return replace(answer, headers=(*answer.headers, ("Set-Cookie", f"{name}={value}; Path=/")))


def _slow(visit: Visit) -> Answer:
    visit.pause(visit.number("seconds", 3, _LONGEST_WAIT))
    return told(visit)


def _drip(visit: Visit) -> Answer:
    count, every = int(visit.number("count", 10, 1_000_000)), visit.number("every", 0.2, _LONGEST_WAIT)
    return Answer(headers=(("Content-Type", "text/plain"),), pieces=_drops(visit, count, every))


def _events(visit: Visit) -> Answer:
    count, every = int(visit.number("count", 10, 1_000_000)), visit.number("every", 0.2, _LONGEST_WAIT)
    events = (b"event: drop\ndata: " + drop + b"\n" for drop in _drops(visit, count, every))
    return Answer(headers=(("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")), pieces=events)


def _drops(visit: Visit, count: int, every: float) -> Iterator[bytes]:
    for number in range(count):
        if number:
            visit.pause(every)
        yield f"drop {number}\n".encode()


def _big(visit: Visit) -> Answer:
    megabytes = max(1, int(visit.number("megabytes", 1, _MOST_MEGABYTES)))
    size = megabytes * bulk.MEGABYTE
    if visit.head.query.get("kind") == "lines":
        return Answer(headers=(("Content-Type", "text/plain"),), pieces=bulk.lines(megabytes), length=size)
    return Answer(headers=(("Content-Type", "application/json"),), pieces=bulk.json_array(megabytes), length=size)


def _vanish(visit: Visit) -> Answer:
    return replace(told(visit), vanish=True)


def _hang_up(_visit: Visit) -> Raw:
    return Raw(data=b"", abrupt=True)


def _hostile(visit: Visit) -> Answer | Raw:
    return hostile.answer(visit.head.path.removeprefix("/hostile").strip("/"))
