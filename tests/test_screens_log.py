import gc
import hashlib
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.hops import NOW, accepted, answered, exchange, failed, hop
from workbench.models import Content, Exchange, HopRequest, RawMessage
from workbench.records import BODY_LIMIT
from workbench.screens import log as log_module
from workbench.screens import log_packing
from workbench.screens.log import LIMIT, Log
from workbench.screens.log_sharing import KEPT_BODY, Sharing, shared, shortened
from workbench.screens.log_weight import MANY, parts, weigh


def test_what_was_sent_and_said_is_kept_in_order_until_cleared() -> None:
    log = Log()
    log.said("Settings saved.", "info")
    log.sent(exchange(hop(accepted())))
    assert [entry.text for entry in log] == ["Settings saved.", ""]
    assert log[-1].exchange is not None
    log.clear()
    assert (len(log), log.weight, log.dropped) == (0, 0, 0)


def test_the_oldest_go_when_there_are_too_many_and_it_is_told_how_many() -> None:
    log = Log()
    for number in range(LIMIT + 2):
        log.said(str(number), "info")
    assert (len(log), log[0].text, log.dropped) == (LIMIT, "2", 2)


def test_an_answer_is_kept_by_its_head_and_what_was_sent_as_far_as_a_record_tells_it() -> None:
    whole = exchange(hop(accepted()), body=b"x" * (KEPT_BODY * 2))
    asked = replace(whole.hops[0].request, body=Content(size=BODY_LIMIT * 3, data=b"y" * BODY_LIMIT * 3))
    kept = shortened(replace(whole, hops=(replace(whole.hops[0], request=asked),)))
    assert kept.body is not None and kept.hops[0].request.body is not None
    assert (len(kept.body.data), kept.body.size) == (KEPT_BODY, KEPT_BODY * 2)
    assert (len(kept.hops[0].request.body.data), kept.hops[0].request.body.size) == (BODY_LIMIT, BODY_LIMIT * 3)


def test_a_short_body_is_kept_whole() -> None:
    whole = exchange(hop(accepted()))
    assert shortened(whole) == whole


def _large(number: int, part: str) -> Exchange:
    """An exchange of which one part is large, and no other's."""
    much = f"{number:08}" * 12_500
    asked = HopRequest(method="GET", url=f"https://a.test/{much if part == 'url' else number}")
    made = answered(f"/{number}")
    if part == "headers" and made.response:
        made = replace(made, response=replace(made.response, headers=(("X", much),)))
    if part == "request headers":
        asked = replace(asked, headers=tuple((f"X-{at}", much[at * 100 : at * 100 + 100]) for at in range(1000)))
    if part == "handshake" and made.tls:
        raw = RawMessage(at=0.0, direction="read", version=0x0303, content_type=22, data=much.encode())
        made = replace(made, tls=replace(made.tls, messages=(raw,)))
    if part == "notes":
        made = replace(made, notes=(much,))
    return exchange(replace(made, request=asked))


@pytest.mark.parametrize("part", ["url", "headers", "request headers", "handshake", "notes"])
def test_the_oldest_go_when_they_weigh_too_much_whatever_is_large(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "LIMIT_BYTES", 1_000_000)
    log = Log()
    for number in range(40):
        log.sent(_large(number, part))
        assert log.weight <= 1_000_000
    assert 2 <= len(log) <= 10 and log.dropped == 40 - len(log)
    newest = log[-1].exchange
    assert newest is not None and newest.hops == _large(39, part).hops


def test_one_entry_that_is_too_large_by_itself_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "LIMIT_BYTES", 10_000)
    log = Log()
    for number in range(3):
        log.sent(_large(number, "url"))
    assert (len(log), log.dropped) == (1, 2)


def test_notices_weigh_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "LIMIT_BYTES", 100_000)
    log = Log()
    for _ in range(10):
        log.said("x" * 20_000, "info")
    assert len(log) < 5


def _sends() -> Iterator[Exchange]:
    for number in range(50):
        made = answered("/same") if number % 7 else failed()
        timing = replace(made.timing, total=float(number))
        yield replace(exchange(replace(made, timing=timing)), started=NOW + timedelta(seconds=number))


def test_what_is_kept_is_equal_to_what_was_sent_and_shares_what_is_the_same() -> None:
    log = Log()
    for one in _sends():
        assert log.sent(one).exchange == one
    kept = [entry.exchange for entry in log if entry.exchange and entry.exchange.outcome == "response"]
    first, second = kept[3], kept[4]
    assert first.hops[0].tls is second.hops[0].tls and first.hops[0].selection is second.hops[0].selection
    assert first.hops[0].timing != second.hops[0].timing


def test_an_entry_like_the_last_one_weighs_little() -> None:
    sharing = Sharing()
    _, weight = sharing.kept(exchange(answered()))
    _, again = sharing.kept(replace(exchange(answered()), started=NOW + timedelta(seconds=1)))
    assert weight > 5000 and again < 1000
    assert sharing.weight == pytest.approx(weight, rel=0.05)


def test_what_is_in_a_value_twice_weighs_once() -> None:
    text = "x" * 1000
    assert weigh((text, text)) < 1300 and len(parts((text, (text, None)))) == 3


def test_only_so_many_places_are_remembered() -> None:
    sharing = Sharing()
    for number in range(200):
        made = answered()
        sharing.kept(exchange(replace(made, selection=replace(made.selection, host=f"h{number}.test"))))
    assert sharing.weight < 40 * weigh(exchange(answered()))


def test_parts_are_shared_only_where_they_are_equal_and_of_one_kind() -> None:
    old, new = ("a" * 50, 1, ("x",)), ("".join(["a"] * 50), True, ("x", "y"))
    kept = shared(new, old)
    assert kept == new and kept[0] is old[0] and kept[1] is True


def test_what_each_entry_can_be_found_by_is_looked_up_once() -> None:
    log = Log()
    entry = log.sent(exchange(answered("/get?token=hunter2", 404)))
    assert entry.gist is not None and entry.gist.is_error and entry.gist.statuses == (404,)
    assert "/get?token=********(7)" in entry.gist.text and "hunter2" not in entry.gist.text


def _with_headers(count: int, name: str) -> Exchange:
    made = answered()
    assert made.response
    headers = tuple((f"{name}{number}", f"{number}") for number in range(count))
    return exchange(replace(made, response=replace(made.response, headers=headers)))


def test_thousands_of_headers_are_not_looked_at_one_by_one_and_weigh_what_they_take() -> None:
    some, many = weigh(_with_headers(MANY, "a")), weigh(_with_headers(MANY * 50, "a"))
    assert 45 * some < many < 60 * some
    assert len(parts(_with_headers(MANY * 50, "a"))) < 500
    log = Log()
    for number in range(3):
        heavy = _with_headers(MANY * 5, f"h{number % 2}")
        assert log.sent(heavy).exchange == heavy


def test_what_is_heavy_is_gone_when_its_entry_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "LIMIT_BYTES", 20_000_000)
    log = Log()
    for number in range(40):
        made = answered()
        place = replace(made, selection=replace(made.selection, host=f"h{number}.test"))
        log.sent(
            exchange(replace(place, request=replace(place.request, url="https://a.test/" + chr(65 + number) * 10**6)))
        )
    assert log.dropped
    for number in range(200):
        log.sent(exchange(answered(f"/{number}")))
        log.said("x" * 100_000, "info")
    assert len(log) > 300 and log.weight <= 20_000_000


def test_what_came_over_the_wire_and_could_not_be_decoded_is_not_kept() -> None:
    class Owner:
        """Holds a file of ours, until nobody holds this."""

    for data in (b"x", b"x" * KEPT_BODY * 2):
        raw = Content(size=8_000_000, data=b"r" * 8_000_000, path=Path("spilled"), owner=Owner())
        cut = Content(size=len(data), data=data, complete=False, raw=raw, owner=Owner())
        kept = shortened(replace(exchange(answered()), body=cut)).body
        assert kept is not None and kept.raw is None and kept.owner is None
        assert kept.data == data[:KEPT_BODY] and kept.size == len(data) and not kept.complete


def _traced(log: Log, sends: Iterable[Exchange]) -> int:
    """Return the bytes that a log of these takes, by the allocator's own count."""
    gc.collect()
    tracemalloc.start()
    for one in sends:
        log.sent(one)
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return taken


@pytest.mark.slow
def test_a_log_says_what_it_takes_also_where_addresses_are_long() -> None:
    made = answered()
    log = Log()
    taken = _traced(
        log,
        (
            exchange(replace(made, request=HopRequest(method="GET", url=f"https://a.test/{number}?{'q' * 8000}")))
            for number in range(2000)
        ),
    )
    assert taken < 1.2 * log.weight


@pytest.mark.slow
def test_what_was_unpacked_to_be_looked_at_is_bounded_and_weighs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_packing, "_UNPACKED_BYTES", 2_000_000)
    log = Log()
    for number in range(1000):
        body = hashlib.shake_128(str(number).encode()).hexdigest(7000).encode()
        log.sent(replace(exchange(answered(), body=body), started=NOW + timedelta(seconds=number)))
    before = log.weight
    assert sum(len(entry.exchange.body.data) for entry in log if entry.exchange and entry.exchange.body) == 14_000_000
    assert before + 1_000_000 < log.weight <= before + 2_000_000
    log.clear()
    assert log.weight == 0
